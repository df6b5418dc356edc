"""What a network says of images, and what is said where it cannot."""

import keras
import numpy as np
import pytest

import resnet_lessons as rl
from resnet_lessons.data.images import fashion_mnist, scaled
from resnet_lessons.display import Message
from resnet_lessons.student.predictions import Predictions
from tests.support.small_run import small

BLACK = np.zeros((28, 28, 1))
ONE_INPUT = "predict asks a network with one input that is known, of images (height, width, chan"


class Subclass(keras.Model):
    def call(self, inputs):
        return inputs


class Fails(keras.layers.Layer):
    def call(self, inputs):
        raise RuntimeError("my layer fails.\nhere")

    def compute_output_shape(self, input_shape):
        return input_shape


def flat(length):
    inputs = keras.Input((length,))
    return keras.Model(inputs, keras.layers.Dense(10)(inputs))


def of_two_inputs():
    one, other = keras.Input((28, 28, 1)), keras.Input((28, 28, 1))
    return keras.Model([one, other], keras.layers.Dense(10)(keras.layers.Flatten()(one + other)))


def of_any_size(channels=1):
    inputs = keras.Input((None, None, channels))
    outputs = keras.layers.GlobalAveragePooling2D()(keras.layers.Conv2D(4, 3)(inputs))
    return keras.Model(inputs, keras.layers.Dense(10)(outputs))


def test_probabilities_are_a_softmax_of_the_logits():
    network = small()
    images = fashion_mnist().test_images[:4]
    said = rl.predict(network, images)
    assert isinstance(said, Predictions)
    logits = keras.ops.convert_to_numpy(network(images.astype("float32") / 255))
    for row, own in zip(logits.astype("float64"), said.probabilities, strict=True):
        powers = [np.e**value for value in row]
        np.testing.assert_allclose(own, [power / sum(powers) for power in powers], rtol=1e-5)
    assert said.names == tuple(
        fashion_mnist().class_names[index] for index in logits.argmax(axis=-1)
    )


def test_large_logits_give_probabilities_too():
    network = small()
    network.layers[-1].bias.assign([1000.0] + [0.0] * 9)
    said = rl.predict(network, fashion_mnist().test_images[:2])
    np.testing.assert_allclose(said.probabilities[:, 0], 1)


def test_one_image_and_floats_and_no_channel_are_taken_as_they_are_meant():
    network = small()
    image = fashion_mnist().test_images[7]
    expected = rl.predict(network, image[None]).probabilities
    for other in (image, image[..., 0], image[None, ..., 0], scaled(image), image.tolist()):
        np.testing.assert_allclose(rl.predict(network, other).probabilities, expected, atol=1e-6)


def test_the_table_shows_two_classes_an_image_and_twenty_images():
    names = ("<b>", "two", "three")
    table = Predictions(names, np.tile([0.7, 0.1, 0.2], (21, 1)))
    page = table._repr_html_()
    assert page.count("<tr>") == 21
    assert "&lt;b&gt;</td><td>70.0%" in page and "three</td><td>20.0%" in page
    assert "two" not in page
    assert "and 1 more" in page and repr(table).endswith("and 1 more")
    assert repr(table).startswith("  image 0: <b> 70.0%, then three 20.0%\n")


@pytest.mark.parametrize(
    ("network", "images", "names", "sentence"),
    [
        (lambda: Message("No network."), None, None, "No network."),
        (lambda: None, None, None, "The recorded run has no network to ask"),
        (lambda: "mine", None, None, "rl.predict(rl.load_network(), images)"),
        (small, np.zeros((3, 8, 8, 1)), None, "it takes numbers, 28 × 28 × 1 an image"),
        (small, np.zeros((0, 28, 28, 1)), None, "These are not images"),
        (small, "picture.png", None, "These are not images"),
        (small, [[1], [1, 2]], None, "These are not images"),
        (small, BLACK, ["a", "b"], "there are 2 class_names"),
        (lambda: small(classes=3), BLACK, None, "outputs of shape (3,)"),
        (small, BLACK, 10, "class_names is 10; it is a list with a name for each class."),
        (small, np.full((28, 28, 1), 255.0), None, "rl.scaled(images) makes 0 to 255"),
        (small, np.full((28, 28, 1), 256), None, "255 in integers"),
        (small, np.full((28, 28, 1), np.nan), None, "values in these images that are not numbers"),
        (small, np.full((28, 28, 1), np.inf), None, "values in these images that are not numbers"),
        (lambda: flat(784), np.zeros(784), None, ONE_INPUT),
        (lambda: keras.Sequential([keras.layers.Dense(10)]), BLACK, None, ONE_INPUT),
        (Subclass, BLACK, None, ONE_INPUT),
        (of_two_inputs, BLACK, None, ONE_INPUT),
        (lambda: of_any_size(3), BLACK, None, "it takes numbers, any × any × 3 an image."),
        (lambda: small(last=Fails()), BLACK, None, "The network cannot read these images: "),
        (lambda: small(last=lambda x: x * float("nan")), BLACK, None, "outputs are not numbers"),
    ],
)
def test_what_cannot_be_predicted_is_explained(network, images, names, sentence):
    message = rl.predict(network(), images, names)
    assert isinstance(message, Message)
    assert sentence in repr(message)


def test_names_of_ones_own():
    said = rl.predict(small(classes=2), np.zeros((28, 28, 1)), ["cat", "dog"])
    assert set(said.names) <= {"cat", "dog"}


@pytest.mark.parametrize("side", [28, 40])
def test_a_network_for_images_of_any_size_is_asked(side):
    network = of_any_size()
    images = np.random.default_rng(0).random((3, side, side + 1, 1))
    expected = rl.predict(network, images).probabilities
    assert expected.shape == (3, 10)
    one = rl.predict(network, images[1])
    without_channel = rl.predict(network, images[..., 0])
    np.testing.assert_allclose(one.probabilities, expected[1:2], atol=1e-6)
    np.testing.assert_allclose(without_channel.probabilities, expected, atol=1e-6)


def test_a_single_class_is_shown_too():
    said = rl.predict(small(classes=1), np.zeros((2, 28, 28, 1)), ("x",))
    assert repr(said) == "  image 0: x 100.0%\n  image 1: x 100.0%"
    page = said._repr_html_()
    assert page.count("<th") - page.count("<thead") == page.count("<td") / 2 == 3
    assert "Second" not in page
