"""What the experiments return, arrays by name, and the recorded run of each.

They stand apart from the experiments so that a chapter shows recorded runs before TensorFlow is
loaded.
"""

from dataclasses import dataclass

import numpy as np

from resnet_lessons.data import recorded_runs
from resnet_lessons.experiments.later_results import (
    BlockStarts,
    ResidualStreams,
    ResidualSum,
    SignalSize,
    StochasticDepth,
)
from resnet_lessons.experiments.long_results import DepthThatHelps


@dataclass(frozen=True, eq=False)
class Degradation:
    """Networks of several depths, each trained with and without shortcuts.

    The axis "kinds" holds plain, residual (`work.KINDS`). What was not measured is NaN.

    Attributes:
        seeds: int (seeds,), of the first weights and of the order of the images.
        depths: int (depths,), weight layers.
        losses: float (seeds, kinds, depths, steps), cross-entropy of each training step.
        training_loss, test_loss: float (seeds, kinds, depths), of the trained network.
        training_accuracy, test_accuracy: float (seeds, kinds, depths), 0 to 1.
        seconds: float (seeds, kinds, depths), of training and measuring.
        complete: False when it was stopped.
    """

    seeds: np.ndarray
    depths: np.ndarray
    losses: np.ndarray
    training_loss: np.ndarray
    training_accuracy: np.ndarray
    test_loss: np.ndarray
    test_accuracy: np.ndarray
    seconds: np.ndarray
    complete: bool


@dataclass(frozen=True, eq=False)
class Growth:
    """A trained network that grew, just after and once it has trained on. Not measured: NaN.

    Attributes:
        seeds: int (seeds,), of the new blocks' weights and of the order of the images.
        start, end: float (seeds, kinds, measures), see `growth.KINDS` and `growth.MEASURES`.
        differences: float (seeds, kinds), the largest movement of any logit of a test image by growing.
        losses: float (seeds, kinds, steps), cross-entropy of each training step.
        complete: False when it was stopped.
    """

    seeds: np.ndarray
    start: np.ndarray
    end: np.ndarray
    differences: np.ndarray
    losses: np.ndarray
    complete: bool


@dataclass(frozen=True, eq=False)
class Gradients:
    """Gradients of the loss in untrained networks of several depths. Not measured: NaN.

    The axis "kinds" holds plain, residual (`work.KINDS`), the axis "blocks" the blocks of the
    deepest network from the input on; a shallower network fills its first places.

    Attributes:
        seeds: int (seeds,), of the weights.
        depths: int (depths,), weight layers.
        blocks: int (depths,), blocks of each network.
        of_weights: float (seeds, kinds, depths, blocks), norm of the loss's gradient by all
            trainable weights of a block.
        of_features: float (seeds, kinds, depths, blocks), norm of its gradient by what the block
            passes on, for the whole batch.
        complete: False when it was stopped.
    """

    seeds: np.ndarray
    depths: np.ndarray
    blocks: np.ndarray
    of_weights: np.ndarray
    of_features: np.ndarray
    complete: bool


@dataclass(frozen=True, eq=False)
class Shattering:
    """Gradients of untrained networks along a line of inputs. Not measured: NaN.

    Attributes:
        seeds: int (seeds,); each stands for `networks` networks with weights of their own.
        networks: int, how many.
        depths: int (depths,), layers between the first and the last.
        inputs: float (points,), numbers that go in, from -2 to 2.
        gradients: float (seeds, kinds, depths, points), of the output by the input in the first
            network of each seed; kinds as in `work.KINDS`.
        autocorrelations: float (seeds, kinds, depths, lags), of the gradients at lag 0, 1, ..., in
            points; the mean over the networks.
        complete: False when it was stopped.
    """

    seeds: np.ndarray
    networks: np.ndarray
    depths: np.ndarray
    inputs: np.ndarray
    gradients: np.ndarray
    autocorrelations: np.ndarray
    complete: bool


@dataclass(frozen=True, eq=False)
class ShortcutVariants:
    """Networks of one size with different shortcuts, trained alike. Not measured: NaN.

    Attributes:
        seeds: int (seeds,), of the weights and of the order of the images.
        variants: str (variants,), keys of `shortcut_variants.VARIANTS`.
        losses: float (seeds, variants, steps), cross-entropy of each training step.
        training_loss, test_loss: float (seeds, variants), of the trained network.
        training_accuracy, test_accuracy: float (seeds, variants), 0 to 1.
        settled_accuracy: float (seeds, variants), test accuracy of those with dropout once the
            averages of their normalisations were taken anew with nothing dropped; else NaN.
        signals: float (seeds, variants, blocks + 1), root mean square of what the stem and each
            block pass on, before training and in training mode.
        seconds: float (seeds, variants).
        complete: False when it was stopped.
    """

    seeds: np.ndarray
    variants: np.ndarray
    losses: np.ndarray
    training_loss: np.ndarray
    training_accuracy: np.ndarray
    test_loss: np.ndarray
    test_accuracy: np.ndarray
    settled_accuracy: np.ndarray
    signals: np.ndarray
    seconds: np.ndarray
    complete: bool


@dataclass(frozen=True, eq=False)
class Lesions:
    """Test accuracy of trained networks after a lesion, 0 to 1. Not measured or impossible: NaN.

    The axis "kinds" holds plain, residual (`work.KINDS`), the axis "blocks" the blocks from the
    input on.

    Attributes:
        seeds: int (seeds,), of the trained networks.
        block_names: str (blocks,).
        keeps_shape: bool (blocks,), whether what comes out has the shape of what goes in.
        whole: float (seeds, kinds), without a lesion.
        dropped: float (seeds, kinds, blocks). A residual block leaves its shortcut; a plain one its
            input, which is impossible where the shape changes.
        swapped: float (seeds, kinds, blocks - 1), block with the next one, where both keep the
            shape.
        repeated: float (seeds, kinds, blocks), where the block keeps the shape.
        dropped_together: float (seeds, kinds, most), the mean over every way to drop 1, 2, ... of
            the blocks that keep the shape.
        complete: False when it was stopped.
    """

    seeds: np.ndarray
    block_names: np.ndarray
    keeps_shape: np.ndarray
    whole: np.ndarray
    dropped: np.ndarray
    swapped: np.ndarray
    repeated: np.ndarray
    dropped_together: np.ndarray
    complete: bool


@dataclass(frozen=True, eq=False)
class PathLengths:
    """Gradients along single paths of trained residual networks. Not measured: NaN.

    Attributes:
        seeds: int (seeds,), of the trained networks.
        lengths: int (lengths,), from 0 to the number of blocks: residual branches on a path.
        number_of_paths: float (lengths,), of each length: binomial.
        gradients: float (seeds, lengths, samples), norm of the loss's gradient by the first block's
            input along one random path, the mean over the images.
        complete: False when it was stopped.
    """

    seeds: np.ndarray
    lengths: np.ndarray
    number_of_paths: np.ndarray
    gradients: np.ndarray
    complete: bool

    @property
    def shares(self):
        """Float (seeds, lengths): what all paths of a length carry, of what all paths carry.

        The product of their number and of the mean norm along one of them (Veit et al. 2016,
        figure 6c), divided by its sum.
        """
        carried = self.number_of_paths * np.nanmean(self.gradients, axis=-1)
        return carried / np.nansum(carried, axis=-1, keepdims=True)


@dataclass(frozen=True, eq=False)
class LossSurface:
    """Training loss around trained networks. Not measured: NaN.

    Attributes:
        seeds: int (seeds,), of the trained networks and of the directions.
        coordinates: float (points,), along each direction, 0 for the network as it was trained; at
            1 every filter has moved by its own norm.
        losses: float (seeds, kinds, points, points), cross-entropy of the first images of the
            training set; rows are steps along the first direction. Kinds as in `work.KINDS`.
        accuracies: float (seeds, kinds, points, points), 0 to 1.
        complete: False when it was stopped.
    """

    seeds: np.ndarray
    coordinates: np.ndarray
    losses: np.ndarray
    accuracies: np.ndarray
    complete: bool


# Experiment -> the name of its recorded run's files, without their ending, and what it returns.
_RECORDED = {
    "degradation": ("degradation_by_depth", Degradation),
    "growth": ("growth_by_seed", Growth),
    "gradients": ("gradients", Gradients),
    "shattering": ("shattering", Shattering),
    "shortcut_variants": ("shortcut_variants", ShortcutVariants),
    "lesion": ("lesion", Lesions),
    "path_lengths": ("path_lengths", PathLengths),
    "loss_surface": ("loss_surface", LossSurface),
    "residual_sum": ("residual_sum", ResidualSum),
    "signal_size": ("signal_size", SignalSize),
    "block_starts": ("block_starts", BlockStarts),
    "stochastic_depth": ("stochastic_depth", StochasticDepth),
    "residual_streams": ("residual_streams", ResidualStreams),
    # Too long to be run by a button: `make recorded-depth`.
    "depth_that_helps": ("depth_that_helps", DepthThatHelps),
    "loss_surface_56": ("loss_surface_56", LossSurface),
}


def recorded(experiment):
    """The recorded run of an experiment, one of `EXPERIMENTS`; returned as by `load`."""
    return load(*_RECORDED[experiment])


def load(name, kind):
    """A recorded run, as its experiment returns it.

    Args:
        name: of its files, see `recorded_runs.load`.
        kind: the experiment's dataclass.

    Returns:
        (instance of `kind`, dict of facts: command, seeds, settings, seconds, versions)

    Raises:
        FileNotFoundError: when no such run was recorded.
    """
    arrays, facts = recorded_runs.load(name)
    return kind(**{**arrays, "complete": bool(arrays["complete"])}), facts
