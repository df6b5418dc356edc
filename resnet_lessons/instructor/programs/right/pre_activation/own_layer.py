from keras import layers, ops


class NormalizeAndRectify(layers.Layer):
    def __init__(self, axis, **kwargs):
        super().__init__(**kwargs)
        self.normalize = layers.BatchNormalization(axis=axis)

    def call(self, inputs, training=False):
        return ops.relu(self.normalize(inputs, training=training))


def pre_activation(self, inputs, is_training):
    channel_axis = {"channels_first": 1, "channels_last": -1}[self.data_format]
    assert len(inputs.shape) == 4
    return NormalizeAndRectify(channel_axis)(inputs, training=is_training)
