"""Explorer: how much of a photograph one position sees, along the networks of 18 to 200 layers."""

from resnet_lessons import figures
from resnet_lessons.data.images import photograph
from resnet_lessons.network.depths import BLOCK_LAYER_SIZES, network_anatomy
from resnet_lessons.network.receptive_field import views
from resnet_lessons.widgets.explorer import Control, Explorer

_PLACES = (
    "stem",
    *(
        f"block layer {layer}, {block} block"
        for layer in (1, 2, 3, 4)
        for block in ("first", "last")
    ),
)


def what_is_seen():
    """The window of a position in the middle, on a photograph, place by place.

    Returns:
        `Explorer`
    """
    depths = tuple(BLOCK_LAYER_SIZES)
    # A face, as large as the pictures of ImageNet that the networks were made for.
    image = photograph()[44:492, 43:491][::2, ::2]

    def draw(position, report):
        depth, place = position
        network = network_anatomy(depths[depth])
        return figures.seen_from(image, views(network), _number(network.sizes, place), network.name)

    controls = (
        Control("network", tuple(f"ResNet-{depth}" for depth in depths)),
        Control("place", _PLACES, start=2),
    )
    return Explorer("How much of the photograph does one position see?", controls, draw)


def _number(sizes, place):
    """Which of a network's views a place is; the first two are the stem's."""
    layer, is_last = divmod(place - 1, 2)
    return 1 if place == 0 else 2 + sum(sizes[:layer]) + is_last * (sizes[layer] - 1)
