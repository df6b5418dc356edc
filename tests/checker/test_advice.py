"""A second sentence for the error messages that beginners meet most."""

import pytest

from resnet_lessons.checker.advice import advice


def raised(action):
    try:
        action()
    except Exception as error:
        return type(error).__name__, str(error)
    raise AssertionError("nothing was raised")


def spelt_wrongly():
    from keras import layers

    layers.BatchNormalisation()


def made_with_a_tensor():
    import keras

    keras.layers.BatchNormalization(keras.ops.ones((2, 4, 4, 3)))(keras.ops.ones((2, 4, 4, 3)))


def flag_where_it_is_made():
    import keras

    keras.layers.BatchNormalization(training=True)


@pytest.mark.parametrize(
    ("action", "sentence"),
    [
        (spelt_wrongly, "Did you mean `layers.BatchNormalization`?"),
        (made_with_a_tensor, "Make it first, call it second"),
        (flag_where_it_is_made, "`training=` belongs to the call"),
        (lambda: data_format, "Did you mean `self.data_format`?"),  # noqa: F821
        (lambda: custom_conv2d(1), "Did you mean `self.custom_conv2d`?"),  # noqa: F821
    ],
)
def test_what_a_beginner_meant(action, sentence):
    assert sentence in advice(*raised(action))


def test_a_method_called_without_self():
    message = "pre_activation() missing 1 required positional argument: 'is_training'"
    assert advice("TypeError", message) == "Did you mean `self.pre_activation`?"


def test_a_helper_of_the_network_spelt_wrongly():
    message = "'Network' object has no attribute 'custom_conv2'"
    assert advice("AttributeError", message) == "Did you mean `self.custom_conv2d`?"


@pytest.mark.parametrize("message", ["", "name 'x' is not defined", "division by zero"])
def test_silence_where_nothing_is_known(message):
    assert advice("NameError", message) == ""
