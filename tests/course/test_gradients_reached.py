"""Which weights a step of training would change."""

import keras
import numpy as np
from keras import layers, ops

from resnet_lessons.course.exercises.gradients_reached import learning_flags

FEATURES = np.random.default_rng(0).normal(size=(3, 4)).astype("float32")


def model_of(function):
    inputs = keras.Input((4,))
    return keras.Model(inputs, function(inputs))


def test_a_relu_that_is_silent_for_some_features_keeps_no_weight_from_learning():
    first = layers.Dense(2)
    model = model_of(lambda inputs: layers.Dense(2)(ops.relu(first(inputs))))
    first.bias.assign([-9, -9])
    assert not model(FEATURES * 0).numpy().any() and (ops.relu(first(FEATURES)) == 0).numpy().all()
    assert (learning_flags(model, model.weights, FEATURES, [5]) == 1).all()


def test_what_no_gradient_reaches_does_not_learn_however_large_the_features_are():
    kept, cut, frozen = layers.Dense(2), layers.Dense(2), layers.Dense(2, trainable=False)
    model = model_of(
        lambda inputs: (
            kept(inputs) + ops.stop_gradient(cut(inputs)) + 0 * cut(inputs) + frozen(inputs)
        )
    )
    weights = [*kept.weights, *cut.weights, *frozen.weights]
    assert learning_flags(model, weights, FEATURES, [5]).tolist() == [1, 1, 0, 0, 0, 0]
