"""Explorer: one garment on its way through a trained network, block by block."""

import functools

from resnet_lessons.data.images import fashion_mnist, scaled
from resnet_lessons.display import Message
from resnet_lessons.figures import activation_walk
from resnet_lessons.figures.along_network import block_place, place_name
from resnet_lessons.figures.walk import shared_view
from resnet_lessons.network.activations import activations, residual_sizes
from resnet_lessons.widgets.explorer import Control, Explorer
from resnet_lessons.widgets.subjects import NO_BLOCKS, checked_network, first_of_each

_SILENT = "Nothing but zeros travels on a shortcut of this network"
CLASSES = ("Ankle boot", "T-shirt/top", "Trouser", "Pullover", "Sandal", "Bag")


def residual_activations(network=None):
    """Shortcut, residual branch and sum of every block, for six garments.

    Args:
        network: from `rl.trained_network`, or None for the one that ships with the lessons.

    Returns:
        `Explorer`, or a `Message` where the network's blocks cannot be found.
    """
    network = checked_network(network)
    if isinstance(network, Message):
        return network
    images = fashion_mnist().test_images[first_of_each(CLASSES)]
    inside = activations(network, scaled(images))
    if not inside:
        return Message(NO_BLOCKS)
    names, sizes = list(inside), residual_sizes(network, scaled(images))
    silent = [name for name in names if not all(sizes[name][0])]
    if silent:
        place = place_name(block_place(silent[0]))
        return Message(f"{_SILENT} (it begins in {place}). Train it again: rl.trained_network()")

    @functools.cache
    def view(garment, layer):
        """Fixed in a block layer: there one block's sum is the next one's shortcut."""
        own = [inside[name] for name in names if block_place(name)[0] == layer]
        return shared_view([[part[garment] for part in parts] for parts in own])

    def draw(position, report):
        garment, block = position
        parts = [part[garment] for part in inside[names[block]]]
        ratios = [branch[garment] / shortcut[garment] for shortcut, branch in sizes.values()]
        shared = view(garment, block_place(names[block])[0])
        return activation_walk(
            images[garment], CLASSES[garment], names, block, *parts, ratios, shared
        )

    controls = (
        Control("garment", CLASSES, kind="choice"),
        Control("block", tuple(place_name(block_place(name)) for name in names)),
    )
    return Explorer("What does each block add to what comes along the shortcut?", controls, draw)
