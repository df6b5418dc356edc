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
