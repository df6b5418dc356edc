"""Layers of a few numbers, and gates that an experiment closes."""

import keras
import numpy as np
import pytest

from resnet_lessons.experiments.learnt_numbers import Factor, Term, closed, gate

ROWS = np.arange(6, dtype="float32").reshape(2, 3)


@pytest.mark.parametrize("start", [0.0, 1.0, 2.5])
def test_a_factor_multiplies_by_its_start(start):
    np.testing.assert_allclose(Factor(start)(ROWS), start * ROWS)


def test_a_factor_and_a_term_are_learnt_and_made_again_from_their_settings():
    for layer in (Factor(0.5), Term((3,), 0.1), Term()):
        layer(ROWS)
        assert len(layer.trainable_weights) == 1
        again = type(layer).from_config(layer.get_config())
        again(ROWS)
        assert again.weights[0].shape == layer.weights[0].shape
        assert again.get_config() == layer.get_config()


def test_a_term_adds_nothing_until_it_is_told_to():
    np.testing.assert_array_equal(Term()(ROWS), ROWS)
    layer = Term((3,), 0.1)
    np.testing.assert_allclose(layer(ROWS) - ROWS, np.tile(layer.numbers, (2, 1)), atol=1e-6)
    assert np.std(np.asarray(layer.numbers)) > 0


def test_a_gate_is_open_and_closed_only_as_long_as_it_is_asked():
    inputs = keras.Input((3,))
    model = keras.Model(inputs, gate(inputs, "gate0"))
    assert model.trainable_weights == []
    with closed(model, "gate0"):
        np.testing.assert_array_equal(model(ROWS), 0 * ROWS)
    np.testing.assert_array_equal(model(ROWS), ROWS)
    with pytest.raises(RuntimeError), closed(model, "gate0"):
        raise RuntimeError
    np.testing.assert_array_equal(model(ROWS), ROWS)
