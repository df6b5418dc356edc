"""Whether the long versions of tests run: `make soak` sets the variable, CI runs short ones."""

import os

import pytest

IS_SOAK = bool(os.environ.get("RESNET_LESSONS_SOAK"))
only_in_soak = pytest.mark.skipif(not IS_SOAK, reason="minutes long: `make soak` runs it")


def some(values, every):
    """All of them in the soak; in CI one of every so many, the first among them."""
    values = list(values)
    return values if IS_SOAK else values[::every]
