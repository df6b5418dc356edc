"""Figures of chapter 6's experiments: their findings, their lines, and what they refuse."""

import numpy as np
import pytest

from resnet_lessons import figures
from resnet_lessons.experiments import block_starts, residual_streams, signal_size, stochastic_depth
from resnet_lessons.figures import cut_branches, signal_sizes, starts
from resnet_lessons.figures.block_family import DRAWINGS
from tests.figures import experiment_samples, later_samples


def title(figure):
    return figure.get_suptitle().replace("\n", " ")


def lines(axes, points):
    """Heights of the lines with so many points."""
    return [line.get_ydata() for line in axes.get_lines() if len(line.get_xdata()) == points]


def test_the_names_and_words_are_those_of_the_experiments():
    assert set(signal_sizes._WAYS) == set(signal_size.WAYS)
    assert {name: words for name, (words, _) in starts._STARTS.items()} == block_starts.STARTS
    depths = [words.replace("\n", " ") for words, _ in cut_branches.DEPTHS]
    assert tuple(depths) == stochastic_depth.KINDS
    assert tuple(words for words, _ in cut_branches.STREAMS) == residual_streams.KINDS


def test_the_predictions_are_those_of_the_theory():
    forward, backward = signal_sizes.PREDICTED["forward"], signal_sizes.PREDICTED["backward"]
    assert [forward["residual"](n) for n in (0, 1, 20)] == [1, 2, 1_048_576]
    assert [forward["residual_normalised"](n) for n in (0, 1, 20)] == [1, 2, 21]
    # Of a ReLU's mean square on a standard normal number, 1/2, its squared mean, 1/(2π), is constant.
    varying = (1 / 2 - 1 / (2 * np.pi)) / (1 / 2)
    assert np.isclose(backward["plain_normalised"](1), 1 / varying**2)


@pytest.mark.draws
def test_sizes_are_drawn_beside_their_predictions():
    run = later_samples.signal_size()
    figure = figures.signal_size(run)
    drawn = lines(figure.axes[0], 5)
    for place in range(4):
        means = np.exp(np.log(run.forward[:, place]).mean(axis=0))
        assert any(np.allclose(line, means) for line in drawn)
    assert any(np.allclose(line, 2.0 ** np.arange(5)) for line in drawn)
    assert "shortcuts 17 (predicted 16)" in figure.alt_text
    # A gradient goes from the last block to the first, and is read in that order.
    assert figures.signal_size(run, "backward").axes[0].get_xlim() == (4, 0)
    with pytest.raises(ValueError, match="no direction 'up'; there are forward, backward"):
        figures.signal_size(run, "up")


@pytest.mark.draws
def test_a_sum_says_how_exact_it_is():
    run = later_samples.residual_sum()
    assert "to 3 parts in 10 million" in title(figures.residual_sum(run))
    run.gradient_gap[1] = 0.01
    assert "to 100,000 parts in 10 million" in title(figures.residual_sum(run))


@pytest.mark.draws
def test_a_shortcut_carries_what_enters_its_block_from_either_side():
    run = later_samples.residual_sum()
    forward, backward = figures.residual_sum(run, 0).axes
    np.testing.assert_allclose(lines(forward, 5), [run.features[0, :-1], run.branches[0]])
    # What comes back into the last block is the gradient after it; what leaves the first is no shortcut's.
    np.testing.assert_allclose(lines(backward, 5), [run.gradients[0, 1:], run.branch_gradients[0]])


@pytest.mark.draws
def test_the_best_start_is_named_and_the_usual_one_beside_it():
    run = later_samples.block_starts()
    run.test_accuracy[:] = (0.81, 0.78, 0.1, 0.6, 0.7)
    assert "Best: batch normalisation, γ = 1, 81%" in title(figures.block_starts(run))
    run.test_accuracy[:, 1] = 0.9
    found = title(figures.block_starts(run))
    assert "Best: batch normalisation, γ = 0, 90%" in found and "; the usual start 81%" in found
    with pytest.raises(ValueError, match="no start 'none' in this run; there are usual"):
        figures.start_losses(later_samples.block_starts(), "none")


@pytest.mark.draws
def test_cuts_are_drawn_as_means_beside_the_whole_networks():
    run = later_samples.stochastic_depth()
    figure = figures.stochastic_depth(run)
    drawn = lines(figure.axes[0], 6)
    for kind in range(2):
        assert any(np.allclose(line, 100 * run.dropped[:, kind].mean(axis=0)) for line in drawn)
    # A title says what is drawn.
    losses = figures.stochastic_depth(run, "losses")
    assert title(losses).startswith("Last training loss: 0.2") and "cut" not in losses.alt_text
    with pytest.raises(ValueError, match="no 'loss' in this figure; there are cuts, losses"):
        figures.stochastic_depth(run, "loss")


@pytest.mark.draws
def test_streams_beside_blocks_are_told_in_points_of_accuracy():
    run, lesions = later_samples.residual_streams(), experiment_samples.lesions()
    run.dropped[:], run.whole[:], lesions.whole[:] = 0.5, 0.75, 0.9
    lesions.dropped[:] = 0.7
    found = title(figures.streams_beside_blocks(run, lesions))
    assert "costs the ResNet 20 points" in found
    assert "25 with pre-normalisation, 25 with post-normalisation" in found
    with pytest.raises(ValueError, match="no kind 'none' in this run; there are pre-norm"):
        figures.residual_stream(run, "none")


@pytest.mark.draws
def test_four_blocks_and_where_they_halve():
    figure = figures.block_family()
    assert "ConvNeXt (2022): branch 7×7, each channel alone, LayerNorm" in figure.alt_text
    assert figure.alt_text.count("after the sum ReLU") == 2
    assert figure.alt_text.count("shortcut the input itself") == 1
    # The last convolution of the branch is what all four still share.
    for paths in DRAWINGS.values():
        convolutions = [box.text for box in paths.branch if box.text[:1].isdigit()]
        assert convolutions[-1].startswith("1×1")
    assert "nearly all of the branch has changed" in figure.alt_text
