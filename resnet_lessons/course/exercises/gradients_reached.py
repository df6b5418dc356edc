"""What a gradient reaches. This module uses TensorFlow, since Keras leaves gradients to its backend; it
is loaded by the calls, since exercises are read without it.
"""

import contextlib

import numpy as np

from resnet_lessons.course.exercises.felt_gradients import is_felt
from resnet_lessons.course.exercises.random_tensors import normal

# What the features are multiplied by until a gradient reaches every weight.
_FACTORS = (1, -10, 100)


def learning_flags(model, weights, features, seed):
    """For each weight 1 if a step of training would change it, else 0, as a float32 array.

    That is so where it is trainable and a gradient other than zero reaches it from the model's
    outputs, each times a random number: for the features, or for as many times of them as it takes.
    In a small model a ReLU may be silent for all of them by chance.
    """
    flags = np.zeros(len(weights), "float32")
    for factor in _FACTORS:
        if not flags.all():
            flags = np.maximum(flags, _reached(model, weights, factor * features, seed))
    return flags


def _reached(model, weights, features, seed):
    import tensorflow as tf

    with tf.GradientTape() as tape:
        outputs = model(features, training=False)
        total = tf.reduce_sum(outputs * normal(outputs.shape, [*seed, 8]))
    gradients = tape.gradient(total, [weight.value for weight in weights])
    flags = [
        weight.trainable and is_felt(gradient)
        for weight, gradient in zip(weights, gradients, strict=True)
    ]
    return np.array(flags, "float32")


# Why no gradient came: None from the tape, for every weight.
FOUND, NO_PATH, NETWORK_OUTSIDE, PREDICTED, LOSS_OUTSIDE = range(5)


class Tapes:
    """What was asked of the tapes while an answer ran.

    Attributes:
        missing: `FOUND`, or why the last gradient that was asked for is None for every weight.
    """

    def __init__(self):
        self.missing = FOUND
        self._open = 0
        self._closed_at = None
        self._was_called = self._was_inside = self._was_traced = False

    def note_call(self):
        import tensorflow as tf

        self._was_called = True
        self._was_traced |= not tf.executing_eagerly()
        self._was_inside |= self._open > 0 and tf.executing_eagerly()

    def note_entry(self):
        self._open += 1

    def note_exit(self, number):
        self._open -= 1
        self._closed_at = number

    def note_gradient(self, target, found):
        import tensorflow as tf

        found = tf.nest.flatten(found)
        if not found or any(gradient is not None for gradient in found):
            self.missing = FOUND
        elif self._was_called and not self._was_inside:
            self.missing = PREDICTED if self._was_traced else NETWORK_OUTSIDE
        elif self._closed_at is not None and _number_of(target) > self._closed_at:
            self.missing = LOSS_OUTSIDE
        else:
            self.missing = NO_PATH


def _number_of(tensor):
    """TensorFlow numbers its tensors in the order in which they are made."""
    return getattr(tensor, "_id", -1)


@contextlib.contextmanager
def watched_tapes(model):
    """While active, what an answer does with tapes and with a network is noted in the `Tapes`."""
    import tensorflow as tf

    tapes, usual = Tapes(), model.call
    kind = tf.GradientTape
    enter, leave, gradient = kind.__enter__, kind.__exit__, kind.gradient

    def call(*args, **kwargs):
        tapes.note_call()
        return usual(*args, **kwargs)

    def noted_enter(tape):
        tapes.note_entry()
        return enter(tape)

    def noted_leave(tape, *error):
        tapes.note_exit(_number_of(tf.constant(0.0)))
        return leave(tape, *error)

    def noted_gradient(tape, target, *args, **kwargs):
        found = gradient(tape, target, *args, **kwargs)
        tapes.note_gradient(target, found)
        return found

    object.__setattr__(model, "call", call)
    kind.__enter__, kind.__exit__, kind.gradient = noted_enter, noted_leave, noted_gradient
    try:
        yield tapes
    finally:
        object.__delattr__(model, "call")
        kind.__enter__, kind.__exit__, kind.gradient = enter, leave, gradient
