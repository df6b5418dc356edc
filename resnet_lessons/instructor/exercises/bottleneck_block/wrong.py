"""Wrong programs for `bottleneck_block` that are nobody's misconception."""

# %% bias_missing
from keras import layers


def bottleneck_block(self, inputs, filters, strides, is_training, index, shortcut_filters=None):
    pre_activated1, shortcut = self.pre_activation_with_shortcut(
        inputs, is_training, (shortcut_filters, strides)
    )
    conv1 = self.custom_conv2d(pre_activated1, filters, 1, 1)
    pre_activated2 = self.pre_activation(conv1, is_training)
    conv2 = self.custom_conv2d(pre_activated2, filters, 3, strides)
    pre_activated3 = self.pre_activation(conv2, is_training)
    conv3 = layers.Conv2D(4 * filters, 1, use_bias=False, data_format=self.data_format)(
        pre_activated3
    )
    return conv3 + shortcut


# %% dilation
from keras import layers


def bottleneck_block(self, inputs, filters, strides, is_training, index, shortcut_filters=None):
    pre_activated1, shortcut = self.pre_activation_with_shortcut(
        inputs, is_training, (shortcut_filters, strides)
    )
    conv1 = self.custom_conv2d(pre_activated1, filters, 1, 1)
    pre_activated2 = self.pre_activation(conv1, is_training)
    conv2 = layers.Conv2D(
        filters, 3, padding="same", dilation_rate=2, data_format=self.data_format
    )(pre_activated2)
    pre_activated3 = self.pre_activation(conv2, is_training)
    conv3 = self.custom_conv2d(pre_activated3, 4 * filters, 1, 1)
    return conv3 + shortcut


# %% dropout
from keras import layers


def bottleneck_block(self, inputs, filters, strides, is_training, index, shortcut_filters=None):
    pre_activated1, shortcut = self.pre_activation_with_shortcut(
        inputs, is_training, (shortcut_filters, strides)
    )
    conv1 = self.custom_conv2d(pre_activated1, filters, 1, 1)
    pre_activated2 = self.pre_activation(conv1, is_training)
    conv2 = self.custom_conv2d(pre_activated2, filters, 3, strides)
    pre_activated3 = self.pre_activation(conv2, is_training)
    conv3 = self.custom_conv2d(pre_activated3, 4 * filters, 1, 1)
    return layers.Dropout(0.3)(conv3, training=is_training) + shortcut


# %% half_the_shortcut
def bottleneck_block(self, inputs, filters, strides, is_training, index, shortcut_filters=None):
    pre_activated1, shortcut = self.pre_activation_with_shortcut(
        inputs, is_training, (shortcut_filters, strides)
    )
    conv1 = self.custom_conv2d(pre_activated1, filters, 1, 1)
    pre_activated2 = self.pre_activation(conv1, is_training)
    conv2 = self.custom_conv2d(pre_activated2, filters, 3, strides)
    pre_activated3 = self.pre_activation(conv2, is_training)
    conv3 = self.custom_conv2d(pre_activated3, 4 * filters, 1, 1)
    return conv3 + 0.5 * shortcut


# %% kernel_5x5
def bottleneck_block(self, inputs, filters, strides, is_training, index, shortcut_filters=None):
    pre_activated1, shortcut = self.pre_activation_with_shortcut(
        inputs, is_training, (shortcut_filters, strides)
    )
    conv1 = self.custom_conv2d(pre_activated1, filters, 1, 1)
    pre_activated2 = self.pre_activation(conv1, is_training)
    conv2 = self.custom_conv2d(pre_activated2, filters, 5, strides)
    pre_activated3 = self.pre_activation(conv2, is_training)
    conv3 = self.custom_conv2d(pre_activated3, 4 * filters, 1, 1)
    return conv3 + shortcut


# %% pixels_in_columns
from keras import ops


def bottleneck_block(self, inputs, filters, strides, is_training, index, shortcut_filters=None):
    pre_activated1, shortcut = self.pre_activation_with_shortcut(
        inputs, is_training, (shortcut_filters, strides)
    )
    conv1 = self.custom_conv2d(pre_activated1, filters, 1, 1)
    pre_activated2 = self.pre_activation(conv1, is_training)
    conv2 = self.custom_conv2d(ops.swapaxes(pre_activated2, -1, -2), filters, 3, strides)
    pre_activated3 = self.pre_activation(conv2, is_training)
    conv3 = self.custom_conv2d(pre_activated3, 4 * filters, 1, 1)
    return conv3 + shortcut


# %% three_times_the_filters
def bottleneck_block(self, inputs, filters, strides, is_training, index, shortcut_filters=None):
    pre_activated1, shortcut = self.pre_activation_with_shortcut(
        inputs, is_training, (shortcut_filters, strides)
    )
    conv1 = self.custom_conv2d(pre_activated1, filters, 1, 1)
    pre_activated2 = self.pre_activation(conv1, is_training)
    conv2 = self.custom_conv2d(pre_activated2, filters, 3, strides)
    pre_activated3 = self.pre_activation(conv2, is_training)
    conv3 = self.custom_conv2d(pre_activated3, 3 * filters, 1, 1)
    return conv3 + shortcut


# %% twice_the_filters
def bottleneck_block(self, inputs, filters, strides, is_training, index, shortcut_filters=None):
    pre_activated1, shortcut = self.pre_activation_with_shortcut(
        inputs, is_training, (shortcut_filters, strides)
    )
    conv1 = self.custom_conv2d(pre_activated1, 2 * filters, 1, 1)
    pre_activated2 = self.pre_activation(conv1, is_training)
    conv2 = self.custom_conv2d(pre_activated2, filters, 3, strides)
    pre_activated3 = self.pre_activation(conv2, is_training)
    conv3 = self.custom_conv2d(pre_activated3, 4 * filters, 1, 1)
    return conv3 + shortcut
