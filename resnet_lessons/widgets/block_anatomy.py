"""Explorer: a block's settings, and whether its two paths still meet."""

from dataclasses import dataclass

from resnet_lessons.checker.block_graph.block_settings import BlockSetting
from resnet_lessons.checker.block_graph.graph import NoGraph
from resnet_lessons.course.exercises.block_case import block_case
from resnet_lessons.display import Message
from resnet_lessons.figures import block_anatomy_frame
from resnet_lessons.network import anatomy
from resnet_lessons.student.draw_block import drawn_in, name_of
from resnet_lessons.widgets.explorer import Control, Explorer

FILTERS = (16, 32, 64, 128)
SHORTCUTS = ("the input itself", "projection")


@dataclass(frozen=True)
class _Kind:
    """Blocks of one kind, on an input that an identity shortcut fits with 64 filters.

    Attributes:
        exercise_id: whose answer such a block is.
        title: of the explorer.
        side, channels: of the input.
        expansion: how many times `filters` leave the block.
        num_layers: of a network with such blocks.
    """

    exercise_id: str
    title: str
    side: int
    channels: int
    expansion: int
    num_layers: int


_KINDS = {
    "regular": _Kind("regular_block", "When does the plus sign refuse?", 28, 64, 1, 18),
    "bottleneck": _Kind(
        "bottleneck_block", "When does a bottleneck need a projection?", 56, 256, 4, 50
    ),
}


def block_anatomy(function=None, kind="regular"):
    """Shapes, parameters and multiply-adds of a block at every setting.

    Args:
        function: an answer to regular_block or bottleneck_block, to explore one's own block; None
            for that of the lesson.
        kind: of the lesson's block: "regular", on 28 × 28 positions with 64 channels, or
            "bottleneck", on 56 × 56 with 256. A function says by its name which of them it is.

    Returns:
        `Explorer`, or a `Message` where the function cannot be drawn or there is no such kind.
    """
    if function is not None:
        return _own_block(function)
    if not isinstance(kind, str) or kind not in _KINDS:
        kinds = " or ".join(f'"{known}"' for known in _KINDS)
        return Message(f"A block is {kinds}: rl.widgets.block_anatomy(kind={kinds.split()[-1]})")
    side, channels = _KINDS[kind].side, _KINDS[kind].channels

    def draw(position, report):
        return block_anatomy_frame(
            anatomy.block_anatomy(kind, side, side, channels, *_settings(position))
        )

    return Explorer(_KINDS[kind].title, _controls(), draw)


def _controls():
    return (
        Control("filters", tuple(map(str, FILTERS)), FILTERS.index(64)),
        Control("strides", ("1", "2")),
        Control("shortcut", SHORTCUTS, kind="choice"),
    )


def _settings(position):
    """(filters, strides, whether the shortcut projects)"""
    filters, strides, projection = position
    return FILTERS[filters], strides + 1, bool(projection)


def _own_block(function):
    name = name_of(function)
    kinds = {kind.exercise_id: kind for kind in _KINDS.values()}
    if not isinstance(name, str) or name not in kinds:
        return Message("Pass your own block: rl.widgets.block_anatomy(regular_block)")

    kind = kinds[name]

    def drawn(position):
        filters, strides, projects = _settings(position)
        words = f"{filters} filters, strides {strides}, {SHORTCUTS[projects]} on the shortcut"
        case = block_case(
            height=kind.side,
            width=kind.side,
            channels=kind.channels,
            filters=filters,
            strides=strides,
            shortcut_filters=kind.expansion * filters if projects else None,
            num_layers=kind.num_layers,
        )
        return drawn_in(name, function, BlockSetting(words, case))

    def draw(position, report):
        figure = drawn(position)
        if isinstance(figure, NoGraph):
            raise ValueError(figure.reason)
        return figure

    controls = _controls()
    first = drawn(tuple(control.start for control in controls))
    if isinstance(first, NoGraph):
        return Message(f"Nothing to explore yet: {first.reason}")
    return Explorer("When do the paths of your own block meet?", controls, draw)
