"""Right programs for `pre_activation_with_shortcut`, each in another style."""

# %% dense_projection
from keras import layers, ops


def pre_activation_with_shortcut(self, inputs, is_training, shortcut_params):
    """A 1x1 convolution is a dense layer at every position that the strides leave."""
    shortcut_filters, step = shortcut_params
    activated = self.pre_activation(inputs, is_training)
    if not shortcut_filters:
        return activated, inputs
    dense = layers.Dense(shortcut_filters)
    if self.data_format == "channels_last":
        return activated, dense(activated[:, ::step, ::step])
    picked = ops.moveaxis(activated[:, :, ::step, ::step], 1, -1)
    return activated, ops.moveaxis(dense(picked), -1, 1)


# %% einsum
from keras import layers


def pre_activation_with_shortcut(self, inputs, is_training, shortcut_params):
    n, s = shortcut_params
    y = self.pre_activation(inputs, is_training)
    if n is None:
        return y, inputs
    if self.data_format == "channels_last":
        mix = layers.EinsumDense("bhwc,cf->bhwf", (None, None, n), bias_axes="f")
        return y, mix(y[:, ::s, ::s, :])
    convolution = layers.Conv2D(n, 1, padding="same", data_format="channels_first")
    return y, convolution(y[:, :, ::s, ::s])


# %% own_projection
from keras import layers, ops


class Projection(layers.Layer):
    def __init__(self, filters, strides, data_format):
        super().__init__()
        self.filters, self.strides, self.data_format = filters, strides, data_format

    def build(self, shape):
        channels = shape[-1] if self.data_format == "channels_last" else shape[1]
        self.w = self.add_weight((1, 1, channels, self.filters), "he_normal")
        self.b = self.add_weight((self.filters,), "zeros")

    def call(self, x):
        x = ops.conv(x, self.w, self.strides, "valid", data_format=self.data_format)
        return x + (self.b if self.data_format == "channels_last" else self.b[:, None, None])


def pre_activation_with_shortcut(self, inputs, is_training, shortcut_params):
    pre_activated_inputs = self.pre_activation(inputs=inputs, is_training=is_training)
    if shortcut_params[0] is None:
        shortcut = layers.Identity()(inputs)
    else:
        shortcut = Projection(*shortcut_params, self.data_format)(pre_activated_inputs)
    return pre_activated_inputs, shortcut


# %% projection_first
import keras


def pre_activation_with_shortcut(self, inputs, is_training, shortcut_params):
    projection = keras.layers.Identity()
    if shortcut_params[0] is not None:
        projection = keras.layers.Conv2D(
            shortcut_params[0], 1, shortcut_params[1], data_format=self.data_format
        )

    def shortcut(activated):
        return inputs if shortcut_params[0] is None else projection(activated)

    activated = self.pre_activation(inputs, is_training)
    return activated, shortcut(activated)


# %% raw_layers
from keras import layers


def pre_activation_with_shortcut(self, inputs, is_training, shortcut_params):
    shortcut_filters, strides = shortcut_params
    axis = 1 if self.data_format == "channels_first" else -1
    x = layers.BatchNormalization(axis=axis)(inputs, training=is_training)
    x = layers.ReLU()(x)
    shortcut = inputs
    if shortcut_filters is not None:
        project = layers.Conv2D(
            filters=shortcut_filters,
            kernel_size=(1, 1),
            strides=(strides, strides),
            padding="valid",
            data_format=self.data_format,
            kernel_initializer="he_normal",
        )
        shortcut = project(x)
    return [x, shortcut]


# %% straight
def pre_activation_with_shortcut(self, inputs, is_training, shortcut_params):
    filters, strides = shortcut_params
    pre_activated = self.pre_activation(inputs, is_training)
    if filters is None:
        return pre_activated, inputs
    return pre_activated, self.custom_conv2d(pre_activated, filters, 1, strides)
