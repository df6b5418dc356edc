"""Path lengths: all paths together carry the whole gradient, and short ones most of it."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import ops

from resnet_lessons.data.images import scaled
from resnet_lessons.experiments import path_lengths, races
from resnet_lessons.experiments.work import garments
from tests.experiments.support import StopAt, frozen, measured, told_in_order


def small(seed):
    keras.utils.set_random_seed(seed)
    return races.deep_network(3, True)


@pytest.mark.trains
def test_a_small_run():
    told = []
    result = path_lengths.run(
        (0, 1), images=4, samples=2, network=small, report=lambda *row: told.append(row)
    )
    assert result.complete
    assert result.lengths.tolist() == [0, 1, 2, 3]
    assert result.number_of_paths.tolist() == [1, 3, 3, 1]
    assert result.gradients.shape == (2, 4, 2)
    assert (result.gradients > 0).all()
    # There is one path of no blocks and one of all.
    np.testing.assert_allclose(result.gradients[:, [0, 3], 0], result.gradients[:, [0, 3], 1])
    np.testing.assert_allclose(result.shares.sum(axis=-1), 1)
    told_in_order(told)
    frozen(result)


@pytest.mark.trains
def test_the_shortest_path_is_the_gradient_of_the_head():
    body, head = small(0)
    data = garments(1, 4)
    features = body(scaled(data.test_images), training=False)
    with tf.GradientTape() as tape:
        tape.watch(features)
        logits = head(features, training=False)
        loss = ops.sum(
            keras.losses.sparse_categorical_crossentropy(data.test_labels, logits, from_logits=True)
        )
    gradient = tape.gradient(loss, features).numpy()
    norm = np.sqrt(np.square(gradient).sum(axis=(1, 2, 3))).mean()
    result = path_lengths.run((0,), images=4, samples=1, network=small)
    np.testing.assert_allclose(result.gradients[0, 0, 0], norm, rtol=1e-4)


@pytest.mark.trains
def test_stopped_it_covers_all_lengths_first():
    stopped = path_lengths.run((0,), images=4, samples=3, network=small, report=StopAt(4))
    assert not stopped.complete
    assert measured(stopped.gradients[..., 0]) == 4
    assert measured(stopped.gradients) == 4
    np.testing.assert_allclose(stopped.shares.sum(axis=-1), 1)


def test_the_recorded_gradient_comes_along_short_paths():
    result, _ = path_lengths.recorded()
    assert result.complete
    assert len(result.seeds) >= 3
    assert result.number_of_paths.sum() == 2.0 ** result.lengths[-1]
    assert ((result.shares * result.lengths).sum(axis=-1) < result.lengths[-1] / 2).all()
    mean = result.gradients.mean(axis=-1)
    assert (mean[:, 15] < mean[:, 5] / 10).all()
