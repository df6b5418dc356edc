"""A network written out: the sums are those of the whole network, and of no other one."""

import keras
import numpy as np
import pytest

from resnet_lessons.experiments import races, residual_sum
from tests.experiments.support import StopAt, frozen, told_in_order


def small(seed, shortcuts=True):
    keras.utils.set_random_seed(seed)
    return races.deep_network(3, shortcuts)


@pytest.mark.builds
def test_input_and_branches_make_the_output_and_the_gradients_too():
    told = []
    settings = {"images": 8, "network": small, "report": lambda *row: told.append(row)}
    run = residual_sum.run((0, 1), **settings)
    assert run.complete and run.branches.shape == (2, 3) and run.features.shape == (2, 4)
    assert (run.feature_gap < 1e-5).all() and (run.gradient_gap < 1e-4).all()
    assert (run.feature_gap >= 0).all()
    np.testing.assert_allclose(run.arrived[:, -1], 1)
    told_in_order(told)
    frozen(run)


@pytest.mark.builds
def test_norms_are_those_of_the_whole_network():
    """Against the first block's output, from a model of its own."""
    body, _ = small(0)
    data = residual_sum.garments(8)
    images = residual_sum.scaled(data.train_images)
    first = keras.Model(body.input, body.get_layer("sum0").output)(images, training=False)
    run = residual_sum.run((0,), images=8, network=lambda seed: small(seed))
    assert np.isclose(run.features[0, 1], np.linalg.norm(np.asarray(first)), rtol=1e-4)


@pytest.mark.builds
def test_without_a_shortcut_the_sum_is_wrong(monkeypatch):
    """A block that halves its shortcut does not add up: the gaps say so."""

    def halved(seed):
        keras.utils.set_random_seed(seed)
        images = keras.Input((28, 28, 1))
        stem = keras.layers.Conv2D(16, 3, padding="same", name="stem")(images)
        residual = races.residual_branch(name="branch0")(stem)
        half = keras.layers.Rescaling(0.5)(stem)
        total = keras.layers.Add(name="sum0")([residual, half])
        features = keras.Input(total.shape[1:])
        pooled = keras.layers.GlobalAveragePooling2D()(features)
        head = keras.Model(features, keras.layers.Dense(10)(pooled))
        return keras.Model(images, total), head

    run = residual_sum.run((0,), images=4, network=halved)
    assert run.feature_gap[0] > 0.05 and run.gradient_gap[0] > 0.05


@pytest.mark.builds
def test_a_run_that_is_stopped_keeps_what_it_has():
    run = residual_sum.run((0,), images=4, network=small, report=StopAt(1))
    assert not run.complete
    assert np.isfinite(run.branches[0, 0]) and np.isnan(run.branches[0, 1:]).all()


@pytest.mark.parametrize("asked", [{"images": 0}, {"seeds": ()}])
def test_what_cannot_be_measured_is_refused(asked):
    with pytest.raises(ValueError, match=r"whole number|one or more"):
        residual_sum.run(**asked)


def test_the_recorded_run():
    run, _ = residual_sum.recorded()
    assert run.complete and len(run.seeds) >= 3
