"""Right programs for `load_by_name`, each in another style."""


# %% assigned_one_by_one
def load_by_name(network, saved):
    kept = []
    for layer in network.layers:
        if not layer.weights:
            continue
        arrays = saved.get(layer.name)
        fits = arrays is not None and len(arrays) == len(layer.weights)
        fits = fits and all(w.shape == a.shape for w, a in zip(layer.weights, arrays, strict=True))
        if not fits:
            kept.append(layer.name)
            continue
        for weight, array in zip(layer.weights, arrays, strict=True):
            weight.assign(array)
    return kept


# %% asks_and_is_refused
def load_by_name(network, saved):
    kept = []
    for layer in network.layers:
        own = layer.get_weights()
        if not own:
            continue
        try:
            layer.set_weights(saved[layer.name])
        except (KeyError, ValueError):
            layer.set_weights(own)
            kept.append(layer.name)
    return kept


# %% begins_with_what_is_saved
import numpy as np


def load_by_name(network, saved):
    remaining = [layer.name for layer in network.layers if layer.count_params() > 0]
    for name, arrays in saved.items():
        if name in remaining:
            layer = network.get_layer(name)
            if [np.shape(a) for a in arrays] == [np.shape(a) for a in layer.get_weights()]:
                layer.set_weights(arrays)
                remaining.remove(name)
    return remaining


# %% comprehension
def load_by_name(network, saved):
    def fits(layer):
        arrays = saved.get(layer.name, ())
        return [list(a.shape) for a in arrays] == [list(w.shape) for w in layer.weights]

    chosen = {layer.name for layer in network.layers if layer.weights and fits(layer)}
    for name in chosen:
        network.get_layer(name).set_weights(saved[name])
    return [layer.name for layer in network.layers if layer.weights and layer.name not in chosen]
