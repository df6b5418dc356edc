"""What chapter 6's experiments return, arrays by name, as `results.py` holds chapter 5's."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class ResidualSum:
    """Trained residual networks, written out as sums. Not measured: NaN.

    Norms are over all images, positions and channels.

    Attributes:
        seeds: int (seeds,), of the trained networks.
        features: float (seeds, blocks + 1), norm of what goes into each block, and of what leaves the last.
        branches: float (seeds, blocks), norm of what each residual branch adds.
        feature_gap: float (seeds,), norm of (last output - (first input + all branches)), as a share of the
            norm of the last output.
        gradients: float (seeds, blocks + 1), norm of the loss's gradient by those features.
        branch_gradients: float (seeds, blocks), norm of what came back through each residual branch alone.
        gradient_gap: float (seeds,), the largest norm over the blocks of (gradient before the block -
            (gradient after it + what came back through its branch)), as a share of the former's norm.
        arrived: float (seeds, blocks + 1), how much of the gradient after the last block is contained in
            the gradient here: its projection on that gradient, 1 where it is whole.
        complete: False when it was stopped.
    """

    seeds: np.ndarray
    features: np.ndarray
    branches: np.ndarray
    feature_gap: np.ndarray
    gradients: np.ndarray
    branch_gradients: np.ndarray
    gradient_gap: np.ndarray
    arrived: np.ndarray
    complete: bool


@dataclass(frozen=True, eq=False)
class SignalSize:
    """How large signal and gradient are in untrained networks. Not measured: NaN.

    Attributes:
        seeds: int (seeds,), of the weights.
        ways: str (ways,), keys of `signal_size.WAYS`.
        forward: float (seeds, ways, blocks + 1), mean square of what goes into each block, and of what
            leaves the last, as a multiple of what goes into the first.
        backward: float (seeds, ways, blocks + 1), mean square of the gradient by the same features, as a
            multiple of the gradient after the last block.
        complete: False when it was stopped.
    """

    seeds: np.ndarray
    ways: np.ndarray
    forward: np.ndarray
    backward: np.ndarray
    complete: bool


@dataclass(frozen=True, eq=False)
class BlockStarts:
    """Networks of one size whose blocks start differently, trained alike. Not measured: NaN.

    Attributes:
        seeds: int (seeds,), of the weights and of the order of the images.
        starts: str (starts,), keys of `block_starts.STARTS`.
        losses: float (seeds, starts, steps), cross-entropy of each training step.
        training_loss, test_loss: float (seeds, starts), of the trained network.
        training_accuracy, test_accuracy: float (seeds, starts), 0 to 1.
        complete: False when it was stopped.
    """

    seeds: np.ndarray
    starts: np.ndarray
    losses: np.ndarray
    training_loss: np.ndarray
    test_loss: np.ndarray
    training_accuracy: np.ndarray
    test_accuracy: np.ndarray
    complete: bool


@dataclass(frozen=True, eq=False)
class StochasticDepth:
    """Test accuracy without one branch, of networks trained with and without stochastic depth.

    Not measured: NaN. Axis "kinds" as in `stochastic_depth.KINDS`.

    Attributes:
        seeds: int (seeds,), of the weights and of the order of the images.
        survival: float (blocks,), how often each branch was there in training with stochastic depth.
        losses: float (seeds, kinds, steps), cross-entropy of each training step.
        whole: float (seeds, kinds), test accuracy of the whole network, 0 to 1.
        dropped: float (seeds, kinds, blocks), without one residual branch.
        complete: False when it was stopped.
    """

    seeds: np.ndarray
    survival: np.ndarray
    losses: np.ndarray
    whole: np.ndarray
    dropped: np.ndarray
    complete: bool


@dataclass(frozen=True, eq=False)
class ResidualStreams:
    """Small transformers, whole and without one residual branch. Not measured: NaN.

    Axis "kinds" as in `residual_streams.KINDS`.

    Attributes:
        seeds: int (seeds,), of the weights and of the order of the images.
        branch_names: str (branches,), "attention" or "MLP", from the input on.
        losses: float (seeds, kinds, steps), cross-entropy of each training step.
        whole: float (seeds, kinds), test accuracy of the whole network, 0 to 1.
        dropped: float (seeds, kinds, branches), without one residual branch.
        streams: float (seeds, kinds, branches + 1), root mean square of the stream before each sum, and of
            what leaves the last layer.
        added: float (seeds, kinds, branches), root mean square of what each branch adds.
        complete: False when it was stopped.
    """

    seeds: np.ndarray
    branch_names: np.ndarray
    losses: np.ndarray
    whole: np.ndarray
    dropped: np.ndarray
    streams: np.ndarray
    added: np.ndarray
    complete: bool
