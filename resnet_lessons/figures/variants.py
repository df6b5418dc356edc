"""What is on the shortcut, and what it does to the test error.

He et al. 2016, tables 1 and 2.
"""

import numpy as np

from resnet_lessons.figures.experiment_axes import draw_row
from resnet_lessons.figures.experiment_runs import NOTHING, checked, guessing, mean, percent, so_far
from resnet_lessons.figures.style import (
    MARGIN,
    SMALL_SIZE,
    WIDTH,
    house_style,
    lesson_figure,
    name_rows,
    place_axes,
    text_width,
)
from resnet_lessons.figures.tones import NEUTRAL, PROJECTION, SHORTCUT, WRONG

# The words of `experiments.shortcut_variants.VARIANTS`, which stands above the figures; a test
# compares the two.
_WORDS = {
    "original": "identity shortcut, ReLU after the addition",
    "constant_half": "shortcut and residual branch halved",
    "convolution": "1×1 convolution on every shortcut",
    "dropout": "half of every shortcut dropped in training",
    "dropout_doubled": "the same, and the other half doubled",
    "normalised_after": "batch normalisation after the addition",
    "relu_before": "ReLU before the addition",
    "relu_first": "ReLU-only pre-activation",
    "pre_activation": "full pre-activation",
    "no_shortcut": "no shortcut at all",
}
_ORIGINAL = "original"


def variant_words(name):
    """What a variant is, in words; its own name where it is not known."""
    return _WORDS.get(name, str(name).replace("_", " "))


def tone_of(name):
    """The `Tone` of a variant."""
    return {_ORIGINAL: SHORTCUT, "no_shortcut": WRONG}.get(name, PROJECTION)


@house_style
def shortcut_variants(run):
    """Draws the test error of every variant, in the run's order.

    Args:
        run: `experiments.shortcut_variants.ShortcutVariants`.

    Returns:
        `LessonFigure`; seeds are dots, their mean is a stroke.

    Raises:
        ValueError: when the run has no variants.
    """
    checked(run, "shortcut_variants", "variants", "test_accuracy")
    errors = 1 - np.asarray(run.test_accuracy, dtype=float)
    means = mean(errors)
    finding = so_far(run, _finding(run.variants, means))
    words = [variant_words(name) for name in run.variants]
    left = MARGIN + 0.2 + max(map(text_width, words))
    height = 0.34 * len(words) + 0.1
    figure = lesson_figure(finding, height + 0.95)
    axes = place_axes(figure, left, 0.3, WIDTH - left - 0.5, height)
    for place, name in enumerate(run.variants):
        _draw_variant(axes, place, errors[:, place], tone_of(name))
    _draw_references(axes, run.variants, means)
    name_rows(axes, words)
    axes.set_xlim(0, 100)
    axes.set_xlabel("test error (%): one dot for each seed, stroke: their mean")
    axes.grid(axis="x")
    told = "; ".join(
        f"{text} {percent(value) if np.isfinite(value) else NOTHING}"
        for text, value in zip(words, means, strict=True)
    )
    figure.alt_text = f"{finding}. Test error, mean over the seeds: {told}."
    return figure


def _draw_variant(axes, place, errors, tone):
    middle = draw_row(axes, place, 100 * errors, tone)
    if np.isnan(middle):
        axes.text(1, place, "not measured", va="center", color=NEUTRAL.ink, fontsize=SMALL_SIZE)
        return
    right = {"transform": axes.get_yaxis_transform(), "va": "center", "ha": "right"}
    axes.text(1.04, place, f"{middle:.0f}", color=tone.ink, fontweight="bold", **right)


def _draw_references(axes, variants, means):
    chance = 100 * (1 - guessing())
    axes.axvline(chance, color=NEUTRAL.line, linestyle=":", linewidth=1.3, zorder=0)
    above = {"transform": axes.get_xaxis_transform(), "va": "bottom", "fontsize": SMALL_SIZE}
    axes.text(chance, 1.02, f"guessing: {chance:.0f}", ha="center", color=NEUTRAL.ink, **above)
    names = list(variants)
    if _ORIGINAL in names and np.isfinite(means[names.index(_ORIGINAL)]):
        own = 100 * means[names.index(_ORIGINAL)]
        axes.axvline(own, color=SHORTCUT.line, linestyle=(0, (5, 3)), linewidth=1, zorder=0)
        axes.text(own, 1.02, "the original", ha="center", color=SHORTCUT.ink, **above)


def _finding(variants, means):
    names = list(variants)
    found = {name: value for name, value in zip(names, means, strict=True) if np.isfinite(value)}
    if not found:
        return f"Variants of the shortcut: {NOTHING}"
    own = found.pop(_ORIGINAL, None)
    if own is None or not found:
        best = min(found or {_ORIGINAL: own}, key=(found or {_ORIGINAL: own}).get)
        return f"Lowest test error: {variant_words(best)}, {percent((found or {best: own})[best])}"
    worse = [value for value in found.values() if value > own]
    low, high = percent(min(found.values())), percent(max(found.values()))
    others = f"{low} to {high}" if low != high else low
    if len(worse) == len(found):
        which = f"all {len(found)} variants do" if len(found) > 1 else "the variant does"
        return f"The original errs on {percent(own)} of the test images; {which} worse, {others}"
    return (
        f"{len(worse)} of {len(found)} variants do worse than the original, which errs on "
        f"{percent(own)} of the test images; they err on {others}"
    )
