from keras import layers, ops


def pre_activation(self, inputs, is_training):
    axis = 1 if self.data_format == "channels_first" else -1
    x = layers.BatchNormalization(axis=axis)(inputs, training=is_training)
    x = ops.relu(x)
    return self.custom_conv2d(x, inputs.shape[axis], 1, 1)
