"""A block as the two paths of chapter 2: they leave the input and meet, or not, at a plus sign."""

from dataclasses import replace

from resnet_lessons.figures.flow import Paths, draw_paths
from resnet_lessons.figures.geometry import COSTED, LARGE
from resnet_lessons.figures.strokes import Box, draw_text
from resnet_lessons.figures.style import (
    MARGIN,
    TEXT_SIZE,
    WIDTH,
    drawing_axes,
    house_style,
    lesson_figure,
)
from resnet_lessons.figures.tones import BRANCH, INPUT, NEUTRAL, PROJECTION, SHORTCUT, SUM
from resnet_lessons.network.anatomy import TIMES, shape_text

# As high as a bottleneck block is, in inches, so that every block has a frame of one size.
FRAME_HEIGHT = 5.36
COSTS = (
    "parameters: the numbers that a layer learns\n"
    "multiply–adds: its multiplications for one image (M: million)"
)
TONES = {"pre-activation": NEUTRAL, "convolution": BRANCH, "projection": PROJECTION}


@house_style
def two_paths(anatomy):
    """Draws one block with the shape on every edge.

    Args:
        anatomy: `BlockAnatomy`.

    Returns:
        `LessonFigure`; where the shapes do not meet, the plus sign is red, its output is crossed
        out and the reason is written below.
    """
    finding, paths = _finding(anatomy), _large_paths(anatomy)
    figure = lesson_figure(finding, LARGE.height(paths) + 2 * MARGIN)
    draw_paths(drawing_axes(figure), WIDTH / 2, MARGIN / 2, paths, LARGE)
    figure.alt_text = f"{finding}. {describe(anatomy)}"
    return figure


@house_style
def block_anatomy_frame(anatomy):
    """Draws one block with the shape on every edge and what each of its layers costs.

    Args:
        anatomy: `BlockAnatomy`.

    Returns:
        `LessonFigure`, of one size for every block; where the shapes do not meet as in `two_paths`.
    """
    finding, paths = _finding(anatomy), _costed_paths(anatomy)
    figure = lesson_figure(finding, FRAME_HEIGHT + 0.6)
    axes = drawing_axes(figure)
    geometry = COSTED.stretched(paths, FRAME_HEIGHT)
    draw_paths(axes, WIDTH / 2, MARGIN / 2, paths, geometry)
    total = f"in all {_cost(anatomy, ' and ')}"
    bold = {"fontsize": TEXT_SIZE, "fontweight": "bold", "ha": "right"}
    draw_text(axes, WIDTH - MARGIN, FRAME_HEIGHT + 0.35, total, "total", **bold)
    settings = {"ha": "left", "color": NEUTRAL.ink}
    draw_text(axes, MARGIN, FRAME_HEIGHT + 0.35, COSTS, "key", **settings)
    costs = "; ".join(f"{step.label} {_cost(step, ', ')}" for step in anatomy.steps if _cost(step))
    figure.alt_text = f"{finding}. {describe(anatomy)} Costs: {costs}; {total}."
    return figure


def describe(anatomy):
    """A block in sentences, with every shape: the alt text of its drawing."""
    chain = "; ".join(_full_text(step, ", ") for step in anatomy.branch)
    shortcut = anatomy.shortcut[0]
    if anatomy.projects:
        start = f"{_full_text(shortcut, ', ')}, of the pre-activated input"
    else:
        start = "the input itself"
    end = f"The sum is {shape_text(anatomy.output_shape)}." if anatomy.meets else "No sum."
    return (
        f"Input {shape_text(anatomy.input_shape)}. Residual branch: {chain}; "
        f"it arrives as {shape_text(anatomy.output_shape)}. Shortcut: {start}; "
        f"it arrives as {shape_text(anatomy.shortcut_shape)}. {end}"
    )


def _finding(anatomy):
    output, shortcut = shape_text(anatomy.output_shape), shape_text(anatomy.shortcut_shape)
    if not anatomy.meets:
        return f"The plus sign refuses: {output} does not fit {shortcut}"
    if anatomy.projects:
        return f"With a projection the two paths meet: both arrive as {output}"
    return f"The two paths meet: both arrive as {output}"


def _large_paths(anatomy):
    """A block with a shape on every edge."""

    def boxes(steps):
        return tuple(
            Box(_full_text(step, "\n"), TONES[step.kind], shape_text(step.output_shape))
            for step in steps
        )

    shared, branch, shortcut = _parted(anatomy)
    output = shape_text(anatomy.output_shape)
    return Paths(
        trunk=(Box("input", INPUT, shape_text(anatomy.input_shape)), *boxes(shared)),
        branch=boxes(branch),
        shortcut=boxes(shortcut),
        after=(Box("output", SUM),),
        branch_shape=output,
        shortcut_shape=shape_text(anatomy.shortcut_shape),
        shortcut_tone=PROJECTION if shortcut else SHORTCUT,
        names=("residual branch", "shortcut"),
        note="starts from the\npre-activated input" if shortcut else "the input itself,\nunchanged",
        sum_shape=output,
        reason=anatomy.reason and f"Cannot be added: {anatomy.reason}",
    )


def _costed_paths(anatomy):
    """A block with a shape on every edge, in boxes of one line, with costs."""

    def boxes(steps):
        return tuple(
            Box(
                _full_text(step, ", "), TONES[step.kind], shape_text(step.output_shape), _cost(step)
            )
            for step in steps
        )

    shared, branch, shortcut = _parted(anatomy)
    paths = _large_paths(anatomy)
    return replace(
        paths, trunk=paths.trunk[:1] + boxes(shared), branch=boxes(branch), shortcut=boxes(shortcut)
    )


def _cost(counted, separator="\n"):
    """Parameters and multiply–adds of a layer or of a block; empty where there are none."""
    parts = [f"{counted.parameters:,} parameters"] if counted.parameters else []
    if counted.multiply_adds:
        parts.append(f"{_short(counted.multiply_adds)} multiply–adds")
    return separator.join(parts)


def _short(number):
    """Three digits of it in millions, the digits before the point in full; whole when small."""
    millions = number / 1e6
    if millions < 0.1:
        return f"{number:,}"
    return f"{millions:,.0f} M" if millions >= 100 else f"{millions:.3g} M"


def small_paths(anatomy):
    """A block in few words, with shapes only where its paths begin and end."""

    def boxes(steps):
        return tuple(Box(_short_text(step), TONES[step.kind]) for step in steps)

    shared, branch, shortcut = _parted(anatomy)
    output = _tight(shape_text(anatomy.output_shape))
    start = Box(f"input\n{_tight(shape_text(anatomy.input_shape))}", INPUT)
    return Paths(
        trunk=(start, *boxes(shared)),
        branch=boxes(branch),
        shortcut=boxes(shortcut),
        after=(Box(f"output\n{output}", SUM),),
        branch_shape=output,
        shortcut_shape=_tight(shape_text(anatomy.shortcut_shape)),
        shortcut_tone=PROJECTION if shortcut else SHORTCUT,
        reason=anatomy.reason and _tight(anatomy.reason),
    )


def _parted(anatomy):
    """(shared steps, steps of the branch alone, boxes of the shortcut).

    A projection starts from the pre-activated input, an identity from the input itself.
    """
    if anatomy.projects:
        return anatomy.branch[:1], anatomy.branch[1:], anatomy.shortcut
    return (), anatomy.branch, ()


def _full_text(step, separator):
    return f"{step.label}{separator}{step.settings}" if step.settings else step.label


def _short_text(step):
    if step.kernel_size is None:
        return step.label
    return f"{step.label.split()[0]}, {step.filters}\nstrides {step.strides}"


def _tight(text):
    return text.replace(f" {TIMES} ", TIMES)
