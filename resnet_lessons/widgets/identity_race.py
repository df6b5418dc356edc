"""Explorer: networks with and without shortcuts learn to copy their input."""

from resnet_lessons import figures
from resnet_lessons.data.recorded_runs import COPY_BLOCKS, COPY_SCALES, copy_race
from resnet_lessons.figures.copying import race_limits
from resnet_lessons.widgets.explorer import Control, Explorer

# Above 1 no deep race ends in a copy, and its losses would squeeze all others into one line.
SCALES = tuple(scale for scale in COPY_SCALES if scale <= 1)


def identity_race():
    """Recorded races of 150 steps over depth and the size of the initial weights.

    Returns:
        `Explorer`
    """
    races = {
        (blocks, scale): copy_race(blocks, scale) for blocks in COPY_BLOCKS for scale in SCALES
    }
    limits = race_limits(races.values())

    def draw(position, report):
        blocks, scale = COPY_BLOCKS[position[0]], SCALES[position[1]]
        setting = (
            f"{blocks} {'block' if blocks == 1 else 'blocks'}, initial weights times {scale:g}"
        )
        return figures.identity_race(races[blocks, scale], limits, setting)

    controls = (
        Control("blocks", tuple(map(str, COPY_BLOCKS))),
        Control("scale of the initial weights", tuple(f"{scale:g}" for scale in SCALES)),
    )
    return Explorer("Which one learns to copy?", controls, draw)
