"""Variants of the shortcut: their words, their errors, and what the title says of them."""

import numpy as np
import pytest

from resnet_lessons.experiments.shortcut_variants import VARIANTS
from resnet_lessons.figures import shortcut_variants
from resnet_lessons.figures.variants import variant_words
from tests.figures import experiment_samples as samples
from tests.figures.overlap import drawn_texts


def test_the_words_are_the_experiments_own():
    assert {name: variant_words(name) for name in VARIANTS} == {
        name: words for name, (words, *_) in VARIANTS.items()
    }
    assert variant_words("gated_twice") == "gated twice"


@pytest.mark.parametrize(
    ("accuracies", "finding"),
    [
        ((0.7, 0.4, 0.65, 0.25), "all 3 variants do worse"),
        ((0.7, 0.4), "the variant does worse"),
        ((0.4, 0.7, 0.3), "1 of 2 variants do worse than the original"),
        ((0.7,), "Lowest test error: identity shortcut"),
    ],
)
def test_the_title_is_computed(accuracies, finding):
    run = samples.variants(accuracies=accuracies)
    title = shortcut_variants(run).get_suptitle().replace("\n", " ")
    assert finding in title
    assert f"{1 - run.test_accuracy[:, 0].mean():.0%}" in title


def test_each_variant_has_its_dots_and_its_mean():
    run = samples.variants()
    figure = shortcut_variants(run)
    (axes,) = figure.axes
    dots = np.array([marks.get_offsets()[:, 0] for marks in axes.collections])
    np.testing.assert_allclose(dots, 100 * (1 - run.test_accuracy.T))
    words = {text.words for text in drawn_texts(figure)}
    assert {f"{100 * error:.0f}" for error in 1 - run.test_accuracy.mean(axis=0)} <= words
