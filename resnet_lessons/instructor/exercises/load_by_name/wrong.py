"""Wrong programs for `load_by_name` that are nobody's misconception."""


# %% half_way
def load_by_name(network, saved):
    kept = []
    for layer in network.layers:
        arrays = saved.get(layer.name, [])
        shapes = [tuple(weight.shape) for weight in layer.weights]
        if [array.shape for array in arrays] == shapes:
            own = layer.get_weights()
            layer.set_weights([(one + other) / 2 for one, other in zip(own, arrays, strict=True)])
        elif shapes:
            kept.append(layer.name)
    return kept


# %% in_reverse
def load_by_name(network, saved):
    kept = []
    for layer in network.layers:
        arrays = saved.get(layer.name, [])
        shapes = [tuple(weight.shape) for weight in layer.weights]
        if [array.shape for array in arrays] == shapes:
            layer.set_weights(arrays)
        elif shapes:
            kept.append(layer.name)
    return kept[::-1] if len(kept) > 1 else [*kept, "logits"]


# %% network_returned
def load_by_name(network, saved):
    for layer in network.layers:
        arrays = saved.get(layer.name, [])
        if [array.shape for array in arrays] == [weight.shape for weight in layer.weights]:
            layer.set_weights(arrays)
    return network


# %% nothing_returned
def load_by_name(network, saved):
    for layer in network.layers:
        arrays = saved.get(layer.name, [])
        if [array.shape for array in arrays] == [weight.shape for weight in layer.weights]:
            layer.set_weights(arrays)


# %% only_the_convolutions
def load_by_name(network, saved):
    kept = []
    for layer in network.layers:
        arrays = saved.get(layer.name, [])
        shapes = [tuple(weight.shape) for weight in layer.weights]
        if [array.shape for array in arrays] == shapes and len(shapes) == 2:
            layer.set_weights(arrays)
        elif shapes:
            kept.append(layer.name)
    return kept
