"""Every figure of an experiment: recorded runs, stopped runs, and what it cannot draw."""

import dataclasses
import warnings

import numpy as np
import pytest

from resnet_lessons import experiments, figures
from tests.figures import experiment_samples as samples
from tests.figures import later_samples
from tests.figures.overlap import assert_readable
from tests.support.soak import some

# Figure -> (experiment, its sample, further arguments).
FIGURES = {
    "lesions": ("lesion", samples.lesions, {}),
    "lesions_together": ("lesion", samples.lesions, {}),
    "path_lengths": ("path_lengths", samples.path_lengths, {}),
    "block_gradients": ("gradients", samples.gradients, {}),
    "shattered_gradients": ("shattering", samples.shattering, {}),
    "shortcut_variants": ("shortcut_variants", samples.variants, {}),
    "variant_losses": ("shortcut_variants", samples.variants, {"variant": "no_shortcut"}),
    "loss_surfaces": ("loss_surface", samples.loss_surface, {}),
    "degradation_by_depth": ("degradation", samples.degradation, {}),
    "depth_losses": ("degradation", samples.degradation, {"depth": 52}),
    "growth_by_seed": ("growth", samples.growth, {}),
    "residual_sum": ("residual_sum", later_samples.residual_sum, {}),
    "signal_size": ("signal_size", later_samples.signal_size, {}),
    "block_starts": ("block_starts", later_samples.block_starts, {}),
    "stochastic_depth": ("stochastic_depth", later_samples.stochastic_depth, {}),
    "residual_stream": (
        "residual_streams",
        later_samples.residual_streams,
        {"kind": "pre-normalisation"},
    ),
    "streams_beside_blocks": (
        "residual_streams",
        later_samples.residual_streams,
        {"lesions": samples.lesions()},
    ),
    "start_losses": ("block_starts", later_samples.block_starts, {"start": "fixup"}),
}


def drawn(name, run):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return getattr(figures, name)(run, **FIGURES[name][2])


@pytest.mark.parametrize("name", FIGURES)
def test_a_sample_has_the_fields_of_the_result(name):
    experiment, sample, _ = FIGURES[name]
    result = getattr(experiments, experiment).recorded()[0]
    fields = {field.name for field in dataclasses.fields(result)}
    made = vars(sample())
    assert set(made) == fields
    for field in fields:
        assert np.ndim(made[field]) == np.ndim(getattr(result, field)), field


@pytest.mark.draws
@pytest.mark.parametrize("name", FIGURES)
def test_a_recorded_run_is_drawn(name):
    run = getattr(experiments, FIGURES[name][0]).recorded()[0]
    figure = drawn(name, run)
    assert_readable(figure)
    assert "measured yet" not in figure.alt_text
    assert "nan" not in figure.alt_text
    assert "stopped" not in figure.alt_text


@pytest.mark.draws
@pytest.mark.parametrize("seeds", some([3, 1], 2))
@pytest.mark.parametrize("name", some(FIGURES, 2))
def test_a_stopped_run_is_drawn_and_says_so(name, seeds):
    for share in (0, 0.01, 0.4, 0.9):
        run = samples.stopped(FIGURES[name][1](seeds=seeds), share)
        figure = drawn(name, run)
        assert "stopped" in figure.get_suptitle()
        assert "nan" not in figure.alt_text
    assert_readable(figure)


@pytest.mark.parametrize("name", some(FIGURES, 2))
def test_nothing_measured_is_readable(name):
    figure = drawn(name, samples.stopped(FIGURES[name][1](seeds=1), 0))
    assert_readable(figure)
    assert {"nothing", "measured"} & set(figure.alt_text.split()) or "not yet" in figure.alt_text


@pytest.mark.parametrize("name", FIGURES)
def test_one_seed_is_drawn(name):
    assert drawn(name, FIGURES[name][1](seeds=1)).alt_text


@pytest.mark.parametrize("name", FIGURES)
@pytest.mark.parametrize("wrong", [None, (1, {}), "run"])
def test_something_else_is_refused_in_words(name, wrong):
    with pytest.raises(ValueError, match=rf"rl\.experiments\.{FIGURES[name][0]}\.recorded\(\)"):
        drawn(name, wrong)
