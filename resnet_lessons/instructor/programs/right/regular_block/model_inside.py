import keras
from keras import layers


def regular_block(self, inputs, filters, strides, is_training, index, shortcut_filters=None):
    """A functional model of the block, called on the inputs at the end."""
    start = keras.Input(shape=inputs.shape[1:])
    x, shortcut = self.pre_activation_with_shortcut(start, is_training, (shortcut_filters, strides))
    x = self.custom_conv2d(x, filters, 3, strides)
    x = self.pre_activation(x, is_training)
    x = self.custom_conv2d(x, filters, 3, 1)
    model = keras.Model(inputs=start, outputs=layers.Add()([x, shortcut]))
    return model(inputs)
