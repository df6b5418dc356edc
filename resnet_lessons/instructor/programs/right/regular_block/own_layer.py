import keras


class BatchNormReLU(keras.layers.Layer):
    def __init__(self, data_format):
        super().__init__()
        self.bn = keras.layers.BatchNormalization(1 if data_format == "channels_first" else -1)
        self.relu = keras.layers.ReLU()

    def call(self, x, training=None):
        return self.relu(self.bn(x, training=training))


def regular_block(self, inputs, filters, strides, is_training, index, shortcut_filters=None):
    first = BatchNormReLU(self.data_format)(inputs, training=is_training)
    conv1 = self.custom_conv2d(first, filters, 3, strides)
    second = BatchNormReLU(self.data_format)(conv1, training=is_training)
    conv2 = self.custom_conv2d(second, filters, 3, 1)
    if shortcut_filters:
        return conv2 + self.custom_conv2d(first, shortcut_filters, 1, strides)
    return conv2 + inputs
