"""Chapter 1: how each answer is tried. An experiment returns float32 arrays, one for each result.

Keras and NumPy are loaded by the calls, since a chapter's data are read without them.
"""

from resnet_lessons.course.exercises.answers_as_arrays import array_of, model_of, predicted
from resnet_lessons.course.exercises.exercise import Unexpected

# Optimal mappings H, each from a tensor to a tensor of the same shape.
MAPPINGS = {
    "identity": lambda x: x,
    "small tweak": lambda x: x + 0.1 * x * x,
    "shift": lambda x: x + 1.5,
    "absolute value": abs,
    "third power": lambda x: 0.2 * x * x * x - 1,
}


def try_residual_function(function, setting, seed):
    """F(x) for one optimal mapping."""
    x = _normal(setting.values["shape"], seed)
    return (array_of(function(_mapping(setting.values), x), "a tensor of the shape of x"),)


def _mapping(values):
    """The optimal mapping of a setting: one of `MAPPINGS` by name, or a polynomial by its
    "coefficients", the constant first."""
    if "coefficients" not in values:
        return MAPPINGS[values["mapping"]]

    def polynomial(x):
        total = 0.0 * x
        for coefficient in reversed(values["coefficients"]):
            total = total * x + coefficient
        return total

    return polynomial


def try_add_shortcut(function, setting, seed):
    """The block's output for a random residual and input."""
    shape = setting.values["shape"]
    residual, x = _normal(shape, [*seed, 0]), _normal(shape, [*seed, 1])
    return (array_of(function(residual, x), "a tensor of the shape of x"),)


def try_identity_kernel(function, setting, seed):
    """The kernel, and what a convolution with it makes of random features."""
    import keras

    size, channels = setting.values["kernel_size"], setting.values["channels"]
    kernel = array_of(function(size, channels), "an array (row, column, channel in, channel out)")
    if kernel.shape != (size, size, channels, channels):
        wanted = (size, size, channels, channels)
        raise Unexpected(f"the kernel has shape {_size(kernel.shape)}, expected {_size(wanted)}")
    features = _normal((2, 5, 4, channels), seed)
    copied = keras.ops.conv(features, kernel, padding="same")
    return keras.ops.convert_to_numpy(copied), kernel


def try_zero_mapping(function, setting, seed):
    """What the branch returns, and what it returns once its last layer has learnt something."""
    channels = setting.values["channels"]
    branch, last = make_branch(
        channels, setting.values["ends_with"], setting.values["convolutions"]
    )
    features = _normal((2, 4, 3, channels), seed)
    returned = model_of(function(branch), "the residual branch, a keras.Model")
    zeros = predicted(returned, features, "the residual branch")
    _learn(last, seed)
    learnt = predicted(returned, features, "the residual branch")
    return _share(zeros == 0), _magnified(zeros), learnt


def try_grow(function, setting, seed):
    """What a grown network predicts, before and after its new blocks have learnt something."""
    values = setting.values
    body, head = make_body_and_head(values["channels"], values["classes"])
    made = [make_branch(values["channels"], end) for end in values["ends_with"]]
    images = _normal((3, 6, 5, 1), seed)
    before = predicted(head, body(images), "the head")
    grown = function(body, head, [branch for branch, _ in made])
    grown = model_of(grown, "the grown network, a keras.Model from images to logits")
    after = predicted(grown, images, "the grown network")
    same = after.shape == before.shape and abs(after - before) < 1e-4
    for number, (_, last) in enumerate(made):
        _learn(last, [*seed, number])
    learnt = predicted(grown, images, "the grown network")
    return _share(same), after, _count(grown.trainable_weights), learnt


def make_branch(channels, ends_with, convolutions=2):
    """A residual branch and its last layer with weights.

    Args:
        channels: of its input and its output.
        ends_with: "convolution", "convolution without bias", "normalisation" (after the last
            convolution) or "activation" (one without weights, after the last one).
        convolutions: how many, each pre-activated.

    Returns:
        (`keras.Model`, layer)
    """
    import keras
    from keras import layers

    inputs = keras.Input((None, None, channels))
    outputs = inputs
    for number in range(convolutions):
        is_last = number == convolutions - 1
        use_bias = not (is_last and ends_with == "convolution without bias")
        outputs = layers.ReLU()(layers.BatchNormalization()(outputs))
        last = layers.Conv2D(channels, 3, padding="same", use_bias=use_bias)
        outputs = last(outputs)
    if ends_with == "normalisation":
        last = layers.BatchNormalization()
        outputs = last(outputs)
    if ends_with == "activation":
        outputs = layers.Activation("linear")(outputs)
    return keras.Model(inputs, outputs), last


def make_body_and_head(channels, classes):
    """A small network in two parts: images to features, features to logits."""
    import keras
    from keras import layers

    images = keras.Input((None, None, 1))
    outputs = layers.Conv2D(channels, 3, padding="same")(images)
    branch, _ = make_branch(channels, "convolution")
    body = keras.Model(images, branch(outputs) + outputs)
    features = keras.Input((None, None, channels))
    outputs = layers.ReLU()(layers.BatchNormalization()(features))
    outputs = layers.GlobalAveragePooling2D()(outputs)
    return body, keras.Model(features, layers.Dense(classes)(outputs))


def _learn(layer, seed):
    """Gives a layer the weights that a few steps of training might, collected averages included."""
    for number, weight in enumerate(layer.weights):
        value = 0.3 * _normal(weight.shape, [*seed, 7, number])
        weight.assign(value if weight.trainable else abs(value) + 0.5)


def _normal(shape, seed):
    import keras
    import numpy as np

    values = np.random.default_rng(seed).normal(0.2, 1.5, shape)
    return keras.ops.convert_to_tensor(values.astype("float32"))


def _share(flags):
    """The share of flags that are set; 0 when there is one flag and it is not."""
    import numpy as np

    return np.float32(np.mean(flags)).reshape(())


def _magnified(array):
    """An array whose values are all tiny, over the largest of them; any other as it is."""
    import numpy as np

    largest = np.abs(array).max(initial=0)
    return array / largest if 0 < largest < 0.01 else array


def _count(weights):
    import numpy as np

    return np.float32(sum(int(np.prod(weight.shape)) for weight in weights)).reshape(())


def _size(shape):
    return " × ".join(map(str, shape))
