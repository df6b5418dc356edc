"""Deeper is worse, even on the training images, unless blocks have shortcuts.

He et al. 2015, section 4.1 and figure 1; section 4.2, figure 6.
"""

import time

import keras
import numpy as np

from resnet_lessons.experiments import asked, results
from resnet_lessons.experiments.races import deep_network, whole
from resnet_lessons.experiments.results import Degradation
from resnet_lessons.experiments.work import (
    KINDS,
    StepCounter,
    Trainers,
    empty,
    garments,
)
from resnet_lessons.training.fit import steps_of

DEPTHS = (14, 26, 42, 52)


def run(
    depths=(14, 42),
    seeds=(0,),
    epochs=1,
    images=3000,
    kinds=KINDS,
    report=None,
    keep=None,
    watch=None,
):
    """Trains every network; stopped by KeyboardInterrupt at any time.

    Args:
        depths: even numbers of weight layers, 4 or more: two in each block, stem and head; or one.
        seeds: of the runs, or one.
        epochs: passes over the images.
        images: how many of the shipped training images.
        kinds: those to train, or one; the other's places stay NaN.
        report: called with (steps done, steps in all, what is being done), or None.
        keep: called with (seed, kind, depth, trained `keras.Model`), or None.
        watch: called with the result so far after every step, its arrays still being filled; or None.

    Returns:
        `Degradation`

    Raises:
        ValueError: when this cannot be measured; it says what can.
    """
    depths, kinds = asked.depths(depths), asked.kinds("kinds", kinds, KINDS)
    seeds, epochs, images = asked.training(seeds, epochs, images)
    data, steps = garments(images), steps_of(images, epochs)
    shape = (len(seeds), len(KINDS), len(depths))
    losses, measured, seconds = empty(*shape, steps), empty(4, *shape), empty(*shape)
    places = [place for place in np.ndindex(shape) if KINDS[place[1]] in kinds]

    def so_far():
        facts = np.array(seeds), np.array(depths)
        return Degradation(*facts, losses, *measured, seconds, progress.complete)

    progress = StepCounter(report, len(places) * steps, watch, so_far)
    trainers = Trainers(data, epochs)
    with progress.stoppable():
        for place in places:
            seed, kind, depth = seeds[place[0]], KINDS[place[1]], depths[place[2]]
            what, start = f"{kind}, {depth} layers, seed {seed}", time.perf_counter()
            progress.tell(what)
            trainer, measured[(slice(None), *place)] = trainers.trained(
                place[1:], untrained(kind, depth, seed), seed, losses[place], progress, what
            )
            seconds[place] = time.perf_counter() - start
            if keep:
                keep(seed, kind, depth, trainer.model)
    return so_far()


def untrained(kind, depth, seed):
    """A network as training starts with it; plain and residual start with the same weights.

    Args:
        kind: one of `work.KINDS`.
        depth: weight layers.
        seed: of the weights.

    Returns:
        `keras.Model` from float images (28, 28, 1), 0 to 1, to ten logits
    """
    keras.utils.set_random_seed(seed)
    return whole(*deep_network((depth - 2) // 2, kind == "residual"))


def recorded():
    """The recorded run of all `DEPTHS` with three seeds: (`Degradation`, facts)."""
    return results.recorded("degradation")
