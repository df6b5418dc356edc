"""A network that grew: what changed at once, and what training on made of it."""

import numpy as np
import pytest

from resnet_lessons.experiments import growth
from resnet_lessons.figures import grown_network, growth_by_seed
from resnet_lessons.figures.network_growth import _KINDS, _TRAINING_ACCURACY
from tests.figures import experiment_samples as samples
from tests.figures.overlap import assert_readable, drawn_texts
from tests.figures.samples import growth as raced_growth


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
    assert f"and {end:.0%} once trained further" in title(run)
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


def test_growth_with_and_without_scales():
    scales = {
        "scales": np.array([0, 0.1, 0.5, 1.0]),
        "accuracy_by_scale": np.array([0.8, 0.7, 0.3, 0.2]),
    }
    for found in (raced_growth(), raced_growth(**scales)):
        figure = grown_network(found)
        assert_readable(figure)
        words = {text.words for text in drawn_texts(figure)}
        assert {"81.0%", "84.0%", "83.5%", "10.0%"} <= words
        # What growing gains is beside what training on gains without it.
        title = figure.get_suptitle().replace("\n", " ")
        assert "84.0% are right, and 83.5% with the 20 blocks alone" in title
    assert "with their random weights times 0.5: 30.0%" in figure.alt_text


def test_growth_that_went_wrong_is_said():
    worse = raced_growth(grown_difference=np.float32(0.02), grown_end=np.array([1, 0.5, 0.5]))
    text = grown_network(worse).alt_text
    assert "at most 0.02 apart" in text
    assert "50.0% are right, and 83.5%" in text
