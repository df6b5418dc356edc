"""Break it yourself: what stands on the shortcut, and where normalisation and ReLU stand.

He et al. 2016, tables 1 and 2: CIFAR-10, ResNet-110, 54 blocks.
"""

import time

import keras
import numpy as np
from keras import layers

from resnet_lessons.data.images import scaled
from resnet_lessons.experiments import asked, results
from resnet_lessons.experiments.results import ShortcutVariants
from resnet_lessons.experiments.work import (
    StepCounter,
    Trainers,
    empty,
    garments,
)
from resnet_lessons.network.activations import in_batches
from resnet_lessons.training.fit import BATCH_SIZE, SHORT_RUN_MOMENTUM, set_momentum, steps_of

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
    "dropout_doubled": ("the same, and the other half doubled", "WBRWB", "dropout_doubled", "R"),
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
        ValueError: when this cannot be measured; it says what can.
    """
    variants, blocks = asked.kinds("variants", variants, VARIANTS), asked.count("blocks", blocks)
    seeds, epochs, images = asked.training(seeds, epochs, images)
    data, steps = garments(images), steps_of(images, epochs)
    shape = (len(seeds), len(variants))
    losses, measured, seconds = empty(*shape, steps), empty(4, *shape), empty(*shape)
    sizes, settled = empty(*shape, blocks + 1), empty(*shape)

    def so_far():
        facts = np.array(seeds), np.array(variants)
        return ShortcutVariants(
            *facts, losses, *measured, settled, sizes, seconds, progress.complete
        )

    progress = StepCounter(report, int(np.prod(shape)) * steps, watch, so_far)
    trainers = Trainers(data, epochs)
    with progress.stoppable():
        for place in np.ndindex(shape):
            seed, variant = seeds[place[0]], variants[place[1]]
            what, start = f"{VARIANTS[variant][0]}, seed {seed}", time.perf_counter()
            progress.tell(what)
            sizes[place] = signals(variant, seed, data.train_images[:BATCH_SIZE], blocks)
            keras.utils.set_random_seed(seed)
            trainer, measured[(slice(None), *place)] = trainers.trained(
                variant, network(variant, blocks), seed, losses[place], progress, what
            )
            if "dropout" in variant:
                settled[place] = _settled_accuracy(trainer, data.train_images)
            seconds[place] = time.perf_counter() - start
    return so_far()


def _settled_accuracy(trainer, images):
    """Test accuracy once the averages of the normalisations are taken anew, with nothing dropped.

    Those that were taken in training are of a signal of which half is dropped, and in prediction the
    network meets one of which nothing is.
    """
    model = trainer.model
    dropping = [layer for layer in model.layers if isinstance(layer, layers.Dropout)]
    for layer in dropping:
        layer.rate = 0.0
    for number, batch in enumerate(in_batches(scaled(images), BATCH_SIZE)):
        # The mean over the batches: nothing of the former averages is left.
        set_momentum(model, number / (number + 1))
        model(batch, training=True)
    set_momentum(model, SHORT_RUN_MOMENTUM)
    for layer in dropping:
        layer.rate = _RATE_OF_DROPOUT
    return trainer.evaluate()[3]


def network(variant, blocks=BLOCKS):
    """A network for garments, halved to 14x14, of blocks that keep their shape.

    Args:
        variant: key of `VARIANTS`.
        blocks: how many.

    Returns:
        `keras.Model` from float images (28, 28, 1) to ten logits
    """
    images, _, logits = _tensors(variant, blocks)
    return keras.Model(images, logits)


def _tensors(variant, blocks):
    """(images, what the stem and each block pass on, logits), symbolic."""
    _, branch, shortcut, after = VARIANTS[variant]
    images = keras.Input((28, 28, 1), name="images")
    halved = layers.AveragePooling2D(2)(images)
    # Where a block starts with a convolution, the stem is activated; else the blocks do it.
    passed_on = [_path("WBR" if branch.startswith("W") else "W", halved)]
    for _ in range(blocks):
        inputs = passed_on[-1]
        passed_on.append(_path(after, _sum(_path(branch, inputs), inputs, shortcut)))
    # The last sum has to be activated once, before it is pooled.
    outputs = passed_on[-1] if after else _path("BR", passed_on[-1])
    outputs = layers.GlobalAveragePooling2D()(outputs)
    return images, passed_on, layers.Dense(10, name="logits")(outputs)


def signals(variant, seed, images, blocks=BLOCKS):
    """How large the signal is along an untrained network in training mode.

    Args:
        variant, blocks: see `network`.
        seed: of the weights, and of what is dropped.
        images: uint8 array (images, 28, 28, 1), a batch.

    Returns:
        float array (blocks + 1,), root mean square of what the stem and each block pass on
    """
    keras.utils.set_random_seed(seed)
    inputs, passed_on, _ = _tensors(variant, blocks)
    found = keras.Model(inputs, passed_on)(scaled(images), training=True)
    return np.array([float(keras.ops.sqrt(keras.ops.mean(one**2))) for one in found])


def _sum(residual, inputs, shortcut):
    if shortcut == "none":
        return residual
    if shortcut == "half":
        return layers.Add()([layers.Rescaling(0.5)(residual), layers.Rescaling(0.5)(inputs)])
    if shortcut == "convolution":
        inputs = layers.Conv2D(_FILTERS, 1, kernel_initializer="he_normal")(inputs)
        inputs = layers.BatchNormalization(momentum=SHORT_RUN_MOMENTUM)(inputs)
    elif shortcut.startswith("dropout"):
        # Keras doubles what it keeps, so that the mean stays. The paper's shortcut is halved by
        # dropping, in training on average and in prediction throughout.
        inputs = layers.Dropout(_RATE_OF_DROPOUT)(inputs)
        if shortcut == "dropout":
            inputs = layers.Rescaling(1 - _RATE_OF_DROPOUT)(inputs)
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
