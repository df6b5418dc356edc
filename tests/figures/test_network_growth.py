"""A network that grew: what changed at once, and what training on made of it."""

import numpy as np
import pytest

from resnet_lessons.experiments import growth
from resnet_lessons.figures import growth_by_seed
from resnet_lessons.figures.network_growth import _KINDS, _TRAINING_ACCURACY
from tests.figures import experiment_samples as samples


def title(run):
    return growth_by_seed(run).get_suptitle().replace("\n", " ")


def test_the_axes_of_the_run_are_the_experiments_own():
    assert growth.MEASURES[_TRAINING_ACCURACY] == "training accuracy"
    words = [" ".join(words.split()) for words, _ in _KINDS]
    assert words == ["new blocks with shortcuts", "new blocks without shortcuts", "no new blocks"]
    assert growth.KINDS == ("with shortcuts", "without shortcuts", "as it is")


def test_the_title_is_computed():
    run = samples.growth()
    end = run.end[:, 1, 1].mean()
    assert "with shortcuts no prediction changes; without, 10% of the training" in title(run)
    assert f"and {end:.0%} once trained on" in title(run)
    assert "logits move by up to 0.02" in title(samples.growth(difference=0.02))


def test_a_kind_that_was_not_measured_has_no_place():
    three, two = growth_by_seed(samples.growth()), growth_by_seed(samples.growth(as_it_is=False))
    assert [len(figure.axes[0].get_xticks()) for figure in (three, two)] == [6, 4]
    assert "no new blocks" not in two.alt_text


def test_before_and_after_are_drawn_for_every_seed():
    run = samples.growth()
    lines = [line for line in growth_by_seed(run).axes[0].get_lines() if line.get_linewidth() < 1]
    found = np.array([line.get_ydata() for line in lines]).reshape(3, 3, 2)
    expected = np.stack([run.start[..., 1], run.end[..., 1]], axis=-1).swapaxes(0, 1)
    np.testing.assert_allclose(found, 100 * expected)


def test_one_seed_alone():
    figure = growth_by_seed(samples.growth(), seed=2)
    assert len([line for line in figure.axes[0].get_lines() if line.get_linewidth() < 1]) == 3
    with pytest.raises(ValueError, match="no seed number 5"):
        growth_by_seed(samples.growth(), seed=5)
