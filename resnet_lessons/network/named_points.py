"""Names the tensors around a block that figures and experiments look for.

An answer may be written with any layers in any order, so its own names say nothing. The scaffold
around a block therefore adds three identity layers, `<block>_shortcut`, `<block>_residual` and
`<block>_output`, at the block's last addition. They cost nothing and survive saving and loading.
"""

import functools

import keras

POINTS = ("shortcut", "residual", "output")


def named_points(kind):
    """Decorates a block method so that a symbolic call names its points.

    Args:
        kind: "regular_block" or "bottleneck_block", the first part of the block's name.
    """

    def decorate(block):
        @functools.wraps(block)
        def wrapper(self, inputs, filters, strides, is_training, index, shortcut_filters=None):
            with self.scope(f"{kind}{index}") as name:
                output = block(self, inputs, filters, strides, is_training, index, shortcut_filters)
                return name_points(inputs, output, self.unique(name, output))

        return wrapper

    return decorate


def scoped(kind):
    """Decorates a block layer so that what is built inside is named after it.

    Args:
        kind: "block_layer"; the layer's index follows it.
    """

    def decorate(block_layer):
        @functools.wraps(block_layer)
        def wrapper(self, inputs, filters, strides, num_blocks, is_training, index):
            with self.scope(f"{kind}{index}"):
                return block_layer(self, inputs, filters, strides, num_blocks, is_training, index)

        return wrapper

    return decorate


def name_points(inputs, output, name):
    """Names shortcut, residual and output of a block, where the block ends in an addition.

    Args:
        inputs: the block's symbolic input.
        output: what the block returned; anything but a symbolic tensor is returned untouched.
        name: prefix of the three identity layers.

    Returns:
        the output with its points named. A block whose addition hides inside a layer of its own
        keeps only its output point.
    """
    if not isinstance(output, keras.KerasTensor):
        return output
    for operation in _operations_between(inputs, output):
        # Two blocks may use one name, a network may not.
        operation.name = f"{name}_{operation.name}"
    terms = _terms_of_addition(output)
    if terms is not None:
        shortcut, residual = sorted(terms, key=lambda term: _kernels_between(inputs, term))
        shortcut = keras.layers.Identity(name=f"{name}_shortcut")(shortcut)
        residual = keras.layers.Identity(name=f"{name}_residual")(residual)
        output = keras.ops.add(shortcut, residual)
    return keras.layers.Identity(name=f"{name}_output")(output)


def producer(tensor):
    """The operation that made a symbolic tensor, and the tensors that it read."""
    history = tensor._keras_history
    return history.operation, history.operation._inbound_nodes[history.node_index].input_tensors


def _terms_of_addition(output):
    """The two tensors that were added to make `output`, or None."""
    operation, terms = producer(output)
    return terms if type(operation).__name__ == "Add" and len(terms) == 2 else None


def _kernels_between(inputs, tensor):
    """How many kernels lie on the way from `inputs` to `tensor`: 0 on an identity shortcut, 1 on a
    projection, 2 or 3 on a residual branch."""
    return sum(
        len(weight.shape) >= 2
        for operation in _operations_between(inputs, tensor)
        for weight in getattr(operation, "weights", [])
    )


def _operations_between(inputs, tensor):
    """Every operation on the way from `inputs` to `tensor`, once."""
    found, waiting, seen = {}, [tensor], set()
    while waiting:
        current = waiting.pop()
        if current is inputs or id(current) in seen:
            continue
        seen.add(id(current))
        operation, previous = producer(current)
        found[id(operation)] = operation
        waiting.extend(previous)
    return list(found.values())


def block_names(model):
    """Names of a network's blocks, such as "block_layer1_regular_block0".

    Args:
        model: with three named points around each block, as `my_network` and `recorded_network`
            return it.

    Returns:
        list of str, in the order of the network
    """
    return [
        layer.name.removesuffix("_output")
        for layer in model.layers
        if layer.name.endswith("_output")
    ]


def has_shortcut(model, block_name):
    """Whether a block's shortcut and residual branch are named: not so in a plain block, nor where
    the addition hides inside a layer."""
    known = {layer.name for layer in model.layers}
    return all(f"{block_name}_{point}" in known for point in POINTS)
