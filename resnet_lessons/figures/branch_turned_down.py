"""What a network still knows when one block's residual branch is turned down."""

import numpy as np

from resnet_lessons.figures.channel_pictures import liveliest
from resnet_lessons.figures.pictures import draw_image, draw_map, draw_scale_below, scale_limit
from resnet_lessons.figures.style import (
    MARGIN,
    SMALL_SIZE,
    WIDTH,
    house_style,
    lesson_figure,
    place_axes,
    text_width,
    write_small,
)
from resnet_lessons.figures.tones import BRANCH, INPUT, NEUTRAL, SUM, WRONG, ink
from resnet_lessons.network.anatomy import TIMES

CHANNELS = 4
# Inches.
HEAD = 0.3
PICTURE = 0.85
COLUMN = 0.98
BARS_TOP = HEAD + PICTURE + 0.5
BAR = 0.2
RIGHT = 6.75
CURVE_HEIGHT = 1.5
MAPS_TOP = HEAD + CURVE_HEIGHT + 1.05
MAP_GAP = 0.06


@house_style
def scaled_block(
    index,
    scales,
    accuracies,
    images,
    labels,
    probabilities,
    outputs,
    class_names,
    block_name,
    shortcuts=True,
):
    """Draws five predictions, one block's output and the accuracy at one scale of its branch.

    Args:
        index: of the scale that is drawn, from 0.
        scales: (scales,), ascending, by which the residual branch is multiplied; without
            shortcuts the block's output. 1 is the network as it was trained.
        accuracies: (scales,), share of the test images that are right, 0 to 1.
        images: (images, height, width, 1), at most five.
        labels: (images,), which class each shows.
        probabilities: (scales, images, classes), as predicted.
        outputs: (scales, images, height, width, channels), what leaves the block; drawn for the
            first image.
        class_names: of the classes, at most ten.
        block_name: in words, such as "block layer 1, block 2".
        shortcuts: whether the network has shortcuts.

    Returns:
        `LessonFigure`, of one size and with the same channels and axes for every scale.

    Raises:
        ValueError: when the arrays do not fit each other, or a number is not finite.
    """
    arrays = (np.asarray(each, float) for each in (scales, accuracies, probabilities, outputs))
    scales, accuracies, probabilities, outputs = arrays
    labels = np.asarray(labels)
    _check(index, scales, accuracies, images, labels, probabilities, outputs, class_names)
    finding = _finding(scales, accuracies, index, shortcuts)
    figure = lesson_figure(finding, BARS_TOP + BAR * len(class_names) + 0.6)
    left = MARGIN + 0.12 + max(text_width(name, SMALL_SIZE) for name in class_names)
    column = min(COLUMN, (RIGHT - 0.55 - left) / len(images))
    for number, (image, label) in enumerate(zip(images, labels, strict=True)):
        place = (left + number * column, column)
        predicted = probabilities[index, number]
        _draw_prediction(figure, place, image, label, predicted, class_names, number == 0)
    _draw_curve(figure, scales, accuracies, index, shortcuts)
    _draw_output(figure, outputs[:, 0], index, block_name)
    figure.alt_text = _alt_text(
        finding, scales[index], labels, probabilities[index], class_names, block_name, shortcuts
    )
    return figure


def _check(index, scales, accuracies, images, labels, probabilities, outputs, class_names):
    count = len(scales)
    if scales.ndim != 1 or count < 2 or (np.diff(scales) <= 0).any():
        raise ValueError("scales are at least two numbers, ascending")
    if not 0 <= index < count:
        raise ValueError(f"index is {index}; the scales are 0 to {count - 1}")
    shapes = {
        "accuracies": (accuracies.shape, (count,)),
        "labels": (labels.shape, (len(images),)),
        "probabilities": (probabilities.shape, (count, len(images), len(class_names))),
        "outputs": (outputs.shape[:2], (count, len(images))),
    }
    for name, (found, expected) in shapes.items():
        if found != expected:
            raise ValueError(f"{name} have shape {found}; {expected} fits the others")
    if outputs.ndim != 5 or not 1 <= len(images) <= 5 or len(class_names) > 10:
        raise ValueError(
            f"{len(images)} images, {len(class_names)} classes and outputs of shape {outputs.shape}; "
            "draw 1 to 5 images, up to 10 classes, maps of (height, width, channels)"
        )
    if not all(np.isfinite(each).all() for each in (scales, accuracies, probabilities, outputs)):
        raise ValueError("an accuracy, a probability or an output is not a finite number")


def _finding(scales, accuracies, index, shortcuts):
    scale, accuracy = scales[index], accuracies[index]
    what = "Residual branch" if shortcuts else "No shortcut, block's output"
    here = f"{what} {TIMES} {scale:g}: {accuracy:.1%} of the test garments right"
    trained = accuracies[scales == 1]
    return here if scale == 1 or not len(trained) else f"{here} ({trained[0]:.1%} at {TIMES} 1)"


def _draw_prediction(figure, place, image, label, probabilities, class_names, with_names):
    """One column: the image, what it is taken for, and the probability of every class."""
    left, column = place
    guess = int(np.argmax(probabilities))
    right = guess == label
    tone = SUM if right else WRONG
    place = (left, HEAD, PICTURE, PICTURE)
    picture = draw_image(figure, place, image, class_names[label], title_size=SMALL_SIZE)
    words = f"{'✓ right:' if right else '✗ wrong:'}\n{class_names[guess]}"
    settings = {"va": "top", "fontweight": "bold", "linespacing": 1.25}
    write_small(picture, 0, -0.06, words, tone, **settings)
    axes = place_axes(figure, left, BARS_TOP, column - 0.14, BAR * len(class_names))
    classes = np.arange(len(class_names))
    colors = [NEUTRAL.line] * len(classes)
    colors[guess] = tone.line
    axes.axhspan(label - 0.5, label + 0.5, color=INPUT.fill, linewidth=0)
    axes.barh(classes, 100 * probabilities, 0.66, color=colors)
    axes.set_xlim(0, 100)
    axes.set_ylim(len(classes) - 0.5, -0.5)
    axes.set_xticks([0, 100])
    axes.set_yticks(classes, class_names if with_names else [])
    axes.tick_params(axis="y", length=0, labelsize=SMALL_SIZE)
    axes.get_xticklabels()[0].set_ha("left")
    axes.get_xticklabels()[1].set_ha("right")
    if with_names:
        words, below = (
            "probability (%); shaded: the class that it is",
            ("axes fraction", "axes points"),
        )
        axes.annotate(words, (0, -26), xycoords=below, va="top", fontsize=SMALL_SIZE)


def _draw_curve(figure, scales, accuracies, index, shortcuts):
    axes = place_axes(figure, RIGHT, HEAD, WIDTH - MARGIN - RIGHT, CURVE_HEIGHT)
    axes.plot(scales, 100 * accuracies, color=BRANCH.line, linewidth=2)
    here = (scales[index], 100 * accuracies[index])
    axes.axvline(here[0], color=NEUTRAL.line, linestyle=(0, (4, 3)), linewidth=1)
    axes.scatter(
        *here, 60, color=BRANCH.line, edgecolor=ink(), linewidth=1.5, zorder=4, clip_on=False
    )
    axes.set_xlim(scales[0], scales[-1])
    axes.set_ylim(0, 100)
    axes.grid(axis="y")
    axes.set_yticks([0, 25, 50, 75, 100])
    axes.tick_params(axis="y", labelsize=SMALL_SIZE)
    axes.set_title("test garments right (%)", fontsize=SMALL_SIZE, pad=8, loc="left")
    what = "residual branch" if shortcuts else "block's output"
    axes.set_xlabel(f"scale of the {what}", fontsize=SMALL_SIZE)


def _draw_output(figure, outputs, index, block_name):
    """Some channels of what leaves the block; the same ones, on one scale, whatever the index."""
    chosen = liveliest(outputs[-1], CHANNELS)
    limit = scale_limit(outputs[..., chosen])
    side = (WIDTH - MARGIN - RIGHT + MAP_GAP) / CHANNELS - MAP_GAP
    for number, channel in enumerate(chosen):
        place = (RIGHT + number * (side + MAP_GAP), MAPS_TOP, side, side)
        drawn = draw_map(figure, place, outputs[index, ..., channel], limit, SUM)
        above = {"ha": "center", "va": "bottom", "color": ink()}
        write_small(drawn.axes, 0.5, 1.05, str(channel), SUM, **above)
    words = f"{block_name}: output\nfor the first garment: channel"
    write_small(figure.axes[-len(chosen)], 0, 1.32, words, SUM, va="bottom")
    draw_scale_below(
        figure, RIGHT + 0.3, MAPS_TOP + side + 0.12, WIDTH - MARGIN - RIGHT - 0.6, drawn
    )


def _alt_text(finding, scale, labels, probabilities, class_names, block_name, shortcuts):
    what = "residual branch" if shortcuts else "output"
    guesses = probabilities.argmax(-1)
    each = "; ".join(
        f"{class_names[label]}: {'right' if label == guess else f'taken for {class_names[guess]}'}, "
        f"{row[guess]:.0%}"
        for label, guess, row in zip(labels, guesses, probabilities, strict=True)
    )
    return f"{finding}. The {what} of {block_name} is multiplied by {scale:g}. {each}."
