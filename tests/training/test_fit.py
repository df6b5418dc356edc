"""Short runs: they learn, and they are seeded."""

import keras
import numpy as np
import pytest

from resnet_lessons.course.answers.model import ResNetModel
from resnet_lessons.data.images import fashion_mnist
from resnet_lessons.training.fit import small_network, steps_of, train


@pytest.fixture(scope="module")
def few():
    """Two classes, 100 images each."""
    images = fashion_mnist()
    chosen = np.flatnonzero(np.isin(images.train_labels, (1, 5)))[:200]
    return type(images)(
        "few",
        images.train_images[chosen],
        (images.train_labels[chosen] == 5).astype("int64"),
        images.train_images[chosen[:50]],
        (images.train_labels[chosen[:50]] == 5).astype("int64"),
        ("trouser", "sandal"),
    )


def host():
    return ResNetModel(28, 28, 18, 2)


def run(few):
    keras.utils.set_random_seed(0)
    model = small_network(host(), num_blocks=1, classes=2)
    return model, train(model, few, epochs=3)


@pytest.mark.trains
def test_it_learns_to_tell_trousers_from_sandals_and_repeats_itself(few):
    _, curves = run(few)
    assert curves["loss"].shape == curves["accuracy"].shape == (3,)
    assert curves["loss"][-1] < curves["loss"][0]
    assert curves["accuracy"][-1] > 0.9
    _, again = run(few)
    np.testing.assert_allclose(curves["loss"], again["loss"], rtol=1e-3)


@pytest.mark.parametrize(("images", "epochs", "steps"), [(64, 1, 1), (65, 1, 2), (6000, 3, 282)])
def test_steps(images, epochs, steps):
    assert steps_of(images, epochs) == steps
