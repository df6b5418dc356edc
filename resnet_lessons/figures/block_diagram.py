"""A block as the two paths of chapter 2: they leave the input and meet, or do not, at a plus sign."""

import textwrap

from resnet_lessons.anatomy import shape_text
from resnet_lessons.figures.flow import Box, Geometry, Paths, draw_paths
from resnet_lessons.figures.style import (
    BRANCH,
    HEADING_SIZE,
    INPUT,
    MARGIN,
    NEUTRAL,
    PROJECTION,
    SHORTCUT,
    SMALL_SIZE,
    SUM,
    TEXT_SIZE,
    WIDTH,
    drawing_axes,
    house_style,
    lesson_figure,
)

LARGE = Geometry(
    spread=2.15, box_width=2.1, box_height=0.46, gap=0.36, radius=0.18, text_size=TEXT_SIZE,
    reason_characters=90,
)  # fmt: skip
SMALL = Geometry(
    spread=0.56, box_width=1.0, box_height=0.42, gap=0.24, radius=0.14, text_size=SMALL_SIZE,
    reason_characters=30,
)  # fmt: skip

COLUMNS = 4
PANEL_HEADING = 0.62
_TONES = {"pre-activation": NEUTRAL, "convolution": BRANCH, "projection": PROJECTION}


@house_style
def two_paths(anatomy):
    """Draws one block with the shape on every edge.

    Args:
        anatomy: `BlockAnatomy`.

    Returns:
        `LessonFigure`; where the shapes do not meet, the plus sign is red, its output is crossed
        out and the reason is written below.
    """
    paths = _paths(anatomy, _full_text, small=False)
    figure = lesson_figure(_finding(anatomy), LARGE.height(paths) + 2 * MARGIN)
    draw_paths(drawing_axes(figure), WIDTH / 2, MARGIN, paths, LARGE)
    figure.alt_text = f"{_finding(anatomy)}. {describe(anatomy)}"
    return figure


@house_style
def shape_gallery(anatomies, titles):
    """Draws several blocks side by side, small, to compare where the shapes meet.

    Args:
        anatomies: a sequence of `BlockAnatomy`, at least one; four stand in a row.
        titles: as many short titles.

    Returns:
        `LessonFigure`.

    Raises:
        ValueError: when there are no anatomies, or not as many titles.
    """
    if not anatomies or len(anatomies) != len(titles):
        raise ValueError(f"{len(anatomies)} blocks and {len(titles)} titles; each needs the other")
    drawings = [_paths(anatomy, _short_text, small=True) for anatomy in anatomies]
    row_height = PANEL_HEADING + max(map(SMALL.height, drawings)) + 2 * MARGIN
    rows = -(-len(drawings) // COLUMNS)
    finding = _gallery_finding(anatomies)
    figure = lesson_figure(finding, rows * row_height)
    axes = drawing_axes(figure)
    columns = min(len(drawings), COLUMNS)
    for number, (paths, title) in enumerate(zip(drawings, titles, strict=True)):
        row, column = divmod(number, COLUMNS)
        middle = WIDTH * (column + 0.5) / columns
        draw_panel(axes, middle, row * row_height, title, paths)
    panels = [f"{title}: {describe(a)}" for title, a in zip(titles, anatomies, strict=True)]
    figure.alt_text = f"{finding}. {' '.join(panels)}"
    return figure


def draw_panel(axes, middle, top, title, paths):
    """Draws one small drawing under its title; `middle` and `top` in inches."""
    axes.text(
        middle, top + PANEL_HEADING / 2, textwrap.fill(title, 24), fontsize=HEADING_SIZE,
        fontweight="bold", ha="center", va="center", linespacing=1.2,
    )  # fmt: skip
    draw_paths(axes, middle, top + PANEL_HEADING + MARGIN / 2, paths, SMALL)


def describe(anatomy):
    """A block in sentences, with every shape: the alt text of its drawing."""
    chain = ", ".join(f"{_full_text(step, ', ')}" for step in anatomy.branch)
    shortcut = anatomy.shortcut[0]
    start = (
        f"a {shortcut.label} ({shortcut.settings}) of the pre-activated input"
        if anatomy.projects
        else "the input itself"
    )
    end = (
        f"They are added to {shape_text(anatomy.output_shape)}."
        if anatomy.meets
        else "They cannot be added."
    )
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
        return f"A projection takes the shortcut to {output}, so the two paths meet"
    return f"The two paths meet: both arrive as {output}"


def _gallery_finding(anatomies):
    meeting = sum(anatomy.meets for anatomy in anatomies)
    if meeting == len(anatomies):
        return "Every shortcut arrives with the shape of its residual branch"
    count = "none" if meeting == 0 else str(meeting)
    blocks = "drawing" if len(anatomies) == 1 else "drawings"
    return (
        f"The two paths meet in {count} of {len(anatomies)} {blocks}: "
        "a residual branch of a new shape needs a projection"
    )


def _paths(anatomy, text, small):
    """What to draw of a block; a small drawing has shapes only where the paths begin and end."""

    def boxes(steps):
        return tuple(
            Box(text(step), _TONES[step.kind], "" if small else shape_text(step.output_shape))
            for step in steps
        )

    output, shortcut_shape = shape_text(anatomy.output_shape), shape_text(anatomy.shortcut_shape)
    start = Box("input", INPUT, "" if small else shape_text(anatomy.input_shape))
    if small:
        start = Box(f"input\n{shape_text(anatomy.input_shape)}", INPUT)
    end = Box(f"output\n{output}" if small else "output", SUM)
    # A projection starts from the pre-activated input, an identity from the input itself.
    shared = 1 if anatomy.projects else 0
    branch = boxes(anatomy.branch[shared:])
    return Paths(
        trunk=(start, *boxes(anatomy.branch[:shared])),
        branch=(*branch[:-1], Box(branch[-1].text, branch[-1].tone, output)),
        shortcut=boxes(step for step in anatomy.shortcut if step.kind == "projection"),
        after=(end,),
        shortcut_shape=shortcut_shape,
        shortcut_tone=PROJECTION if anatomy.projects else SHORTCUT,
        names=("", "") if small else ("residual branch", "shortcut"),
        sum_shape="" if small else output,
        reason=anatomy.reason or "",
    )


def _full_text(step, separator="\n"):
    return f"{step.label}{separator}{step.settings}" if step.settings else step.label


def _short_text(step):
    if step.kernel_size is None:
        return step.label
    return f"{step.label.split()[0]}, {step.filters}\nstrides {step.strides}"
