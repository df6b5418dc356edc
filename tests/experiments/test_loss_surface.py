"""The loss surface: its middle is the network, its directions have the filters' norms."""

import numpy as np
import pytest

from resnet_lessons.data.images import fashion_mnist, scaled
from resnet_lessons.data.trained_networks import recorded_network
from resnet_lessons.experiments import lesion, loss_surface
from tests.experiments.support import StopAt, frozen, measured, told_in_order


@pytest.fixture(scope="module")
def small():
    networks = {kind: recorded_network(kind == "residual") for kind in ("plain", "residual")}
    before = {kind: model.get_weights() for kind, model in networks.items()}
    told = []
    result = loss_surface.run(
        points=3,
        images=32,
        network=lambda seed, kind: networks[kind],
        report=lambda *row: told.append(row),
    )
    told_in_order(told)
    return result, networks, before


@pytest.mark.trains
def test_the_middle_is_the_network(small):
    result, networks, _ = small
    data = fashion_mnist()
    labels = data.train_labels[:32]
    for kind, name in enumerate(("plain", "residual")):
        images = scaled(data.train_images[:32])
        predicted = networks[name]([images], training=False).numpy().astype("float64")
        likely = np.exp(predicted)[np.arange(32), labels] / np.exp(predicted).sum(axis=-1)
        middle = result.losses[0, kind, 1, 1]
        assert middle == pytest.approx(-np.log(likely).mean(), rel=1e-3)
        assert middle == result.losses[0, kind].min()
        assert result.accuracies[0, kind, 1, 1] == np.mean(predicted.argmax(-1) == labels)


@pytest.mark.trains
def test_a_small_run_leaves_the_networks_as_they_were(small):
    result, networks, before = small
    assert result.complete
    assert result.coordinates.tolist() == [-1, 0, 1]
    assert measured(result.losses) == 2 * 9
    frozen(result)
    for kind, model in networks.items():
        for one, other in zip(before[kind], model.get_weights(), strict=True):
            np.testing.assert_array_equal(one, other)


def test_a_direction_has_the_norms_of_the_filters():
    generator = np.random.default_rng(0)
    weights = [generator.random((3, 3, 2, 5)) * 7, generator.random(5), generator.random((4, 3))]
    kernel, bias, dense = loss_surface.directions(weights, generator)
    for number in range(5):
        norms = [np.linalg.norm(array[..., number]) for array in (kernel, weights[0])]
        assert norms[0] == pytest.approx(norms[1])
    np.testing.assert_allclose(np.linalg.norm(dense, axis=0), np.linalg.norm(weights[2], axis=0))
    assert not bias.any()
    assert abs(np.corrcoef(kernel.ravel(), weights[0].ravel())[0, 1]) < 0.3


@pytest.mark.trains
def test_stopped_it_has_the_middle_first():
    stopped = loss_surface.run(points=5, images=8, report=StopAt(9))
    assert not stopped.complete
    assert measured(stopped.losses) == 9
    assert np.isfinite(stopped.losses[0, 0, 1:4, 1:4]).all()


@pytest.mark.parametrize("points", [0, 2, 20])
def test_an_even_number_of_points(points):
    with pytest.raises(ValueError, match="odd"):
        loss_surface.run(points=points)


def test_the_recorded_surfaces_rise_from_their_middle():
    result, _ = loss_surface.recorded()
    assert result.complete
    assert result.losses.shape == (3, 2, 21, 21)
    assert lesion.SHIPPED in result.seeds
    assert np.isfinite(result.losses).all()
    middle = result.losses[:, :, 10, 10]
    rim = np.concatenate([result.losses[:, :, 0], result.losses[:, :, -1]], axis=-1)
    assert (rim.min(axis=-1) > middle).all()
    assert (result.losses.min(axis=(2, 3)) > 0.8 * middle).all()
