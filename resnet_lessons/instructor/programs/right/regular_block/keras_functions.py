import keras.ops as K
from keras.layers import BatchNormalization, Conv2D


def regular_block(self, inputs, filters, strides, is_training, index, shortcut_filters=None):
    """Functions of keras.ops wherever there is one."""
    first = self.data_format == "channels_first"

    def pad(x):
        sides = [[0, 0], [0, 0], [1, 1], [1, 1]] if first else [[0, 0], [1, 1], [1, 1], [0, 0]]
        return K.pad(x, sides, mode="constant")

    def bn_relu(x):
        x = BatchNormalization(axis=1 if first else 3)(x, training=is_training)
        return K.maximum(x, K.zeros_like(x))

    def conv(x, number, size, step):
        return Conv2D(number, size, strides=step, data_format=self.data_format)(x)

    pre_activated = bn_relu(inputs)
    residual = conv(pad(pre_activated), filters, 3, strides)
    residual = conv(pad(bn_relu(residual)), filters, 3, 1)
    if shortcut_filters is None:
        return K.add(inputs, residual)
    return K.add(conv(pre_activated, shortcut_filters, 1, strides), residual)
