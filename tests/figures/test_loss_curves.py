"""Loss curves of all seeds on a logarithmic axis, and how far training came."""

import numpy as np
import pytest

from resnet_lessons.figures import depth_losses, variant_losses
from resnet_lessons.figures.loss_curves import round_ticks
from tests.figures import experiment_samples as samples
from tests.figures.overlap import drawn_texts


def thick(axes):
    return [line for line in axes.get_lines() if line.get_linewidth() > 2]


def test_a_line_a_seed_and_their_mean():
    run = samples.degradation()
    (axes,) = depth_losses(run, 26).axes
    assert axes.get_yscale() == "log"
    assert len(axes.get_lines()) == 2 * (3 + 1)
    for line, kind in zip(thick(axes), (0, 1), strict=True):
        expected = run.losses[:, kind, 1].reshape(3, 25, 4).mean(axis=(0, 2))
        np.testing.assert_allclose(line.get_ydata(), expected)


def test_the_title_tells_the_last_losses():
    run = samples.degradation()
    plain, residual = run.losses[:, :, 2, -4:].mean(axis=(0, 2))
    title = depth_losses(run, 52).get_suptitle()
    assert f"{residual:.2f} with shortcuts, {plain:.2f} without" in title


def test_where_training_stopped_its_step_is_told():
    run = samples.degradation(seeds=1)
    run.losses[0, 1, 2, 40:] = np.nan
    assert "(step 38) with shortcuts" in depth_losses(run, 52).get_suptitle()


def test_a_mean_of_fewer_seeds_is_not_drawn():
    run = samples.degradation()
    run.losses[2, 0, 2, 40:] = np.nan
    plain = thick(depth_losses(run, 52).axes[0])[0].get_ydata()
    assert np.isfinite(plain).sum() == 10


def test_the_original_stands_beside_a_variant():
    run = samples.variants()
    words = {
        text.words.replace("\n", " ") for text in drawn_texts(variant_losses(run, "no_shortcut"))
    }
    assert {"no shortcut at all", "identity shortcut, ReLU after the addition"} <= words
    assert len(thick(variant_losses(run, "no_shortcut").axes[0])) == 2
    alone = variant_losses(run, "original")
    assert len(thick(alone.axes[0])) == 1
    assert "the original's" not in alone.get_suptitle()


def test_without_the_original_a_variant_stands_alone():
    run = samples.variants()
    run.variants, run.losses = run.variants[1:], run.losses[:, 1:]
    assert len(thick(variant_losses(run, "relu_before").axes[0])) == 1


def test_what_was_not_trained_is_told():
    with pytest.raises(ValueError, match="no variant 'gated' in this run; there are original, "):
        variant_losses(samples.variants(), "gated")
    with pytest.raises(ValueError, match="no depth 7 in this run"):
        depth_losses(samples.degradation(), 7)


@pytest.mark.parametrize(
    ("ends", "ticks"),
    [((0.05, 200), "0.1 1 10 100"), ((0.6, 2.6), "0.7 1 1.5 2"), ((0.95, 6), "1 2 5")],
)
def testround_ticks_are_round_and_few(ends, ticks):
    assert round_ticks(*ends)[1] == ticks.split()
