"""Which layer of a network holds which weights, whatever the layers are called, and what one network's
weights are in the layers of another.

The places follow from the named points around each block (`named_points.py`), so they are the same in
every program for a block: a branch has its normalisations and convolutions in their order.
"""

import keras
import numpy as np

from resnet_lessons.network.named_points import block_names, has_shortcut, producer

# Layers with weights on a residual branch: a normalisation and a convolution, twice or three times.
_ON_BRANCH = {"regular_block": 4, "bottleneck_block": 6}


class PlaceUnknown(ValueError):
    """A network hides layers, or has others than the lessons' blocks; its text says where."""


def weight_places(model):
    """The layers of a residual network by their places.

    Args:
        model: `keras.Model` of pre-activation blocks with named points, the first block of every
            block layer with a projection, as the lessons build it.

    Returns:
        dictionary {place: layer}, such as "stem", "block_layer1_regular_block0_projection",
        "block_layer1_regular_block0_branch2", "head_normalization" and "logits"

    Raises:
        PlaceUnknown: when a layer with weights has no place, or a place no layer.
    """
    places = {"stem": next((layer for layer in model.layers if layer.weights), None)}
    for name in block_names(model):
        if not has_shortcut(model, name):
            raise PlaceUnknown(f"{name} does not end in the sum of two paths")
        kind = next((kind for kind in _ON_BRANCH if kind in name), None)
        number = _ON_BRANCH.get(kind, 0)
        branch = _way_back(model.get_layer(f"{name}_residual").input, number)
        places |= {f"{name}_branch{place}": each for place, each in enumerate(branch, 1)}
        if name.endswith("block0"):
            (places[f"{name}_projection"],) = _way_back(
                model.get_layer(f"{name}_shortcut").input, 1
            )
    places |= dict(zip(("head_normalization", "logits"), _way_back(model.output, 2), strict=True))
    placed = {id(layer) for layer in places.values()}
    for layer in model.layers:
        if layer.weights and id(layer) not in placed:
            raise PlaceUnknown(f"the layer {layer.name} stands where the lessons' network has none")
    return places


def _way_back(tensor, number):
    """The last layers with weights on the way to a tensor, so many of them, in the order of that way."""
    found = []
    while len(found) < number:
        operation, read = producer(tensor)
        if getattr(operation, "weights", ()):
            found.append(operation)
        if len(read) != 1:
            break
        (tensor,) = read
    if len(found) < number:
        raise PlaceUnknown(f"{len(found)} layers with weights where {number} are expected")
    return found[::-1]


def saved_for(places, others):
    """The weights of one network as those of another one, to be loaded by name.

    Where the other convolution has no bias, the bias is zero. Where the other normalisation has
    another epsilon, the moving variance makes up for it: only their sum counts.

    Args:
        places: {place: layer} of the network that is to get weights.
        others: {place: layer} of the network that has them.

    Returns:
        dictionary {name of a layer of `places`: list of float32 arrays}, for the places that both have
    """
    return {
        layer.name: _as_for(layer, others[place])
        for place, layer in places.items()
        if place in others
    }


def _as_for(layer, other):
    """What a layer's weights must be for it to compute what the other one does."""
    values = {weight.name: np.asarray(weight) for weight in other.weights}
    if isinstance(other, keras.layers.BatchNormalization):
        values["moving_variance"] = values["moving_variance"] + other.epsilon - layer.epsilon
    return [_reshaped(values, weight) for weight in layer.weights]


def _reshaped(values, weight):
    value = values.get(weight.name)
    if value is None:
        return np.zeros(weight.shape, "float32")
    # A dense layer may stand for a 1x1 convolution.
    fits = value.size == np.prod(weight.shape)
    return (value.reshape(weight.shape) if fits else value).astype("float32")
