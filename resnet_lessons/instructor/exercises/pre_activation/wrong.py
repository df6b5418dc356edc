"""Wrong programs for `pre_activation` that are nobody's misconception."""

# %% convolution_too
from keras import layers, ops


def pre_activation(self, inputs, is_training):
    axis = 1 if self.data_format == "channels_first" else -1
    x = layers.BatchNormalization(axis=axis)(inputs, training=is_training)
    x = ops.relu(x)
    return self.custom_conv2d(x, inputs.shape[axis], 1, 1)


# %% dropout
from keras import layers, ops


def pre_activation(self, inputs, is_training):
    axis = 1 if self.data_format == "channels_first" else -1
    x = layers.BatchNormalization(axis=axis)(inputs, training=is_training)
    return layers.Dropout(0.5)(ops.relu(x), training=is_training)


# %% leaky
from keras import layers


def pre_activation(self, inputs, is_training):
    axis = 1 if self.data_format == "channels_first" else -1
    x = layers.BatchNormalization(axis=axis)(inputs, training=is_training)
    return layers.LeakyReLU(negative_slope=0.01)(x)


# %% rectified_with_a_ceiling
from keras import layers, ops


def pre_activation(self, inputs, is_training):
    axis = 1 if self.data_format == "channels_first" else -1
    x = layers.BatchNormalization(axis=axis)(inputs, training=is_training)
    return ops.relu6(x)


# %% sigmoid
from keras import layers, ops


def pre_activation(self, inputs, is_training):
    axis = 1 if self.data_format == "channels_first" else -1
    x = layers.BatchNormalization(axis=axis)(inputs, training=is_training)
    return ops.sigmoid(x)


# %% without_scale
from keras import layers, ops


def pre_activation(self, inputs, is_training):
    axis = 1 if self.data_format == "channels_first" else -1
    x = layers.BatchNormalization(axis=axis, scale=False)(inputs, training=is_training)
    return ops.relu(x)


# %% exponential
from keras import layers, ops


def pre_activation(self, inputs, is_training):
    axis = 1 if self.data_format == "channels_first" else -1
    return ops.elu(layers.BatchNormalization(axis=axis)(inputs, training=is_training))


# %% magnitude
from keras import layers, ops


def pre_activation(self, inputs, is_training):
    axis = 1 if self.data_format == "channels_first" else -1
    return ops.abs(layers.BatchNormalization(axis=axis)(inputs, training=is_training))
