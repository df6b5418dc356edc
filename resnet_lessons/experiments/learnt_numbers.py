"""Layers that hold a few numbers, which the networks of the later papers need and Keras does not have."""

import keras
from keras import layers


class Factor(layers.Layer):
    """Multiplies by one number.

    Args:
        start: its first value.
        trainable: False for a gate, which only an experiment opens (1) and closes (0).
    """

    def __init__(self, start=1.0, trainable=True, **settings):
        super().__init__(trainable=trainable, **settings)
        self.start = start

    def build(self, input_shape):
        start = keras.initializers.Constant(self.start)
        self.number = self.add_weight(shape=(), initializer=start, name="number")

    def call(self, inputs):
        return inputs * self.number

    def compute_output_shape(self, input_shape):
        return input_shape

    def get_config(self):
        return {**super().get_config(), "start": self.start}


class Term(layers.Layer):
    """Adds numbers that are learnt, zero or small at the start.

    Args:
        shape: of the numbers; () for a single one, else that of one example.
        deviation: standard deviation of their first values.
    """

    def __init__(self, shape=(), deviation=0.0, **settings):
        super().__init__(**settings)
        self.shape, self.deviation = tuple(shape), deviation

    def build(self, input_shape):
        start = keras.initializers.RandomNormal(stddev=self.deviation)
        self.numbers = self.add_weight(shape=self.shape, initializer=start, name="numbers")

    def call(self, inputs):
        return inputs + self.numbers

    def compute_output_shape(self, input_shape):
        return input_shape

    def get_config(self):
        return {**super().get_config(), "shape": self.shape, "deviation": self.deviation}


def gate(inputs, name):
    """What comes in, until the gate of this name is closed; see `closed`."""
    return Factor(trainable=False, name=name)(inputs)


class closed:
    """While it lasts, one gate of a network is closed: what it lets through is zero.

    Args:
        model: `keras.Model` with a gate of this name.
        name: of the gate.
    """

    def __init__(self, model, name):
        self._number = model.get_layer(name).number

    def __enter__(self):
        self._number.assign(0.0)

    def __exit__(self, *raised):
        self._number.assign(1.0)
