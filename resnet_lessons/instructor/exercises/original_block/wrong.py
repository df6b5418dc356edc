"""Wrong programs for `original_block` that are nobody's misconception."""

# %% axis_forgotten
from keras import layers, ops


def original_block(self, inputs, filters, strides, is_training, index, shortcut_filters=None):
    conv1 = self.custom_conv2d(inputs, filters, 3, strides)
    activated = self.pre_activation(conv1, is_training)
    conv2 = self.custom_conv2d(activated, filters, 3, 1)
    residual = layers.BatchNormalization()(conv2, training=is_training)
    shortcut = inputs
    if shortcut_filters is not None:
        projection = self.custom_conv2d(inputs, shortcut_filters, 1, strides)
        shortcut = layers.BatchNormalization()(projection, training=is_training)
    return ops.relu(residual + shortcut)


# %% leaky
from keras import layers, ops


def original_block(self, inputs, filters, strides, is_training, index, shortcut_filters=None):
    axis = 1 if self.data_format == "channels_first" else -1
    conv1 = self.custom_conv2d(inputs, filters, 3, strides)
    activated = self.pre_activation(conv1, is_training)
    conv2 = self.custom_conv2d(activated, filters, 3, 1)
    residual = layers.BatchNormalization(axis=axis)(conv2, training=is_training)
    shortcut = inputs
    if shortcut_filters is not None:
        projection = self.custom_conv2d(inputs, shortcut_filters, 1, strides)
        shortcut = layers.BatchNormalization(axis=axis)(projection, training=is_training)
    return ops.leaky_relu(residual + shortcut)


# %% normalized_together
from keras import layers, ops


def original_block(self, inputs, filters, strides, is_training, index, shortcut_filters=None):
    axis = 1 if self.data_format == "channels_first" else -1
    norm = layers.BatchNormalization(axis=axis)
    conv1 = self.custom_conv2d(inputs, filters, 3, strides)
    activated = ops.relu(norm(conv1, training=is_training))
    residual = norm(self.custom_conv2d(activated, filters, 3, 1), training=is_training)
    shortcut = inputs
    if shortcut_filters is not None:
        shortcut = norm(
            self.custom_conv2d(inputs, shortcut_filters, 1, strides), training=is_training
        )
    return ops.relu(residual + shortcut)


# %% nothing_returned
from keras import layers, ops


def original_block(self, inputs, filters, strides, is_training, index, shortcut_filters=None):
    axis = 1 if self.data_format == "channels_first" else -1
    conv1 = self.custom_conv2d(inputs, filters, 3, strides)
    activated = self.pre_activation(conv1, is_training)
    conv2 = self.custom_conv2d(activated, filters, 3, 1)
    residual = layers.BatchNormalization(axis=axis)(conv2, training=is_training)
    ops.relu(residual + inputs)


# %% projection_3x3
from keras import layers, ops


def original_block(self, inputs, filters, strides, is_training, index, shortcut_filters=None):
    axis = 1 if self.data_format == "channels_first" else -1
    conv1 = self.custom_conv2d(inputs, filters, 3, strides)
    activated = self.pre_activation(conv1, is_training)
    conv2 = self.custom_conv2d(activated, filters, 3, 1)
    residual = layers.BatchNormalization(axis=axis)(conv2, training=is_training)
    shortcut = inputs
    if shortcut_filters is not None:
        projection = self.custom_conv2d(inputs, shortcut_filters, 3, strides)
        shortcut = layers.BatchNormalization(axis=axis)(projection, training=is_training)
    return ops.relu(residual + shortcut)


# %% third_convolution
from keras import layers, ops


def original_block(self, inputs, filters, strides, is_training, index, shortcut_filters=None):
    axis = 1 if self.data_format == "channels_first" else -1
    conv1 = self.custom_conv2d(inputs, filters, 3, strides)
    activated = self.pre_activation(conv1, is_training)
    conv2 = self.pre_activation(self.custom_conv2d(activated, filters, 3, 1), is_training)
    conv3 = self.custom_conv2d(conv2, filters, 3, 1)
    residual = layers.BatchNormalization(axis=axis)(conv3, training=is_training)
    shortcut = inputs
    if shortcut_filters is not None:
        projection = self.custom_conv2d(inputs, shortcut_filters, 1, strides)
        shortcut = layers.BatchNormalization(axis=axis)(projection, training=is_training)
    return ops.relu(residual + shortcut)
