"""Which way of counting gives a number of multiply-adds: for `count_flops`.

A chain of layers is described without Keras, so that a count can be read wherever a verdict is told.
"""

import math
from dataclasses import dataclass
from itertools import product

_ALL = "every call"
# Fewer numbers than these may come out right by accident.
_FEWEST = 3


@dataclass(frozen=True)
class KernelCall:
    """A call of a layer with a kernel.

    Attributes:
        layer: number of the layer; the same for each of its calls.
        kernel: shape of its kernel.
        output: shape of what the call gives for one image.
        strides: of the convolution along each side, 1 for a dense layer.
        is_inside: whether it belongs to a model inside the model.
    """

    layer: int
    kernel: tuple[int, ...]
    output: tuple[int, ...]
    strides: int = 1
    is_inside: bool = False

    @property
    def is_convolution(self):
        return len(self.kernel) > 2


def kernel_calls(input_shape, parts, data_format):
    """The `KernelCall`s of a chain that `make_chain` makes of the same arguments, as a list."""
    chain = _Chain(data_format)
    chain.follow(tuple(input_shape), parts, is_inside=False)
    return chain.calls


class _Chain:
    def __init__(self, data_format):
        self.calls, self._layers = [], 0
        self._is_first = data_format == "channels_first"

    def follow(self, shape, parts, is_inside):
        """Notes the calls of some parts and returns the shape that the last of them gives."""
        for kind, *given in parts:
            if kind == "inside":
                shape = self.follow(shape, given, is_inside=True)
            elif kind == "convolution":
                shape = self._convolved(shape, *given, is_inside)
            elif kind == "dense":
                kernel, shape = (shape[-1], *given), (*shape[:-1], *given)
                self.calls.append(KernelCall(self._next(), kernel, shape, is_inside=is_inside))
            elif kind == "average":
                shape = self._parted(shape)[1:]
            elif kind in ("again_and_again", "at_two_sizes"):
                shape = self._repeated(kind, shape, *given, is_inside=is_inside)
        return shape

    def _next(self):
        self._layers += 1
        return self._layers

    def _parted(self, shape):
        """(sides, channels)"""
        return (shape[1:], shape[0]) if self._is_first else (shape[:-1], shape[-1])

    def _whole(self, sides, channels):
        return (channels, *sides) if self._is_first else (*sides, channels)

    def _convolved(self, shape, filters, kernel_size, strides, padding, is_inside):
        sides, channels = self._parted(shape)
        least = [1 if padding == "same" else size for size in kernel_size]
        sides = tuple((side - size) // strides + 1 for side, size in zip(sides, least, strict=True))
        kernel, output = (*kernel_size, channels, filters), self._whole(sides, filters)
        self.calls.append(KernelCall(self._next(), kernel, output, strides, is_inside))
        return output

    def _repeated(self, kind, shape, kernel_size, times=2, *, is_inside):
        layer = self._next()
        sides, channels = self._parted(shape)
        kernel = (kernel_size, kernel_size, channels, channels)
        for number in range(times):
            if kind == "at_two_sizes" and number:
                sides = tuple(side // 2 for side in sides)
            shape = self._whole(sides, channels)
            self.calls.append(KernelCall(layer, kernel, shape, is_inside=is_inside))
        return shape


# Ways of counting ---------------------------------------------------------------------------------


def _once(calls):
    return list({call.layer: call for call in reversed(calls)}.values())


# Which calls are counted, in words.
_WHICH = {
    _ALL: lambda calls: calls,
    "only the layers that `model.layers` shows are counted, each once: it shows neither the layers of "
    "a model inside the model nor the further calls of a layer": lambda calls: _once(
        [call for call in calls if not call.is_inside]
    ),
    "the layers of a model inside the model are missing": lambda calls: [
        call for call in calls if not call.is_inside
    ],
    "a layer that is called several times counts once": _once,
    "only the first call of a layer with a kernel counts, as happens when `return` is inside the "
    "loop": lambda calls: calls[:1],
    "only the last call of a layer with a kernel counts, as happens when `=` is used instead of "
    "`+=`": (lambda calls: calls[-1:]),
    "the last call of a layer with a kernel is missing": lambda calls: calls[:-1],
    "the first call of a layer with a kernel is missing": lambda calls: calls[1:],
    "dense layers are missing": lambda calls: [call for call in calls if call.is_convolution],
    "convolutions are missing": lambda calls: [call for call in calls if not call.is_convolution],
}


def _products(call):
    return math.prod(call.kernel[:-1])


def _right(call):
    return math.prod(call.output) * _products(call)


def _in_a_convolution(count):
    """A way to count in convolutions; a dense layer's work is right."""
    return lambda call: count(call) if call.is_convolution else _right(call)


# What is counted for each call, in words.
_HOW = {
    "": _right,
    "the shape that a convolution gives is read as (channels, height, width), and where channels come "
    "last, its width and channels are taken for the sides": _in_a_convolution(
        lambda call: math.prod(call.output[1:]) * math.prod(call.kernel)
    ),
    "the shape that a convolution gives is read as (height, width, channels), and where channels come "
    "first, its channels and height are taken for the sides": _in_a_convolution(
        lambda call: math.prod(call.output[:-1]) * math.prod(call.kernel)
    ),
    "multiplications and additions are counted separately, and one product needs no addition": (
        lambda call: math.prod(call.output) * (2 * _products(call) - 1)
    ),
    "multiplications and additions are counted separately, with one more for the bias": (
        lambda call: math.prod(call.output) * (2 * _products(call) + 1)
    ),
    "the additions are counted: one fewer than products": (
        lambda call: math.prod(call.output) * (_products(call) - 1)
    ),
    "the axes of the kernel are added, not multiplied": (
        lambda call: math.prod(call.output) * sum(call.kernel[:-1])
    ),
    "the axes of the output are added, not multiplied": (
        lambda call: sum(call.output) * _products(call)
    ),
    "the positions are divided by the strides once more, although the output's shape already takes "
    "them into account": (lambda call: _right(call) / call.strides**2),
    "a kernel's height is taken for its width, too": _in_a_convolution(
        lambda call: math.prod(call.output) * call.kernel[0] ** 2 * call.kernel[2]
    ),
    "biases are counted, too": lambda call: math.prod(call.output) * (_products(call) + 1),
    "a multiplication and its addition count as two": lambda call: 2 * _right(call),
    "each kernel counts at one position only": lambda call: math.prod(call.kernel),
    "the channels that go out are counted twice": (
        lambda call: math.prod(call.output) * math.prod(call.kernel)
    ),
    "the channels that come in are missing": _in_a_convolution(
        lambda call: math.prod(call.output) * math.prod(call.kernel[:-2])
    ),
    "the first number of each output's shape is left out, as if it were the batch": (
        lambda call: math.prod(call.output[1:]) * _products(call)
    ),
    "the last number of each output's shape is left out": (
        lambda call: math.prod(call.output[:-1]) * _products(call)
    ),
    "the shape of a kernel is read in PyTorch's order, as if its first number were the channels that "
    "go out; in Keras that is the last": _in_a_convolution(
        lambda call: math.prod(call.output) * math.prod(call.kernel[1:])
    ),
    "the shape of a kernel is read as if its first number were the channels that go out; in Keras that "
    "is the last": lambda call: math.prod(call.output) * math.prod(call.kernel[1:]),
}


def way_of_counting(counted):
    """In words, the one simplest way of counting that gives wrong numbers, or None.

    Args:
        counted: (number, what `make_chain` takes) of each network that was counted.
    """
    calls = [kernel_calls(**values) for _, values in counted]
    numbers = [number for number, _ in counted]
    if len(counted) < _FEWEST:
        return None
    found = {}
    for (which, choose), (how, of_call) in product(_WHICH.items(), _HOW.items()):
        others = [sum(map(of_call, choose(each))) for each in calls]
        if all(map(_same, others, numbers)):
            words = [each for each in (how, which if which != _ALL else "") if each]
            found.setdefault(len(words), []).append(", and ".join(words))
    simplest = found[min(found)] if found else []
    return simplest[0] if len(simplest) == 1 and simplest[0] else None


def _same(number, other):
    return math.isclose(number, other, rel_tol=1e-6)
