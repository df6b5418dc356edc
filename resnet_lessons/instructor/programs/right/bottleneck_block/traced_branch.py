import tensorflow as tf
from keras import layers


class Rectify(layers.Layer):
    """TensorFlow's own function is fine inside a layer: Keras traces the layer as a whole."""

    def call(self, inputs):
        return tf.nn.relu(inputs)


def bottleneck_block(self, inputs, filters, strides, is_training, index, shortcut_filters=None):
    axis = -1 if self.data_format == "channels_last" else 1
    x = Rectify()(layers.BatchNormalization(axis=axis)(inputs, training=is_training))
    shortcut = inputs
    if shortcut_filters is not None:
        shortcut = self.custom_conv2d(x, shortcut_filters, 1, strides)
    x = self.custom_conv2d(x, filters, 1, 1)
    x = Rectify()(layers.BatchNormalization(axis=axis)(x, training=is_training))
    x = self.custom_conv2d(x, filters, 3, strides)
    x = Rectify()(layers.BatchNormalization(axis=axis)(x, training=is_training))
    return self.custom_conv2d(x, 4 * filters, 1, 1) + shortcut
