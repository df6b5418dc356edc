"""Explorer: a block's settings, and whether its two paths still meet."""

from resnet_lessons import anatomy
from resnet_lessons.figures import block_anatomy_frame
from resnet_lessons.widgets.explorer import Control, Explorer

SIDE, CHANNELS = 56, 64
KINDS = ("regular", "bottleneck")
FILTERS = (16, 32, 64, 128)
SHORTCUTS = ("the input itself", "projection")


def block_anatomy():
    """Shapes, parameters and multiply-adds of a block on 56 × 56 positions with 64 channels.

    Returns:
        `Explorer`
    """

    def draw(position, report):
        kind, filters, strides, projection = position
        block = anatomy.block_anatomy(
            KINDS[kind], SIDE, SIDE, CHANNELS, FILTERS[filters], strides + 1, bool(projection)
        )
        return block_anatomy_frame(block)

    controls = (
        Control("block", KINDS, kind="choice"),
        Control("filters", tuple(map(str, FILTERS)), start=2),
        Control("strides", ("1", "2")),
        Control("shortcut", SHORTCUTS, kind="choice"),
    )
    return Explorer("When does the plus sign refuse?", controls, draw)
