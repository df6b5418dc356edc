"""Networks as sizes of their block layers: for `count_weight_layers` and `projection_blocks`."""

from resnet_lessons.course.exercises.exercise import Setting
from resnet_lessons.network.depths import BLOCK_LAYER_SIZES


def made_up(block_layer_sizes, bottleneck=False):
    """A setting: a network that need not exist, as the numbers of blocks in its block layers."""
    kind = "bottleneck" if bottleneck else "regular"
    return _setting(
        f"block layers of {block_layer_sizes} {kind} blocks", block_layer_sizes, bottleneck
    )


def _setting(text, block_layer_sizes, bottleneck):
    return Setting(text, {"block_layer_sizes": block_layer_sizes, "bottleneck": bottleneck})


# Besides the six networks some that do not exist, so that a table of the six is no answer.
SIZES_OF_NETWORKS = (
    *(
        _setting(f"ResNet-{num_layers}, {sizes}", sizes, bottleneck=num_layers >= 50)
        for num_layers, sizes in BLOCK_LAYER_SIZES.items()
    ),
    made_up([1]),
    made_up([3, 1], bottleneck=True),
    made_up([5, 2, 7]),
    made_up([2, 1, 4, 3, 2], bottleneck=True),
)
