"""Gradient norms: against finite differences, and what the recorded run says."""

import keras
import numpy as np
import pytest

from resnet_lessons.data.images import scaled
from resnet_lessons.experiments import degradation, gradients
from resnet_lessons.experiments.work import garments
from tests.experiments.support import StopAt, frozen, measured, told_in_order


@pytest.mark.trains
def test_a_small_run():
    told = []
    result = gradients.run((4, 8), (0, 1), images=8, report=lambda *row: told.append(row))
    assert result.complete
    assert result.blocks.tolist() == [1, 3]
    assert result.of_weights.shape == result.of_features.shape == (2, 2, 2, 3)
    assert measured(result.of_weights) == measured(result.of_features) == 2 * 2 * (1 + 3)
    assert np.isfinite(result.of_weights[:, :, 0, 0]).all()
    told_in_order(told)
    frozen(result)


@pytest.mark.trains
def test_a_norm_is_the_slope_along_the_gradient():
    """The derivative in the direction of the gradient is its norm; the oracle takes small steps."""
    data = garments(16)
    images, labels = scaled(data.train_images), data.train_labels
    model = degradation.untrained("residual", 4, 0)
    found = gradients.run((4,), (0,), images=16).of_weights[0, 1, 0, 0]
    weights = model.get_layer("branch0").trainable_weights
    values = [weight.numpy() for weight in weights]

    def loss():
        logits = model(images, training=True)
        losses = keras.losses.sparse_categorical_crossentropy(labels, logits, from_logits=True)
        return float(keras.ops.mean(losses))

    generator, slopes = np.random.default_rng(0), []
    size = sum(value.size for value in values)
    for _ in range(60):
        directions = [generator.standard_normal(value.shape) for value in values]
        ends = []
        for sign in (1, -1):
            for weight, value, direction in zip(weights, values, directions, strict=True):
                weight.assign(value + sign * 1e-3 * direction)
            ends.append(loss())
        slopes.append((ends[0] - ends[1]) / 2e-3)
    # Along random directions the mean square of the slope is the square of the norm.
    assert size > 1000
    assert np.sqrt(np.mean(np.square(slopes))) == pytest.approx(found, rel=0.35)


def test_stopped_it_returns_the_first_network():
    stopped = gradients.run((4,), (0,), images=8, report=StopAt(1))
    assert not stopped.complete
    assert measured(stopped.of_weights) == 1


def test_recorded_gradients_explode_in_deep_plain_networks_only():
    result, _ = gradients.recorded()
    assert result.complete
    assert len(result.seeds) >= 3
    for depth, times in ((42, 50), (52, 50)):
        norms = result.of_weights[:, :, list(result.depths).index(depth)]
        ratio = np.nanmax(norms, axis=-1) / np.nanmin(norms, axis=-1)
        assert (ratio[:, 0] > times).all()
        assert (ratio[:, 1] < 20).all()
        assert (ratio[:, 0] > 5 * ratio[:, 1]).all()
