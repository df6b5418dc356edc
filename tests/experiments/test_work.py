"""What the experiments share: progress, images, and a stop that hides nothing else."""

import numpy as np
import pytest

from resnet_lessons.data.images import fashion_mnist
from resnet_lessons.experiments.work import StepCounter, empty, garments


def test_progress_counts_and_tells():
    told = []
    progress = StepCounter(lambda *row: told.append(row), 3)
    progress.tell("first")
    progress.tell("second", 2)
    assert told == [(0, 3, "first"), (2, 3, "second")]
    silent = StepCounter(None, 1)
    silent.tell("done", 1)
    assert silent.done == 1


def test_a_stop_is_quiet_and_an_error_is_not():
    progress = StepCounter(None, 1)
    with progress.stoppable():
        raise KeyboardInterrupt
    assert not progress.complete
    with pytest.raises(ValueError, match="mine"), progress.stoppable():
        raise ValueError("mine")
    assert not progress.complete
    with progress.stoppable():
        pass
    assert progress.complete


def test_garments_are_the_first_of_those_shipped():
    some, whole = garments(7, 5), fashion_mnist()
    np.testing.assert_array_equal(some.train_images, whole.train_images[:7])
    np.testing.assert_array_equal(some.test_labels, whole.test_labels[:5])
    assert len(garments().train_images) == 6000


def test_empty_arrays_hold_no_number():
    assert np.isnan(empty(2, 3)).all()
    assert empty(2, 3).shape == (2, 3)
