"""One training step after another, wherever it is computed; a card that fails costs no work."""

import contextlib
import time

import keras
import numpy as np

from resnet_lessons.machine import device
from resnet_lessons.training.fit import ready

_LEARNING_RATE = 1e-3
# XLA compiles a ResNet-18 for most of a minute; a shorter course is over before that has paid.
_STEPS_WORTH_COMPILING = 5000
# A card that fails may take its memory along. Copies in the machine's own memory are made so often
# that seconds are lost at most, and so seldom that they take a twentieth of the time.
_SECONDS_BETWEEN_COPIES, _TIMES_A_COPY = 1.0, 20


class Learner:
    """A compiled model that shares a network's layers, so that the network itself is kept and saved
    without the optimizer, which is twice as large.

    On a GPU it learns in the device's precision; the network is float32 before and after each step.

    Args:
        model: the network, from images to logits; its weights change.
        steps: of the whole course; the learning rate falls to zero over them.
    """

    def __init__(self, model, steps):
        self._model, self._steps = model, steps
        found = device.setup()
        self._is_on_gpu = found.kind == "GPU"
        self._precision = found.precision
        self._compiles = found.jit and steps >= _STEPS_WORTH_COMPILING
        self._learner = self._optimizer = None
        self._moments = []
        self._kept, self._next_copy = (0, self._values()), 0.0

    def _build(self):
        # Small numbers of float16 vanish: the loss is multiplied, and the gradients divided again.
        scaled = self._precision == "mixed_float16"
        around = keras.optimizers.LossScaleOptimizer if scaled else None
        learner = keras.Model(self._model.inputs, self._model.outputs[0])
        self._optimizer = ready(learner, _LEARNING_RATE, self._steps, around, self._compiles)
        # None where the card failed before there were any.
        for variable, value in zip(self._optimizer.variables, self._moments, strict=False):
            variable.assign(value)
        self._learner = learner

    def step(self, images, labels):
        """Takes one step.

        Args:
            images: float32 (count, height, width, channels).
            labels: int (count,).

        Returns:
            (loss, share of the images named rightly), of the network before the step
        """
        with device.scope(), in_precision(self._model, self._precision):
            if self._learner is None:
                self._build()
            self._learner.reset_metrics()
            logs = self._learner.train_on_batch(images, labels, return_dict=True)
        return float(logs["loss"]), float(logs["accuracy"])

    def keep(self, done):
        """Copies what was learnt in so many steps out of the card, now and then."""
        now = time.monotonic()
        if not self._is_on_gpu or now < self._next_copy:
            return
        self._kept = (done, self._values())
        taken = time.monotonic() - now
        self._next_copy = now + max(_SECONDS_BETWEEN_COPIES, taken * _TIMES_A_COPY)

    def recover(self, error, done):
        """Makes ready to go on after a step failed, where there is a plainer way to take it.

        A card that fails is left for the CPU. Whatever else fails may be due to the precision or
        to XLA, and is tried once more without them.

        Args:
            error: what the step raised.
            done: steps before it.

        Returns:
            (steps that count, a sentence); None where the error is the network's own
        """
        is_plain = self._precision == "float32" and not self._compiles
        failed = device.is_failure(error)
        if not self._is_on_gpu or (is_plain and not failed):
            return None
        done, values = self._newest(done)
        if failed:
            words = f"{device.retreat(error).problem}; learning goes on on the CPU"
            self._is_on_gpu = False
        else:
            how = f"{self._precision}{' with XLA' if self._compiles else ''}"
            words = f"a step failed in {how}; learning goes on without"
        self._precision, self._compiles, self._learner = "float32", False, None
        weights = self._model.variables
        with device.scope():
            for variable, value in zip(weights, values, strict=False):
                # Made anew: TensorFlow's variables stay on the device that they were made on.
                variable._initialize(value)
        for layer in self._model._flatten_layers():
            # PyTorch keeps a list of its own.
            if hasattr(layer, "_torch_params"):
                layer._track_variables()
        self._moments = values[len(weights) :]
        return done, f"{words[0].upper()}{words[1:]}, from step {done + 1:,}."

    def _newest(self, done):
        """Steps and values: those in the card where it still hands out numbers, else the copy."""
        with contextlib.suppress(Exception):
            values = self._values()
            if all(np.all(np.isfinite(value)) for value in values):
                return done, values
        return self._kept

    def _values(self):
        """Weights of the network, then all of the optimizer."""
        if not self._is_on_gpu:
            return []
        variables = [
            *self._model.variables,
            *(self._optimizer.variables if self._learner is not None else ()),
        ]
        return [np.array(keras.ops.convert_to_numpy(variable)) for variable in variables]


@contextlib.contextmanager
def in_precision(model, precision):
    """A context in which a network's layers compute in another precision; weights stay float32.

    The last layer keeps its own, since logits decide by small differences.

    Args:
        model: `keras.Model`.
        precision: name of a Keras policy; "float32" changes nothing.
    """
    if precision == "float32":
        yield
        return
    policy = keras.dtype_policies.get(precision)
    last = model.outputs[0]._keras_history.operation
    layers = [layer for layer in model._flatten_layers() if layer is not last]
    before = [layer.dtype_policy for layer in layers]
    try:
        for layer in layers:
            layer.dtype_policy = policy
        yield
    finally:
        for layer, own in zip(layers, before, strict=True):
            layer.dtype_policy = own
