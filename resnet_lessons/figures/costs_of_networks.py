"""What the networks of 18 to 200 layers cost, beside each other."""

from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from resnet_lessons.figures.style import (
    MARGIN,
    WIDTH,
    house_style,
    lesson_figure,
    name_rows,
    place_axes,
    text_width,
)
from resnet_lessons.figures.tones import BRANCH, SHORTCUT, ink, paper
from resnet_lessons.network.depths import FIRST_BOTTLENECK_DEPTH

# (attribute, label of the axis, size of its unit)
PANELS = (
    ("parameters", "parameters (million)", 1e6),
    ("multiply_adds", "multiply–adds for one image (billion)", 1e9),
)
HEAD = 0.42


@house_style
def network_costs(table):
    """Draws parameters and multiply–adds of several networks.

    Args:
        table: `CostTable` of at least one row. A row's `paper_multiply_adds`, where there are any,
            are marked.

    Returns:
        `LessonFigure`.

    Raises:
        ValueError: when it is no table or has no rows.
    """
    rows = getattr(table, "rows", None)
    if not rows or not all(hasattr(row, "multiply_adds") for row in rows):
        raise ValueError(
            f"a {type(table).__name__} has no costs: draw what rl.cost_table() returns"
        )
    finding = _finding(rows)
    names = [f"ResNet-{row.num_layers}" for row in rows]
    height = 0.42 * len(rows)
    left = MARGIN + 0.15 + max(map(text_width, names))
    panel = (WIDTH - left - MARGIN) / 2
    figure = lesson_figure(finding, HEAD + height + 0.72)
    for number, (quantity, label, size) in enumerate(PANELS):
        axes = place_axes(figure, left + number * panel, HEAD, panel - 0.25, height)
        _draw_bars(axes, rows, quantity, size, panel - 0.25)
        name_rows(axes, names, written=number == 0)
        axes.set_xlabel(label)
    _draw_keys(figure, rows)
    figure.alt_text = f"{finding}. {'; '.join(map(_describe, rows))}."
    return figure


def _paper(row):
    """Multiply-adds as the paper has them, or None."""
    return getattr(row, "paper_multiply_adds", None)


def _is_bottleneck(row):
    return row.num_layers >= FIRST_BOTTLENECK_DEPTH


def _tone(row):
    return BRANCH if _is_bottleneck(row) else SHORTCUT


def _draw_bars(axes, rows, quantity, size, width):
    """Draws one bar a row on axes `width` inches wide, with room for the number at its end."""
    values = [getattr(row, quantity) / size for row in rows]
    room = 0.25 + max(text_width(_number(value), bold=True) for value in values)
    end = max(values) * width / (width - room)
    for place, (row, value) in enumerate(zip(rows, values, strict=True)):
        axes.barh(place, value, 0.62, color=_tone(row).line)
        paper_value = _paper(row) if quantity == "multiply_adds" else None
        if paper_value:
            axes.plot(paper_value / size, place, "D", **_mark())
        x = max(value, (paper_value or 0) / size) + 0.12 * end / width
        bold = {"va": "center_baseline", "fontweight": "bold", "color": _tone(row).ink}
        axes.text(x, place, _number(value), **bold)
    axes.set_xlim(0, end)
    axes.locator_params(axis="x", nbins=6)


def _mark():
    return {
        "color": paper(),
        "markeredgecolor": ink(),
        "markersize": 6.5,
        "markeredgewidth": 1.2,
        "linestyle": "",
    }


def _draw_keys(figure, rows):
    """Names the colours above the first panel, and the paper's marks above the second."""
    kinds = {
        ("bottleneck blocks" if _is_bottleneck(row) else "regular blocks"): _tone(row).line
        for row in rows
    }
    above = {"loc": "lower left", "bbox_to_anchor": (-0.02, 0.98), "handleheight": 1}
    settings = {**above, "handlelength": 1, "ncols": 2, "columnspacing": 1.4}
    figure.axes[0].legend([Patch(color=color) for color in kinds.values()], kinds, **settings)
    if any(map(_paper, rows)):
        words = "as He et al. 2015, table 1, counts them"
        figure.axes[1].legend([Line2D([], [], marker="D", **_mark())], [words], **above)


def _number(value):
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def _finding(rows):
    first, last = rows[0], rows[-1]
    if len(rows) == 1:
        return (
            f"ResNet-{first.num_layers} holds {_number(first.parameters / 1e6)} million parameters "
            f"and needs {_number(first.multiply_adds / 1e9)} billion multiply–adds"
        )
    more = [f"{getattr(last, name) / getattr(first, name):.1f}" for name, _, _ in PANELS]
    return (
        f"From ResNet-{first.num_layers} to ResNet-{last.num_layers}: {more[0]} times the parameters, "
        f"{more[1]} times the multiply–adds"
    )


def _describe(row):
    text = (
        f"ResNet-{row.num_layers} {_number(row.parameters / 1e6)} million parameters, "
        f"{_number(row.multiply_adds / 1e9)} billion multiply–adds"
    )
    return f"{text} (paper: {_paper(row) / 1e9:.1f} billion)" if _paper(row) else text
