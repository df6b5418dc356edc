"""Explorer: the networks of 18 to 200 layers, and any block of them opened."""

from resnet_lessons import figures
from resnet_lessons.network.depths import BLOCK_LAYER_SIZES, network_anatomy
from resnet_lessons.widgets.explorer import Control, Explorer

_PLACES = ("first", "second", "last")


def network_map():
    """Every block of a network on one map, one of them opened to its diagram.

    Returns:
        `Explorer`
    """
    depths = tuple(BLOCK_LAYER_SIZES)

    def draw(position, report):
        depth, layer, place = position
        network = network_anatomy(depths[depth])
        return figures.network_map(network, layer + 1, _block(place, network.sizes[layer]))

    controls = (
        Control("network", tuple(f"ResNet-{depth}" for depth in depths), start=2),
        Control("block layer", ("1", "2", "3", "4")),
        Control("block", _PLACES),
    )
    return Explorer("Where are all these layers?", controls, draw)


def _block(place, size):
    """Number of a block in a block layer of `size` blocks."""
    return (0, 1, size - 1)[place]
