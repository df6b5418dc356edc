"""Where a network repeats itself: its operations in order, cut where a single tensor goes on.

Keras keeps a network as a graph. Between two places where everything goes through one tensor lies a
segment: a residual block, say, or a single layer. Runs of equal segments are what `loops.py` computes
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
class Step:
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
class Piece:
    """Steps between two places where a single tensor goes on.

    Attributes:
        steps: `Step`s.
        enters: number of the tensor that comes in.
    """

    steps: tuple
    enters: int

    @property
    def variables(self):
        return [variable for step in self.steps for variable in step.variables]

    def joined(self, others):
        """This piece and those that follow it as one."""
        return Piece(sum((each.steps for each in others), self.steps), self.enters)

    @property
    def signature(self):
        """What it computes, as text; equal where only names and values of weights differ."""
        first = self.steps[0].outputs[0]

        def plain(value):
            if isinstance(value, Reference):
                return "in" if value.number == self.enters else value.number - first
            return repr(value)

        return json.dumps(
            [
                [
                    f"{type(step.operation).__module__}.{type(step.operation).__qualname__}",
                    _without_name(step.operation.get_config()),
                    tree.map_structure(plain, [list(step.args), step.kwargs]),
                    [step.shape, step.dtype],
                    [[v.shape, v.dtype, v.trainable] for v in step.variables],
                ]
                for step in self.steps
            ],
            default=repr,
            sort_keys=True,
        )

    def replay(self, tensor, made):
        """The piece anew, with layers of its own, on a symbolic tensor.

        Args:
            tensor: what comes in.
            made: list, to which the new layers' variables are added in the order of `variables`.

        Returns:
            what goes on
        """
        tensors = {self.enters: tensor}

        def filled(value):
            return tensors[value.number] if isinstance(value, Reference) else value

        for step in self.steps:
            operation = _copy(step, f"step{step.outputs[0]}")
            args, kwargs = tree.map_structure(filled, (step.args, step.kwargs))
            outputs = tree.flatten(operation(*args, **kwargs))
            tensors |= dict(zip(step.outputs, outputs, strict=True))
            made += getattr(operation, "variables", ())
        return outputs[0]


def runs(model):
    """The pieces of a network in their order, equal ones together.

    Args:
        model: functional, from one tensor to one tensor.

    Returns:
        list of lists of `Piece`; those of one list are equal but for their weights

    Raises:
        ValueError: when the network cannot be read so.
    """
    pieces = _pieces(_steps_of(model))
    signatures = [piece.signature for piece in pieces]
    found, place = [], 0
    while place < len(pieces):
        period, times = _repetition(signatures, place)
        starts = range(place, place + period * times, period)
        found.append([pieces[at].joined(pieces[at + 1 : at + period]) for at in starts])
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


def _steps_of(model):
    if len(model.inputs) != 1 or len(model.outputs) != 1:
        raise ValueError("only a network from one tensor to one tensor is read")
    steps = []
    if _trace(model, [0], steps) != [len(steps)]:
        raise ValueError("the last operation is not the network's end")
    of_weights = [id(variable) for step in steps for variable in step.variables]
    if len(set(of_weights)) != len(of_weights):
        raise ValueError("a weight is used twice")
    return steps


def _trace(model, inputs, steps):
    """Adds a model's steps, those of models inside it too; returns the numbers of its outputs."""
    numbers = {id(tensor): number for tensor, number in zip(model.inputs, inputs, strict=True)}
    for depth in sorted(model._nodes_by_depth, reverse=True):
        for node in model._nodes_by_depth[depth]:
            if node.is_input:
                continue
            found = _called(node, numbers, steps)
            numbers |= {id(one): at for one, at in zip(node.outputs, found, strict=True)}
    return [numbers[id(tensor)] for tensor in model.outputs]


def _called(node, numbers, steps):
    """Numbers of what a node puts out."""

    def reference(value):
        return Reference(numbers[id(value)]) if isinstance(value, keras.KerasTensor) else value

    args, kwargs = tree.map_structure(reference, (node.arguments.args, node.arguments.kwargs))
    if isinstance(node.operation, Functional):
        if any(value is not None for value in kwargs.values()):
            raise ValueError("a network inside is called with settings of its own")
        return _trace(node.operation, [each.number for each in tree.flatten(args)], steps)
    outputs = (len(steps) + 1,)
    if len(node.outputs) != 1:
        raise ValueError("an operation puts out several tensors")
    first = node.outputs[0]
    steps.append(Step(node.operation, args, kwargs, outputs, first.shape, first.dtype))
    return list(outputs)


def _pieces(steps):
    """Cuts the steps wherever one tensor alone is still needed."""
    last_use = {number: at for at, step in enumerate(steps) for number in step.inputs}
    pieces, begun, enters, open_ones = [], 0, 0, {0}
    for at, step in enumerate(steps):
        open_ones = {each for each in open_ones if last_use.get(each, -1) > at} | {step.outputs[0]}
        if open_ones == {step.outputs[0]}:
            pieces.append(Piece(tuple(steps[begun : at + 1]), enters))
            begun, enters = at + 1, step.outputs[0]
    return pieces


def _without_name(config):
    return {key: value for key, value in config.items() if key != "name"}


def _copy(step, name):
    operation, config = step.operation, step.operation.get_config()
    kind = FusedNormalization if is_fit(operation, step.shape) else type(operation)
    return kind.from_config({**config, "name": name} if "name" in config else config)
