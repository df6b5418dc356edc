"""What a trained network takes for what, and where it is surest and wrong."""

import math

import numpy as np
from matplotlib.colors import to_rgb

from resnet_lessons.data.images import fashion_mnist
from resnet_lessons.figures.pictures import show_pixels
from resnet_lessons.figures.strokes import draw_rectangle, draw_text
from resnet_lessons.figures.style import (
    MARGIN,
    SMALL_SIZE,
    TEXT_SIZE,
    drawing_axes,
    house_style,
    lesson_figure,
    place_axes,
    text_width,
)
from resnet_lessons.figures.tones import NEUTRAL, SUM, WRONG, current_theme, grid, ink, paper
from resnet_lessons.figures.trained import answers, network_name, of_a_run

# Inches.
HEAD = 0.78
CELL_HEIGHT = 0.34
NARROWEST, WIDEST = 0.44, 0.75
# How far a cell's colour may go from paper to line, so that ink on it stands out.
STRONGEST = {"light": 0.8, "dark": 0.42}
LISTED = 5
LINE = 0.22
SHOWN = 8
COLUMNS = 4
PICTURE = 1.1
CELL = (2.25, 1.42)


@of_a_run
@house_style
def confusion_matrix(run):
    """Draws how often a network takes each class for each other one.

    Args:
        run: `TrainedRun`.

    Returns:
        `LessonFigure`; a row for each class that a test image shows, a column for what is said.

    Raises:
        ValueError: when logits, labels and classes do not fit each other.
    """
    counts = _counts(run)
    mistakes = _mistakes(counts)
    names = run.class_names
    finding = _confusion_finding(run, counts)
    figure = lesson_figure(finding, HEAD + CELL_HEIGHT * len(names) + 0.25)
    axes = drawing_axes(figure)
    left = MARGIN + 0.15 + max(text_width(name, SMALL_SIZE) for name in names)
    heads = [_in_two(name) for name in names]
    lines = [line for head in heads for line in head.split("\n")]
    widest = max(text_width(line, SMALL_SIZE) for line in lines)
    width = min(WIDEST, max(NARROWEST, widest + 0.06))
    _write_names(axes, left, width, names, heads)
    _draw_cells(axes, left, width, counts)
    _write_list(axes, left + width * len(names) + 0.25, names, counts, mistakes)
    listed = "; ".join(
        f"{names[is_]} for {names[said]} {_times(counts[is_, said])}" for is_, said in mistakes
    )
    right = f"{np.trace(counts):,} of {counts.sum():,} test garments right"
    figure.alt_text = f"{finding}. {right}. Most often mistaken: {listed or 'nothing'}."
    return figure


@of_a_run
@house_style
def surest_and_wrong(run, images=None):
    """Draws the test images of which a network is surest, and wrong.

    Args:
        run: `TrainedRun`.
        images: (images, height, width, 1), as many as the run has labels; None for the shipped test
            garments.

    Returns:
        `LessonFigure` of eight images, or of all wrong ones if there are fewer.

    Raises:
        ValueError: when logits, labels, classes and images do not fit each other.
    """
    images = fashion_mnist().test_images if images is None else np.asarray(images)
    if len(images) != len(run.test_labels):
        raise ValueError(
            f"the run was tested on {len(run.test_labels):,} images, and here are {len(images):,}: "
            "hand over those it was tested on"
        )
    cases = _surest(run)
    finding = _surest_finding(run, cases)
    rows = math.ceil(len(cases) / COLUMNS)
    figure = lesson_figure(finding, 0.1 + max(rows, 0.3) * CELL[1])
    axes = drawing_axes(figure)
    for number, (place, said, is_, probability) in enumerate(cases):
        row, column = divmod(number, COLUMNS)
        corner = (MARGIN + column * CELL[0], 0.05 + row * CELL[1])
        words = (run.class_names[said], _percent(probability), run.class_names[is_])
        _draw_case(figure, axes, corner, images[place], words)
    if not cases:
        words = "Nothing to show here."
        draw_text(axes, MARGIN, 0.15, words, "nothing", ha="left", color=NEUTRAL.ink)
    each = "; ".join(
        f"says {run.class_names[said]} with {_percent(probability)}, it is {run.class_names[is_]}"
        for _, said, is_, probability in cases
    )
    figure.alt_text = f"{finding}. {each}." if cases else f"{finding}."
    return figure


def _counts(run):
    """Whole numbers (classes, classes): row what it is, column what is said."""
    probabilities, labels, _ = answers(run)
    counts = np.zeros((len(run.class_names),) * 2, dtype=int)
    np.add.at(counts, (labels, probabilities.argmax(-1)), 1)
    return counts


def _mistakes(counts):
    """(what it is, what is said) of the most frequent mistakes, the most frequent first."""
    pairs = [(is_, said) for is_, said in np.argwhere(counts) if is_ != said]
    return sorted(pairs, key=lambda pair: (-counts[pair], pair))[:LISTED]


def _confusion_finding(run, counts):
    name = network_name(run, first=True)
    if not counts.sum():
        return f"{name} has given no answers yet: there is nothing to count"
    if counts.trace() == counts.sum():
        return f"{name} names all {counts.sum():,} test garments correctly"
    # A class that no test image shows is neither hard nor easy.
    shown = np.maximum(counts.sum(axis=1), 1)
    shares = np.where(counts.sum(axis=1), counts.diagonal() / shown, 1.0)
    hardest = int(shares.argmin())
    right = f"{counts[hardest, hardest]} of {shown[hardest]} right"
    return f"{name} finds {run.class_names[hardest]} the hardest: {right}"


def _times(count):
    return "once" if count == 1 else f"{count} times"


def _in_two(name):
    """A name on two lines where it has two parts."""
    return name.replace("/", "/\n").replace(" ", "\n")


def _write_names(axes, left, width, names, heads):
    says = {"ha": "left", "fontweight": "bold", "color": ink()}
    draw_text(axes, left, 0.1, "what the network says", "heading", **says)
    draw_text(axes, left - 0.1, HEAD - 0.14, "what it is", "heading", **{**says, "ha": "right"})
    for number, (name, head) in enumerate(zip(names, heads, strict=True)):
        x, y = left + (number + 0.5) * width, HEAD + (number + 0.5) * CELL_HEIGHT
        draw_text(axes, x, HEAD - 0.08, head, "said", va="bottom", color=ink())
        draw_text(axes, left - 0.1, y, name, "is", ha="right", color=ink())


def _draw_cells(axes, left, width, counts):
    off = counts - np.diag(np.diag(counts))
    largest = {True: max(np.diag(counts).max(), 1), False: max(off.max(), 1)}
    for is_, said in np.ndindex(*counts.shape):
        right, count = is_ == said, counts[is_, said]
        tone = SUM if right else WRONG
        corner = (left + said * width, HEAD + is_ * CELL_HEIGHT)
        strength = STRONGEST[current_theme()] * count / largest[right]
        color = _between(paper(), tone.line, strength)
        edge = {"edgecolor": grid(), "linewidth": 0.8, "gid": "cell"}
        draw_rectangle(axes, (*corner, width, CELL_HEIGHT), facecolor=color, **edge)
        if count:
            middle = (corner[0] + width / 2, corner[1] + CELL_HEIGHT / 2)
            weight = "bold" if right else "normal"
            settings = {"fontsize": TEXT_SIZE, "fontweight": weight, "color": ink()}
            draw_text(axes, *middle, str(count), "count", **settings)


def _between(one, other, share):
    """The colour that lies a share of the way from one colour to another."""
    one, other = np.array(to_rgb(one)), np.array(to_rgb(other))
    return tuple(one + share * (other - one))


def _write_list(axes, x, names, counts, mistakes):
    """What the colours mean, and the most frequent mistakes, to the right of the matrix."""
    right, total = np.trace(counts), counts.sum()
    lines = [(f"right: {right:,} of {total:,}", {"color": SUM.ink, "fontweight": "bold"})]
    lines += [(f"wrong: {total - right:,}", {"color": WRONG.ink, "fontweight": "bold"})]
    if mistakes:
        lines += [("", {}), ("most often mistaken:", {"fontweight": "bold"})]
    top = HEAD + 0.12
    for number, (text, settings) in enumerate(lines):
        draw_text(
            axes, x, top + LINE * number, text, "key", ha="left", **{"color": ink(), **settings}
        )
    top += LINE * len(lines)
    for number, (is_, said) in enumerate(mistakes):
        y = top + 2 * LINE * number
        draw_text(axes, x + 0.2, y, str(counts[is_, said]), "mistake", ha="right", color=ink())
        words = f"{names[is_]}\nfor {names[said]}"
        draw_text(axes, x + 0.28, y - 0.08, words, "mistake", ha="left", va="top", color=ink())


def _surest(run):
    """(place, said, is, probability) of the wrong answers, the surest first."""
    probabilities, labels, places = answers(run)
    if not len(places):
        return []
    said, sure = probabilities.argmax(-1), probabilities.max(-1)
    order = np.argsort(-sure, kind="stable")
    wrong = [number for number in order if said[number] != labels[number]][:SHOWN]
    return [
        (int(places[each]), int(said[each]), int(labels[each]), float(sure[each])) for each in wrong
    ]


def _surest_finding(run, cases):
    if not cases:
        named = len(answers(run)[2])
        name = network_name(run, first=True)
        if not named:
            return f"{name} has given no answers yet"
        return f"{name} names all {named:,} test garments correctly"
    _, said, is_, probability = cases[0]
    names, sure = run.class_names, _percent(probability)
    return (
        f"Surest and wrong: {network_name(run)} says {names[said]} with {sure}; it is {names[is_]}"
    )


def _percent(probability):
    """A probability for people; what is not quite sure is not called so."""
    return "over 99.9%" if probability > 0.9995 else f"{probability:.1%}"


def _draw_case(figure, axes, corner, image, words):
    said, sure, is_ = words
    left, top = corner
    picture = place_axes(figure, left, top, PICTURE, PICTURE)
    picture.set_axis_off()
    show_pixels(picture, image, aspect="auto")
    bold = {"fontweight": "bold"}
    for y, text, settings in (
        (0.14, "it says", {"color": NEUTRAL.ink}),
        (0.34, f"✗ {said}", {"color": WRONG.ink, **bold}),
        (0.54, sure, {"color": WRONG.ink}),
        (0.79, "it is", {"color": NEUTRAL.ink}),
        (0.99, is_, {"color": ink(), **bold}),
    ):
        draw_text(axes, left + PICTURE + 0.1, top + y, text, "case", ha="left", **settings)
