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
