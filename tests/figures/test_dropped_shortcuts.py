"""Half of each shortcut dropped: the signal, the losses, and what the title says of them."""

import numpy as np
import pytest

from resnet_lessons.figures import dropped_shortcuts
from tests.figures import experiment_samples as samples
from tests.figures.overlap import assert_readable


def title(run):
    return dropped_shortcuts(run).get_suptitle().replace("\n", " ")


def test_the_title_tells_how_much_the_signal_grows_and_where_the_losses_end():
    run = samples.dropped()
    run.signals[:, 2] = 1.5 ** np.arange(21)
    assert f"the signal grows {float(f'{1.5**20:.2g}'):,.0f}-fold" in title(run)
    run.losses = np.broadcast_to(np.array([1.0, 2.2, 17.0, 2.1])[:, None], (3, 4, 60))
    assert "the last training loss is 2.2, and 2.1 with no shortcut" in title(run)
    assert "the loss ends at 17" in title(run)


def test_each_signal_is_drawn_with_its_mean_on_a_logarithmic_scale():
    run = samples.dropped()
    signals, losses = dropped_shortcuts(run).axes
    for line, values in zip(signals.get_lines(), run.signals.swapaxes(0, 1), strict=True):
        np.testing.assert_allclose(line.get_ydata(), np.exp(np.log(values).mean(axis=0)))
    assert signals.get_yscale() == losses.get_yscale() == "log"


@pytest.mark.draws
def test_stopped_and_partial_runs_are_readable():
    for share in (0, 0.4):
        figure = dropped_shortcuts(samples.stopped(samples.dropped(), share))
        assert_readable(figure)
        assert "nan" not in figure.alt_text and "stopped" in figure.get_suptitle()


def test_a_run_without_these_variants_is_refused():
    run = samples.dropped()
    run.variants = np.array(["relu_before", "relu_first", "pre_activation", "convolution"])
    with pytest.raises(ValueError, match="none of original, dropout"):
        dropped_shortcuts(run)
