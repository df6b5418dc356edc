"""The settings in which a block is drawn: sides and channels as in the network of the lessons."""

from dataclasses import dataclass

from resnet_lessons.course.exercises.block_case import block_case
from resnet_lessons.course.exercises.exercise import Case


@dataclass(frozen=True)
class BlockSetting:
    """A setting of a block, in words that go on after "with", and as a case of its exercise."""

    words: str
    case: Case


def _settings(expansion, num_layers):
    """An identity shortcut first, since the simplest drawing that shows a difference is best."""

    def case(channels, filters, strides, projects, data_format="channels_last"):
        return block_case(
            height=28,
            width=28,
            channels=channels,
            filters=filters,
            strides=strides,
            shortcut_filters=expansion * filters if projects else None,
            data_format=data_format,
            num_layers=num_layers,
        )

    wide = 64 * expansion
    return (
        BlockSetting("strides 1 and an identity shortcut", case(wide, 64, 1, False)),
        BlockSetting("strides 2 and a projection", case(wide, 128, 2, True)),
        BlockSetting("strides 1 and a projection", case(64, 128, 1, True)),
        BlockSetting(
            "channels first, strides 1 and an identity shortcut",
            case(wide, 64, 1, False, "channels_first"),
        ),
        BlockSetting("strides 2 and a projection that keeps the channels", case(wide, 64, 2, True)),
    )


BLOCK_SETTINGS = {"regular_block": _settings(1, 18), "bottleneck_block": _settings(4, 50)}
# The one that keeps the shape of its input, and the one that shows most of a block.
SIMPLEST, FULLEST = 0, 1
