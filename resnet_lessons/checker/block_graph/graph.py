"""A block as a graph of steps, read from a program or worked out, and what differs between two.

Nothing here needs Keras, so that a figure can draw a graph and a test can write one down.
"""

from dataclasses import dataclass

NORMALISATION = "batch normalisation"
RELU = "ReLU"
CONVOLUTION = "convolution"
ADDITION = "addition"

Shape = tuple[int, ...]


@dataclass(frozen=True)
class GraphStep:
    """One step on a path through a block.

    Attributes:
        kind: "batch normalisation", "ReLU", "convolution", else the operation's name.
        output_shape: (height, width, channels) of what leaves it.
        kernel_size: (height, width) of a convolution's kernel, otherwise None; as are
        filters, strides: of a convolution.
        padding: of a convolution: "same", "fixed" (zeros before a strided convolution), "none" or
            "unusual"; "same" also where fixed padding does the same.
        training: of batch normalisation: "flag" (follows `is_training`), "inverted", "always on",
            "always off", "missing" or "unusual".
        oddities: what else is not as usual, each in a few words, such as "no bias".
        layer: a number; steps that share one share their weights.
    """

    kind: str
    output_shape: Shape
    kernel_size: tuple[int, int] | None = None
    filters: int | None = None
    strides: int | None = None
    padding: str = ""
    training: str = ""
    oddities: tuple[str, ...] = ()
    layer: int = 0


@dataclass(frozen=True)
class BlockGraph:
    """A block as two paths that leave its input, as a program joins them.

    Attributes:
        input_shape: (height, width, channels).
        trunk: steps that both paths share, from the input on.
        branch: steps of the residual branch alone.
        shortcut: steps of the shortcut alone; none for an identity shortcut.
        join: "addition", another operation's name, or None where one path alone leads to the output.
        terms: how often the residual branch, the shortcut and anything else enter the join.
        join_shape: (height, width, channels) of what leaves the join.
        after: steps that follow the join.
        unused: steps that lead nowhere, each with the step that it reads (None for the input).
        refused: whether the join cannot be built, since the shapes do not meet.
    """

    input_shape: Shape
    trunk: tuple[GraphStep, ...]
    branch: tuple[GraphStep, ...]
    shortcut: tuple[GraphStep, ...]
    join: str | None
    terms: tuple[int, int, int]
    join_shape: Shape
    after: tuple[GraphStep, ...] = ()
    unused: tuple[tuple[GraphStep, GraphStep | None], ...] = ()
    refused: bool = False

    @property
    def whole_branch(self):
        """Every step from the input to the join through the residual branch."""
        return self.trunk + self.branch

    @property
    def whole_shortcut(self):
        """Every step from the input to the join over the shortcut."""
        return self.trunk + self.shortcut

    @property
    def branch_shape(self):
        """(height, width, channels) that the residual branch brings to the join."""
        return _last_shape(self.whole_branch, self.input_shape)

    @property
    def shortcut_shape(self):
        """(height, width, channels) that the shortcut brings to the join."""
        return _last_shape(self.whole_shortcut, self.input_shape)

    @property
    def output_shape(self):
        """(height, width, channels) of what leaves the block, or None where nothing can."""
        if self.refused:
            return None
        end = self.branch_shape if self.join is None else self.join_shape
        return _last_shape(self.after, end)


@dataclass(frozen=True)
class NoGraph:
    """Why there is nothing to draw.

    Attributes:
        reason: in words; the end of a sentence.
    """

    reason: str


@dataclass(frozen=True)
class Place:
    """Where in a graph something differs.

    Attributes:
        path: "branch" or "shortcut" (both counted from the input, the shared steps included),
            "join" or "after".
        number: of the step on its path, from 0; one more than the last stands for the way from
            there to the join.
        is_edge: whether the way into the step is meant, not the step.
    """

    path: str
    number: int = 0
    is_edge: bool = False


@dataclass(frozen=True)
class Difference:
    """One way in which a block differs from the expected one.

    Attributes:
        id: such as "projection_from_raw_input".
        sentence: names it, and ends without a full stop.
        places: in the student's graph.
        counterparts: in the expected graph.
        word: what stands beside its places in a drawing.
        detail: "padding" or "training" where a drawing has to spell that out at its places, else "".
    """

    id: str
    sentence: str
    places: tuple[Place, ...]
    counterparts: tuple[Place, ...]
    word: str = "differs"
    detail: str = ""


def _last_shape(steps, input_shape):
    return steps[-1].output_shape if steps else input_shape
