"""Explorer: a block's settings, and whether its two paths still meet."""

from resnet_lessons import anatomy
from resnet_lessons.block_parts import NoGraph
from resnet_lessons.drawing import drawn_in, name_of
from resnet_lessons.exercises.chapter2 import block_case
from resnet_lessons.figures import block_anatomy_frame
from resnet_lessons.graphs.settings import BlockSetting
from resnet_lessons.own_answers import Message
from resnet_lessons.widgets.explorer import Control, Explorer

SIDE, CHANNELS = 56, 64
KINDS = ("regular", "bottleneck")
FILTERS = (16, 32, 64, 128)
SHORTCUTS = ("the input itself", "projection")
# Exercise id -> (how many times `filters` leave the block, layers of a network with such blocks).
_OWN = {"regular_block": (1, 18), "bottleneck_block": (4, 50)}


def block_anatomy(function=None):
    """Shapes, parameters and multiply-adds of a block on 56 × 56 positions with 64 channels.

    Args:
        function: an answer to regular_block or bottleneck_block, to explore one's own block; None
            for those of the lesson.

    Returns:
        `Explorer`, or a `Message` where the function cannot be drawn.
    """
    if function is not None:
        return _own_block(function)

    def draw(position, report):
        kind, *rest = position
        filters, strides, projects = _settings(rest)
        return block_anatomy_frame(
            anatomy.block_anatomy(KINDS[kind], SIDE, SIDE, CHANNELS, filters, strides, projects)
        )

    controls = (Control("block", KINDS, kind="choice"), *_controls(FILTERS.index(64)))
    return Explorer("When does the plus sign refuse?", controls, draw)


def _controls(start):
    return (
        Control("filters", tuple(map(str, FILTERS)), start),
        Control("strides", ("1", "2")),
        Control("shortcut", SHORTCUTS, kind="choice"),
    )


def _settings(position):
    """(filters, strides, whether the shortcut projects)"""
    filters, strides, projection = position
    return FILTERS[filters], strides + 1, bool(projection)


def _own_block(function):
    name = name_of(function)
    if not isinstance(name, str) or name not in _OWN:
        return Message(f"Hand in your own block: rl.widgets.block_anatomy({next(iter(_OWN))})")
    expansion, num_layers = _OWN[name]

    def drawn(position):
        filters, strides, projects = _settings(position)
        shortcut_filters = expansion * filters if projects else None
        sizes = (SIDE, SIDE, CHANNELS, filters, strides, shortcut_filters, False)
        words = f"{filters} filters, strides {strides}, {SHORTCUTS[projects]} on the shortcut"
        case = block_case(*sizes, "channels_last", num_layers)
        return drawn_in(name, function, BlockSetting(words, case))

    def draw(position, report):
        figure = drawn(position)
        if isinstance(figure, NoGraph):
            raise ValueError(figure.reason)
        return figure

    # Where the identity shortcut of this kind of block fits its input.
    controls = _controls(FILTERS.index(CHANNELS // expansion))
    first = drawn(tuple(control.start for control in controls))
    if isinstance(first, NoGraph):
        return Message(f"Nothing to explore yet: {first.reason}")
    return Explorer("When do the paths of your own block meet?", controls, draw)
