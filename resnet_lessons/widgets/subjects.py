"""What the explorers look at: a network, and garments that it never saw."""

import keras
import numpy as np

from resnet_lessons.data.images import fashion_mnist
from resnet_lessons.data.trained_networks import recorded_network
from resnet_lessons.display import Message
from resnet_lessons.network.named_points import block_names

_NO_NETWORK = "An explorer needs a trained network: network = rl.trained_network()"
NO_BLOCKS = (
    "No block can be found in this network: it needs blocks whose last step adds the shortcut, "
    "as rl.trained_network() has them."
)


def checked_network(network):
    """A network for garments with blocks in it, or a `Message` that says what is missing.

    Args:
        network: what was handed to an explorer; None for the network that ships with the lessons.
    """
    if network is None:
        return recorded_network()
    if isinstance(network, Message):
        return network
    if not isinstance(network, keras.Model):
        return Message(_NO_NETWORK)
    # A model that was not built, or a class of one's own, has no shape.
    shape = getattr(network, "input_shape", None)
    if not isinstance(shape, tuple):
        return Message(_NO_NETWORK)
    if shape[1:] != fashion_mnist().test_images.shape[1:]:
        return Message(f"{_NO_NETWORK}. This one takes {shape[1:]}, not garments.")
    return network if block_names(network) else Message(NO_BLOCKS)


def first_of_each(class_names):
    """Indices of the first test image of each class, in the order of the names."""
    garments = fashion_mnist()
    known = list(garments.class_names)
    return [
        int(np.flatnonzero(garments.test_labels == known.index(name))[0]) for name in class_names
    ]
