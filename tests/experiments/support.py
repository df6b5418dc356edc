"""What the tests of the experiments share."""

import dataclasses

import numpy as np
import pytest

from resnet_lessons.data.images import fashion_mnist
from resnet_lessons.experiments import work


@pytest.fixture(autouse=True, scope="module")
def few_test_images():
    """A tenth of the test images that ship, for what imports this."""
    data = fashion_mnist()
    few = dataclasses.replace(
        data, test_images=data.test_images[:100], test_labels=data.test_labels[:100]
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(work, "fashion_mnist", lambda: few)
        yield


class StopAt:
    """A report that interrupts like the stop button, after so many steps."""

    def __init__(self, steps):
        self.steps, self.told = steps, []

    def __call__(self, done, total, what):
        self.told.append((done, total, what))
        if done >= self.steps:
            raise KeyboardInterrupt


def told_in_order(told):
    """Asserts that progress only rises, and ends with everything done."""
    done, totals = [row[0] for row in told], {row[1] for row in told}
    assert done == sorted(done)
    assert totals == {done[-1]}
    assert all(what for _, _, what in told)


def frozen(result):
    """Asserts that a result cannot be changed."""
    assert dataclasses.is_dataclass(result)
    try:
        result.complete = False
    except dataclasses.FrozenInstanceError:
        return
    raise AssertionError("a field can be assigned")


def measured(array):
    """How many values are numbers."""
    return int(np.isfinite(array).sum())
