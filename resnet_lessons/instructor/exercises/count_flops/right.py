"""Right programs for `count_flops`, each in another style."""

# %% by_kind
import math

import keras

import resnet_lessons as rl


def count_flops(model):
    def cost(layer, shape):
        if isinstance(layer, keras.layers.Conv2D):
            rows, columns, channels_in, channels_out = layer.kernel.shape
            height, width = shape[1:] if layer.data_format == "channels_first" else shape[:2]
            return height * width * rows * columns * channels_in * channels_out
        if isinstance(layer, keras.layers.Dense):
            return math.prod(shape[:-1]) * layer.kernel.shape[0] * layer.units
        return 0

    return sum(cost(layer, shape) for layer, shape in rl.layer_calls(model))


# %% own_walk
import keras
import numpy as np


def count_flops(model):
    """Without help: a copy of the network notes what its calls make."""
    total = 0

    def call(layer, *arguments, **named):
        nonlocal total
        outputs = layer(*arguments, **named)
        if hasattr(layer, "kernel"):
            total += int(np.prod(outputs.shape[1:]) * np.prod(layer.kernel.shape[:-1]))
        return outputs

    keras.models.clone_model(model, call_function=call, recursive=True)
    counted = total
    for layer in model.layers:
        if isinstance(layer, keras.Model) and counted == 0:
            counted += count_flops(layer)
    return counted


# %% per_position
import numpy as np

import resnet_lessons as rl


def count_flops(model):
    total = 0
    for layer, shape in rl.layer_calls(model):
        if not hasattr(layer, "kernel"):
            continue
        filters = layer.kernel.shape[-1]
        positions = np.prod(shape) // filters
        total += positions * np.prod(layer.kernel.shape)
    return total


# %% tensors
from keras import ops

import resnet_lessons as rl


def count_flops(model):
    kernels = [
        (shape, layer.kernel.shape)
        for layer, shape in rl.layer_calls(model)
        if getattr(layer, "kernel", None) is not None
    ]
    return sum(
        int(ops.prod(ops.array(shape))) * int(ops.prod(ops.array(kernel))) // kernel[-1]
        for shape, kernel in kernels
    )
