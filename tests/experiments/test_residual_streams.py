"""Small transformers: where they normalise, and what a cut branch leaves."""

import keras
import numpy as np
import pytest

from resnet_lessons.experiments import residual_streams
from resnet_lessons.experiments.learnt_numbers import closed
from resnet_lessons.experiments.residual_streams import KINDS, network, sizes
from resnet_lessons.experiments.stochastic_depth import gate_name
from resnet_lessons.experiments.work import garments
from tests.experiments.support import StopAt, frozen, measured, told_in_order

PRE, POST = KINDS


@pytest.mark.builds
@pytest.mark.parametrize("kind", KINDS)
def test_ten_branches_five_of_them_attention(kind):
    kinds = [type(layer).__name__ for layer in network(kind).layers]
    assert kinds.count("Add") == kinds.count("Factor") == 10
    assert kinds.count("MultiHeadAttention") == 5
    # One for each branch, and before the head where nothing else has normalised the stream.
    assert kinds.count("LayerNormalization") == (11 if kind == PRE else 10)


@pytest.mark.builds
def test_with_pre_normalisation_the_stream_is_a_sum_and_with_post_normalisation_not():
    images = garments(1, 8).test_images / np.float32(255)
    for kind in KINDS:
        keras.utils.set_random_seed(0)
        model = network(kind, 2)
        sums = [layer for layer in model.layers if type(layer).__name__ == "Add"]
        viewer = keras.Model(
            model.input,
            [sums[0].input[0], [layer.input[1] for layer in sums], model.get_layer("last").output],
        )
        first, added, last = viewer(images, training=False)
        difference = np.abs(np.asarray(last) - (np.asarray(first) + sum(map(np.asarray, added))))
        assert (difference.max() < 1e-4) == (kind == PRE), kind


@pytest.mark.builds
@pytest.mark.parametrize("kind", KINDS)
def test_a_cut_branch_leaves_what_is_on_the_shortcut(kind):
    keras.utils.set_random_seed(0)
    model, images = network(kind, 1), garments(1, 8).test_images / np.float32(255)
    sums = [layer for layer in model.layers if type(layer).__name__ == "Add"]
    viewer = keras.Model(model.input, [*sums[1].input, sums[1].output])
    with closed(model, gate_name(1)):
        stream, cut, total = (np.asarray(each) for each in viewer(images, training=False))
    assert np.abs(cut).max() == 0
    np.testing.assert_array_equal(stream, total)


@pytest.mark.builds
def test_sizes_are_root_mean_squares():
    model, data = network(POST, 1), garments(1, 8)
    streams, added = sizes(model, data)
    assert streams.shape == (3,) and added.shape == (2,)
    # After a normalisation each token has mean 0 and variance 1, a black patch nearly.
    np.testing.assert_allclose(streams[1:], 1, rtol=0.05)


@pytest.mark.trains
def test_a_small_run_and_a_stopped_one():
    told = []
    settings = {"num_layers": 1, "images": 64, "epochs": 1}
    run = residual_streams.run(PRE, report=lambda *row: told.append(row), **settings)
    assert run.complete and run.dropped.shape == (1, 2, 2)
    assert np.isfinite(run.dropped[:, 0]).all() and np.isnan(run.dropped[:, 1]).all()
    assert run.branch_names.tolist() == ["attention", "MLP"]
    told_in_order(told)
    frozen(run)
    stopped = residual_streams.run(POST, report=StopAt(2), **settings)
    assert not stopped.complete
    assert measured(stopped.whole) == 1 and measured(stopped.dropped) == 1


@pytest.mark.parametrize("asked", [{"kinds": "before"}, {"num_layers": 0}, {"images": 0}])
def test_what_cannot_be_measured_is_refused(asked):
    with pytest.raises(ValueError, match=r"it is (one or more of|a whole number)"):
        residual_streams.run(**asked)


def test_the_recorded_run():
    run, _ = residual_streams.recorded()
    assert run.complete and len(run.seeds) >= 3
