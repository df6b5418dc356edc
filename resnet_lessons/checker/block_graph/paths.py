"""The two paths of a traced block: the way over most kernels is the residual branch."""

import itertools

from resnet_lessons.checker.block_graph.graph import ADDITION, BlockGraph, GraphStep, NoGraph
from resnet_lessons.checker.block_graph.reading import Vertex, join_name

# Of one sum; a sum of sums of itself would hold millions.
_MOST_TERMS = 9


def finished_graph(reader, noted, end):
    """The graph of a block that ends in a `TracedTensor`."""
    after, vertex = [], end.vertex
    while len(vertex.reads) == 1:
        after.insert(0, vertex.step)
        vertex = vertex.reads[0].vertex
    if vertex.step is None:
        return _graph(reader, noted, (end,), (end,), join=None)
    terms = tuple(itertools.islice(_terms(vertex), _MOST_TERMS))
    return _graph(reader, noted, (end,), terms, join=vertex.step, after=tuple(after))


def refused_graph(reader, noted):
    """The graph up to two tensors whose shapes do not meet."""
    ends = [reader.traced(tensor) for tensor in noted.refused]
    if not all(ends):
        return NoGraph("two shapes in it do not meet")
    join = GraphStep(join_name(noted.refusing), ())
    terms = tuple(itertools.islice(_terms(Vertex(join, tuple(ends))), _MOST_TERMS))
    return _graph(reader, noted, ends, terms, join, refused=True)


def _terms(vertex):
    """The tensors that a vertex joins; of a sum of sums, all that are added."""
    for read in vertex.reads:
        inner = read.vertex.step
        if inner and inner.kind == vertex.step.kind == ADDITION:
            yield from _terms(read.vertex)
        else:
            yield read


def _graph(reader, noted, ends, terms, join, after=(), refused=False):
    """The ways to two of the terms: the residual branch holds most kernels, the shortcut fewest."""
    ranked = sorted((term.vertex for term in terms), key=_weight)
    branch = _way_to(ranked[-1])
    shortcut = _way_to(ranked[0]) if len(ranked) > 1 else []
    # A branch keeps at least one step to itself, whatever it shares.
    pairs = zip(branch[:-1], shortcut, strict=False)
    shared = len(list(itertools.takewhile(lambda pair: pair[0] is pair[1], pairs)))
    unused = () if noted.is_closed else tuple(_unused(reader, noted, ends))
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


def _unused(reader, noted, ends):
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
            if id(node) in seen or id(node) in noted.opened:
                continue
            seen.add(id(node))
            waiting.extend(node.outputs)
            output = reader.traced(node.outputs[0])
            vertex = output.vertex if output is not None else None
            # A node may stand for several steps: a pre-activation is two.
            while vertex and vertex.step and id(vertex) not in used:
                used.add(id(vertex))
                yield vertex.step, vertex.reads[0].vertex.step
                vertex = vertex.reads[0].vertex
