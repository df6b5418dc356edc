"""A picture in 256 colours: a figure needs few, and a third of the bytes is left."""

import numpy as np
from PIL import Image

COLORS = 256
# The most frequent colours, paper and house colours among them, stay exactly as they are.
EXACT = 64
# So many colours are chosen among one by one; of more, cells of 4 x 4 x 4 stand for theirs.
MANY = 10_000
CELL_BITS = 2
# Of red, green and blue in a colour's code.
_PLACES = np.array([1 << 16, 1 << 8, 1], "uint32")


def with_a_palette(pixels):
    """A picture with a palette.

    Args:
        pixels: uint8 (height, width, 3).

    Returns:
        `PIL.Image.Image` in mode P, equal for equal pixels.
    """
    # Shifts take a third of a matrix product's time, and one code a pixel is counted faster than three.
    red, green, blue = (pixels[..., channel].astype("uint32") for channel in range(3))
    codes = red << 16 | green << 8 | blue
    counts = Image.fromarray(codes.view("int32")).getcolors(codes.size)
    present = np.array([code for _, code in sorted(counts, reverse=True)], "uint32")
    colors = np.stack([present >> 16, present >> 8 & 255, present & 255], -1).astype("uint8")
    palette, places = (colors, np.arange(len(colors))) if len(colors) <= COLORS else _fewer(colors)
    table = np.zeros(1 << 24, "uint8")
    table[present] = places
    picture = Image.frombytes("P", pixels.shape[1::-1], table[codes].tobytes())
    picture.putpalette(palette.tobytes())
    return picture


def _fewer(colors):
    """(palette, index of each colour in it). The rare colours, each counted once, share what is left."""
    rare, cells = _in_cells(colors[EXACT:])
    method = Image.Quantize.MAXCOVERAGE
    shared = Image.fromarray(rare[None]).quantize(
        COLORS - EXACT, method=method, kmeans=1, dither=Image.Dither.NONE
    )
    palette = np.frombuffer(bytes(shared.getpalette("RGB")), "uint8").reshape(-1, 3)
    places = np.asarray(shared)[0].astype(int)[cells]
    return np.concatenate([colors[:EXACT], palette]), np.concatenate(
        [np.arange(EXACT), EXACT + places]
    )


def _in_cells(colors):
    """(colours, index of the one that stands for each): a photograph has so many that to choose among
    all of them takes seconds, so those of a cell of the cube have their mean."""
    if len(colors) <= MANY:
        return colors, np.arange(len(colors))
    codes = (colors >> CELL_BITS).astype("uint32") @ _PLACES
    _, cells, counts = np.unique(codes, return_inverse=True, return_counts=True)
    sums = [np.bincount(cells, channel) for channel in colors.T]
    return (np.array(sums) / counts).round().astype("uint8").T.copy(), cells
