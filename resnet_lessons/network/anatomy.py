"""What a residual block consists of, counted: layers, shapes, parameters and multiply-adds.

Pure arithmetic on whole numbers, so that a figure or a slider can take a block apart without
building it. The blocks are the pre-activated ones of the lessons (He et al. 2016, figure 1b), with
biased convolutions. Multiply-adds are those of the convolutions alone, as in He et al. 2015.
"""

import math
from dataclasses import dataclass
from operator import index
from typing import Literal

from resnet_lessons.network.validation import check_count, is_whole

TIMES = "\N{MULTIPLICATION SIGN}"
KINDS = ("regular", "bottleneck")
# The third convolution of a bottleneck has four times the filters (He et al. 2015, section 4.1).
BOTTLENECK_EXPANSION = 4

Shape = tuple[int, int, int]


@dataclass(frozen=True)
class Step:
    """One layer on a path through a block.

    Attributes:
        name: its place in the block, such as "convolution 1".
        kind: "pre-activation", "convolution", "projection" or "identity".
        kernel_size, strides, filters: of a convolution or projection, otherwise None.
        output_shape: (height, width, channels) of what leaves it.
        parameters: trainable ones.
        multiply_adds: for one image; 0 unless it convolves.
    """

    name: str
    kind: Literal["pre-activation", "convolution", "projection", "identity"]
    kernel_size: int | None
    strides: int | None
    filters: int | None
    output_shape: Shape
    parameters: int
    multiply_adds: int

    @property
    def label(self):
        """What the layer is, such as "BN + ReLU" or "3x3 convolution"."""
        if self.kernel_size is None:
            return "BN + ReLU" if self.kind == "pre-activation" else "identity"
        return f"{self.kernel_size}{TIMES}{self.kernel_size} {self.kind}"

    @property
    def settings(self):
        """How the layer is set, such as "128 filters, strides 2"; empty where nothing is."""
        if self.kernel_size is None:
            return ""
        filters = "1 filter" if self.filters == 1 else f"{self.filters} filters"
        return f"{filters}, strides {self.strides}"


@dataclass(frozen=True)
class BlockAnatomy:
    """A block as two paths that leave its input and should meet at a plus sign.

    Attributes:
        kind: "regular" or "bottleneck".
        input_shape: (height, width, channels).
        branch: the residual branch, first layer first; it begins with the pre-activation from
            which a projection starts too.
        shortcut: one step, an identity or a projection.
        meets: whether both paths arrive with the same shape. Shapes that would only broadcast do
            not meet: a sum over copies is not the sum of the lesson.
        reason: why they do not meet, in words, or None.
    """

    kind: Literal["regular", "bottleneck"]
    input_shape: Shape
    branch: tuple[Step, ...]
    shortcut: tuple[Step, ...]
    meets: bool
    reason: str | None

    @property
    def steps(self):
        """Every layer of both paths."""
        return self.branch + self.shortcut

    @property
    def projects(self):
        """Whether a projection stands on the shortcut."""
        return any(step.kind == "projection" for step in self.shortcut)

    @property
    def output_shape(self):
        """(height, width, channels) that the residual branch brings to the plus sign."""
        return self.branch[-1].output_shape

    @property
    def shortcut_shape(self):
        """(height, width, channels) that the shortcut brings to the plus sign."""
        return self.shortcut[-1].output_shape

    @property
    def parameters(self):
        """Trainable parameters of both paths."""
        return sum(step.parameters for step in self.steps)

    @property
    def multiply_adds(self):
        """Multiply-adds of both paths for one image."""
        return sum(step.multiply_adds for step in self.steps)


def block_anatomy(kind, height, width, channels, filters, strides=1, projection=False):
    """Takes a block apart.

    Args:
        kind: "regular" (two 3x3 convolutions) or "bottleneck" (1x1, 3x3, 1x1).
        height, width, channels: of the block's input.
        filters: of the block; the last convolution of a bottleneck has four times as many.
        strides: of the block, 1 or 2: in the first 3x3 convolution, and in the projection.
        projection: True for a projection to the branch's channels, False for an identity shortcut.

    Returns:
        `BlockAnatomy`, also for a block whose two paths do not meet.

    Raises:
        ValueError: when no such block exists.
    """
    _check(kind, height, width, channels, filters, strides)
    input_shape = (index(height), index(width), index(channels))
    filters, strides = index(filters), index(strides)
    chain = _regular_branch if kind == "regular" else _bottleneck_branch
    branch = _chain(input_shape, chain(filters, strides))
    if projection:
        shortcut = _convolution(
            "projection", branch[0].output_shape, 1, branch[-1].filters, strides, kind="projection"
        )
    else:
        shortcut = Step("identity", "identity", None, None, None, input_shape, 0, 0)
    reason = _reason(branch[-1].output_shape, shortcut.output_shape)
    return BlockAnatomy(kind, input_shape, branch, (shortcut,), reason is None, reason)


def shape_text(shape):
    """A shape for people: its sizes with multiplication signs between them.

    Args:
        shape: sequence of whole numbers.

    Returns:
        str, such as "56 × 56 × 64"
    """
    return f" {TIMES} ".join(map(str, shape))


def side_after(side, strides):
    """Positions that are left of a side after strides, where padding lets none get lost.

    Args:
        side: positions along it before.
        strides: of the convolution.

    Returns:
        int, rounded up
    """
    return math.ceil(side / strides)


def _regular_branch(filters, strides):
    """(kernel_size, filters, strides) of each convolution."""
    return (3, filters, strides), (3, filters, 1)


def _bottleneck_branch(filters, strides):
    """(kernel_size, filters, strides) of each convolution."""
    return (1, filters, 1), (3, filters, strides), (1, BOTTLENECK_EXPANSION * filters, 1)


def _chain(shape, convolutions):
    """The steps of a branch: a pre-activation before each convolution."""
    steps = []
    for number, (kernel_size, filters, strides) in enumerate(convolutions, start=1):
        steps.append(_pre_activation(f"pre-activation {number}", shape))
        steps.append(_convolution(f"convolution {number}", shape, kernel_size, filters, strides))
        shape = steps[-1].output_shape
    return tuple(steps)


def _pre_activation(name, shape):
    scale_and_offset = 2 * shape[2]
    return Step(name, "pre-activation", None, None, None, shape, scale_and_offset, 0)


def _convolution(name, shape, kernel_size, filters, strides, kind="convolution"):
    height, width, channels = shape
    output_height, output_width = side_after(height, strides), side_after(width, strides)
    weights = kernel_size * kernel_size * channels * filters
    return Step(
        name=name,
        kind=kind,
        kernel_size=kernel_size,
        strides=strides,
        filters=filters,
        output_shape=(output_height, output_width, filters),
        parameters=weights + filters,
        multiply_adds=weights * output_height * output_width,
    )


def _reason(branch_shape, shortcut_shape):
    if branch_shape == shortcut_shape:
        return None
    return (
        f"the residual branch arrives as {shape_text(branch_shape)}, "
        f"the shortcut as {shape_text(shortcut_shape)}"
    )


def _check(kind, height, width, channels, filters, strides):
    if kind not in KINDS:
        raise ValueError(f"kind is {kind!r}; a block is 'regular' or 'bottleneck'")
    sizes = {"height": height, "width": width, "channels": channels, "filters": filters}
    for name, size in sizes.items():
        check_count(name, size)
    if not is_whole(strides) or strides not in (1, 2):
        raise ValueError(f"strides is {strides!r}; a block has strides 1 or 2")
