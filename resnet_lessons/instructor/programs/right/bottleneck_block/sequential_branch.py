import keras
from keras import layers


def bottleneck_block(self, inputs, filters, strides, is_training, index, shortcut_filters=None):
    form = self.data_format
    axis = 1 if form == "channels_first" else -1
    branch = keras.Sequential(name=f"branch{index}")
    branch.add(layers.Conv2D(filters, 1, data_format=form))
    branch.add(layers.BatchNormalization(axis=axis))
    branch.add(layers.ReLU())
    branch.add(layers.ZeroPadding2D(1, data_format=form))
    branch.add(layers.Conv2D(filters, 3, strides, data_format=form))
    branch.add(layers.BatchNormalization(axis=axis))
    branch.add(layers.ReLU())
    branch.add(layers.Conv2D(4 * filters, 1, data_format=form))
    pre_activated, shortcut = self.pre_activation_with_shortcut(
        inputs, is_training, (shortcut_filters, strides)
    )
    return branch(pre_activated, training=is_training) + shortcut
