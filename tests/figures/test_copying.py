"""The race holds the losses and the copies, on axes that stay, and says when there are none."""

import numpy as np
import pytest

from resnet_lessons.figures.copying import identity_race, race_limits
from tests.figures.overlap import assert_readable, drawn_texts
from tests.figures.samples import race
from tests.support.soak import some

# Errors of both copies -> what the title says.
RACES = {
    (0.2, 0.002): "The copy without shortcuts is 100 times as wrong as the one with them",
    (0.1, 0.002): "The copy without shortcuts is 50 times as wrong as the one with them",
    (0.1, 0.0): "With shortcuts the copy is almost perfect; without them it is not",
    (1e-3, 1e-7): "The copy without shortcuts is 10,000 times as wrong",
    (0.01, 0.05): "The copy with shortcuts is 5.0 times as wrong as the plain one",
    (0.1, 0.1): "about as good",
}


@pytest.mark.draws
@pytest.mark.parametrize(("errors", "finding"), some(RACES.items(), 2))
def test_a_race(errors, finding):
    figure = identity_race(race(*errors))
    assert_readable(figure)
    assert finding in figure.alt_text
    assert len([image for axes in figure.axes for image in axes.images]) == 3
    np.testing.assert_allclose(figure.axes[0].get_lines()[0].get_ydata(), race()["plain_loss"])


@pytest.mark.parametrize(("plain", "residual"), [(1.01e-2, 0.99e-3), (0.5, 0.99e-3)])
def test_almost_perfect_is_a_thousandth_of_a_grey_picture_beside_far_more(plain, residual):
    grey = float(np.mean(race()["image"] ** 2))
    perfect = "almost perfect; without them it is not"
    assert perfect in identity_race(race(plain * grey, residual * grey)).alt_text
    assert perfect not in identity_race(race(plain * grey, 1.01e-3 * grey)).alt_text
    assert perfect not in identity_race(race(0.99e-2 * grey, residual * grey)).alt_text


def broken(step, kinds=("plain",)):
    """A race in which training breaks down in `step`."""
    found = race()
    for kind in kinds:
        found[f"{kind}_loss"] = found[f"{kind}_loss"].copy()
        found[f"{kind}_loss"][step - 1 :] = np.nan
        found[f"{kind}_copy"] = np.full_like(found[f"{kind}_copy"], np.inf)
    return found


@pytest.mark.draws
@pytest.mark.parametrize("step", some([1, 2, 40, 150], 2))
def test_a_loss_that_is_no_number_is_said(step):
    figure = identity_race(broken(step), (1e-7, 1e2), "8 blocks")
    assert_readable(figure)
    assert f"breaks down without shortcuts: the loss is no longer a number in step {step}" in (
        figure.alt_text
    )
    assert "error no number" in [text.words for text in drawn_texts(figure)]
    both = identity_race(broken(step, ("plain", "residual"))).alt_text
    assert "without shortcuts and with shortcuts" in both


def test_neither_copies_where_grey_would_be_less_wrong():
    grey = float(np.mean(race()["image"] ** 2))
    assert "neither copies" in identity_race(race(2 * grey, 1.1 * grey)).alt_text
    assert "neither copies" not in identity_race(race(2 * grey, 0.9 * grey)).alt_text


@pytest.mark.draws
@pytest.mark.parametrize("result", [race(1e9, 1e9), broken(3)], ids=["far off", "broken"])
def test_frames_are_of_one_size_and_scale(result):
    limits = (1e-7, 1e3)
    figure = identity_race(result, limits, "4 blocks, initial weights times 2")
    assert tuple(figure.get_size_inches()) == tuple(identity_race(race()).get_size_inches())
    assert figure.axes[0].get_ylim() == limits
    assert_readable(figure)
    assert "4 blocks, initial weights times 2" in {text.words for text in drawn_texts(figure)}
    assert " 4 blocks, initial weights times 2." in figure.alt_text


def test_limits_are_powers_of_ten_around_every_finite_loss():
    one, other = race(), broken(3)
    one["plain_loss"][0] = 731.0
    one["residual_loss"][-1] = 2e-6
    assert race_limits([one, other]) == pytest.approx((1e-6, 1e3))
    with pytest.raises(ValueError, match="no loss is a finite number"):
        race_limits([broken(1, ("plain", "residual"))])


@pytest.mark.parametrize("limits", [(0, 1), (1, 0.1), (1e-3, np.inf), (np.nan, 1)])
def test_other_limits_are_refused(limits):
    with pytest.raises(ValueError, match="above 0, ascending"):
        identity_race(race(), limits)
