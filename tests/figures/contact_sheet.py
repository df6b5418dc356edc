"""Draws every figure of the package onto one picture a theme and a vision, to be looked at.

`python -m tests.figures.contact_sheet OUT` writes `light.png` and `dark.png` into the folder OUT,
and each as readers see it with three kinds of colour blindness, such as `dark-protanopia.png`.
"""

import argparse
import io
from pathlib import Path

import numpy as np
from PIL import Image

from resnet_lessons.figures.canvas import png
from resnet_lessons.figures.tones import THEMES, paper, theme
from tests.figures.color_vision import MATRICES, seen_by
from tests.figures.samples import SAMPLES

# Pixels.
WIDTH = 900
COLUMNS = 3
GAP = 20


def main():
    """Writes the sheets."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path, help="folder for the pictures")
    out = parser.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    for name in THEMES:
        with theme(name):
            pictures = [_picture(draw) for draw in SAMPLES.values()]
            sheet = _sheet(pictures)
        sheet.save(out / f"{name}.png")
        pixels = np.asarray(sheet) / 255
        for vision in MATRICES:
            seen = np.round(255 * seen_by(vision, pixels)).astype(np.uint8)
            Image.fromarray(seen).save(out / f"{name}-{vision}.png")


def _picture(draw):
    picture = Image.open(io.BytesIO(png(draw()))).convert("RGB")
    size = (WIDTH, round(WIDTH * picture.height / picture.width))
    return picture.resize(size, Image.Resampling.LANCZOS)


def _sheet(pictures):
    """The pictures in columns, each below the shortest so far."""
    heights = [GAP] * COLUMNS
    places = []
    for picture in pictures:
        column = heights.index(min(heights))
        places.append((GAP + column * (WIDTH + GAP), heights[column]))
        heights[column] += picture.height + GAP
    sheet = Image.new("RGB", (GAP + COLUMNS * (WIDTH + GAP), max(heights)), paper())
    for picture, place in zip(pictures, places, strict=True):
        sheet.paste(picture, place)
    return sheet


if __name__ == "__main__":
    main()
