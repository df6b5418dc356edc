"""A real photograph and activations made of its edges, for the tests of the figures."""

import functools

import matplotlib.cbook
import numpy as np
from matplotlib.image import imread

STEP = 8  # every eighth pixel of the photograph: 64 x 64


@functools.cache
def photograph():
    """(64, 64, 3) floats from 0 to 1: Grace Hopper, in the public domain."""
    with matplotlib.cbook.get_sample_data("grace_hopper.jpg") as file:
        return imread(file, format="jpg")[:512:STEP, :512:STEP] / 255


@functools.cache
def activations():
    """(shortcut, residual, total), each (64, 64, 10): brightness, colours and edges."""
    image = photograph()
    grey = image.mean(axis=-1)
    down, right = np.gradient(grey)
    shortcut = np.stack(
        [
            grey - 0.5,
            image[..., 0] - image[..., 2],
            image[..., 1] - image[..., 0],
            0.5 - grey,
            3 * right,
            3 * down,
            3 * np.abs(right),
            3 * np.abs(down),
            np.zeros_like(grey),
            3 * np.hypot(right, down),
        ],
        axis=-1,
    )
    residual = np.stack([right, down, right + down, right - down, down - right] * 2, axis=-1)
    return shortcut, residual, shortcut + residual
