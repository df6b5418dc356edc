"""A student's block as a graph: run on a symbolic input, then read from what Keras notes down."""

import contextlib
import dataclasses
import inspect
import io
import itertools
from dataclasses import dataclass, field

import keras

from resnet_lessons.checker.block_graph.convolutions import channel_axis
from resnet_lessons.checker.block_graph.graph import ADDITION, BlockGraph, GraphStep, NoGraph
from resnet_lessons.checker.block_graph.reading import Reader, Vertex, join_name, node_of
from resnet_lessons.checker.failures import from_exception, wrong_kind
from resnet_lessons.checker.groundwork import Groundwork, GroundworkMissing
from resnet_lessons.checker.probe import (
    call_with,
    fresh_names,
    host_of,
    network_with,
    standard_keras,
)

# Of one sum; a sum of sums of itself would hold millions.
_MOST_TERMS = 9
_FLAGS = {
    ("False", "True"): "flag",
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
        groundwork: the answers it may call, the reference's if None.

    Returns:
        `BlockGraph`, also where two shapes do not meet at its last addition; else `NoGraph`.
    """
    try:
        network = network_with(exercise, function, groundwork or Groundwork())
        with standard_keras(), contextlib.redirect_stdout(io.StringIO()):
            graphs = []
            for is_training in (False, True):
                arguments = {**case.arguments, "is_training": is_training}
                this_case = dataclasses.replace(case, arguments=arguments)
                graphs.append(_run(exercise, function, network, this_case))
        return _merged(*graphs)
    except KeyboardInterrupt:
        raise
    except GroundworkMissing as error:
        return NoGraph(f"it calls {error.exercise_id}, which has not passed yet")
    except BaseException as error:
        return NoGraph(from_exception(error, function).message)


def _run(exercise, function, network, case):
    """The graph of one run."""
    recorded = _Recorded()
    with fresh_names(), _recording(recorded):
        inputs = keras.Input(case.input_shape[1:])
        reader = Reader(inputs, channel_axis(case.data_format), recorded.inherited)
        try:
            result = call_with(function, host_of(network, case), inputs, case)
        except Exception as error:
            # Two shapes that do not meet: what leads there can be drawn.
            if error is not recorded.error:
                raise
            return _refused(reader, recorded)
    if not isinstance(result, keras.KerasTensor):
        failure = wrong_kind((result,), exercise)
        return NoGraph(failure.message if failure else "its result does not depend on the inputs")
    end = reader.point(result)
    if end is None:
        return NoGraph("its result does not depend on the inputs")
    return _finished(reader, recorded, end)


# Recording a run ----------------------------------------------------------------------------------


@dataclass
class _Recorded:
    """What Keras does not note down.

    Attributes:
        error: raised by the operation that last refused to join tensors.
        refusing, refused: name of its type, and those tensors.
        inherited: id of a node -> the training flag that a layer around it hands on.
        opened: ids of the nodes of layers that hold other layers, and were followed inside.
        is_closed: whether a layer could not be followed inside.
        flags: that the layers around the one of the moment hand on.
    """

    error: Exception | None = None
    refusing: str = ""
    refused: tuple = ()
    inherited: dict = field(default_factory=dict)
    opened: set = field(default_factory=set)
    is_closed: bool = False
    flags: list = field(default_factory=list)


@contextlib.contextmanager
def _recording(recorded):
    """While active, layers of a student's own are followed inside, as if written out."""
    call, symbolic_call = keras.Layer.__call__, keras.Operation.symbolic_call

    def recorded_call(layer, *args, **kwargs):
        with _refusals(recorded, layer, args):
            result = call(layer, *args, **kwargs)
        node = node_of(result if not isinstance(result, (tuple, list)) else result[0])
        if node is None or node.operation is not layer:
            return result
        if recorded.flags and "training" not in kwargs:
            recorded.inherited[id(node)] = recorded.flags[-1]
        if type(layer).__module__.startswith("keras.src.layers"):
            return result
        return _followed(recorded, layer, args, kwargs, result, node)

    def recorded_symbolic_call(operation, *args, **kwargs):
        with _refusals(recorded, operation, args):
            return symbolic_call(operation, *args, **kwargs)

    keras.Layer.__call__, keras.Operation.symbolic_call = recorded_call, recorded_symbolic_call
    try:
        yield
    finally:
        keras.Layer.__call__, keras.Operation.symbolic_call = call, symbolic_call


@contextlib.contextmanager
def _refusals(recorded, operation, args):
    try:
        yield
    except Exception as error:
        joined = args[0] if len(args) == 1 and isinstance(args[0], (tuple, list)) else args
        tensors = [each for each in joined if isinstance(each, keras.KerasTensor)]
        if len(tensors) >= 2:
            recorded.refusing, recorded.refused = type(operation).__name__, tensors
            recorded.error = error
        raise


def _followed(recorded, layer, args, kwargs, result, node):
    """The result of a layer's own `call`, step by step, or of the layer as a whole."""
    flags = len(recorded.flags)
    takes_flag = "training" in inspect.signature(layer.call).parameters
    if "training" in kwargs:
        recorded.flags.append(kwargs["training"])
        kwargs = kwargs if takes_flag else {k: v for k, v in kwargs.items() if k != "training"}
    elif recorded.flags and takes_flag:
        kwargs = {**kwargs, "training": recorded.flags[-1]}
    try:
        inside = layer.call(*args, **kwargs)
    except Exception:
        recorded.error, recorded.is_closed = None, True
        return result
    finally:
        del recorded.flags[flags:]
    recorded.opened.add(id(node))
    return inside


# From points to paths -----------------------------------------------------------------------------


def _finished(reader, recorded, end):
    """The graph of a block that ends in a point."""
    after, vertex = [], end.vertex
    while len(vertex.reads) == 1:
        after.insert(0, vertex.step)
        vertex = vertex.reads[0].vertex
    if vertex.step is None:
        return _graph(reader, recorded, (end,), (end,), join=None)
    terms = tuple(itertools.islice(_terms(vertex), _MOST_TERMS))
    return _graph(reader, recorded, (end,), terms, join=vertex.step, after=tuple(after))


def _refused(reader, recorded):
    """The graph up to two tensors whose shapes do not meet."""
    points = [reader.point(tensor) for tensor in recorded.refused]
    if not all(points):
        return NoGraph("two shapes in it do not meet")
    join = GraphStep(join_name(recorded.refusing), ())
    last = Vertex(join, tuple(points))
    terms = tuple(itertools.islice(_terms(last), _MOST_TERMS))
    return _graph(reader, recorded, points, terms, join, refused=True)


def _terms(vertex):
    """The points that a vertex joins; of a sum of sums, all that are added."""
    for read in vertex.reads:
        inner = read.vertex.step
        if inner and inner.kind == vertex.step.kind == ADDITION:
            yield from _terms(read.vertex)
        else:
            yield read


def _graph(reader, recorded, ends, terms, join, after=(), refused=False):
    """The ways to two of the terms: the residual branch holds most kernels, the shortcut fewest."""
    ranked = sorted((term.vertex for term in terms), key=_weight)
    branch = _way_to(ranked[-1])
    shortcut = _way_to(ranked[0]) if len(ranked) > 1 else []
    # A branch keeps a step of its own, whatever it shares.
    pairs = zip(branch[:-1], shortcut, strict=False)
    shared = len(list(itertools.takewhile(lambda pair: pair[0] is pair[1], pairs)))
    unused = () if recorded.is_closed else tuple(_unused(reader, recorded, ends))
    return BlockGraph(
        input_shape=reader.input_shape,
        trunk=_steps(branch[:shared]),
        branch=_steps(branch[shared:]),
        shortcut=_steps(shortcut[shared:]),
        join=join.kind if join else None,
        terms=_counts(ranked),
        join_shape=join.output_shape if join else (),
        after=after,
        unused=unused,
        refused=refused,
    )


def _weight(vertex):
    """What makes a way the residual branch: kernels first, then steps."""
    return vertex.kernels, len(_way_to(vertex))


def _counts(ranked):
    """How often the residual branch, the shortcut and anything else are among the terms."""
    branches = ranked.count(ranked[-1])
    shortcuts = ranked.count(ranked[0]) if ranked[0] is not ranked[-1] else 0
    return branches, shortcuts, len(ranked) - branches - shortcuts


def _way_to(vertex):
    """The vertices from the input to one, along most kernels."""
    way = []
    while vertex.step is not None:
        way.insert(0, vertex)
        vertex = max((read.vertex for read in vertex.reads), key=lambda each: each.kernels)
    return way


def _steps(way):
    return tuple(vertex.step for vertex in way)


def _unused(reader, recorded, ends):
    """(step, the step it reads) for each step that was computed and leads nowhere."""
    used, waiting = set(map(id, reader.replaced)), [end.vertex for end in ends]
    while waiting:
        vertex = waiting.pop()
        if id(vertex) not in used:
            used.add(id(vertex))
            waiting.extend(read.vertex for read in vertex.reads)
    waiting, seen = [reader.inputs], set()
    while waiting:
        for node in waiting.pop()._keras_history.operation._outbound_nodes:
            if id(node) in seen or id(node) in recorded.opened:
                continue
            seen.add(id(node))
            waiting.extend(node.outputs)
            point = reader.point(node.outputs[0])
            if point is not None and point.vertex.step and id(point.vertex) not in used:
                used.add(id(point.vertex))
                yield point.vertex.step, point.vertex.reads[0].vertex.step


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
