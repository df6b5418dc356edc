"""A network and images so small that a run of three steps takes a second."""

import keras
import numpy as np

from resnet_lessons.data.images import ImageSet, fashion_mnist
from resnet_lessons.training.result import YOURS, TrainedRun

STEPS = 3


def few_images(training=202):
    """Three steps of 64 images, 10 images left over, and 50 to test on, unless asked for more."""
    images = fashion_mnist()
    return ImageSet(
        "few",
        images.train_images[:training],
        images.train_labels[:training],
        images.test_images[:50],
        images.test_labels[:50],
        images.class_names,
    )


def small(classes=10, last=None, seed=3):
    """One convolution, its statistics, a dense layer; `last` is called with the logits."""
    keras.utils.set_random_seed(seed)
    inputs = keras.Input((28, 28, 1))
    outputs = keras.layers.Conv2D(4, 3, 4)(inputs)
    outputs = keras.layers.BatchNormalization()(outputs)
    outputs = keras.layers.Dense(classes)(keras.layers.Flatten()(outputs))
    return keras.Model(inputs, last(outputs) if last else outputs)


def run_of(network, **changes):
    """A finished run of a student's network, as if it had learnt for one epoch of one step."""
    data = few_images()
    facts = {
        "losses": np.ones(1),
        "training_accuracy": np.ones(1),
        "test_accuracy": np.ones(1),
        "test_logits": np.zeros((50, 10), "float32"),
        "test_labels": data.test_labels,
        "class_names": data.class_names,
        "epochs": 1,
        "complete": True,
        "whose": YOURS,
        "num_layers": 18,
        "parameters": 1,
        "network": network,
    }
    return TrainedRun(**facts | changes)


def assert_same(run, other):
    """Two runs came to the same numbers, and their networks have the same weights."""
    for name in ("losses", "training_accuracy", "test_accuracy", "test_logits"):
        np.testing.assert_array_equal(getattr(run, name), getattr(other, name), err_msg=name)
    weights = (each.network.get_weights() for each in (run, other))
    for one, another in zip(*weights, strict=True):
        np.testing.assert_array_equal(one, another)
