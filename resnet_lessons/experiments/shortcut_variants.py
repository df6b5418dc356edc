"""Break it yourself: what stands on the shortcut, and where normalisation and ReLU stand.

He et al. 2016, tables 1 and 2: CIFAR-10, ResNet-110, 54 blocks.
"""

import time

import keras
import numpy as np
from keras import layers

from resnet_lessons.experiments import asked, results
from resnet_lessons.experiments.results import ShortcutVariants
from resnet_lessons.experiments.work import (
    ArchitectureTrainer,
    StepCounter,
    empty,
    garments,
)
from resnet_lessons.training.fit import SHORT_RUN_MOMENTUM, steps_of

BLOCKS = 20
_FILTERS = 16
_RATE_OF_DROPOUT = 0.5
# Name -> (what it is, in words; the steps of the residual branch; what the shortcut does; what
# comes after the addition). W is a 3x3 convolution, B batch normalisation, R a ReLU.
VARIANTS = {
    "original": ("identity shortcut, ReLU after the addition", "WBRWB", "identity", "R"),
    "constant_half": ("shortcut and residual branch halved", "WBRWB", "half", "R"),
    "convolution": ("1×1 convolution on every shortcut", "WBRWB", "convolution", "R"),
    "dropout": ("half of every shortcut dropped in training", "WBRWB", "dropout", "R"),
    "normalised_after": ("batch normalisation after the addition", "WBRW", "identity", "BR"),
    "relu_before": ("ReLU before the addition", "WBRWBR", "identity", ""),
    "relu_first": ("ReLU-only pre-activation", "RWBRWB", "identity", ""),
    "pre_activation": ("full pre-activation", "BRWBRW", "identity", ""),
    "no_shortcut": ("no shortcut at all", "WBRWB", "none", "R"),
}


def run(
    variants=("original", "constant_half"),
    seeds=(0,),
    blocks=BLOCKS,
    epochs=1,
    images=3000,
    report=None,
    watch=None,
):
    """Trains a network for each variant; stopped by KeyboardInterrupt at any time.

    Args:
        variants: keys of `VARIANTS`, or one of them.
        seeds: of the runs.
        blocks: of two 3x3 convolutions each.
        epochs: passes over the images.
        images: how many of the shipped training images.
        report: called with (steps done, steps in all, what is being done), or None.
        watch: called with the result so far after every step, its arrays still being filled; or None.

    Returns:
        `ShortcutVariants`

    Raises:
        ValueError: when a variant is not known.
    """
    variants = (variants,) if isinstance(variants, str) else tuple(variants)
    _known(variants)
    blocks = asked.count("blocks", blocks)
    seeds, epochs, images = asked.training(seeds, epochs, images)
    data, steps = garments(images), steps_of(images, epochs)
    shape = (len(seeds), len(variants))
    losses, measured, seconds = empty(*shape, steps), empty(4, *shape), empty(*shape)

    def so_far():
        facts = np.array(seeds), np.array(variants)
        return ShortcutVariants(*facts, losses, *measured, seconds, progress.complete)

    progress, trainers = StepCounter(report, int(np.prod(shape)) * steps, watch, so_far), {}
    with progress.stoppable():
        for place in np.ndindex(shape):
            seed, variant = seeds[place[0]], variants[place[1]]
            what, start = f"{VARIANTS[variant][0]}, seed {seed}", time.perf_counter()
            progress.tell(what)
            keras.utils.set_random_seed(seed)
            fresh = network(variant, blocks)
            weights = fresh.get_weights()
            if variant not in trainers:
                trainers[variant] = ArchitectureTrainer(fresh, data, epochs)
            found = trainers[variant].train(weights, seed, losses[place], progress, what)
            measured[(slice(None), *place)] = found
            seconds[place] = time.perf_counter() - start
    return so_far()


def _known(variants):
    if not variants:
        raise ValueError(f"no variant was named; there are {', '.join(VARIANTS)}")
    for variant in variants:
        if variant not in VARIANTS:
            raise ValueError(f"no variant {variant!r}; there are {', '.join(VARIANTS)}")


def network(variant, blocks=BLOCKS):
    """A network for garments, halved to 14x14, of blocks that keep their shape.

    Args:
        variant: key of `VARIANTS`.
        blocks: how many.

    Returns:
        `keras.Model` from float images (28, 28, 1) to ten logits
    """
    _known((variant,))
    _, branch, shortcut, after = VARIANTS[variant]
    images = keras.Input((28, 28, 1), name="images")
    outputs = layers.AveragePooling2D(2)(images)
    # Where a block starts with a convolution, the stem is activated; else the blocks do it.
    outputs = _path("WBR" if branch.startswith("W") else "W", outputs)
    for _ in range(blocks):
        outputs = _path(after, _sum(_path(branch, outputs), outputs, shortcut))
    # The last sum has to be activated once, before it is pooled.
    outputs = outputs if after else _path("BR", outputs)
    outputs = layers.GlobalAveragePooling2D()(outputs)
    return keras.Model(images, layers.Dense(10, name="logits")(outputs))


def _sum(residual, inputs, shortcut):
    if shortcut == "none":
        return residual
    if shortcut == "half":
        return layers.Add()([layers.Rescaling(0.5)(residual), layers.Rescaling(0.5)(inputs)])
    if shortcut == "convolution":
        inputs = layers.Conv2D(_FILTERS, 1, kernel_initializer="he_normal")(inputs)
        inputs = layers.BatchNormalization(momentum=SHORT_RUN_MOMENTUM)(inputs)
    elif shortcut == "dropout":
        inputs = layers.Dropout(_RATE_OF_DROPOUT)(inputs)
    return layers.Add()([residual, inputs])


def _path(steps, outputs):
    for step in steps:
        if step == "W":
            layer = layers.Conv2D(_FILTERS, 3, padding="same", kernel_initializer="he_normal")
        elif step == "B":
            layer = layers.BatchNormalization(momentum=SHORT_RUN_MOMENTUM)
        else:
            layer = layers.ReLU()
        outputs = layer(outputs)
    return outputs


def recorded():
    """The recorded run of every variant with three seeds: (`ShortcutVariants`, facts)."""
    return results.recorded("shortcut_variants")
