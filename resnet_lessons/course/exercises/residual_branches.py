"""Residual branches of plain Keras layers: for `zero_mapping` and `grow`.

Keras is loaded by the calls, since exercises are read without it.
"""

from resnet_lessons.course.exercises.random_tensors import normal


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


def teach(layer, seed):
    """Gives a layer the weights that a few steps of training might, collected averages included."""
    for number, weight in enumerate(layer.weights):
        value = 0.3 * normal(weight.shape, [*seed, 7, number])
        weight.assign(value if weight.trainable else abs(value) + 0.5)


def settle(model, seed):
    """Gives every layer of a model such weights, so that no initializer's value is left."""
    for number, layer in enumerate(model.layers):
        teach(layer, [*seed, 9, number])


def weight_names(ends_with, convolutions=2):
    """The trainable weights of the branch that `make_branch` makes, in its order, for messages.

    Returns:
        list of (layer, weight), as in ("convolution 2", "bias")
    """
    names = []
    for number in range(1, convolutions + 1):
        normalization = f"batch normalisation {number}"
        names += [(normalization, "gamma"), (normalization, "beta")]
        names += [(f"convolution {number}", "kernel"), (f"convolution {number}", "bias")]
    if ends_with == "convolution without bias":
        names.pop()
    if ends_with == "normalisation":
        last = "the batch normalisation at the end"
        names += [(last, "gamma"), (last, "beta")]
    return names
