from keras import Sequential, layers


def pre_activation(self, inputs, is_training):
    axis = -1
    if self.data_format.endswith("first"):
        axis = -3
    steps = Sequential([layers.BatchNormalization(axis=axis), layers.ReLU()])
    return steps(inputs, training=is_training)
