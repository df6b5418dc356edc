"""Explorable: ten blocks of a trained network, and a fader for the residual branch of each."""

import numpy as np

from resnet_lessons import figures
from resnet_lessons.data.images import fashion_mnist
from resnet_lessons.experiments import recorded
from resnet_lessons.widgets.explorables.explorable import Explorable, arrays_of

IMAGES = 200


def mixing_desk():
    """A trained network and its plain twin, with a fader for each of their ten blocks.

    Returns:
        `Explorable`
    """
    lesions, _ = recorded("lesion")
    return Explorable(
        "mixing_desk",
        "The mixing desk",
        "Ten blocks of a trained residual network that tells garments apart, with a fader for the "
        "branch of each. Beside it its plain twin, which has no shortcuts. Both compute here, in your "
        "browser.",
        figures.lesions(lesions, "dropped"),
        mixing_desk_values(),
    )


def mixing_desk_values():
    """What the mixing desk computes with.

    Returns:
        dict: `networks`, both as `explorables/arithmetic/network.js` reads them; `images`, uint8
        (images, 28, 28, 1), the first of the shipped test images; their `labels`; `classes`.
    """
    garments = fashion_mnist()
    return {
        "networks": networks(arrays_of("mixing_desk")),
        "images": garments.test_images[:IMAGES],
        "labels": garments.test_labels[:IMAGES].astype("uint8"),
        "classes": list(garments.class_names),
    }


def networks(arrays):
    """Networks from the arrays of their weights.

    Args:
        arrays: {"residual/blocks/0/one/kernel" and so on: array}.

    Returns:
        {name: dict of dicts of arrays; its `blocks` are a list, each with its `stride`}
    """
    tree = {}
    for path, array in arrays.items():
        *folders, last = path.split("/")
        place = tree
        for folder in folders:
            place = place.setdefault(folder, {})
        place[last] = array
    for network in tree.values():
        network["blocks"] = [
            {**block, "stride": _stride(block["one"]["kernel"])}
            for _, block in sorted(network["blocks"].items(), key=lambda item: int(item[0]))
        ]
        network["shortcuts"] = any("projection" in block for block in network["blocks"])
    return tree


def _stride(kernel):
    """A block of this network that has more filters than its input has channels halves the sides."""
    channels, filters = np.shape(kernel)[2:]
    return 1 if filters == channels else 2
