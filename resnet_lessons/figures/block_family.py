"""The block since 2015: four drawings side by side.

He et al. 2015 and 2016; He, T. et al. 2019 (ResNet-D); Liu et al. 2022 (ConvNeXt). The stride of "v1.5" is
that of torchvision's ResNet-50.
"""

from resnet_lessons.figures.flow import PANEL_HEADING, Paths, draw_panel
from resnet_lessons.figures.geometry import SMALL
from resnet_lessons.figures.strokes import Box
from resnet_lessons.figures.style import (
    MARGIN,
    WIDTH,
    drawing_axes,
    house_style,
    lesson_figure,
)
from resnet_lessons.figures.tones import BRANCH, INPUT, NEUTRAL, PROJECTION, SUM
from resnet_lessons.network.anatomy import TIMES

_INPUT, _OUTPUT = Box("input", INPUT), Box("output", SUM)
_NORMALISED, _BOTH = Box("BN", NEUTRAL), Box("BN + ReLU", NEUTRAL)
_PROJECTION = Box(f"1{TIMES}1, stride 2", PROJECTION)


def _convolution(text):
    return Box(text, BRANCH)


# Title -> what is drawn; all but the last halve the sides of the picture.
DRAWINGS = {
    "v1 (2015), and v1.5": Paths(
        (_INPUT,),
        (
            _convolution(f"1{TIMES}1\nv1: stride 2"),
            _BOTH,
            _convolution(f"3{TIMES}3\nv1.5: stride 2"),
            _BOTH,
            _convolution(f"1{TIMES}1"),
            _NORMALISED,
        ),
        (_PROJECTION, _NORMALISED),
        (Box("ReLU", NEUTRAL), _OUTPUT),
        shortcut_tone=PROJECTION,
    ),
    "v2 (2016), as in this course": Paths(
        (_INPUT, _BOTH),
        (
            _convolution(f"1{TIMES}1"),
            _BOTH,
            _convolution(f"3{TIMES}3, stride 2"),
            _BOTH,
            _convolution(f"1{TIMES}1"),
        ),
        (_PROJECTION,),
        (_OUTPUT,),
        shortcut_tone=PROJECTION,
    ),
    "ResNet-D (2018)": Paths(
        (_INPUT,),
        (
            _convolution(f"1{TIMES}1"),
            _BOTH,
            _convolution(f"3{TIMES}3, stride 2"),
            _BOTH,
            _convolution(f"1{TIMES}1"),
            _NORMALISED,
        ),
        (Box(f"mean of\n2{TIMES}2, stride 2", NEUTRAL), Box(f"1{TIMES}1", PROJECTION), _NORMALISED),
        (Box("ReLU", NEUTRAL), _OUTPUT),
        shortcut_tone=PROJECTION,
    ),
    "ConvNeXt (2022)": Paths(
        (_INPUT,),
        (
            _convolution(f"7{TIMES}7, each\nchannel alone"),
            Box("LayerNorm", NEUTRAL),
            _convolution(f"1{TIMES}1, {TIMES} 4"),
            Box("GELU", NEUTRAL),
            _convolution(f"1{TIMES}1, ÷ 4"),
            Box("LayerScale", NEUTRAL),
        ),
        (),
        (_OUTPUT,),
    ),
}
_TITLE = "Since 2015 nearly all of the branch has changed; the plus sign has not"


@house_style
def block_family():
    """Draws the blocks of four networks, from 2015 to 2022.

    Returns:
        `LessonFigure`.
    """
    height = PANEL_HEADING + max(map(SMALL.height, DRAWINGS.values())) + MARGIN
    figure = lesson_figure(_TITLE, height)
    axes = drawing_axes(figure)
    for number, (title, paths) in enumerate(DRAWINGS.items()):
        draw_panel(axes, WIDTH * (number + 0.5) / len(DRAWINGS), 0, title, paths)
    told = ". ".join(f"{title}: {_described(paths)}" for title, paths in DRAWINGS.items())
    figure.alt_text = f"{_TITLE}. {told}."
    return figure


def _described(paths):
    parts = [
        f"branch {_named(paths.branch)}",
        f"shortcut {_named(paths.shortcut) or 'the input itself'}",
    ]
    before, after = _named(paths.trunk[1:]), _named(paths.after[:-1])
    parts = [f"first {before}", *parts] if before else parts
    return "; ".join([*parts, f"after the sum {after}"] if after else parts)


def _named(boxes):
    return ", ".join(box.text.replace("\n", " ") for box in boxes)
