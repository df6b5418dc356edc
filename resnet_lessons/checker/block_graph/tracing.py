"""A student's block as a graph: traced on a symbolic input, then read from what Keras notes down."""

import contextlib
import dataclasses
import inspect
from dataclasses import dataclass, field

import keras

from resnet_lessons.checker.block_graph.convolutions import channel_axis
from resnet_lessons.checker.block_graph.graph import NoGraph
from resnet_lessons.checker.block_graph.passed_groundwork import PassedPreActivation, as_steps
from resnet_lessons.checker.block_graph.paths import finished_graph, refused_graph
from resnet_lessons.checker.block_graph.reading import Reader, node_of
from resnet_lessons.checker.failures import from_exception, wrong_kind
from resnet_lessons.checker.groundwork import Groundwork, GroundworkMissing
from resnet_lessons.checker.keras_patches import (
    fresh_names,
    layer_calls,
    standard_keras,
    symbolic_calls,
)
from resnet_lessons.checker.method import Method
from resnet_lessons.checker.printing import Nowhere

_FLAGS = {
    ("False", "True"): "flag",
    ("True", "False"): "inverted",
    ("True", "True"): "always on",
    ("False", "False"): "always off",
    ("missing", "missing"): "missing",
    ("None", "None"): "missing",
}


def block_graph(exercise, function, case, groundwork=None):
    """Reads the graph of a student's block. Nothing a student wrote makes it raise.

    Args:
        exercise: the `Exercise` it answers, "regular_block" or "bottleneck_block".
        function: whatever the student handed in.
        case: the setting in which it is run; its training flag is tried both ways.
        groundwork: the answers it may call, the reference's if None; they passed, and are drawn as
            the steps that are expected of them.

    Returns:
        `BlockGraph`, also where two shapes do not meet at its last addition; else `NoGraph`.
    """
    try:
        method = Method.of(exercise, function, as_steps(groundwork or Groundwork()))
        with standard_keras(), contextlib.redirect_stdout(Nowhere()):
            off = _traced(exercise, method, _with_flag(case, False))
            on = _traced(exercise, method, _with_flag(case, True))
        return _merged(off, on)
    except KeyboardInterrupt:
        raise
    except GroundworkMissing as error:
        return NoGraph(f"it calls {error.exercise_id}, which has not passed yet")
    except BaseException as error:
        return NoGraph(from_exception(error, function).message)


def _with_flag(case, is_training):
    return dataclasses.replace(case, arguments={**case.arguments, "is_training": is_training})


def _traced(exercise, method, case):
    """The graph of one run."""
    noted = _Noted()
    with fresh_names(), _noting(noted):
        inputs = keras.Input(case.input_shape[1:])
        reader = Reader(inputs, channel_axis(case.data_format), noted.inherited)
        try:
            result = method.call(inputs, case)
        except Exception as error:
            # Two shapes that do not meet: what leads there can be drawn.
            if error is not noted.error:
                raise
            return refused_graph(reader, noted)
    if not isinstance(result, keras.KerasTensor):
        failure = wrong_kind((result,), exercise)
        return NoGraph(failure.message if failure else "its result does not depend on the inputs")
    end = reader.traced(result)
    if end is None:
        return NoGraph("its result does not depend on the inputs")
    return finished_graph(reader, noted, end)


# What Keras does not note down --------------------------------------------------------------------


@dataclass
class _Noted:
    """What is noted while a block is traced.

    Attributes:
        error: raised by the operation that last refused to join tensors.
        refusing, refused: name of its type, and those tensors.
        inherited: id of a node -> the training flag that a layer around it passes down.
        opened: ids of the nodes of layers that hold other layers, and were followed inside.
        is_closed: whether a layer could not be followed inside.
        flags: that the layers around the one that is called pass down.
    """

    error: Exception | None = None
    refusing: str = ""
    refused: tuple = ()
    inherited: dict = field(default_factory=dict)
    opened: set = field(default_factory=set)
    is_closed: bool = False
    flags: list = field(default_factory=list)


@contextlib.contextmanager
def _noting(noted):
    """While active, layers of a student's own are followed inside, as if written out."""

    def following(call):
        def followed_call(layer, *args, **kwargs):
            with _refusals(noted, layer, args):
                result = call(layer, *args, **kwargs)
            node = node_of(result if not isinstance(result, (tuple, list)) else result[0])
            if node is None or node.operation is not layer:
                return result
            if noted.flags and "training" not in kwargs:
                noted.inherited[id(node)] = noted.flags[-1]
            is_given = isinstance(layer, PassedPreActivation)
            if is_given or type(layer).__module__.startswith("keras.src.layers"):
                return result
            return _followed(noted, layer, args, kwargs, result, node)

        return followed_call

    def refusing(call):
        def refusing_call(operation, *args, **kwargs):
            with _refusals(noted, operation, args):
                return call(operation, *args, **kwargs)

        return refusing_call

    with layer_calls(following), symbolic_calls(refusing):
        yield


@contextlib.contextmanager
def _refusals(noted, operation, args):
    try:
        yield
    except Exception as error:
        joined = args[0] if len(args) == 1 and isinstance(args[0], (tuple, list)) else args
        tensors = [each for each in joined if isinstance(each, keras.KerasTensor)]
        if len(tensors) >= 2:
            noted.refusing, noted.refused = type(operation).__name__, tensors
            noted.error = error
        raise


def _followed(noted, layer, args, kwargs, result, node):
    """The result of a layer's `call`, step by step, or of the layer as a whole."""
    flags = len(noted.flags)
    takes_flag = "training" in inspect.signature(layer.call).parameters
    if "training" in kwargs:
        noted.flags.append(kwargs["training"])
        kwargs = kwargs if takes_flag else {k: v for k, v in kwargs.items() if k != "training"}
    elif noted.flags and takes_flag:
        kwargs = {**kwargs, "training": noted.flags[-1]}
    try:
        inside = layer.call(*args, **kwargs)
    except Exception:
        noted.error, noted.is_closed = None, True
        return result
    finally:
        del noted.flags[flags:]
    noted.opened.add(id(node))
    return inside


# Both runs ----------------------------------------------------------------------------------------


def _merged(off, on):
    """One graph of two runs, whose training flags say together what reaches the normalisation."""
    for graph in (off, on):
        if isinstance(graph, NoGraph):
            return graph
    paths = {}
    for name in ("trunk", "branch", "shortcut", "after"):
        one, other = getattr(off, name), getattr(on, name)
        if [step.kind for step in one] != [step.kind for step in other]:
            return dataclasses.replace(off, **_each_alone(off))
        paths[name] = tuple(
            dataclasses.replace(step, training=_flag_of(step.training, twin.training))
            for step, twin in zip(one, other, strict=True)
        )
    return dataclasses.replace(off, **paths)


def _each_alone(graph):
    """The paths of a graph that is another one in training: its flags cannot be compared."""
    return {
        name: tuple(
            dataclasses.replace(step, training="flag" if step.training else "")
            for step in getattr(graph, name)
        )
        for name in ("trunk", "branch", "shortcut", "after")
    }


def _flag_of(off, on):
    return _FLAGS.get((off, on), "unusual") if off or on else ""
