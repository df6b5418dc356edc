"""Chapter 5: small networks to take apart, made of plain Keras layers.

Keras and NumPy are loaded by the calls, since a chapter's data are read without them.
"""

from resnet_lessons.course.exercises.answers_as_arrays import (
    array_of,
    model_of,
    number_of,
    predicted,
)
from resnet_lessons.course.exercises.exercise import Unexpected

_CHANNELS = 2


def try_lesion(function, setting, seed):
    """What the network without a branch predicts, and whether the given one is as it was."""
    values = setting.values
    model, _ = make_network(seed, **values["network"])
    images = _images(3, values["side"], seed)
    before = _state(model, images)
    returned = function(model, values["block_name"])
    returned = model_of(returned, "the network without the branch, a keras.Model")
    logits = predicted(returned, images, "the network without the branch")
    return logits, _is_same(before, _state(model, images))


def try_gradient_norms(function, setting, seed):
    """The norms in the order of the blocks, and whether the network is as it was."""
    import numpy as np

    values = setting.values
    model, names = make_network(seed, **values["network"])
    images = _images(values["count"], values["side"], seed)
    labels = np.arange(values["count"]) % values["network"]["classes"]
    before = _state(model, images)
    answer = function(model, images, labels)
    return _norms(answer, names), _is_same(before, _state(model, images))


def _norms(answer, names):
    """The values of a dictionary as a float32 array, in the order of the names.

    Raises:
        Unexpected: when it is no dictionary, or one of other blocks.
    """
    import numpy as np

    expected = "a dictionary from each block's name to a number"
    if not isinstance(answer, dict):
        raise Unexpected(f"the answer is a {type(answer).__name__}, expected {expected}")
    for name in names:
        if name not in answer:
            raise Unexpected(f"the dictionary holds no norm of {name}, expected {expected}")
    if len(answer) != len(names):
        raise Unexpected(f"the dictionary holds {len(answer)} norms, expected {len(names)}")
    return np.array([number_of(answer[name], "a number for each block") for name in names])


def make_network(seed, block_layers, classes, bottleneck=False):
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
            given = (strides, True) if place == 0 else (1, False)
            outputs = _block(outputs, filters, *given, bottleneck, names[-1])
    outputs = layers.ReLU()(layers.BatchNormalization()(outputs))
    outputs = layers.GlobalAveragePooling2D()(outputs)
    model = keras.Model(images, layers.Dense(classes)(outputs))
    _disturb(model, seed)
    return model, names


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
    import keras
    import numpy as np

    generator = np.random.default_rng([*seed, 5])
    for weight in model.weights:
        factors = generator.uniform(0.6, 1.4, weight.shape).astype("float32")
        weight.assign(keras.ops.convert_to_numpy(weight) * factors)


def _images(count, side, seed):
    import numpy as np

    shape = (count, side, side + 1, _CHANNELS)
    return np.random.default_rng([*seed, 6]).normal(0.2, 1.5, shape).astype("float32")


def _state(model, images):
    """What an experiment may have changed: every weight, and what the network predicts."""
    import keras

    weights = [keras.ops.convert_to_numpy(weight) for weight in model.weights]
    return [*weights, array_of(model(images, training=False), "a tensor")]


def _is_same(before, after):
    """1 when two states are alike, else 0, as an array."""
    import numpy as np

    # With operators alone: an answer may have put another function in the place of NumPy's.
    alike = all(
        (abs(one - other) <= 1e-5 * (1 + abs(one))).all()
        for one, other in zip(before, after, strict=True)
    )
    return np.float32(alike).reshape(())
