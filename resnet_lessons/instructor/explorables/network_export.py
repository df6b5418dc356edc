"""The trained networks of the lessons as the browser computes them: in half precision, inference only."""

import numpy as np

from resnet_lessons.data.trained_networks import recorded_network
from resnet_lessons.network.named_points import block_names

NETWORKS = {"residual": True, "plain": False}


def arrays():
    """Both networks, each weight in half precision.

    Returns:
        {"residual/stem/kernel" and so on: float16 array}. Kernels are as Keras has them; a batch
        normalisation becomes the scale and the shift by which it acts at inference. A block holds
        `first` and `second` normalisation, convolutions `one` and `two`, and `projection` where it
        projects.
    """
    found = {}
    for name, shortcuts in NETWORKS.items():
        for path, value in _weights(recorded_network(shortcuts)):
            found[f"{name}/{path}"] = value.astype("float16")
    return found


def layers_by_path(model):
    """The layers with weights of a small network.

    Args:
        model: `recorded_network`.

    Returns:
        {"stem", "blocks/0/first" and so on, "last", "logits": layer}, in the order of the network
    """
    names = block_names(model)
    found = {"logits": model.get_layer("logits")}
    for layer in model.layers:
        if not layer.weights or layer.name == "logits":
            continue
        block = next((n for n, name in enumerate(names) if layer.name.startswith(name)), None)
        if block is None:
            found["stem" if _is_convolution(layer) else "last"] = layer
        else:
            found[f"blocks/{block}/{_part(layer, block, found)}"] = layer
    return found


def _part(layer, block, found):
    """What a layer is in its block; its layers come in the order in which they compute."""
    if _is_convolution(layer):
        if layer.kernel.shape[:2] == (1, 1):
            return "projection"
        return "two" if f"blocks/{block}/one" in found else "one"
    return "second" if f"blocks/{block}/first" in found else "first"


def _is_convolution(layer):
    return hasattr(layer, "kernel")


def _weights(model):
    """(path, float32 array) of each weight."""
    for path, layer in layers_by_path(model).items():
        if _is_convolution(layer):
            yield f"{path}/kernel", np.asarray(layer.kernel)
            yield f"{path}/bias", np.asarray(layer.bias)
        else:
            scale = np.asarray(layer.gamma) / np.sqrt(layer.moving_variance + layer.epsilon)
            yield f"{path}/scale", scale
            yield f"{path}/shift", np.asarray(layer.beta) - scale * np.asarray(layer.moving_mean)
