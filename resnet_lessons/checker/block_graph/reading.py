"""Reads the steps of a block from the graph that Keras keeps of it, however it was written.

Padding, slicing, transposing and whatever changes no number are no steps: they become a setting of
the convolution that follows, or nothing.
"""

import dataclasses
import functools
import math
from dataclasses import dataclass

import keras
import numpy as np

from resnet_lessons.checker.block_graph.changes import CHANGES
from resnet_lessons.checker.block_graph.convolutions import (
    FROZEN,
    NOTHING_PADDED,
    convolution_settings,
    is_convolution,
)
from resnet_lessons.checker.block_graph.graph import (
    ADDITION,
    CONVOLUTION,
    NORMALISATION,
    RELU,
    GraphStep,
)
from resnet_lessons.checker.block_graph.passed_groundwork import PassedPreActivation

_LONGEST_NAME = 24
# What operations do, where their names are not words.
_WORDS = {
    "Multiply": "multiplication",
    "TrueDivide": "division",
    "Divide": "division",
    "Subtract": "subtraction",
    "StopGradient": "stop_gradient",
    "MaxPooling2D": "max-pooling",
    "AveragePooling2D": "average pooling",
    "Dropout": "dropout",
    "LayerNormalization": "layer normalisation",
    "GroupNormalization": "group normalisation",
}
_JOINS = {"Add": ADDITION, "Concatenate": "concatenation"}
_IDENTITY = "identity"
# Tensors of a shape, not of the values of another.
_CONSTANTS = ("ZerosLike", "OnesLike", "FullLike")


@dataclass(frozen=True, eq=False)
class Vertex:
    """One step, or the input where `step` is None, and the tensors that it reads."""

    step: GraphStep | None
    reads: tuple["TracedTensor", ...] = ()

    @functools.cached_property
    def kernels(self):
        """How many convolutions lie on the way to it, on the way that holds most."""
        here = int(self.step is not None and self.step.kind == CONVOLUTION)
        return here + max((read.vertex.kernels for read in self.reads), default=0)


@dataclass(frozen=True)
class TracedTensor:
    """A tensor on its way: what made it, and what was done to it that is no separate step.

    Attributes:
        vertex: what made it.
        channels: which of its axes holds the channels.
        padded: zeros before and after, in height and in width.
        sliced: one row and one column in so many are left.
    """

    vertex: Vertex
    channels: int
    padded: tuple[tuple[int, int], tuple[int, int]] = NOTHING_PADDED
    sliced: int = 1


class Reader:
    """Turns symbolic tensors into `TracedTensor`s.

    Args:
        inputs: the block's symbolic input.
        channels: which of its axes holds the channels.
        inherited: id of a node -> the training flag that a layer around it passes down.

    Attributes:
        replaced: convolutions that had no bias until one was added.
    """

    def __init__(self, inputs, channels, inherited):
        self.inputs = inputs
        self.input_shape = sizes(inputs, channels)
        self.replaced = []
        self._inherited = inherited
        self._known = {id(inputs): TracedTensor(Vertex(None), channels)}
        self._layers = {}

    def traced(self, tensor):
        """The `TracedTensor` of a symbolic tensor, or None where it does not come from the input."""
        if id(tensor) not in self._known:
            self._known[id(tensor)] = self._read(tensor)
        return self._known[id(tensor)]

    def _read(self, tensor):
        node = node_of(tensor)
        if node is None:
            return None
        name = type(node.operation).__name__
        if name in _CONSTANTS:
            return None
        reads = [self.traced(each) for each in node.input_tensors]
        reads = [each for each in reads if each is not None]
        if not reads:
            return None
        if len(reads) == 1 and name in CHANGES:
            changed = CHANGES[name](node, reads[0])
            if changed is not None:
                return changed
        if name == "BatchNormalization":
            return self._normalisation(node, reads[0])
        if isinstance(node.operation, PassedPreActivation):
            return self._pre_activation(node, reads[0])
        if is_convolution(node):
            return self._convolution(node, reads[0])
        if len(reads) == 1:
            return self._unary(node, reads[0])
        return self._step(node, map(self._settled, reads), join_name(name))

    def _step(self, node, reads, kind, **settings):
        """The tensor that a step makes of others."""
        reads = tuple(reads)
        step = GraphStep(
            kind[:_LONGEST_NAME],
            sizes(node.outputs[0], reads[0].channels),
            layer=self._number(node.operation),
            **settings,
        )
        return TracedTensor(Vertex(step, reads), reads[0].channels)

    def _number(self, operation):
        return self._layers.setdefault(id(operation), len(self._layers) + 1)

    def _settled(self, read):
        """A tensor whose padding or slicing, which no convolution took up, is a separate step."""
        if read.padded == NOTHING_PADDED and read.sliced == 1:
            return read
        kind = "padding" if read.padded != NOTHING_PADDED else "slicing"
        before = dataclasses.replace(read, padded=NOTHING_PADDED, sliced=1)
        shape = read.vertex.step.output_shape if read.vertex.step else ()
        return TracedTensor(Vertex(GraphStep(kind, shape), (before,)), read.channels)

    def _pre_activation(self, node, read):
        flag = _flag(node, self._inherited)
        normalised = self._step(node, [self._settled(read)], NORMALISATION, training=flag)
        step = GraphStep(RELU, normalised.vertex.step.output_shape)
        return TracedTensor(Vertex(step, (normalised,)), read.channels)

    def _normalisation(self, node, read):
        layer = node.operation
        axis = layer.axis if isinstance(layer.axis, int) else -1
        oddities = []
        if axis % 4 != read.channels:
            oddities.append("wrong axis")
        if abs(layer.epsilon - 1e-3) > 1e-6:
            oddities.append(f"epsilon {layer.epsilon:g}")
        if not (layer.center and layer.scale):
            oddities.append("no scale or no offset")
        if not layer.trainable:
            oddities.append(FROZEN)
        return self._step(
            node,
            [read],
            NORMALISATION,
            training=_flag(node, self._inherited),
            oddities=tuple(oddities),
        )

    def _convolution(self, node, read):
        settings = convolution_settings(node, read)
        left = 1 if settings["kernel_size"] == (1, 1) else read.sliced
        read = dataclasses.replace(read, padded=NOTHING_PADDED, sliced=left)
        convolved = self._step(node, [self._settled(read)], CONVOLUTION, **settings)
        activation = getattr(node.operation, "activation", None)
        if activation is None or activation is keras.activations.linear:
            return convolved
        kind = RELU if activation is keras.activations.relu else str(_name_of(activation))
        step = GraphStep(kind[:_LONGEST_NAME], convolved.vertex.step.output_shape)
        return TracedTensor(Vertex(step, (convolved,)), convolved.channels)

    def _unary(self, node, read):
        """A step with one input: ReLU, nothing at all, a bias, or what it calls itself."""
        if not getattr(node.operation, "weights", []):
            if _is_bias(node, read):
                step = read.vertex.step
                kept = tuple(each for each in step.oddities if each != "no bias")
                step = dataclasses.replace(step, oddities=kept)
                self.replaced.append(read.vertex)
                return dataclasses.replace(read, vertex=Vertex(step, read.vertex.reads))
            is_stop = type(node.operation).__name__ == "StopGradient"
            inputs = [each for each in node.input_tensors if self.traced(each)]
            does = "" if is_stop else _numerically(node, inputs)
            if does == _IDENTITY:
                return read
            if does == RELU:
                return self._step(node, [self._settled(read)], RELU)
        return self._step(node, [self._settled(read)], _name_of(type(node.operation)))


def node_of(tensor):
    """The node that made a symbolic tensor, or None."""
    history = getattr(tensor, "_keras_history", None)
    if history is None or history.operation is None:
        return None
    return history.operation._inbound_nodes[history.node_index]


def join_name(operation):
    """What an operation that joins two paths is called; `operation` is the name of its type."""
    return (_JOINS | _WORDS).get(operation, operation)[:_LONGEST_NAME]


def sizes(tensor, channels):
    """(height, width, channels) of a tensor; whatever it has of another rank as it is."""
    shape = [int(size) if size is not None else 0 for size in tensor.shape[1:]]
    if len(shape) == 3:
        shape.append(shape.pop(channels - 1))
    return tuple(shape)


def _name_of(thing):
    name = getattr(thing, "__name__", type(thing).__name__)
    return _WORDS.get(name, name)


def _flag(node, inherited):
    """The training flag as text, for `_flag_of` in `tracing.py`."""
    if "training" in node.arguments.kwargs:
        value = node.arguments.kwargs["training"]
    elif id(node) in inherited:
        value = inherited[id(node)]
    else:
        return "missing"
    try:
        return "None" if value is None else str(bool(value))
    except Exception:
        return "unusual"


def _is_bias(node, read):
    """Whether a sum adds values of a layer to a convolution that has no bias yet."""
    step = read.vertex.step
    if type(node.operation).__name__ != "Add" or step is None or "no bias" not in step.oddities:
        return False
    other = [each for each in node.arguments.args if not isinstance(each, keras.KerasTensor)]
    return len(other) == 1 and math.prod(getattr(other[0], "shape", ())) == step.filters


def _numerically(node, tensors):
    """ "identity" or "ReLU" where a step does that to numbers, else ""."""
    is_random = "regularization" in type(node.operation).__module__
    if is_random or len({id(tensor) for tensor in tensors}) != 1:
        return ""
    shape = [size or 1 for size in tensors[0].shape]
    values = np.linspace(-40, 40, math.prod(shape), dtype="float32").reshape(shape)
    known = {id(tensors[0]): keras.ops.convert_to_tensor(values)}
    for tensor in node.input_tensors:
        if id(tensor) not in known:
            # What does not come from the block's input, such as zeros of its shape.
            maker = node_of(tensor)
            if type(getattr(maker, "operation", None)).__name__ != "ZerosLike":
                return ""
            known[id(tensor)] = keras.ops.zeros_like(values)
    try:
        args, kwargs = node.arguments.fill_in(known)
        result = np.asarray(keras.ops.convert_to_numpy(node.operation(*args, **kwargs)))
    except Exception:
        return ""
    if result.shape != values.shape:
        return ""
    if np.array_equal(result, values):
        return _IDENTITY
    return RELU if np.array_equal(result, np.maximum(values, 0)) else ""
