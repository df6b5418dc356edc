import keras


class PreActivation(keras.layers.Layer):
    def __init__(self, axis, **kwargs):
        super().__init__(**kwargs)
        self.axis = axis

    def build(self, input_shape):
        self.normalization = keras.layers.BatchNormalization(axis=self.axis)
        self.normalization.build(input_shape)

    def call(self, inputs, training=None):
        return keras.ops.relu(self.normalization(inputs, training=training))


def bottleneck_block(self, inputs, filters, strides, is_training, index, shortcut_filters=None):
    axis = 1 if self.data_format == "channels_first" else -1
    pre1 = PreActivation(axis)(inputs, training=is_training)
    conv1 = self.custom_conv2d(pre1, filters, 1, 1)
    pre2 = PreActivation(axis)(conv1, training=is_training)
    conv2 = self.custom_conv2d(pre2, filters, 3, strides)
    pre3 = PreActivation(axis)(conv2, training=is_training)
    conv3 = self.custom_conv2d(pre3, filters * 4, 1, 1)
    if shortcut_filters is None:
        shortcut = inputs
    else:
        shortcut = self.custom_conv2d(pre1, shortcut_filters, 1, strides)
    return shortcut + conv3
