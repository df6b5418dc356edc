from keras import layers, ops


class Normalize(layers.Layer):
    """Batch normalisation from its formula; its weights keep the number of dimensions."""

    def __init__(self, axis):
        super().__init__()
        self.axis = axis

    def build(self, shape):
        size = [shape[place] if place == self.axis else 1 for place in range(4)]
        self.scale = self.add_weight(shape=size, initializer="ones")
        self.shift = self.add_weight(shape=size, initializer="zeros")
        self.mean = self.add_weight(shape=size, initializer="zeros", trainable=False)
        self.variance = self.add_weight(shape=size, initializer="ones", trainable=False)

    def call(self, x, training=False):
        mean, variance = self.mean, self.variance
        if training:
            others = [place for place in range(4) if place != self.axis]
            mean, variance = ops.moments(x, others, keepdims=True)
        return (x - mean) / ops.sqrt(variance + 0.001) * self.scale + self.shift


def pre_activation(self, x, training):
    normalized = Normalize(1 if self.data_format == "channels_first" else 3)(x, training=training)
    return ops.maximum(normalized, 0.0)
