"""Blocks that are the identity before training, beside the usual start.

A γ of zero: Goyal et al. 2017. Fixup: Zhang et al. 2019. One number at zero for each branch: SkipInit of De
and Smith 2020, and ReZero of Bachlechner et al. 2020.
"""

import keras
import numpy as np
from keras import layers

from resnet_lessons.experiments import asked, results
from resnet_lessons.experiments.later_results import BlockStarts
from resnet_lessons.experiments.learnt_numbers import Factor, Term
from resnet_lessons.experiments.work import StepCounter, Trainers, empty, garments
from resnet_lessons.training.fit import SHORT_RUN_MOMENTUM, steps_of

BLOCKS = 20
_FILTERS = 16
# Name -> what it is, in words.
STARTS = {
    "usual": "batch normalisation, γ = 1",
    "zero_gamma": "batch normalisation, γ = 0",
    "unnormalised": "no normalisation",
    "skip_init": "no normalisation, SkipInit",
    "fixup": "no normalisation, Fixup",
}


def run(
    starts=("usual", "zero_gamma"),
    seeds=(0,),
    blocks=BLOCKS,
    epochs=1,
    images=3000,
    report=None,
    watch=None,
):
    """Trains a network from each start; stopped by KeyboardInterrupt at any time.

    Args:
        starts: keys of `STARTS`, or one of them.
        seeds: of the runs.
        blocks: of two 3x3 convolutions each.
        epochs: passes over the images.
        images: how many of the shipped training images.
        report: called with (steps done, steps in all, what is being done), or None.
        watch: called with the result so far after every step, its arrays still being filled; or None.

    Returns:
        `BlockStarts`

    Raises:
        ValueError: when this cannot be measured; it says what can.
    """
    starts, blocks = asked.kinds("starts", starts, STARTS), asked.count("blocks", blocks)
    seeds, epochs, images = asked.training(seeds, epochs, images)
    data, steps = garments(images), steps_of(images, epochs)
    shape = (len(seeds), len(starts))
    losses, found = empty(*shape, steps), empty(4, *shape)

    def so_far():
        training_loss, training_accuracy, test_loss, test_accuracy = found
        return BlockStarts(
            seeds=np.array(seeds),
            starts=np.array(starts),
            losses=losses,
            training_loss=training_loss,
            test_loss=test_loss,
            training_accuracy=training_accuracy,
            test_accuracy=test_accuracy,
            complete=progress.complete,
        )

    progress = StepCounter(report, int(np.prod(shape)) * steps, watch, so_far)
    trainers = Trainers(data, epochs)
    with progress.stoppable():
        for place in np.ndindex(shape):
            seed, start = seeds[place[0]], starts[place[1]]
            what = f"{STARTS[start]}, seed {seed}"
            progress.tell(what)
            keras.utils.set_random_seed(seed)
            _, found[(slice(None), *place)] = trainers.trained(
                start, network(start, blocks), seed, losses[place], progress, what
            )
    return so_far()


def network(start, blocks=BLOCKS):
    """A network for garments, halved to 14x14, of blocks that keep their shape, ReLU after each sum.

    Args:
        start: key of `STARTS`.
        blocks: how many.

    Returns:
        `keras.Model` from float images (28, 28, 1) to ten logits
    """
    normalised = start in ("usual", "zero_gamma")
    images = keras.Input((28, 28, 1), name="images")
    outputs = _convolution()(layers.AveragePooling2D(2)(images))
    outputs = layers.ReLU()(_normalisation()(outputs) if normalised else outputs)
    for _ in range(blocks):
        branch = _BRANCHES[start](outputs, blocks)
        outputs = layers.ReLU()(layers.Add()([branch, outputs]))
    outputs = layers.GlobalAveragePooling2D()(outputs)
    # Fixup lets the last layer start at zero too.
    kernel = "zeros" if start == "fixup" else "glorot_uniform"
    return keras.Model(images, layers.Dense(10, kernel_initializer=kernel, name="logits")(outputs))


def _normalised(gamma):
    def branch(inputs, blocks):
        hidden = layers.ReLU()(_normalisation()(_convolution()(inputs)))
        return _normalisation(gamma)(_convolution()(hidden))

    return branch


def _unnormalised(inputs, blocks):
    return _convolution()(layers.ReLU()(_convolution()(inputs)))


def _skip_init(inputs, blocks):
    return Factor(0.0)(_unnormalised(inputs, blocks))


def _fixup(inputs, blocks):
    """Zhang et al. 2019, section 3: two weight layers a branch, so the first is scaled by blocks^(-1/2)."""
    first = keras.initializers.VarianceScaling(2.0 / blocks)
    hidden = layers.ReLU()(Term()(_convolution(first)(Term()(inputs))))
    return Term()(Factor()(_convolution("zeros")(Term()(hidden))))


_BRANCHES = {
    "usual": _normalised("ones"),
    "zero_gamma": _normalised("zeros"),
    "unnormalised": _unnormalised,
    "skip_init": _skip_init,
    "fixup": _fixup,
}


def _convolution(start="he_normal"):
    return layers.Conv2D(_FILTERS, 3, padding="same", kernel_initializer=start)


def _normalisation(gamma="ones"):
    return layers.BatchNormalization(momentum=SHORT_RUN_MOMENTUM, gamma_initializer=gamma)


def recorded():
    """The recorded run of every start with three seeds: (`BlockStarts`, facts)."""
    return results.recorded("block_starts")
