from keras import layers, ops


def pre_activation(self, inputs, is_training):
    axis = 1 if self.data_format == "channels_first" else 3
    pre_activated_inputs = layers.BatchNormalization(axis=axis)(inputs, training=is_training)
    pre_activated_inputs = ops.relu(pre_activated_inputs)
    return pre_activated_inputs
