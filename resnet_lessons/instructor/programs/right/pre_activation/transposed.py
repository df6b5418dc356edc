from keras import layers, ops


def pre_activation(self, inputs, is_training):
    """Channels last inside, whatever comes in."""
    first = self.data_format == "channels_first"
    x = ops.transpose(inputs, (0, 2, 3, 1)) if first else inputs
    x = layers.BatchNormalization()(x, training=is_training)
    x = ops.where(x > 0, x, ops.zeros_like(x))
    return ops.transpose(x, (0, 3, 1, 2)) if first else x
