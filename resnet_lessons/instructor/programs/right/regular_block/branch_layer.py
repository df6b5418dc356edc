import keras
from keras import layers


class Branch(keras.Layer):
    """The whole residual branch; its layers are built when it is first called."""

    def __init__(self, filters, strides, data_format):
        super().__init__()
        axis = 1 if data_format == "channels_first" else -1
        self.bn = [layers.BatchNormalization(axis=axis) for _ in range(2)]
        self.pad = layers.ZeroPadding2D(data_format=data_format)
        self.conv1 = layers.Conv2D(filters, 3, strides, data_format=data_format)
        self.conv2 = layers.Conv2D(filters, 3, padding="same", data_format=data_format)

    def call(self, x, training=False):
        activated = keras.activations.relu(self.bn[0](x, training=training))
        out = self.conv1(self.pad(activated))
        out = keras.activations.relu(self.bn[1](out, training=training))
        return activated, self.conv2(out)


def regular_block(self, inputs, filters, strides, is_training, index, shortcut_filters=None):
    branch = Branch(filters, strides, self.data_format)
    activated, residual = branch(inputs, training=is_training)
    shortcut = inputs
    if shortcut_filters is not None:
        shortcut = layers.Conv2D(
            shortcut_filters, 1, strides, data_format=self.data_format, use_bias=True
        )(activated)
    return layers.add([residual, shortcut])
