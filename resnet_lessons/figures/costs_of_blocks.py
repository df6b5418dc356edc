"""What a block costs: its parameters and multiply–adds, layer by layer."""

from matplotlib.patches import Patch

from resnet_lessons.figures.style import (
    MARGIN,
    WIDTH,
    house_style,
    lesson_figure,
    name_rows,
    place_axes,
    text_width,
    with_capital,
)
from resnet_lessons.figures.tones import BRANCH, BRANCH_LIGHT, NEUTRAL, PROJECTION, paper

UNITS = ((1e9, "billion"), (1e6, "million"), (1e3, "thousand"))
VISIBLE_SHARE = 0.005
QUANTITIES = {"parameters": "parameters", "multiply_adds": "multiply–adds"}


@house_style
def block_costs(anatomies, titles):
    """Draws the parameters and the multiply–adds of several blocks, one segment a layer.

    Args:
        anatomies: a sequence of `BlockAnatomy`, at least one.
        titles: as many names of them.

    Returns:
        `LessonFigure`.

    Raises:
        ValueError: when there are no anatomies, or not as many titles.
    """
    if not anatomies or len(anatomies) != len(titles):
        raise ValueError(
            f"{len(anatomies)} blocks and {len(titles)} titles; draw one title for each block"
        )
    finding = _finding(anatomies, titles)
    height = 0.55 * len(anatomies)
    left = MARGIN + 0.15 + max(map(text_width, titles))
    panel = (WIDTH - left - MARGIN) / 2
    figure = lesson_figure(finding, height + 1.15)
    for number, quantity in enumerate(QUANTITIES):
        axes = place_axes(figure, left + number * panel, 0.4, panel - 0.25, height)
        _draw_quantity(axes, anatomies, quantity, panel - 0.25)
        name_rows(axes, titles, written=number == 0)
        if number == 0:
            _draw_key(axes, anatomies)
    figure.alt_text = f"{finding}. {' '.join(map(_describe, titles, anatomies))}"
    return figure


def amount(number):
    """A number for people, such as "1.18 million"; whole below a thousand."""
    for size, unit in UNITS:
        if number >= size:
            return f"{number / size:.3g} {unit}"
    return f"{number:.0f}"


def _draw_quantity(axes, anatomies, quantity, width):
    """Draws one bar a block on axes `width` inches wide, with room for the number at its end."""
    totals = [getattr(anatomy, quantity) for anatomy in anatomies]
    size, unit = next((pair for pair in UNITS if max(totals) >= pair[0]), (1, ""))
    number_width = 0.2 + max(text_width(amount(total), bold=True) for total in totals)
    end = max(totals) / size * width / (width - number_width)
    for place, (anatomy, total) in enumerate(zip(anatomies, totals, strict=True)):
        start = 0.0
        for step in anatomy.steps:
            length = getattr(step, quantity) / size
            if length:
                edge = {"edgecolor": paper(), "linewidth": 0.5}
                axes.barh(place, length, 0.6, left=start, color=_layer(step)[1], **edge)
            start += length
        gap = 0.08 * end / width
        axes.text(start + gap, place, amount(total), fontweight="bold", va="center")
    axes.set_xlim(0, end)
    axes.set_xlabel(f"{unit} {QUANTITIES[quantity]}".strip())
    axes.locator_params(axis="x", nbins=6)


def _draw_key(axes, anatomies):
    """Names the colours, but for layers too small to be seen in the first panel."""
    visible = VISIBLE_SHARE * max(anatomy.parameters for anatomy in anatomies)
    steps = [step for anatomy in anatomies for step in anatomy.steps]
    layers = dict(_layer(step) for step in steps if step.parameters >= visible)
    axes.legend(
        [Patch(color=color) for color in layers.values()],
        layers,
        loc="lower left",
        bbox_to_anchor=(-0.02, 0.98),
        ncols=len(layers),
        handlelength=1,
        handleheight=1,
        columnspacing=1.4,
    )


def _layer(step):
    """(name, colour) of a layer; one name for all of its kind."""
    if step.kind == "pre-activation":
        return "batch normalisation", NEUTRAL.line
    if step.kind == "projection":
        return step.label, PROJECTION.line
    return step.label, BRANCH.line if step.kernel_size == 3 else BRANCH_LIGHT.line


def _finding(anatomies, titles):
    order = sorted(range(len(anatomies)), key=lambda place: anatomies[place].parameters)
    small, large = anatomies[order[0]], anatomies[order[-1]]
    ratio = large.parameters / small.parameters
    channels = small.input_shape[2]
    if len(anatomies) == 1:
        holds = f"{amount(small.parameters)} parameters"
        return f"At {channels} channels a {small.kind} block holds {holds}"
    if ratio < 1.05:
        return f"These blocks cost about the same: {amount(small.parameters)} parameters each"
    times = f"{ratio:.0f}" if ratio >= 9.95 else f"{ratio:.1f}"
    same_job = (small.input_shape, small.output_shape) == (large.input_shape, large.output_shape)
    if same_job and (small.kind, large.kind) == ("bottleneck", "regular"):
        job = f"At {channels} channels the bottleneck block has"
        return f"{job} {times} times fewer parameters"
    small_title, large_title = titles[order[0]], titles[order[-1]]
    work = [anatomy.multiply_adds for anatomy in anatomies]
    if min(work) == max(work):
        alike = f"Each block needs {amount(work[0])} multiply–adds"
        return f"{alike}, while the parameters grow {times}-fold"
    return with_capital(f"{small_title} has {times} times fewer parameters than {large_title}")


def _describe(title, anatomy):
    layers = "; ".join(
        f"{step.label} {amount(step.parameters)}, {amount(step.multiply_adds)}"
        for step in anatomy.steps
        if step.filters
    )
    return (
        f"{title}: {amount(anatomy.parameters)} parameters and "
        f"{amount(anatomy.multiply_adds)} multiply–adds (its convolutions: {layers})."
    )
