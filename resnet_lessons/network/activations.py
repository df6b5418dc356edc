"""What flows through a network: its logits, and the tensors at its named points."""

import math

import keras
import numpy as np

from resnet_lessons.network.named_points import POINTS, block_names, has_shortcut

# Every activation of a network for so many garments takes some 100 MB.
IMAGES_AT_ONCE = 250


def activations(model, images):
    """Shortcut, residual branch and sum of every block.

    Args:
        model: with three named points around each block, as `my_network` and `recorded_network`
            return it.
        images: float array (count, height, width, channels).

    Returns:
        {block name: (shortcut, residual, output)}, arrays (count, height, width, channels), in the
        order of the network; blocks without a shortcut are left out.
    """
    names = [name for name in block_names(model) if has_shortcut(model, name)]
    if not names:
        return {}
    points = [
        tuple(model.get_layer(f"{name}_{point}").output for point in POINTS) for name in names
    ]
    viewer = keras.Model(model.inputs, points)
    found = viewer([images], training=False)
    return {
        name: tuple(keras.ops.convert_to_numpy(tensor) for tensor in block)
        for name, block in zip(names, found, strict=True)
    }


def in_batches(images, at_once=IMAGES_AT_ONCE):
    """Images in batches of at most so many."""
    return np.array_split(images, max(1, math.ceil(len(images) / at_once)))


def logits_of(model, images):
    """What a network makes of images, as after training.

    Not `model.predict`: that traces each network anew, which takes longer than it saves here.

    Args:
        model: from images to logits.
        images: float array (count, height, width, channels).

    Returns:
        float32 array (count, classes)
    """
    found = [
        keras.ops.convert_to_numpy(model(batch, training=False)) for batch in in_batches(images)
    ]
    return np.concatenate(found).astype("float32")


def residual_sizes(model, images):
    """How large shortcut and residual branch of every block are, image by image.

    Args:
        model: with three named points around each block, as `my_network` and `recorded_network`
            return it.
        images: float array (count, height, width, channels).

    Returns:
        {block name: (size of the shortcut, size of the residual branch)}: norms, float arrays
        (count,), in the order of the network; blocks without a shortcut are left out
    """
    found = [
        {
            name: (_size(shortcut), _size(residual))
            for name, (shortcut, residual, _) in inside.items()
        }
        for inside in (activations(model, batch) for batch in in_batches(images))
    ]
    return {
        name: tuple(np.concatenate([sizes[name][path] for sizes in found]) for path in (0, 1))
        for name in found[0]
    }


def _size(tensor):
    return np.sqrt((tensor.astype("float64") ** 2).sum(axis=(1, 2, 3)))
