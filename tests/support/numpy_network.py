"""The network of the lessons once more, in NumPy alone: an oracle for `resnet_lessons.course.answers.model`.

Written from the papers and the design page, not from the package. Channels come last, everything is
float64, and a convolution is a plain sum over the places of its kernel.
"""

import math
from dataclasses import dataclass

import numpy as np

EPSILON = 1e-3


@dataclass(frozen=True)
class Convolution:
    """Weights of a convolution: kernel (height, width, channels in, channels out) and bias."""

    kernel: np.ndarray
    bias: np.ndarray


@dataclass(frozen=True)
class Normalization:
    """Weights of a batch normalisation, one value a channel each."""

    gamma: np.ndarray
    beta: np.ndarray
    moving_mean: np.ndarray
    moving_variance: np.ndarray


@dataclass(frozen=True)
class Block:
    """Weights of a block; `projection` is None for an identity shortcut."""

    normalizations: tuple[Normalization, ...]
    convolutions: tuple[Convolution, ...]
    projection: Convolution | None = None


def convolve(inputs, weights, strides=1, padding=(0, 0)):
    """A convolution; `padding` zeros stand before and after, on height and width alike."""
    kernel = np.asarray(weights.kernel, "float64")
    inputs = np.pad(np.asarray(inputs, "float64"), ((0, 0), padding, padding, (0, 0)))
    kernel_height, kernel_width, _, filters = kernel.shape
    batch, height, width, _ = inputs.shape
    rows = (height - kernel_height) // strides + 1
    columns = (width - kernel_width) // strides + 1
    outputs = np.zeros((batch, rows, columns, filters)) + weights.bias
    for row in range(kernel_height):
        for column in range(kernel_width):
            seen = inputs[
                :,
                row : row + strides * (rows - 1) + 1 : strides,
                column : column + strides * (columns - 1) + 1 : strides,
            ]
            outputs += seen @ kernel[row, column]
    return outputs


def fixed_padding_convolve(inputs, weights, strides):
    """The course's convolution: `kernel_size - 1` zeros in all, the smaller half before."""
    zeros = weights.kernel.shape[0] - 1
    return convolve(inputs, weights, strides, (zeros // 2, zeros - zeros // 2))


def normalize(inputs, weights, training):
    """Batch normalisation, with the batch's own mean and biased variance when training."""
    inputs = np.asarray(inputs, "float64")
    mean, variance = weights.moving_mean, weights.moving_variance
    if training:
        mean = inputs.mean(axis=(0, 1, 2))
        variance = ((inputs - mean) ** 2).mean(axis=(0, 1, 2))
    return (inputs - mean) / np.sqrt(variance + EPSILON) * weights.gamma + weights.beta


def pre_activate(inputs, weights, training):
    """Batch normalisation, then ReLU."""
    return np.maximum(normalize(inputs, weights, training), 0.0)


def pre_activate_with_shortcut(inputs, weights, training, projection, strides):
    """The pre-activated inputs, and the shortcut: the inputs, or a projection if there is one."""
    pre_activated = pre_activate(inputs, weights, training)
    if projection is None:
        return pre_activated, np.asarray(inputs, "float64")
    return pre_activated, fixed_padding_convolve(pre_activated, projection, strides)


def regular_block(inputs, weights, strides, training):
    """Two 3x3 convolutions, the first one strided, and the shortcut."""
    first, second = weights.convolutions
    before_first, before_second = weights.normalizations
    pre_activated, shortcut = pre_activate_with_shortcut(
        inputs, before_first, training, weights.projection, strides
    )
    outputs = fixed_padding_convolve(pre_activated, first, strides)
    outputs = pre_activate(outputs, before_second, training)
    return fixed_padding_convolve(outputs, second, 1) + shortcut


def bottleneck_block(inputs, weights, strides, training):
    """1x1, 3x3 and 1x1 convolutions, the middle one strided, and the shortcut."""
    reduce, middle, expand = weights.convolutions
    before_reduce, before_middle, before_expand = weights.normalizations
    pre_activated, shortcut = pre_activate_with_shortcut(
        inputs, before_reduce, training, weights.projection, strides
    )
    outputs = fixed_padding_convolve(pre_activated, reduce, 1)
    outputs = pre_activate(outputs, before_middle, training)
    outputs = fixed_padding_convolve(outputs, middle, strides)
    outputs = pre_activate(outputs, before_expand, training)
    return fixed_padding_convolve(outputs, expand, 1) + shortcut


def max_pool(inputs, size, strides):
    """Maximum pooling with TensorFlow's 'same' padding: the larger half of what is needed after."""
    padding = [(0, 0)]
    for side in inputs.shape[1:3]:
        outside = max((math.ceil(side / strides) - 1) * strides + size - side, 0)
        padding.append((outside // 2, outside - outside // 2))
    padded = np.pad(inputs, [*padding, (0, 0)], constant_values=-np.inf)
    rows, columns = (math.ceil(side / strides) for side in inputs.shape[1:3])
    outputs = np.empty((inputs.shape[0], rows, columns, inputs.shape[3]))
    for row in range(rows):
        for column in range(columns):
            top, left = row * strides, column * strides
            window = padded[:, top : top + size, left : left + size]
            outputs[:, row, column] = window.max(axis=(1, 2))
    return outputs


def network(images, stem, block_layers, last_normalization, kernel, bias, training=False):
    """The whole network, from images to logits.

    Args:
        images: (batch, height, width, channels).
        stem: the first convolution, 7x7 with strides 2.
        block_layers: for each block layer (strides, tuple of `Block`).
        last_normalization: before the global average.
        kernel, bias: of the dense layer.
        training: whether batch statistics are used.
    """
    outputs = max_pool(fixed_padding_convolve(images, stem, 2), 3, 2)
    for layer_strides, blocks in block_layers:
        strides = layer_strides
        for weights in blocks:
            block = regular_block if len(weights.convolutions) == 2 else bottleneck_block
            outputs = block(outputs, weights, strides, training)
            strides = 1
    outputs = pre_activate(outputs, last_normalization, training).mean(axis=(1, 2))
    return outputs @ np.asarray(kernel, "float64") + bias
