"""A picture in 256 colours: a figure needs few, and a third of the bytes is left."""

import numpy as np
from PIL import Image

COLORS = 256
# The most frequent colours, paper and house colours among them, stay exactly as they are.
EXACT = 64


def with_a_palette(pixels):
    """A picture with a palette.

    Args:
        pixels: uint8 (height, width, 3).

    Returns:
        `PIL.Image.Image` in mode P, equal for equal pixels.
    """
    codes = pixels.astype("uint32") @ np.array([1 << 16, 1 << 8, 1], "uint32")
    counts = Image.fromarray(pixels).getcolors(codes.size)
    colors = np.array([color for _, color in sorted(counts, reverse=True)], "uint8")
    palette, places = (colors, np.arange(len(colors))) if len(colors) <= COLORS else _fewer(colors)
    table = np.zeros(1 << 24, "uint8")
    table[colors.astype("uint32") @ np.array([1 << 16, 1 << 8, 1], "uint32")] = places
    picture = Image.frombytes("P", pixels.shape[1::-1], table[codes].tobytes())
    picture.putpalette(palette.tobytes())
    return picture


def _fewer(colors):
    """(palette, index of each colour in it). The rare colours, each counted once, share what is left."""
    rare = Image.fromarray(colors[None, EXACT:])
    method = Image.Quantize.MAXCOVERAGE
    rare = rare.quantize(COLORS - EXACT, method=method, kmeans=1, dither=Image.Dither.NONE)
    shared = np.frombuffer(bytes(rare.getpalette("RGB")), "uint8").reshape(-1, 3)
    places = np.concatenate([np.arange(EXACT), EXACT + np.asarray(rare)[0].astype(int)])
    return np.concatenate([colors[:EXACT], shared]), places
