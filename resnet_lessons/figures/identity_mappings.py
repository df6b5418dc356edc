"""What a block should compute, what of it the branch must learn, and images that pass untouched."""

import numpy as np

from resnet_lessons.figures.pictures import draw_image, draw_map, scale_limit
from resnet_lessons.figures.style import (
    HEADING_SIZE,
    MARGIN,
    SMALL_SIZE,
    WIDTH,
    house_style,
    lesson_figure,
    place_axes,
    write_small,
)
from resnet_lessons.figures.tones import BRANCH, INPUT, NEUTRAL, SHORTCUT, SUM, WRONG


@house_style
def residual_functions(x, mappings):
    """Draws optimal mappings H beside the identity, and below each what is left, F(x) = H(x) - x.

    Args:
        x: array (points,), ascending.
        mappings: {name: array (points,)}, the values H(x); at least one.

    Returns:
        `LessonFigure`, one column a mapping.

    Raises:
        ValueError: when there is no mapping, or one differs in shape from x.
    """
    x = np.asarray(x, dtype=float)
    mappings = {name: np.asarray(values, dtype=float) for name, values in mappings.items()}
    if not mappings or any(values.shape != x.shape for values in mappings.values()):
        raise ValueError("give at least one mapping, each with one value for each x")
    left_over = {name: values - x for name, values in mappings.items()}
    finding = _left_over_finding(mappings, left_over)
    figure = lesson_figure(finding, 4.55)
    limit = 1.08 * max(np.abs(values).max() for values in mappings.values())
    room = (WIDTH - 2 * MARGIN - 0.5) / len(mappings)
    width = min(room - 0.35, 3.4)
    for column, (name, values) in enumerate(mappings.items()):
        left = MARGIN + 0.6 + column * room
        upper = place_axes(figure, left, 0.35, width, 1.6)
        upper.set_title(name, loc="left", color=NEUTRAL.ink)
        upper.plot(x, values, color=SUM.line, linewidth=3.5, label="H(x), wanted")
        upper.plot(x, x, color=SHORTCUT.line, linestyle="--", label="x, on the shortcut")
        lower = place_axes(figure, left, 2.45, width, 1.1)
        lower.plot(x, left_over[name], color=BRANCH.line, linewidth=3, label="F(x) = H(x) − x")
        for axes in (upper, lower):
            axes.set_xlim(x[0], x[-1])
            axes.set_ylim(-limit, limit)
            axes.grid()
            if column:
                axes.set_yticklabels([])
        upper.set_xticklabels([])
        lower.set_xlabel("x (no unit)")
        if column == 0:
            upper.set_ylabel("value (no unit)")
            lower.set_ylabel("value (no unit)")
    handles = [*figure.axes[0].get_lines(), *figure.axes[1].get_lines()]
    names = [line.get_label() for line in handles]
    below = {"loc": "lower left", "bbox_to_anchor": (0.07, 0.005), "borderaxespad": 0}
    figure.legend(handles, names, ncols=3, **below)
    sizes = "; ".join(
        f"{name}: H(x) up to {np.abs(mappings[name]).max():.2g}, what is left up to "
        f"{np.abs(left_over[name]).max():.2g}"
        for name in mappings
    )
    figure.alt_text = f"{finding}. {sizes}, for x from {x[0]:g} to {x[-1]:g}."
    return figure


def _left_over_finding(mappings, left_over):
    wanted = np.mean([np.abs(values).mean() for values in mappings.values()])
    left = np.mean([np.abs(values).mean() for values in left_over.values()])
    return (
        "Near the identity little is left to learn: on average F(x) has "
        f"{left / wanted:.0%} of the size of H(x)"
        if left < 0.5 * wanted
        else f"On average F(x) has {left / wanted:.0%} of the size of H(x)"
    )


@house_style
def copied_image(image, copied, rectified):
    """Draws an image, its copy by a convolution, and what a ReLU leaves of the copy.

    Args:
        image, copied, rectified: (height, width, 3), values around 0.

    Returns:
        `LessonFigure`.
    """
    lost = float(np.mean(np.asarray(copied) < 0))
    exact = float(np.abs(np.asarray(copied) - image).max())
    copy = "copies exactly" if exact == 0 else f"copies to within {exact:.0e}"
    finding = f"The convolution {copy}; a ReLU after it wipes out {lost:.0%} of the values"
    return _row_of_images(
        finding,
        image,
        (
            (image, "what goes in", "", INPUT),
            (copied, "after the convolution", f"largest difference {exact:.2g}", SUM),
            (rectified, "after a ReLU", f"{lost:.0%} of the values are gone", WRONG),
        ),
    )


@house_style
def untouched_image(image, with_random_branch, with_zero_branch):
    """Draws what a residual block makes of an image before and after its branch adds nothing.

    Args:
        image, with_random_branch, with_zero_branch: (height, width, 3), values around 0; the
            block's input and its output with two branches.

    Returns:
        `LessonFigure`.
    """
    random = float(np.abs(np.asarray(with_random_branch) - image).max())
    zero = float(np.abs(np.asarray(with_zero_branch) - image).max())
    same = int(np.all(np.asarray(with_zero_branch) == image, axis=-1).sum())
    total = image.shape[0] * image.shape[1]
    finding = f"With a zero mapping in the branch {same:,} of {total:,} pixels pass untouched"
    return _row_of_images(
        finding,
        image,
        (
            (image, "what goes in", "", INPUT),
            (with_random_branch, "branch: random", f"largest difference {random:.2g}", WRONG),
            (with_zero_branch, "branch: zero mapping", f"largest difference {zero:.2g}", SUM),
        ),
    )


@house_style
def silent_blocks(image, after_2016, after_2015):
    """Draws what arrives behind silent blocks of two kinds.

    Args:
        image, after_2016, after_2015: (height, width, 3), values around 0; what goes in, and what
            leaves the blocks of either year.

    Returns:
        `LessonFigure`.
    """
    lost = [float(np.mean(np.asarray(after) != image)) for after in (after_2016, after_2015)]
    changes = [f"change {share:.0%} of the values" if share else "change nothing" for share in lost]
    finding = f"Silent blocks of 2016 {changes[0]}; those of 2015 {changes[1]}"
    names = ("after the blocks of 2016", "after the blocks of 2015")
    tones = (SUM, WRONG)
    return _row_of_images(
        finding,
        image,
        (
            (image, "what goes in", "", INPUT),
            *(
                (after, name, f"{share:.0%} of the values differ", tone)
                for after, name, share, tone in zip(
                    (after_2016, after_2015), names, lost, tones, strict=True
                )
            ),
        ),
    )


def _row_of_images(finding, image, pictures):
    side = 2.4
    height = side * image.shape[0] / image.shape[1]
    figure = lesson_figure(finding, height + 0.85)
    low, high = np.percentile(image, (0.5, 99.5))
    left = MARGIN
    for picture, name, note, tone in pictures:
        shown = np.clip((np.asarray(picture) - low) / (high - low), 0, 1)
        axes = draw_image(figure, (left, 0.3, side, height), shown, name, tone, HEADING_SIZE)
        write_small(axes, 0, -0.03, note, tone, va="top")
        left += side + 0.35
    notes = "; ".join(f"{name}{': ' + note if note else ''}" for _, name, note, _ in pictures)
    figure.alt_text = (
        f"{finding}. Three pictures of {image.shape[0]} by {image.shape[1]} pixels: {notes}."
    )
    return figure


@house_style
def small_kernels(kernels, titles):
    """Draws convolution kernels for one channel as maps of numbers.

    Args:
        kernels: arrays (rows, columns).
        titles: as many names.

    Returns:
        `LessonFigure`.
    """
    figure = lesson_figure("Which of these kernels copies its input?", 2.15)
    limit = scale_limit(kernels)
    left = MARGIN
    for kernel, title in zip(kernels, titles, strict=True):
        drawn = draw_map(figure, (left, 0.3, 1.6, 1.6), kernel, 2.5 * limit, NEUTRAL)
        drawn.axes.set_title(title, fontsize=SMALL_SIZE, loc="left", pad=4)
        for row, column in np.ndindex(*np.shape(kernel)):
            number, place = f"{kernel[row][column]:.2g}", (column, row)
            drawn.axes.text(*place, number, ha="center", va="center", fontsize=SMALL_SIZE)
        left += 1.95
    numbers = "; ".join(
        f"{title}: {np.round(kernel, 2).tolist()}"
        for kernel, title in zip(kernels, titles, strict=True)
    )
    figure.alt_text = f"Which of these kernels copies its input? {numbers}."
    return figure
