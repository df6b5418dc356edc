"""Stochastic depth: residual branches that are missing at random while the network trains.

Huang et al. 2016, with the survival that falls along the network. There a branch is missing for a whole
batch, and is scaled when the network predicts; here it is missing for single images, and scaled in training,
as in the libraries of today ("drop path").
"""

import keras
import numpy as np
from keras import layers

from resnet_lessons.data.images import scaled
from resnet_lessons.experiments import asked, results
from resnet_lessons.experiments.later_results import StochasticDepth
from resnet_lessons.experiments.learnt_numbers import closed, gate
from resnet_lessons.experiments.races import residual_branch
from resnet_lessons.experiments.work import StepCounter, Trainers, empty, garments
from resnet_lessons.network.activations import logits_of
from resnet_lessons.training.fit import SHORT_RUN_MOMENTUM, steps_of

# Axis "kinds".
KINDS = ("every branch always there", "stochastic depth")
BLOCKS = 10
# How often the last branch is there; the paper's value.
LAST_SURVIVES = 0.5
_FILTERS = 16


def run(seeds=(0,), blocks=BLOCKS, epochs=1, images=3000, report=None, watch=None):
    """Trains a network of each kind and cuts its branches one by one; stopped by KeyboardInterrupt.

    Args:
        seeds: of the runs, or one.
        blocks: of two 3x3 convolutions each.
        epochs: passes over the images.
        images: how many of the shipped training images.
        report: called with (steps done, steps in all, what is being done), or None.
        watch: called with the result so far after every step, its arrays still being filled; or None.

    Returns:
        `StochasticDepth`

    Raises:
        ValueError: when this cannot be measured; it says what can.
    """
    blocks = asked.count("blocks", blocks)
    seeds, epochs, images = asked.training(seeds, epochs, images)
    data, steps = garments(images), steps_of(images, epochs)
    shape = (len(seeds), len(KINDS))
    losses, whole, dropped = empty(*shape, steps), empty(*shape), empty(*shape, blocks)

    def so_far():
        numbers = np.array(seeds), survival(blocks), losses, whole, dropped
        return StochasticDepth(*numbers, progress.complete)

    total = int(np.prod(shape)) * (steps + blocks)
    progress, trainers = StepCounter(report, total, watch, so_far), Trainers(data, epochs)
    with progress.stoppable():
        for place in np.ndindex(shape):
            seed, kind = seeds[place[0]], KINDS[place[1]]
            what = f"{kind}, seed {seed}"
            progress.tell(what)
            keras.utils.set_random_seed(seed)
            trainer, found = trainers.trained(
                kind, network(kind, blocks), seed, losses[place], progress, what
            )
            whole[place] = found[3]
            for number in range(blocks):
                with closed(trainer.model, gate_name(number)):
                    dropped[place][number] = accuracy(trainer.model, data)
                progress.tell(f"{what}: without branch {number + 1}", 1)
    return so_far()


def survival(blocks=BLOCKS):
    """How often each branch is there in training.

    Args:
        blocks: of the network.

    Returns:
        float array (blocks,), falling to `LAST_SURVIVES`
    """
    return 1 - np.arange(1, blocks + 1) / blocks * (1 - LAST_SURVIVES)


def network(kind, blocks=BLOCKS):
    """A network of pre-activated blocks for garments, halved to 14x14, with a gate in each branch.

    Args:
        kind: one of `KINDS`.
        blocks: how many.

    Returns:
        `keras.Model` from float images (28, 28, 1) to ten logits; `gate_name` names its gates
    """
    images = keras.Input((28, 28, 1), name="images")
    outputs = layers.AveragePooling2D(2)(images)
    outputs = layers.Conv2D(_FILTERS, 3, padding="same", kernel_initializer="he_normal")(outputs)
    for number, survives in enumerate(survival(blocks)):
        branch = residual_branch(_FILTERS, f"branch{number}")(outputs)
        if kind == KINDS[1]:
            # One number for each image: its whole branch is dropped.
            branch = layers.Dropout(1 - survives, noise_shape=(None, 1, 1, 1))(branch)
        outputs = layers.Add()([gate(branch, gate_name(number)), outputs])
    outputs = layers.ReLU()(layers.BatchNormalization(momentum=SHORT_RUN_MOMENTUM)(outputs))
    outputs = layers.GlobalAveragePooling2D()(outputs)
    return keras.Model(images, layers.Dense(10, name="logits")(outputs))


def gate_name(number):
    """Name of the gate in a branch.

    Args:
        number: of the branch, from 0.

    Returns:
        str
    """
    return f"gate{number}"


def accuracy(model, data):
    """How many of the test images a model names rightly.

    Args:
        model: `keras.Model` from float images, 0 to 1, to logits.
        data: `ImageSet`.

    Returns:
        float, 0 to 1
    """
    logits = logits_of(model, scaled(data.test_images))
    return np.mean(logits.argmax(-1) == data.test_labels)


def recorded():
    """The recorded run with three seeds: (`StochasticDepth`, facts)."""
    return results.recorded("stochastic_depth")
