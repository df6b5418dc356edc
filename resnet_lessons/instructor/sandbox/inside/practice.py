"""What a practised parent has run before it is forked, and what its forks cannot do.

A process is slow at first: TensorFlow looks up each operation when it is first called, Keras reads its
own signatures, Python loads what was put off. A parent that has run layers once passes all that on to
its forks. It has one thread to compute with, since no other thread survives a fork, and so nothing of
TensorFlow's works there that waits for another one: compiled functions and data sets.
"""

import contextlib

import tensorflow as tf
from IPython.core.inputtransformer2 import TransformerManager
from keras import layers, ops
from tensorflow.python.data.ops.iterator_ops import OwnedIterator
from tensorflow.python.eager.polymorphic_function import polymorphic_function

from resnet_lessons.checker.groundwork import Groundwork
from resnet_lessons.checker.keras_patches import replaced
from resnet_lessons.checker.lean_run import Unsupported
from resnet_lessons.checker.probe import probe
from resnet_lessons.course.exercises import EXERCISES

# Its cases have channels first and last, and run in training and not.
_EXERCISE = "pre_activation"


class Refusals:
    """Whether this process has been asked for what needs another thread."""

    def __init__(self):
        self.any = False

    def refuse(self, *args, **kwargs):
        self.any = True
        raise Unsupported


def practise():
    """Runs what answers are made of, in an order that answers no exercise."""
    TransformerManager().transform_cell("practised = True")
    return probe(EXERCISES[_EXERCISE], _layers_of_all_kinds, groundwork=Groundwork({}), lean=True)


def _layers_of_all_kinds(self, inputs, is_training=None):
    first = layers.Conv2D(4, 3, padding="same", use_bias=False, data_format=self.data_format)
    axis = 1 if self.data_format == "channels_first" else -1
    outputs = layers.MaxPooling2D(2, padding="same", data_format=self.data_format)(first(inputs))
    outputs = layers.ReLU()(layers.ZeroPadding2D(1, data_format=self.data_format)(outputs))
    outputs = layers.BatchNormalization(axis=axis)(outputs, training=is_training)
    outputs = layers.add([outputs, ops.relu(outputs)])
    outputs = layers.GlobalAveragePooling2D(data_format=self.data_format)(outputs)
    return layers.Activation("relu")(layers.Dense(3)(outputs))


@contextlib.contextmanager
def without_other_threads():
    """While active, what needs another thread raises at once instead of waiting for ever.

    Yields:
        an object with `any`: whether that has happened
    """
    refusals = Refusals()
    with (
        replaced(polymorphic_function.Function, "__call__", lambda _: refusals.refuse),
        replaced(OwnedIterator, "__init__", lambda _: refusals.refuse),
    ):
        yield refusals


def run_eagerly():
    """Has functions that TensorFlow would compile run line by line, for code that is ours."""
    tf.config.run_functions_eagerly(True)
