"""Pictures in a figure: an image, a map of activations, and the scale that reads it.

Places are (left, top, width, height) in inches, as in `style.place_axes`.
"""

import numpy as np
from matplotlib.colors import FuncNorm, Normalize

from resnet_lessons.figures.style import SMALL_SIZE, TEXT_SIZE, place_axes
from resnet_lessons.figures.tones import NEUTRAL, diverging

# Per cent of the values that a scale covers; the rest is drawn in its last colours.
SHARE_ON_SCALE = 99.5


def scale_limit(parts):
    """The end of a scale around zero for arrays `parts`, leaving out a few extreme values.

    Raises:
        ValueError: when a value is not finite.
    """
    sizes = np.concatenate([np.abs(part).ravel() for part in parts])
    if not np.isfinite(sizes).all():
        raise ValueError("an activation is not a finite number; no scale fits it")
    return float(np.percentile(sizes, SHARE_ON_SCALE) or sizes.max() or 1)


def draw_map(figure, place, values, limit, tone, stretched=False):
    """Draws (height, width) activations between `-limit` and `limit` in a frame of a tone.

    Args:
        stretched: whether the colours follow the square root, so that the small values of one
            picture can be seen on a scale that holds the large ones of another.

    Returns:
        `matplotlib.image.AxesImage`.
    """
    axes = place_axes(figure, *place)
    axes.set_xticks([])
    axes.set_yticks([])
    for spine in axes.spines.values():
        spine.set(visible=True, color=tone.line, linewidth=1)
    scale = FuncNorm(_ROOT, -limit, limit) if stretched else Normalize(-limit, limit)
    settings = {"cmap": diverging(), "norm": scale}
    return axes.imshow(values, aspect="auto", interpolation="nearest", **settings)


def _root(values):
    return np.sign(values) * np.sqrt(np.abs(values))


def _square(values):
    return np.sign(values) * np.square(values)


_ROOT = (_root, _square)


def draw_image(figure, place, image, title="input image", tone=NEUTRAL, title_size=TEXT_SIZE):
    """Draws an image, (height, width, 3), (height, width, 1) or (height, width), 0 to 1 or 0 to 255.

    Returns:
        `matplotlib.axes.Axes` without frame, under the title.
    """
    axes = place_axes(figure, *place)
    axes.set_axis_off()
    axes.set_title(title, fontsize=title_size, color=tone.ink, pad=4, loc="left")
    show_pixels(axes, image, aspect="auto")
    return axes


def show_pixels(axes, image, **settings):
    """Fills axes with an image as `draw_image` takes it; `settings` are those of `imshow`."""
    image = np.asarray(image)
    if image.ndim == 3 and image.shape[2] == 1:
        image = image[..., 0]
    # A resized photograph may overshoot 1 a little; none in 0 to 255 stays below 2.
    whole = 255 if image.max() > 2 else 1
    axes.imshow(np.clip(image / whole, 0, 1), cmap="gray", vmin=0, vmax=1, **settings)


def draw_scale(figure, left, top, height, drawn):
    """Draws the colour scale of `drawn`, from `draw_map`; about 0.8 inches wide."""
    axes = place_axes(figure, left, top, 0.12, height)
    bar = figure.colorbar(drawn, cax=axes, extend="both", extendfrac=0.04)
    bar.outline.set_linewidth(0.5)
    bar.set_label("activation (no unit)", fontsize=SMALL_SIZE)
    bar.ax.tick_params(labelsize=SMALL_SIZE)
    bar.ax.locator_params(nbins=5)


def draw_scale_below(figure, left, top, width, drawn):
    """Draws the colour scale of `drawn` lying, `width` inches wide and about 0.5 high."""
    axes = place_axes(figure, left, top, width, 0.1)
    bar = figure.colorbar(drawn, cax=axes, orientation="horizontal", extend="both", extendfrac=0.06)
    bar.outline.set_linewidth(0.5)
    bar.set_label("activation (no unit)", fontsize=SMALL_SIZE)
    bar.ax.tick_params(labelsize=SMALL_SIZE)
    limit = drawn.norm.vmax
    step = 10.0 ** np.floor(np.log10(limit))
    end = step * max(digit for digit in (1, 2, 5) if digit * step <= limit)
    bar.set_ticks([-end, 0, end], labels=[f"−{end:g}", "0", f"{end:g}"])
