"""From a photograph to the squares that enter a network."""

from dataclasses import dataclass

import numpy as np
from matplotlib.patheffects import withStroke

from resnet_lessons.figures.pictures import show_pixels
from resnet_lessons.figures.strokes import draw_arrow, draw_rectangle, draw_text
from resnet_lessons.figures.style import (
    MARGIN,
    SMALL_SIZE,
    WIDTH,
    drawing_axes,
    house_style,
    lesson_figure,
    place_axes,
)
from resnet_lessons.figures.tones import (
    BRANCH,
    INPUT,
    NEUTRAL,
    PROJECTION,
    SHORTCUT,
    SUM,
    WINDOW_OUTLINE,
    ink,
)
from resnet_lessons.network.anatomy import TIMES
from resnet_lessons.network.validation import check_sizes

# Inches.
HEAD = 0.5
TALLEST = 2.75
ARROW = 0.62
ROW_GAP = 0.62
# For the words above the test crop.
WORDS = 1.2
TRAINING_CROP = 1.75
FOOT = 0.62
# Of the training crops, with the dashes of their frames on the photograph.
MARKS = ((INPUT, "-"), (BRANCH, (0, (5, 1.5))), (SUM, (0, (2, 1))), (PROJECTION, (0, (6, 1, 1, 1))))


@dataclass(frozen=True)
class Crop:
    """A square cut out of a resized photograph.

    Attributes:
        top, left: of its first pixel.
        mirrored: whether left and right are exchanged afterwards.
    """

    top: int
    left: int
    mirrored: bool = False

    def of(self, image, side):
        """The square of `side` pixels of an image (height, width, channels)."""
        square = image[self.top : self.top + side, self.left : self.left + side]
        return square[:, ::-1] if self.mirrored else square


@house_style
def preprocessing(photograph, min_aspect_dim=256, resize_dim=224, seed=2):
    """Draws how a photograph is resized and cropped, for a test and for training.

    The steps are those of `ResNetModel.preprocess` (He et al. 2015, section 3.4), worked out
    without building a network.

    Args:
        photograph: (height, width, channels), integers 0 to 255 or floats 0 to 1; one channel or
            three.
        min_aspect_dim: pixels of the smaller side after resizing.
        resize_dim: pixels of the square crop.
        seed: of the four training crops.

    Returns:
        `LessonFigure`.

    Raises:
        ValueError: when the photograph is none or a size does not fit.
    """
    photograph = _checked(photograph)
    check_sizes(resize_dim, min_aspect_dim, output_size=1)
    resized = resize(photograph, min_aspect_dim)
    test, training = crops(resized.shape, resize_dim, seed)
    finding = _finding(resized.shape, resize_dim)
    height = _picture_height(photograph.shape, resized.shape, resize_dim)
    figure = lesson_figure(finding, HEAD + height + ROW_GAP + TRAINING_CROP + FOOT)
    _draw_steps(figure, height, photograph, resized, (test, training), resize_dim)
    _draw_training(figure, HEAD + height + ROW_GAP, resized, training, resize_dim)
    figure.alt_text = _alt_text(finding, photograph, resized, test, training, resize_dim)
    return figure


def resize(image, min_aspect_dim):
    """Resizes an image so that its smaller side has `min_aspect_dim` pixels.

    Args:
        image: (height, width, channels), floats.
        min_aspect_dim: in pixels.

    Returns:
        float32 (height, width, channels), with the aspect ratio of the image but for rounding.
    """
    from PIL import Image

    scale = min_aspect_dim / min(image.shape[:2])
    height, width = (round(side * scale) for side in image.shape[:2])
    channels = [
        Image.fromarray(channel).resize((width, height), Image.Resampling.BILINEAR)
        for channel in np.moveaxis(image, -1, 0).astype("float32")
    ]
    return np.stack([np.asarray(channel) for channel in channels], axis=-1)


def crops(shape, side, seed):
    """The crop from the middle and as many at random as there are `MARKS`.

    Args:
        shape: (height, width, channels) of the resized image.
        side: of the square, in pixels.
        seed: of the random ones.

    Returns:
        (`Crop`, tuple of `Crop`)
    """
    rows, columns = shape[0] - side, shape[1] - side
    numbers = np.random.default_rng(seed)
    training = tuple(
        Crop(
            int(numbers.integers(rows + 1)),
            int(numbers.integers(columns + 1)),
            bool(numbers.integers(2)),
        )
        for _ in MARKS
    )
    return Crop(rows // 2, columns // 2), training


def _checked(photograph):
    photograph = np.asarray(photograph)
    if photograph.ndim != 3 or photograph.shape[2] not in (1, 3) or not photograph.size:
        raise ValueError(
            f"a photograph is (height, width, 3), this has shape {photograph.shape}; "
            "one channel will do too"
        )
    whole = 255 if np.issubdtype(photograph.dtype, np.integer) else 1
    return photograph / whole


def _picture_height(original, resized, side):
    """Height of the pictures of the upper row, in inches, so that three fit beside each other."""
    room = WIDTH - 2 * MARGIN - 2 * ARROW
    pair, square = original[1] / original[0] + resized[1] / resized[0], side / resized[0]
    return min(TALLEST, room / (pair + square), (room - WORDS) / pair)


def _finding(shape, side):
    rows, columns = shape[0] - side + 1, shape[1] - side + 1
    return (
        f"One photograph holds one test picture of {_size((side, side))} pixels "
        f"and {2 * rows * columns:,} for training"
    )


def _size(shape):
    return f"{shape[0]} {TIMES} {shape[1]}"


def _draw_steps(figure, height, photograph, resized, cut, side):
    """The photograph, the resized one with the frames of all crops, and the test crop."""
    test, training = cut
    scale = height / resized.shape[0]
    lines = drawing_axes(figure)
    widths = [height * photograph.shape[1] / photograph.shape[0], scale * resized.shape[1]]
    lefts = [MARGIN, MARGIN + widths[0] + ARROW, MARGIN + sum(widths) + 2 * ARROW]
    for start, width in zip(lefts, widths, strict=False):
        y, end = HEAD + height / 2, start + width
        draw_arrow(lines, [(end + 0.12, y), (end + ARROW - 0.12, y)], NEUTRAL)
    _draw_picture(figure, (lefts[0], HEAD, widths[0], height), photograph, "the photograph")
    axes = _draw_picture(figure, (lefts[1], HEAD, widths[1], height), resized, "resized")
    for crop, (tone, dashes) in zip(training, MARKS, strict=True):
        _draw_frame(axes, crop, side, tone.line, dashes)
    _draw_frame(axes, test, side, SHORTCUT.line, "-")
    square = scale * side
    top = HEAD + (height - square) / 2
    _draw_picture(
        figure,
        (lefts[2], top, square, square),
        test.of(resized, side),
        "test: the middle",
        SHORTCUT,
    )


def _draw_picture(figure, place, image, words, tone=None):
    """A picture at (left, top, width, height) inches; above it its name, if any, and its size."""
    axes = place_axes(figure, *place)
    axes.set_xticks([])
    axes.set_yticks([])
    for spine in axes.spines.values():
        spine.set(visible=tone is not None, color=(tone or NEUTRAL).line, linewidth=3)
    title = f"{words}\n{_size(image.shape)} pixels" if words else ""
    color = tone.ink if tone else ink()
    axes.set_title(title, loc="left", fontsize=SMALL_SIZE, color=color, pad=6)
    show_pixels(axes, image, aspect="auto")
    return axes


def _draw_frame(axes, crop, side, color, dashes):
    outline = [withStroke(linewidth=4, foreground=WINDOW_OUTLINE)]
    line = {"edgecolor": color, "linestyle": dashes, "linewidth": 2, "path_effects": outline}
    place = (crop.left - 0.5, crop.top - 0.5, side, side)
    draw_rectangle(axes, place, fill=False, gid="frame", clip_on=False, **line)


def _draw_training(figure, top, resized, training, side):
    pitch = (WIDTH - 2 * MARGIN) / len(training)
    lines = drawing_axes(figure)
    words = (
        f"training: {_size((side, side))} pixels cut out at random and mirrored half of the time, "
        "differently in every epoch"
    )
    draw_text(lines, MARGIN, top - 0.18, words, "heading", ha="left", color=ink())
    for number, (crop, (tone, _)) in enumerate(zip(training, MARKS, strict=True)):
        left = MARGIN + number * pitch
        place = (left, top, TRAINING_CROP, TRAINING_CROP)
        _draw_picture(figure, place, crop.of(resized, side), "", tone)
        below = _words(crop)
        settings = {"ha": "left", "va": "top", "color": tone.ink}
        draw_text(lines, left, top + TRAINING_CROP + 0.1, below, "crop", **settings)


def _words(crop):
    mirrored = "mirrored" if crop.mirrored else "not mirrored"
    return f"{crop.top} pixels from the top,\n{crop.left} from the left, {mirrored}"


def _alt_text(finding, photograph, resized, test, training, side):
    each = "; ".join(" ".join(_words(crop).split()) for crop in training)
    return (
        f"{finding}. The photograph of {_size(photograph.shape)} pixels is resized to "
        f"{_size(resized.shape)}; the test picture of {_size((side, side))} begins {test.top} pixels "
        f"from the top and {test.left} from the left. Four training pictures, in pixels: {each}."
    )
