"""What tests of a run share."""

import pytest

from tests.support.small_run import few_images


@pytest.fixture(scope="module")
def few():
    return few_images()
