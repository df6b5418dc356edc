"""Networks as sizes of their block layers: for `count_weight_layers` and `projection_blocks`."""

from resnet_lessons.course.exercises.exercise import Setting
from resnet_lessons.network.depths import BLOCK_LAYER_SIZES


def _sizes(text, block_layer_sizes, bottleneck=False):
    return Setting(text, {"block_layer_sizes": block_layer_sizes, "bottleneck": bottleneck})


def _made_up(block_layer_sizes, bottleneck=False):
    kind = "bottleneck" if bottleneck else "regular"
    return _sizes(
        f"block layers of {block_layer_sizes} {kind} blocks", block_layer_sizes, bottleneck
    )


# Besides the six networks some that do not exist, so that a table of the six is no answer.
SIZES_OF_NETWORKS = (
    *(
        _sizes(f"ResNet-{num_layers}, {sizes}", sizes, bottleneck=num_layers >= 50)
        for num_layers, sizes in BLOCK_LAYER_SIZES.items()
    ),
    _made_up([1]),
    _made_up([3, 1], bottleneck=True),
    _made_up([5, 2, 7]),
    _made_up([2, 1, 4, 3, 2], bottleneck=True),
)
