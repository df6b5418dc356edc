"""Right programs for `original_block`, each in another style."""

# %% by_hand
from keras import layers, ops


def original_block(self, inputs, filters, strides, is_training, index, shortcut_filters=None):
    axis = 1 if self.data_format == "channels_first" else -1

    def normalized(x):
        return layers.BatchNormalization(axis=axis)(x, training=is_training)

    shortcut = inputs
    if shortcut_filters:
        shortcut = normalized(self.custom_conv2d(inputs, shortcut_filters, 1, strides))
    x = ops.relu(normalized(self.custom_conv2d(inputs, filters, 3, strides)))
    x = normalized(self.custom_conv2d(x, filters, 3, 1))
    return ops.relu(ops.add(x, shortcut))


# %% layers_throughout
from keras import layers


def original_block(self, inputs, filters, strides, is_training, index, shortcut_filters=None):
    form = {"data_format": self.data_format}
    axis = 1 if self.data_format == "channels_first" else -1
    x = inputs
    if strides > 1:
        x = layers.Conv2D(filters, 3, strides, **form)(layers.ZeroPadding2D(1, **form)(x))
    else:
        x = layers.Conv2D(filters, 3, padding="same", **form)(x)
    x = layers.BatchNormalization(axis=axis)(x, training=is_training)
    x = layers.Activation("relu")(x)
    x = layers.Conv2D(filters, 3, padding="same", **form)(x)
    x = layers.BatchNormalization(axis=axis)(x, training=is_training)
    if shortcut_filters is not None:
        inputs = layers.Conv2D(shortcut_filters, 1, strides, **form)(inputs)
        inputs = layers.BatchNormalization(axis=axis)(inputs, training=is_training)
    return layers.ReLU()(layers.Add()([x, inputs]))


# %% loop
from keras import layers, ops


def original_block(self, inputs, filters, strides, is_training, index, shortcut_filters=None):
    axis = 1 if self.data_format == "channels_first" else -1
    x = inputs
    for number in (0, 1):
        x = self.custom_conv2d(ops.relu(x) if number else x, filters, 3, 1 if number else strides)
        x = layers.BatchNormalization(axis=axis)(x, training=is_training)
    if shortcut_filters is None:
        return ops.relu(x + inputs)
    projected = self.custom_conv2d(inputs, shortcut_filters, 1, strides)
    return ops.relu(x + layers.BatchNormalization(axis=axis)(projected, training=is_training))


# %% maximum
from keras import layers, ops


def original_block(self, x, f, s, t, i, sf=None):
    ax = {"channels_first": 1}.get(self.data_format, 3)
    y = self.pre_activation(self.custom_conv2d(x, f, (3, 3), (s, s)), t)
    y = layers.BatchNormalization(axis=ax, momentum=0.9)(self.custom_conv2d(y, f, 3, 1), training=t)
    if sf is not None:
        x = self.custom_conv2d(x, sf, 1, s)
        x = layers.BatchNormalization(axis=ax, momentum=0.9)(x, training=t)
    return ops.maximum(x + y, 0.0)


# %% shortcut_first
from keras import layers, ops


def original_block(self, inputs, filters, strides, is_training, index, shortcut_filters=None):
    axis = 1 if self.data_format == "channels_first" else -1
    if shortcut_filters is None:
        shortcut = inputs
    else:
        shortcut = self.custom_conv2d(inputs, shortcut_filters, 1, strides)
        norm = layers.BatchNormalization(axis=axis)
        shortcut = norm(shortcut, training=is_training)
    out = self.custom_conv2d(inputs, filters, 3, strides)
    out = self.pre_activation(out, is_training)
    out = self.custom_conv2d(out, filters, 3, 1)
    bn2 = layers.BatchNormalization(axis=axis)
    out = bn2(out, training=is_training)
    out += shortcut
    return ops.relu(out)
