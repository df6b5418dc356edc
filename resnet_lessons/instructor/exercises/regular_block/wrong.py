"""Wrong programs for `regular_block` that are nobody's misconception."""

# %% bias_missing
from keras import layers


def regular_block(self, inputs, filters, strides, is_training, index, shortcut_filters=None):
    pre_activated1, shortcut = self.pre_activation_with_shortcut(
        inputs, is_training, (shortcut_filters, strides)
    )
    conv1 = self.custom_conv2d(pre_activated1, filters, 3, strides)
    pre_activated2 = self.pre_activation(conv1, is_training)
    conv2 = layers.Conv2D(filters, 3, padding="same", use_bias=False, data_format=self.data_format)(
        pre_activated2
    )
    return conv2 + shortcut


# %% channels_first_forgotten
from keras import layers


def regular_block(self, inputs, filters, strides, is_training, index, shortcut_filters=None):
    pre_activated1, shortcut = self.pre_activation_with_shortcut(
        inputs, is_training, (shortcut_filters, strides)
    )
    if strides > 1:
        pre_activated1 = layers.ZeroPadding2D(1)(pre_activated1)
    padding = "valid" if strides > 1 else "same"
    conv1 = layers.Conv2D(filters, 3, strides, padding=padding)(pre_activated1)
    pre_activated2 = self.pre_activation(conv1, is_training)
    return layers.Conv2D(filters, 3, padding="same")(pre_activated2) + shortcut


# %% dilation
from keras import layers


def regular_block(self, inputs, filters, strides, is_training, index, shortcut_filters=None):
    pre_activated1, shortcut = self.pre_activation_with_shortcut(
        inputs, is_training, (shortcut_filters, strides)
    )
    conv1 = self.custom_conv2d(pre_activated1, filters, 3, strides)
    pre_activated2 = self.pre_activation(conv1, is_training)
    conv2 = layers.Conv2D(
        filters, 3, padding="same", dilation_rate=2, data_format=self.data_format
    )(pre_activated2)
    return conv2 + shortcut


# %% dropout
from keras import layers


def regular_block(self, inputs, filters, strides, is_training, index, shortcut_filters=None):
    pre_activated1, shortcut = self.pre_activation_with_shortcut(
        inputs, is_training, (shortcut_filters, strides)
    )
    conv1 = self.custom_conv2d(pre_activated1, filters, 3, strides)
    pre_activated2 = self.pre_activation(conv1, is_training)
    dropped = layers.Dropout(0.2)(pre_activated2, training=is_training)
    return self.custom_conv2d(dropped, filters, 3, 1) + shortcut


# %% half_the_shortcut
def regular_block(self, inputs, filters, strides, is_training, index, shortcut_filters=None):
    pre_activated1, shortcut = self.pre_activation_with_shortcut(
        inputs, is_training, (shortcut_filters, strides)
    )
    conv1 = self.custom_conv2d(pre_activated1, filters, 3, strides)
    pre_activated2 = self.pre_activation(conv1, is_training)
    conv2 = self.custom_conv2d(pre_activated2, filters, 3, 1)
    return conv2 + 0.5 * shortcut


# %% kernel_5x5
def regular_block(self, inputs, filters, strides, is_training, index, shortcut_filters=None):
    pre_activated1, shortcut = self.pre_activation_with_shortcut(
        inputs, is_training, (shortcut_filters, strides)
    )
    conv1 = self.custom_conv2d(pre_activated1, filters, 5, strides)
    pre_activated2 = self.pre_activation(conv1, is_training)
    return self.custom_conv2d(pre_activated2, filters, 5, 1) + shortcut


# %% pooling_for_strides
from keras import layers


def regular_block(self, inputs, filters, strides, is_training, index, shortcut_filters=None):
    pre_activated1, shortcut = self.pre_activation_with_shortcut(
        inputs, is_training, (shortcut_filters, strides)
    )
    conv1 = self.custom_conv2d(pre_activated1, filters, 3, 1)
    conv1 = layers.MaxPooling2D(strides, padding="same", data_format=self.data_format)(conv1)
    pre_activated2 = self.pre_activation(conv1, is_training)
    return self.custom_conv2d(pre_activated2, filters, 3, 1) + shortcut


# %% sigmoid
from keras import layers, ops


def regular_block(self, inputs, filters, strides, is_training, index, shortcut_filters=None):
    pre_activated1, shortcut = self.pre_activation_with_shortcut(
        inputs, is_training, (shortcut_filters, strides)
    )
    axis = 1 if self.data_format == "channels_first" else -1
    conv1 = self.custom_conv2d(pre_activated1, filters, 3, strides)
    normalized = layers.BatchNormalization(axis=axis)(conv1, training=is_training)
    return self.custom_conv2d(ops.sigmoid(normalized), filters, 3, 1) + shortcut


# %% three_convolutions
def regular_block(self, inputs, filters, strides, is_training, index, shortcut_filters=None):
    pre_activated1, shortcut = self.pre_activation_with_shortcut(
        inputs, is_training, (shortcut_filters, strides)
    )
    outputs = self.custom_conv2d(pre_activated1, filters, 3, strides)
    for _ in range(2):
        outputs = self.custom_conv2d(self.pre_activation(outputs, is_training), filters, 3, 1)
    return outputs + shortcut


# %% weights_of_no_layer
from keras import ops


def regular_block(self, inputs, filters, strides, is_training, index, shortcut_filters=None):
    pre_activated1, shortcut = self.pre_activation_with_shortcut(
        inputs, is_training, (shortcut_filters, strides)
    )
    conv1 = self.custom_conv2d(pre_activated1, filters, 3, strides)
    pre_activated2 = self.pre_activation(conv1, is_training)
    kernel = ops.ones((3, 3, filters, filters))
    conv2 = ops.conv(pre_activated2, kernel, 1, "same", data_format=self.data_format)
    return conv2 + shortcut


# %% projection_only_where_channels_change
def regular_block(self, inputs, filters, strides, is_training, index, shortcut_filters=None):
    channels = inputs.shape[1 if self.data_format == "channels_first" else -1]
    projects = shortcut_filters is not None and shortcut_filters != channels
    pre_activated1, shortcut = self.pre_activation_with_shortcut(
        inputs, is_training, (shortcut_filters if projects else None, strides)
    )
    conv1 = self.custom_conv2d(pre_activated1, filters, 3, strides)
    pre_activated2 = self.pre_activation(conv1, is_training)
    return self.custom_conv2d(pre_activated2, filters, 3, 1) + shortcut


# %% kernel_size_and_strides_exchanged
def regular_block(self, inputs, filters, strides, is_training, index, shortcut_filters=None):
    pre_activated1, shortcut = self.pre_activation_with_shortcut(
        inputs, is_training, (shortcut_filters, strides)
    )
    conv1 = self.custom_conv2d(pre_activated1, filters, strides, 3)
    pre_activated2 = self.pre_activation(conv1, is_training)
    return self.custom_conv2d(pre_activated2, filters, 3, 1) + shortcut
