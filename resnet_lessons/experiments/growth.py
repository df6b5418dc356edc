"""Five blocks more on a good network of twenty: at once, and after it has trained on.

The course's argument from 20 to 25 blocks; He et al. 2015, section 1: a deeper solution that is no
worse exists by construction. With shortcuts training starts from it.
"""

import keras
import numpy as np
from keras import layers

from resnet_lessons.experiments import asked, results
from resnet_lessons.experiments.races import EXTRA, logits, residual_branch, twenty_blocks, whole
from resnet_lessons.experiments.results import Growth
from resnet_lessons.experiments.work import (
    StepCounter,
    Trainers,
    empty,
    garments,
)
from resnet_lessons.training.fit import steps_of

# Axis "kinds": five blocks with shortcuts that start at nothing, five without from the usual random
# weights, and the twenty blocks as they are.
KINDS = ("with shortcuts", "without shortcuts", "as it is")
# Axis "measures".
MEASURES = ("training loss", "training accuracy", "test loss", "test accuracy")
# A third of what training starts with: the network is to go on, not to begin again.
_LEARNING_RATE = 1e-3


def run(seeds=(0,), epochs=1, images=2000, kinds=KINDS[:2], network=None, report=None, watch=None):
    """Grows a trained network and trains it on; stopped by KeyboardInterrupt at any time.

    Args:
        seeds: of the runs, or one.
        epochs: passes over the images after it has grown.
        images: how many of the shipped training images.
        kinds: of `KINDS`, those to measure, or one; the others' places stay NaN.
        network: called with a seed, returns (body, head) of a trained network; None for the network
            of twenty blocks that ships.
        report: called with (steps done, steps in all, what is being done), or None.
        watch: called with the result so far after every step, its arrays still being filled; or None.

    Returns:
        `Growth`

    Raises:
        ValueError: when this cannot be measured; it says what can.
    """
    kinds = asked.kinds("kinds", kinds, KINDS)
    # The order of the images has the seed after that of the weights.
    seeds, epochs, images = asked.training(seeds, epochs, images, below=asked.SEEDS - 1)
    data, steps = garments(images), steps_of(images, epochs)
    shape = (len(seeds), len(KINDS))
    start, end = empty(*shape, len(MEASURES)), empty(*shape, len(MEASURES))
    differences, losses = empty(*shape), empty(*shape, steps)
    places = [place for place in np.ndindex(shape) if KINDS[place[1]] in kinds]

    def so_far():
        return Growth(np.array(seeds), start, end, differences, losses, progress.complete)

    progress = StepCounter(report, len(places) * steps, watch, so_far)
    trainers = Trainers(data, epochs, _LEARNING_RATE)
    with progress.stoppable():
        for place in places:
            seed, kind = seeds[place[0]], KINDS[place[1]]
            what = (
                f"five blocks {kind}, seed {seed}" if kind != KINDS[2] else f"{kind}, seed {seed}"
            )
            progress.tell(what)
            # Afresh each time: what the parts hold is trained on.
            body, head = network(seed) if network else twenty_blocks()
            before = logits(whole(body, head), data.test_images)
            fresh = grown(body, head, kind, seed)
            weights = fresh.get_weights()
            trainer = trainers.of(kind, fresh)
            trainer.model.set_weights(weights)
            differences[place] = np.abs(logits(trainer.model, data.test_images) - before).max()
            start[place] = trainer.evaluate()
            end[place] = trainer.train(weights, seed + 1, losses[place], progress, what)
    return so_far()


def grown(body, head, kind, seed):
    """The network with `races.EXTRA` new blocks between its parts, or none of them.

    Args:
        body, head: of a trained network.
        kind: one of `KINDS`.
        seed: of the new blocks' weights.

    Returns:
        `keras.Model` from float images (28, 28, 1), 0 to 1, to ten logits
    """
    keras.utils.set_random_seed(seed)
    outputs = body.output
    for number in range(EXTRA if kind != KINDS[2] else 0):
        branch = residual_branch(name=f"extra{number}")
        if kind == KINDS[0]:
            last = branch.layers[-1].kernel
            last.assign(0 * last)
            outputs = layers.Add(name=f"extra_sum{number}")([branch(outputs), outputs])
        else:
            outputs = branch(outputs)
    return keras.Model(body.input, head(outputs))


def recorded():
    """The recorded run with three seeds, each from a network of its own: (`Growth`, facts)."""
    return results.recorded("growth")
