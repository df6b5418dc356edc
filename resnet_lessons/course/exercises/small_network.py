"""Small networks to take apart, made of plain Keras layers: for `lesion` and `gradient_norms`.

Keras is loaded by the calls, since exercises are read without it.
"""

import numpy as np

from resnet_lessons.course.exercises.answers_as_arrays import array_of, arrays_of
from resnet_lessons.course.exercises.exercise import Setting

_CHANNELS = 2


def network_setting(text, block_layers, classes, side=6, bottleneck=False, **asked):
    """A setting with a small network.

    Args:
        text: what is tried, for messages.
        block_layers, classes, bottleneck: of the network, as `make_small_network` takes them.
        side: height of its images, in pixels.
        asked: further values that the exercise's experiment needs.
    """
    values = {"block_layers": block_layers, "classes": classes, "bottleneck": bottleneck}
    return Setting(text, {"network": values, "side": side} | asked)


def make_small_network(seed, block_layers, classes, bottleneck=False):
    """A small residual network with named points, and with weights that no initializer gives.

    Args:
        seed: of the weights.
        block_layers: (filters, strides, numbers of its blocks) for each; its first block projects.
        classes: number of logits.
        bottleneck: whether its blocks have three convolutions, else two.

    Returns:
        (`keras.Model`, names of its blocks in their order)
    """
    import keras
    from keras import layers

    images = keras.Input((None, None, _CHANNELS))
    outputs = layers.Conv2D(block_layers[0][0], 3, padding="same")(images)
    names = []
    for index, (filters, strides, numbers) in enumerate(block_layers, start=1):
        for place, number in enumerate(numbers):
            names.append(f"block_layer{index}_{_KINDS[bottleneck]}{number}")
            is_first = place == 0
            step = strides if is_first else 1
            outputs = _block(outputs, filters, step, is_first, bottleneck, names[-1])
    outputs = layers.ReLU()(layers.BatchNormalization()(outputs))
    outputs = layers.GlobalAveragePooling2D()(outputs)
    model = keras.Model(images, layers.Dense(classes)(outputs))
    _disturb(model, seed)
    return model, names


def block_names_in(network):
    """The names of the blocks of `make_small_network`, in their order, from its arguments."""
    return [
        f"block_layer{index}_{_KINDS[network['bottleneck']]}{number}"
        for index, (_, _, numbers) in enumerate(network["block_layers"], start=1)
        for number in numbers
    ]


_KINDS = {False: "regular_block", True: "bottleneck_block"}


def _block(inputs, filters, strides, projects, bottleneck, name):
    """A block of the lessons' kind, its points named."""
    from keras import layers

    from resnet_lessons.network.named_points import name_points

    wide = 4 * filters if bottleneck else filters
    plan = [(filters, 3, strides), (filters, 3, 1)]
    if bottleneck:
        plan = [(filters, 1, 1), (filters, 3, strides), (wide, 1, 1)]
    shortcut, outputs = inputs, inputs
    for number, (channels, kernel_size, step) in enumerate(plan):
        outputs = layers.ReLU()(layers.BatchNormalization()(outputs))
        if number == 0 and projects:
            shortcut = layers.Conv2D(wide, 1, strides)(outputs)
        outputs = layers.Conv2D(channels, kernel_size, step, padding="same")(outputs)
    return name_points(inputs, outputs + shortcut, name)


def _disturb(model, seed):
    """Changes every weight a little, so that a copy of the network without its weights is told."""
    generator = np.random.default_rng([*seed, 5])
    for weight in model.weights:
        factors = generator.uniform(0.6, 1.4, weight.shape).astype("float32")
        weight.assign(weight.numpy() * factors)


def images_for(count, side, seed):
    """Random images for a small network: float32 (count, side, side + 1, channels)."""
    shape = (count, side, side + 1, _CHANNELS)
    return np.random.default_rng([*seed, 6]).normal(0.2, 1.5, shape).astype("float32")


def state_of(model, images):
    """What an experiment may have changed: every weight, which of them are trainable, and what the
    network predicts."""
    trainable = np.array([weight.trainable for weight in model.weights], "float32")
    return [
        *arrays_of(model.weights),
        trainable,
        array_of(model(images, training=False), "a tensor"),
    ]


def is_same(before, after):
    """1 when two states are alike, else 0, as an array."""
    # With operators alone: an answer may have put another function in the place of NumPy's.
    alike = all(
        (abs(one - other) <= 1e-5 * (1 + abs(one))).all()
        for one, other in zip(before, after, strict=True)
    )
    return np.float32(alike).reshape(())
