"""How much of a picture the inside of a network sees."""

import numpy as np
from matplotlib.patches import ConnectionPatch
from matplotlib.patheffects import withStroke

from resnet_lessons.figures.pictures import show_pixels
from resnet_lessons.figures.strokes import draw_rectangle
from resnet_lessons.figures.style import (
    MARGIN,
    SMALL_SIZE,
    WIDTH,
    house_style,
    lesson_figure,
    place_axes,
)
from resnet_lessons.figures.tones import NEUTRAL, WINDOW_OUTLINE, ink, outside, windows

SIDE = 3.35
# Room for the words beside the windows and for those of the curve's axis, in inches.
_LABELS = 2.45
# How bright a pixel stays that a position does not see.
_DIMMED = 0.3


@house_style
def receptive_field(image, views, name=""):
    """Draws the window that the middle of each part sees, on a picture and as a curve.

    Args:
        image: (side, side, 3) or (side, side), 0 to 1 or 0 to 255, as large as the views say.
        views: a sequence of `View`, in the network's order.
        name: of the network, for the title.

    Returns:
        `LessonFigure`.

    Raises:
        ValueError: when there are no views or the picture has a different side.
    """
    image = np.asarray(image)
    if not views or image.shape[:2] != (views[0].image_size,) * 2:
        raise ValueError(f"{len(views)} views of a picture of shape {image.shape}")
    shown = _shown(views)
    finding = _finding(views, name)
    figure = lesson_figure(finding, SIDE + 0.75)
    _draw_windows(place_axes(figure, MARGIN, 0.05, SIDE, SIDE), image, shown)
    left = MARGIN + SIDE + _LABELS
    _draw_curve(
        place_axes(figure, left, 0.15, WIDTH - left - MARGIN - 0.1, SIDE - 0.15), views, shown
    )
    figure.text(
        MARGIN / WIDTH,
        0.16 / figure.get_size_inches()[1],
        "Grey: outside the picture, where the network sees zeros.",
        fontsize=SMALL_SIZE,
        color=NEUTRAL.ink,
    )
    described = "; ".join(
        f"{_part(view)} {view.width} pixels after {view.weight_layers} weight layers"
        for view in shown
    )
    side = views[0].image_size
    figure.alt_text = f"{finding}. Width of the window in a picture of {side} pixels: {described}."
    return figure


def _shown(views):
    """The first view and the last of each block layer."""
    last = {_part(view): view for view in views if view.place != "max-pooling"}
    return list(last.values())


def _part(view):
    return view.place.split(",")[0]


def _draw_windows(axes, image, shown):
    side = len(image)
    reach = max(max(-view.first, view.last - side) for view in shown)
    margin = max(0.08 * side, 1.06 * reach)
    show_pixels(axes, image, extent=(-0.5, side - 0.5, side - 0.5, -0.5))
    axes.set_xlim(-margin, side + margin)
    axes.set_ylim(side + margin, -margin)
    axes.set_facecolor(outside())
    axes.set_xticks([])
    axes.set_yticks([])
    for spine in axes.spines.values():
        spine.set_visible(False)
    outline = [withStroke(linewidth=4.5, foreground=WINDOW_OUTLINE)]
    for view, shade in zip(shown, windows(), strict=False):
        place = (view.first - 0.5, view.first - 0.5, view.width, view.width)
        line = {"edgecolor": shade, "linewidth": 2, "path_effects": outline}
        draw_rectangle(axes, place, fill=False, gid="window", **line)
    _name_windows(axes, shown)


def _name_windows(axes, shown):
    """Beside the picture, the largest window first: a thin line from its edge to its name."""
    for number, (view, shade) in enumerate(
        reversed(list(zip(shown, windows(), strict=False))), start=1
    ):
        end = view.first + view.width - 0.5
        corner = (end, view.first - 0.5 + 0.12 * view.width)
        height = 1 - number / (len(shown) + 1)
        ends = {"xyA": corner, "coordsA": axes.transData, "xyB": (1.04, height)}
        line = {"edgecolor": shade, "linewidth": 1.5, "clip_on": False, "gid": "key"}
        axes.add_artist(ConnectionPatch(**ends, coordsB=axes.transAxes, **line))
        words = f"{_part(view)}:\n{view.width} pixels"
        beside = {"transform": axes.transAxes, "va": "center", "fontsize": SMALL_SIZE}
        axes.text(1.05, height, words, color=ink(), **beside)


def _draw_curve(axes, views, shown):
    layers = [view.weight_layers for view in views]
    widths = [view.width for view in views]
    side = views[0].image_size
    axes.axhline(side, color=NEUTRAL.line, linestyle=(0, (4, 3)), linewidth=1)
    # Where the curve is not: above the line before it crosses, or below it afterwards.
    crossing = sum(width < side for width in widths) / len(widths)
    text = f"side of the picture: {side} pixels"
    if crossing >= 0.4:
        text = text.replace(": ", ":\n")
        place = {"x": 0.4, "y": 1.02 * side, "va": "bottom"}
    else:
        place = {"x": 1.02 * layers[-1], "y": 0.96 * side, "ha": "right", "va": "top"}
    axes.text(s=text, fontsize=SMALL_SIZE, color=NEUTRAL.ink, **place)
    axes.plot(layers, widths, color=NEUTRAL.line, linewidth=1.5, zorder=2)
    axes.scatter(layers, widths, 14, color=NEUTRAL.line, zorder=3)
    axes.set_ylim(0, 1.12 * max(widths))
    axes.set_xlim(0, 1.03 * layers[-1])
    for view, shade in zip(shown, windows(), strict=False):
        dot = {"color": shade, "edgecolor": ink(), "linewidth": 1, "zorder": 4}
        axes.scatter(view.weight_layers, view.width, 70, **dot)
        # Below the curve there is room before it leaves the picture, above it afterwards.
        is_late = view.width > side
        beside = {"xytext": (-8, 5), "ha": "right"} if is_late else {"xytext": (7, -11)}
        beside["textcoords"] = "offset points"
        # Close to the axis there is no room, and the windows have the names already.
        if view.width > 0.07 * max(widths):
            place = (view.weight_layers, view.width)
            axes.annotate(_part(view), place, fontsize=SMALL_SIZE, **beside)
    axes.set_xlabel("weight layers so far")
    axes.set_ylabel("width of the window (pixels)")


def _finding(views, name):
    of_network = f" of {name}" if name else ""
    first = next((view for view in views if view.covers_picture), None)
    if first is None:
        width = views[-1].width
        return f"At its end the middle{of_network} sees {width} of {views[-1].image_size} pixels"
    return f"From {first.place} on, a position in the middle{of_network} sees the whole picture"


@house_style
def seen_from(image, views, index, name=""):
    """Draws what one position in the middle of one place of a network sees.

    Args:
        image: (side, side, 3), 0 to 1 or 0 to 255, as large as the views say.
        views: a sequence of `View`, in the network's order.
        index: of the place, from 0.
        name: of the network, for the title.

    Returns:
        `LessonFigure`, of one size for every network and place.

    Raises:
        ValueError: when there is no such view or the picture has a different side.
    """
    image = np.asarray(image)
    if not 0 <= index < len(views) or image.shape[:2] != (views[0].image_size,) * 2:
        raise ValueError(f"view {index} of {len(views)} in a picture of shape {image.shape}")
    view = views[index]
    side = len(image)
    sees = "the whole picture" if view.covers_picture else f"{view.width} × {view.width} pixels"
    finding = f"{name or 'Network'}, {view.place}: one position sees {sees}"
    figure = lesson_figure(finding, SIDE + 0.75)
    axes = place_axes(figure, MARGIN, 0.05, SIDE, SIDE)
    show_pixels(axes, _dimmed(image, view), extent=(-0.5, side - 0.5, side - 0.5, -0.5))
    axes.set_xticks([])
    axes.set_yticks([])
    frame = (view.first - 0.5, view.first - 0.5, view.width, view.width)
    outline = [withStroke(linewidth=4.5, foreground=WINDOW_OUTLINE)]
    line = {"edgecolor": windows()[0], "linewidth": 2, "path_effects": outline, "gid": "window"}
    draw_rectangle(axes, frame, fill=False, **line)
    left = MARGIN + SIDE + 0.85
    _draw_way(place_axes(figure, left, 0.15, WIDTH - left - MARGIN - 0.1, SIDE - 0.15), views, view)
    figure.alt_text = (
        f"{finding}; weight layers so far: {view.weight_layers}. The photograph of {side} by {side} "
        f"pixels is dark outside of its window, which is {view.width} pixels wide. {_finding(views, name)}."
    )
    return figure


def _dimmed(image, view):
    """The picture, dark where the position does not look."""
    rows = np.arange(len(image))
    is_seen = (rows >= view.first) & (rows <= view.last)
    light = np.where(np.outer(is_seen, is_seen), 1.0, _DIMMED)[..., None]
    scale = 255 if np.issubdtype(image.dtype, np.integer) else 1
    return image / scale * light


def _draw_way(axes, views, view):
    """How the window grows along the network, up to the whole picture, and where we are."""
    layers = [each.weight_layers for each in views]
    shares = [min(100 * each.width / each.image_size, 100) for each in views]
    axes.plot(layers, shares, color=NEUTRAL.line, linewidth=1.5, marker="o", markersize=3)
    here = shares[list(views).index(view)]
    dot = {"color": windows()[0], "edgecolor": ink(), "linewidth": 1, "zorder": 4}
    axes.scatter(view.weight_layers, here, 90, **dot)
    axes.set_ylim(0, 108)
    axes.set_xlim(0, 1.03 * layers[-1])
    axes.set_xlabel("weight layers so far")
    axes.set_ylabel("width of the window (percent of the picture)")
    first = next((each for each in views if each.covers_picture), None)
    if first is not None:
        words = f"the whole picture\nafter {first.weight_layers} weight layers"
        axes.axvline(first.weight_layers, color=NEUTRAL.line, linestyle=(0, (4, 3)), linewidth=1)
        is_late = first.weight_layers > 0.6 * layers[-1]
        offset = {"xytext": (-6 if is_late else 6, 0), "textcoords": "offset points"}
        place = {"ha": "right" if is_late else "left", "va": "center"}
        at = (first.weight_layers, 12)
        axes.annotate(words, at, color=NEUTRAL.ink, fontsize=SMALL_SIZE, **offset, **place)
