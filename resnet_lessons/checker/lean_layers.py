"""Layers without Keras' bookkeeping, which takes nine tenths of the time of a layer's one small call.

While `LeanRun.layers` is active, what an answer makes of one of the classes in `LEAN` is a layer that
computes the same numbers, by the same operations of TensorFlow in the same order, and notes the same
weights. All else that can be done with a layer is refused: the answer then runs again with Keras.
So a lean layer takes the arguments that it knows, of the plain types, and nothing that Keras rejects.
"""

import functools
import math

import keras
import tensorflow as tf

from resnet_lessons.checker.lean_run import LeanLayer, LeanRun
from resnet_lessons.course.keys.call import EPSILON, LARGEST_EPSILON

_raw = tf.raw_ops


def lean_run(weights):
    """A `LeanRun` that notes its weights in `Weights`."""
    return LeanRun(LEAN, weights)


@functools.lru_cache(maxsize=256)
def _numbers(*values):
    """A shape or axes as a tensor; to make one takes as long as to compute with it."""
    return tf.constant(values, "int32")


@functools.lru_cache(maxsize=64)
def _number(value):
    """A setting as a tensor, for the same reason."""
    return tf.constant(value, "float32")


def _last(images):
    return _raw.Transpose(x=images, perm=_numbers(0, 2, 3, 1))


def _first(images):
    return _raw.Transpose(x=images, perm=_numbers(0, 3, 1, 2))


def _reshaped(tensor, *shape):
    return _raw.Reshape(tensor=tensor, shape=_numbers(*shape))


class Conv2D(LeanLayer):
    keras_class = keras.layers.Conv2D
    dilation_rate, groups = (1, 1), 1

    def __init__(
        self, filters, kernel_size, strides=(1, 1), padding="valid", data_format=None,
        dilation_rate=(1, 1), groups=1, activation=None, use_bias=True,
        kernel_initializer="glorot_uniform", bias_initializer="zeros", *, name=None,
    ):  # fmt: skip
        self.run.need(self.pair(dilation_rate) == (1, 1) and self.whole(groups) == 1)
        self.keep(
            name,
            (kernel_initializer, bias_initializer),
            filters=self.whole(filters),
            kernel_size=self.pair(kernel_size),
            strides=self.pair(strides),
            padding=self.one_of(padding, ("same", "valid")),
            data_format=self.format(data_format),
            activation=self.activated_by(activation),
            use_bias=self.one_of(use_bias, (True, False)),
        )

    def compute(self, inputs):
        shape = self.run.shape(inputs)
        is_first = self.data_format == "channels_first"
        _, channels, *sides = shape if is_first else (shape[0], shape[3], *shape[1:3])
        is_left = all(map(int.__ge__, sides, self.kernel_size))
        self.run.need(len(shape) == 4 and (is_left or self.padding == "same"))
        kernel, bias = self.weights_for(channels, lambda: self._made(channels))
        outputs = _last(inputs) if is_first else inputs
        strides = [1, *self.strides, 1]
        outputs = _raw.Conv2D(
            input=outputs, filter=kernel, strides=strides, padding=self.padding.upper()
        )
        outputs = _first(outputs) if is_first else outputs
        return self.activation(outputs if bias is None else self._biased(outputs, bias))

    def _made(self, channels):
        kernel = self.run.weight("kernel", (*self.kernel_size, channels, self.filters))
        return kernel, self.run.weight("offset", (self.filters,)) if self.use_bias else None

    def _biased(self, outputs, bias):
        if self.filters == 1:
            return _raw.AddV2(x=outputs, y=bias)
        # As in Keras 3.15, which adds it along the width where that is equal.
        is_last = outputs.shape[-1] == self.filters
        return _raw.BiasAdd(value=outputs, bias=bias, data_format="NHWC" if is_last else "NCHW")


class BatchNormalization(LeanLayer):
    keras_class = keras.layers.BatchNormalization

    def __init__(
        self, axis=-1, momentum=0.99, epsilon=1e-3, center=True, scale=True,
        beta_initializer="zeros", gamma_initializer="ones", moving_mean_initializer="zeros",
        moving_variance_initializer="ones", *, name=None,
    ):  # fmt: skip
        initializers = (beta_initializer, gamma_initializer)
        self.run.need(type(axis) is int)
        self.keep(
            name,
            (*initializers, moving_mean_initializer, moving_variance_initializer),
            axis=axis,
            momentum=self.number(momentum),
            epsilon=self.number(epsilon),
            center=self.one_of(center, (True, False)),
            scale=self.one_of(scale, (True, False)),
        )

    def compute(self, inputs, *, training=None):
        self.run.need(training is None or type(training) is bool)
        shape = self.run.shape(inputs)
        self.run.need(-len(shape) <= self.axis < len(shape))
        size = (shape[self.axis],)
        scale, offset, *moving = self.weights_for((len(shape), size), lambda: self._made(size))
        along = [1] * len(shape)
        along[self.axis] = size[0]
        if training:
            mean, variance = self._moments(inputs, along)
            for each, new in zip(moving, (mean, variance), strict=True):
                new = _reshaped(new, *size)
                before = _raw.Mul(x=each.value, y=_number(self.momentum))
                new = _raw.Mul(x=new, y=_number(1.0 - self.momentum))
                each.value = _raw.AddV2(x=before, y=new)
        else:
            mean, variance = (_reshaped(each.value, *along) for each in moving)
        factor = _raw.Rsqrt(x=_raw.AddV2(x=variance, y=_number(self._standard_epsilon())))
        if scale is not None:
            factor = _raw.Mul(x=factor, y=_reshaped(scale, *along))
        if offset is None:
            shift = _raw.Mul(x=_raw.Neg(x=mean), y=factor)
        else:
            offset = _reshaped(offset, *along)
            shift = _raw.Sub(x=offset, y=_raw.Mul(x=mean, y=factor))
        return _raw.AddV2(x=_raw.Mul(x=inputs, y=factor), y=shift)

    def _moments(self, inputs, along):
        axes = _numbers(*(each for each in range(len(along)) if each != self.axis % len(along)))
        mean = _raw.Mean(input=inputs, axis=axes, keep_dims=True)
        squares = _raw.SquaredDifference(x=inputs, y=mean)
        return mean, _raw.Mean(input=squares, axis=axes, keep_dims=True)

    def _made(self, size):
        run = self.run
        scale = run.weight("scale", size) if self.scale else None
        offset = run.weight("offset", size) if self.center else None
        return scale, offset, run.moving("moving offset", size), run.moving("moving scale", size)

    def _standard_epsilon(self):
        return EPSILON if 0 <= self.epsilon <= LARGEST_EPSILON else self.epsilon


class Dense(LeanLayer):
    keras_class = keras.layers.Dense

    def __init__(
        self, units, activation=None, use_bias=True, kernel_initializer="glorot_uniform",
        bias_initializer="zeros", *, name=None,
    ):  # fmt: skip
        self.keep(
            name,
            (kernel_initializer, bias_initializer),
            units=self.whole(units),
            activation=self.activated_by(activation),
            use_bias=self.one_of(use_bias, (True, False)),
        )

    def compute(self, inputs):
        *places, size = self.run.shape(inputs)
        kernel, bias = self.weights_for(size, lambda: self._made(size))
        rows = _reshaped(inputs, math.prod(places), size)
        outputs = _raw.MatMul(a=rows, b=kernel)
        outputs = outputs if bias is None else _raw.AddV2(x=outputs, y=bias)
        return self.activation(_reshaped(outputs, *places, self.units))

    def _made(self, size):
        kernel = self.run.weight("kernel", (size, self.units))
        return kernel, self.run.weight("offset", (self.units,)) if self.use_bias else None


class MaxPooling2D(LeanLayer):
    keras_class = keras.layers.MaxPooling2D

    def __init__(
        self, pool_size=(2, 2), strides=None, padding="valid", data_format=None, name=None
    ):
        self.keep(
            name,
            pool_size=self.pair(pool_size),
            strides=self.pair(pool_size if strides is None else strides),
            padding=self.one_of(padding, ("same", "valid")),
            data_format=self.format(data_format),
        )

    def compute(self, inputs):
        is_first = self.data_format == "channels_first"
        self.run.need(len(self.run.shape(inputs)) == 4)
        inputs = _last(inputs) if is_first else inputs
        is_left = all(map(int.__ge__, tuple(inputs.shape)[1:3], self.pool_size))
        self.run.need(is_left or self.padding == "same")
        outputs = _raw.MaxPool(
            input=inputs,
            ksize=[1, *self.pool_size, 1],
            strides=[1, *self.strides, 1],
            padding=self.padding.upper(),
        )
        return _first(outputs) if is_first else outputs


class GlobalAveragePooling2D(LeanLayer):
    keras_class = keras.layers.GlobalAveragePooling2D

    def __init__(self, data_format=None, keepdims=False, *, name=None):
        keepdims = self.one_of(keepdims, (True, False))
        self.keep(name, data_format=self.format(data_format), keepdims=keepdims)

    def compute(self, inputs):
        self.run.need(len(self.run.shape(inputs)) == 4)
        axes = _numbers(2, 3) if self.data_format == "channels_first" else _numbers(1, 2)
        return _raw.Mean(input=inputs, axis=axes, keep_dims=self.keepdims)


class ZeroPadding2D(LeanLayer):
    keras_class = keras.layers.ZeroPadding2D

    def __init__(self, padding=(1, 1), data_format=None, *, name=None):
        pair = (padding, padding) if type(padding) is int else padding
        self.run.need(type(pair) in (tuple, list) and len(pair) == 2)
        pairs = [(each, each) if type(each) is int else each for each in pair]
        for each in pairs:
            self.run.need(type(each) in (tuple, list) and len(each) == 2)
            self.run.need(all(type(side) is int and side >= 0 for side in each))
        self.keep(name, padding=pairs, data_format=self.format(data_format))

    def compute(self, inputs):
        self.run.need(len(self.run.shape(inputs)) == 4)
        sides = [(0, 0), (0, 0), *self.padding]
        if self.data_format == "channels_last":
            sides.append(sides.pop(1))
        return _raw.Pad(input=inputs, paddings=sides)


class Activation(LeanLayer):
    keras_class = keras.layers.Activation

    def __init__(self, activation, *, name=None):
        self.keep(name, activation=self.activated_by(activation))

    def compute(self, inputs):
        self.run.shape(inputs)
        return self.activation(inputs)


class ReLU(LeanLayer):
    keras_class = keras.layers.ReLU

    def __init__(self, *, name=None):
        self.keep(name)

    def compute(self, inputs):
        self.run.shape(inputs)
        return _raw.Relu(features=inputs)


class Identity(LeanLayer):
    keras_class = keras.layers.Identity

    def __init__(self, *, name=None):
        self.keep(name)

    def compute(self, inputs):
        self.run.shape(inputs)
        return inputs


class Add(LeanLayer):
    keras_class = keras.layers.Add

    def __init__(self, *, name=None):
        self.keep(name)

    def compute(self, inputs):
        self.run.need(type(inputs) in (tuple, list) and len(inputs) == 2)
        one, other = inputs
        self.run.need(self.run.shape(one) == self.run.shape(other))
        return _raw.AddV2(x=one, y=other)


LEAN = {each.keras_class: each for each in LeanLayer.__subclasses__()}
