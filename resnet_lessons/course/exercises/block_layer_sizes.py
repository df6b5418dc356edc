"""Networks as sizes of their block layers: for `count_weight_layers` and `projection_blocks`."""

from resnet_lessons.course.exercises.exercise import Setting
from resnet_lessons.network.depths import BLOCK_LAYER_SIZES


def made_up(block_layer_sizes, bottleneck=False):
    """A setting: a network that need not exist, as the numbers of blocks in its block layers."""
    kind = "bottleneck" if bottleneck else "regular"
    return _setting(
        f"block layers of {block_layer_sizes} {kind} blocks", block_layer_sizes, bottleneck
    )


def mixed(block_layer_sizes, bottleneck):
    """A setting: a network of both kinds of blocks, with one truth value for each block layer."""
    return _setting(
        f"block layers of {block_layer_sizes} blocks, bottleneck = {list(bottleneck)}",
        block_layer_sizes,
        tuple(bottleneck),
    )


def shaped(block_layer_sizes, shapes):
    """A setting: a network with the shape before its first block layer and after each of them."""
    values = {"block_layer_sizes": block_layer_sizes, "shapes": tuple(map(tuple, shapes))}
    way = " → ".join(" × ".join(map(str, shape)) for shape in shapes)
    return Setting(f"block layers of {block_layer_sizes} blocks, shapes {way}", values)


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
MIXED_NETWORKS = (
    mixed([2, 3], (False, True)),
    mixed([4, 1, 2], (True, False, False)),
    mixed([1, 5, 2, 3], (False, False, True, True)),
    mixed([6, 2], (True, False)),
)
# ResNet-18 and 50; then networks in which only channels, only sides, and only one side change.
SHAPED_NETWORKS = (
    shaped([2, 2, 2, 2], ((56, 56, 64), (56, 56, 64), (28, 28, 128), (14, 14, 256), (7, 7, 512))),
    shaped(
        [3, 4, 6, 3], ((56, 56, 64), (56, 56, 256), (28, 28, 512), (14, 14, 1024), (7, 7, 2048))
    ),
    shaped([2, 1, 3], ((8, 8, 16), (8, 8, 32), (8, 8, 32), (8, 8, 64))),
    shaped([1, 3, 2], ((16, 16, 32), (8, 8, 32), (8, 8, 32), (4, 4, 32))),
    shaped([4, 2], ((9, 12, 16), (9, 6, 16), (9, 6, 16))),
)
