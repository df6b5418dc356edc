"""The experiments' tests measure on few test images."""

from tests.experiments.support import few_test_images  # noqa: F401
