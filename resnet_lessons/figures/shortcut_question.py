"""The question that opens chapter 2, and its answer: which of four shortcuts errs least?"""

import textwrap
from dataclasses import dataclass

from resnet_lessons.figures.flow import PANEL_HEADING, Paths, draw_panel
from resnet_lessons.figures.geometry import SMALL
from resnet_lessons.figures.strokes import Box
from resnet_lessons.figures.style import (
    MARGIN,
    SMALL_SIZE,
    WIDTH,
    drawing_axes,
    house_style,
    lesson_figure,
    place_axes,
)
from resnet_lessons.figures.tones import BRANCH, INPUT, NEUTRAL, PROJECTION, SHORTCUT, SUM
from resnet_lessons.network.anatomy import TIMES


@dataclass(frozen=True)
class ShortcutResult:
    """One of the four drawings, and how a ResNet-110 built from it did.

    Attributes:
        letter: of the drawing.
        name: what is on its shortcut, or after the addition.
        error: CIFAR-10 test error in percent.
        table: of He et al. 2016 that holds the error.
    """

    letter: str
    name: str
    error: float
    table: int


# He et al. 2016, tables 1 and 2, ResNet-110. In the constant scaling that reaches 12.35 the
# shortcut and the residual branch are both scaled by 0.5; with the shortcut alone, training fails.
RESULTS = (
    ShortcutResult("A", "identity shortcut", 6.61, 1),
    ShortcutResult("B", f"1{TIMES}1 convolution on the shortcut", 12.22, 1),
    ShortcutResult("C", f"constant scaling, both paths {TIMES} 0.5", 12.35, 1),
    ShortcutResult("D", "second BN after the addition", 8.17, 2),
)
FULL_PRE_ACTIVATION_ERROR = 6.37  # He et al. 2016, table 2

_QUESTION = "Predict before you read on: which of these four makes the fewest errors?"
_BN_RELU = Box("BN + ReLU", NEUTRAL)
_CONVOLUTION = Box(f"3{TIMES}3\nconvolution", BRANCH)
_HALF = Box(f"{TIMES} 0.5", NEUTRAL)
_INPUT, _OUTPUT = Box("input", INPUT), Box("output", SUM)
_BN, _RELU = Box("BN", NEUTRAL), Box("ReLU", NEUTRAL)
# The order of 2015, in which all four were measured.
_ORDER = (_CONVOLUTION, _BN_RELU, _CONVOLUTION, _BN)

DRAWINGS = {
    "A": Paths((_INPUT,), _ORDER, (), (_RELU, _OUTPUT)),
    "B": Paths(
        (_INPUT,),
        _ORDER,
        (Box(f"1{TIMES}1\nconvolution", PROJECTION),),
        (_RELU, _OUTPUT),
        shortcut_tone=PROJECTION,
    ),
    "C": Paths((_INPUT,), (*_ORDER, _HALF), (_HALF,), (_RELU, _OUTPUT)),
    "D": Paths((_INPUT,), _ORDER[:-1], (), (_BN, _RELU, _OUTPUT)),
}


@house_style
def four_shortcuts():
    """Draws the four blocks of the question, A to D, without their errors.

    Returns:
        `LessonFigure`.
    """
    height = PANEL_HEADING + max(map(SMALL.height, DRAWINGS.values())) + MARGIN
    figure = lesson_figure(_QUESTION, height)
    axes = drawing_axes(figure)
    for number, result in enumerate(RESULTS):
        middle = WIDTH * (number + 0.5) / len(RESULTS)
        draw_panel(axes, middle, 0, f"{result.letter}: {result.name}", DRAWINGS[result.letter])
    names = "; ".join(f"{result.letter}, {result.name}" for result in RESULTS)
    figure.alt_text = f"{_QUESTION} Four drawings of a residual block: {names}."
    return figure


@house_style
def four_shortcuts_answer():
    """Draws the test error of each of the four as the paper measured it.

    Returns:
        `LessonFigure`.
    """
    finding = _finding(RESULTS)
    figure = lesson_figure(finding, 3.7)
    axes = place_axes(figure, 3.4, 0.05, WIDTH - 3.4 - MARGIN, 2.25)
    best = min(result.error for result in RESULTS)
    for number, result in enumerate(RESULTS):
        tone = SHORTCUT if result.error == best else NEUTRAL
        axes.barh(number, result.error, 0.62, color=tone.line)
        error = {"color": tone.ink, "fontweight": "bold", "va": "center"}
        axes.text(result.error + 0.15, number, f"{result.error:.2f}%", **error)
    labels = [f"{result.letter}: {result.name}" for result in RESULTS]
    axes.set_yticks(range(len(RESULTS)), labels)
    axes.invert_yaxis()
    axes.set_xlim(0, 14)
    axes.set_xlabel("test error on CIFAR-10, ResNet-110 (percent)")
    axes.tick_params(axis="y", length=0)
    _write_citation(figure)
    errors = "; ".join(f"{label}, {r.error:.2f}%" for label, r in zip(labels, RESULTS, strict=True))
    figure.alt_text = f"{finding}. Test error on CIFAR-10 of ResNet-110: {errors}. {_citation()}"
    return figure


def _finding(results):
    best = min(results, key=lambda result: result.error)
    worst = max(results, key=lambda result: result.error)
    return (
        f"Nothing beats the clean shortcut {best.letter}: "
        f"{worst.letter}, the worst, errs {worst.error / best.error:.1f} times as often"
    )


def _citation():
    tables = " and ".join(str(table) for table in sorted({result.table for result in RESULTS}))
    return (
        f"Source: He et al. 2016, Identity Mappings in Deep Residual Networks, tables {tables}. "
        "All four have the order of layers of 2015, with a ReLU after the addition; in the order of "
        f"the next section, full pre-activation, A errs on {FULL_PRE_ACTIVATION_ERROR:.2f}%. "
        "With the shortcut alone scaled by 0.5, training failed (error above 20%)."
    )


def _write_citation(figure):
    height = figure.get_size_inches()[1]
    figure.text(
        MARGIN / WIDTH,
        MARGIN / height,
        textwrap.fill(_citation(), 128),
        fontsize=SMALL_SIZE,
        color=NEUTRAL.ink,
        va="bottom",
        linespacing=1.3,
    )
