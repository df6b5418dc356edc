"""What runs return that take hours and are only recorded: `make recorded-depth`."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class DepthThatHelps:
    """Networks of several depths, with and without shortcuts, trained for long on all images.

    The axis "kinds" holds plain, residual (`work.KINDS`). What was not measured is NaN.

    Attributes:
        seeds: int (seeds,), of the first weights and of the order of the images.
        depths: int (depths,), weight layers; projections are not counted.
        losses: float (seeds, kinds, depths, epochs), mean cross-entropy of an epoch's steps.
        test_losses: float (seeds, kinds, depths, epochs), after each epoch.
        test_accuracies: float (seeds, kinds, depths, epochs), after each epoch, 0 to 1.
        training_loss, training_accuracy: float (seeds, kinds, depths), of the trained network on all
            training images.
        complete: False while networks are missing.
    """

    seeds: np.ndarray
    depths: np.ndarray
    losses: np.ndarray
    test_losses: np.ndarray
    test_accuracies: np.ndarray
    training_loss: np.ndarray
    training_accuracy: np.ndarray
    complete: bool
