"""The groundwork of a block, drawn as what it does: an answer that passed is never opened.

However a student wrote it, an answer that passed computes what is expected, so that nothing in it
can be what is wrong with the block.
"""

import inspect

import keras

from resnet_lessons.checker.groundwork import Groundwork
from resnet_lessons.course.answers.model import ResNetModel


class PassedPreActivation(keras.layers.Layer):
    """A pre-activation as one step; what it computes does not matter where nothing is computed."""

    def call(self, inputs, training=None):
        return inputs


def as_steps(groundwork):
    """A `Groundwork` in which every answer that may be called is one step."""
    given = {
        "pre_activation": _pre_activation,
        "pre_activation_with_shortcut": _pre_activation_with_shortcut,
    }
    return Groundwork(
        {
            name: _called_like(groundwork.answers.get(name, getattr(ResNetModel, name)), step)
            for name, step in given.items()
            if name not in groundwork.missing
        },
        groundwork.missing,
    )


def _pre_activation(network, inputs, is_training):
    return PassedPreActivation()(inputs, training=is_training)


def _pre_activation_with_shortcut(network, inputs, is_training, shortcut_params):
    filters, strides = shortcut_params
    outputs = _pre_activation(network, inputs, is_training)
    if filters is None:
        return outputs, inputs
    return outputs, network.custom_conv2d(outputs, filters, 1, strides)


def _called_like(answer, step):
    """A step that takes what an answer takes, by place: a student may name parameters otherwise."""
    signature = inspect.signature(answer)
    asked = len(inspect.signature(step).parameters)

    def method(network, *args, **kwargs):
        given = signature.bind(network, *args, **kwargs)
        given.apply_defaults()
        return step(*[*given.args, *given.kwargs.values()][:asked])

    return method
