"""Where a network repeats itself: its operations in order, cut where a single tensor goes on.

Keras keeps a network as a graph. Between two places where everything goes through one tensor lies a
segment: a residual block, say, or a single layer. Runs of equal segments are what `looped_twin.py` computes
in a loop.
"""

import json
from dataclasses import dataclass

import keras
from keras import tree
from keras.src.models import Functional

from resnet_lessons.training.fused_normalization import FusedNormalization, is_fit

# A loop of fewer repetitions saves nothing.
FEWEST = 3
_LONGEST_PERIOD = 12


@dataclass(frozen=True, eq=False)
class OperationCall:
    """One call of an operation.

    Attributes:
        operation: Keras layer or operation.
        args, kwargs: it is called with, tensors as `Reference`.
        outputs: their numbers.
        shape, dtype: of its first output.
    """

    operation: object
    args: tuple
    kwargs: dict
    outputs: tuple
    shape: tuple
    dtype: str

    @property
    def inputs(self):
        """Numbers of the tensors it reads."""
        found = tree.flatten((self.args, self.kwargs))
        return [each.number for each in found if isinstance(each, Reference)]

    @property
    def variables(self):
        """Variables of its operation, those of generators of random numbers among them."""
        return list(getattr(self.operation, "variables", ()))


@dataclass(frozen=True)
class Reference:
    """A tensor of the network, by its number; 0 is the network's input."""

    number: int


@dataclass(frozen=True, eq=False)
class Segment:
    """Steps between two places where a single tensor goes on.

    Attributes:
        calls: `OperationCall`s.
        enters: number of the tensor that comes in.
    """

    calls: tuple
    enters: int

    @property
    def variables(self):
        return [variable for call in self.calls for variable in call.variables]

    def joined(self, others):
        """This segment and those that follow it as one."""
        return Segment(sum((each.calls for each in others), self.calls), self.enters)

    @property
    def signature(self):
        """What it computes, as text; equal where only names and values of weights differ."""
        first = self.calls[0].outputs[0]

        def plain(value):
            if isinstance(value, Reference):
                return "in" if value.number == self.enters else value.number - first
            return repr(value)

        return json.dumps(
            [
                [
                    f"{type(call.operation).__module__}.{type(call.operation).__qualname__}",
                    _without_name(call.operation.get_config()),
                    tree.map_structure(plain, [list(call.args), call.kwargs]),
                    [call.shape, call.dtype],
                    [[v.shape, v.dtype, v.trainable] for v in call.variables],
                ]
                for call in self.calls
            ],
            default=repr,
            sort_keys=True,
        )

    def replay(self, tensor, made):
        """The segment anew, with layers of its own, on a symbolic tensor.

        Args:
            tensor: what comes in.
            made: list, to which the new layers' variables are added in the order of `variables`.

        Returns:
            what goes on
        """
        tensors = {self.enters: tensor}

        def filled(value):
            return tensors[value.number] if isinstance(value, Reference) else value

        for call in self.calls:
            operation = _copy(call, f"call{call.outputs[0]}")
            args, kwargs = tree.map_structure(filled, (call.args, call.kwargs))
            outputs = tree.flatten(operation(*args, **kwargs))
            tensors |= dict(zip(call.outputs, outputs, strict=True))
            made += getattr(operation, "variables", ())
        return outputs[0]


def runs(model):
    """The segments of a network in their order, equal ones together.

    Args:
        model: functional, from one tensor to one tensor.

    Returns:
        list of lists of `Segment`; those of one list are equal but for their weights

    Raises:
        ValueError: when the network cannot be read so.
    """
    segments = _segments(_calls_of(model))
    signatures = [segment.signature for segment in segments]
    found, place = [], 0
    while place < len(segments):
        period, times = _repetition(signatures, place)
        starts = range(place, place + period * times, period)
        found.append([segments[at].joined(segments[at + 1 : at + period]) for at in starts])
        place += period * times
    return found


def _repetition(signatures, place):
    """(period, times) of the longest repetition that begins here; (1, 1) where none does."""
    best = (1, 1)
    for period in range(1, _LONGEST_PERIOD + 1):
        pattern, times = signatures[place : place + period], 1
        while signatures[place + times * period : place + (times + 1) * period] == pattern:
            times += 1
        if times >= FEWEST and period * times > best[0] * best[1]:
            best = period, times
    return best


def _calls_of(model):
    if len(model.inputs) != 1 or len(model.outputs) != 1:
        raise ValueError("only a network from one tensor to one tensor is read")
    calls = []
    if _trace(model, [0], calls) != [len(calls)]:
        raise ValueError("the last operation is not the network's end")
    of_weights = [id(variable) for call in calls for variable in call.variables]
    if len(set(of_weights)) != len(of_weights):
        raise ValueError("a weight is used twice")
    return calls


def _trace(model, inputs, calls):
    """Adds a model's calls, those of models inside it too; returns the numbers of its outputs."""
    numbers = {id(tensor): number for tensor, number in zip(model.inputs, inputs, strict=True)}
    for depth in sorted(model._nodes_by_depth, reverse=True):
        for node in model._nodes_by_depth[depth]:
            if node.is_input:
                continue
            found = _called(node, numbers, calls)
            numbers |= {id(one): at for one, at in zip(node.outputs, found, strict=True)}
    return [numbers[id(tensor)] for tensor in model.outputs]


def _called(node, numbers, calls):
    """Numbers of what a node puts out."""

    def reference(value):
        return Reference(numbers[id(value)]) if isinstance(value, keras.KerasTensor) else value

    args, kwargs = tree.map_structure(reference, (node.arguments.args, node.arguments.kwargs))
    if isinstance(node.operation, Functional):
        if any(value is not None for value in kwargs.values()):
            raise ValueError("a network inside is called with settings of its own")
        return _trace(node.operation, [each.number for each in tree.flatten(args)], calls)
    outputs = (len(calls) + 1,)
    if len(node.outputs) != 1:
        raise ValueError("an operation puts out several tensors")
    first = node.outputs[0]
    calls.append(OperationCall(node.operation, args, kwargs, outputs, first.shape, first.dtype))
    return list(outputs)


def _segments(calls):
    """Cuts the calls wherever one tensor alone is still needed."""
    last_use = {number: at for at, call in enumerate(calls) for number in call.inputs}
    segments, begun, enters, open_ones = [], 0, 0, {0}
    for at, call in enumerate(calls):
        open_ones = {each for each in open_ones if last_use.get(each, -1) > at} | {call.outputs[0]}
        if open_ones == {call.outputs[0]}:
            segments.append(Segment(tuple(calls[begun : at + 1]), enters))
            begun, enters = at + 1, call.outputs[0]
    return segments


def _without_name(config):
    return {key: value for key, value in config.items() if key != "name"}


def _copy(call, name):
    operation, config = call.operation, call.operation.get_config()
    kind = FusedNormalization if is_fit(operation, call.shape) else type(operation)
    return kind.from_config({**config, "name": name} if "name" in config else config)
