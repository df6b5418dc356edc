"""The lesions' figures: means in the title, crosses where a lesion is impossible."""

import numpy as np
import pytest

from resnet_lessons.figures import lesions, lesions_together
from tests.figures import experiment_samples as samples
from tests.figures.overlap import assert_readable, drawn_texts


def crosses(axes):
    return sum(len(marks.get_offsets()) for marks in axes.collections if marks.get_gid() == "cross")


def test_the_title_tells_the_mean_of_the_blocks_that_both_can_lose():
    run = samples.lesions()
    # The fourth block changes the shape: what its lesion costs the residual network is not counted.
    run.dropped[:, 1, 3] = 0.0
    plain, residual = run.dropped[:, :, [0, 1, 2, 4, 5]].mean(axis=(0, 2))
    title = lesions(run).get_suptitle().replace("\n", " ")
    assert f"on average: {residual:.0%} with shortcuts, {plain:.0%} without" in title
    assert "close to guessing" in title


@pytest.mark.parametrize("accuracies", [{"plain": 0.5}, {"plain": 0.11, "residual": 0.12}])
def test_guessing_is_told_only_where_one_of_them_is_worse(accuracies):
    assert "guessing" not in lesions(samples.lesions(**accuracies)).get_suptitle()


def test_three_panels_or_one_on_the_same_scale():
    figure = lesions(samples.lesions())
    assert [axes.get_title(loc="left") for axes in figure.axes] == [
        "one block dropped", "swapped with the next", "one block run twice",
    ]  # fmt: skip
    assert {axes.get_ylim() for axes in figure.axes} == {(0, 100)}
    # A plain block that changes the shape; two pairs and one block of both kinds.
    assert [crosses(axes) for axes in figure.axes] == [1, 4, 2]
    alone = lesions(samples.lesions(), "repeated")
    assert_readable(alone)
    assert len(alone.axes) == 1
    assert "run twice" in alone.get_suptitle()
    with pytest.raises(ValueError, match="no lesion 'cut'; there are dropped, swapped, repeated"):
        lesions(samples.lesions(), "cut")


@pytest.mark.draws
def test_the_lines_are_the_means():
    run = samples.lesions()
    lines = lesions(run).axes[0].get_lines()
    found = [line.get_ydata() for line in lines if len(line.get_xdata()) == 6]
    np.testing.assert_allclose(
        found[0][[0, 1, 2, 4, 5]], 100 * run.dropped[:, 0].mean(0)[[0, 1, 2, 4, 5]]
    )
    np.testing.assert_allclose(found[1], 100 * run.dropped[:, 1].mean(axis=0))
    assert np.isnan(found[0][3])


def test_no_cross_and_no_word_of_it_where_every_block_keeps_its_shape():
    run = samples.lesions()
    run.keeps_shape = np.ones(6, dtype=bool)
    figure = lesions(run)
    assert [crosses(axes) for axes in figure.axes] == [0, 0, 0]
    assert not any("impossible" in text.words for text in drawn_texts(figure))


def test_dropped_together_costs_what_the_title_says():
    run = samples.lesions()
    cost = 100 * (run.whole[..., None] - run.dropped_together).mean(axis=0)
    title = lesions_together(run).get_suptitle().replace("\n", " ")
    assert (
        f"one block is dropped: {cost[1, 0]:.0f} with shortcuts, {cost[0, 0]:.0f} without" in title
    )
    assert f"4 blocks: {cost[1, 3]:.0f} with shortcuts, {cost[0, 3]:.0f} without" in title
