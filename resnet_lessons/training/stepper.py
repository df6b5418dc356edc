"""One training step after another, wherever it is computed; a card that fails costs no work."""

import contextlib

import keras
import numpy as np

from resnet_lessons.machine import device
from resnet_lessons.training.fit import adam, compile_to_train

_LEARNING_RATE = 1e-3
# XLA compiles a ResNet-18 for most of a minute; a shorter run is over before that has paid.
_STEPS_WORTH_COMPILING = 5000


class Stepper:
    """A compiled model that shares a network's layers, so that the network itself is kept and saved
    without the optimizer, which is twice as large.

    On a GPU it trains in the device's precision; the network is float32 before and after each step.

    Args:
        model: the network, from images to logits; its weights change.
        steps: of the whole run; the learning rate falls to zero over them.

    Attributes:
        is_under_way: whether a step was taken as the next will be, so that nothing is left to trace.
    """

    def __init__(self, model, steps):
        self._model, self._steps = model, steps
        found = device.setup()
        self._is_on_gpu = found.kind == "GPU"
        self._precision = found.precision
        self._uses_xla = found.jit and steps >= _STEPS_WORTH_COMPILING
        self._compiled_model = self._optimizer = None
        self._moments = []
        self.is_under_way = False
        self.copy(0)

    def _build(self):
        compiled = keras.Model(self._model.inputs, self._model.outputs[0])
        used = self._optimizer = adam(_LEARNING_RATE, self._steps)
        if self._precision == "mixed_float16":
            # Its small numbers vanish: the loss is multiplied, and the gradients divided again.
            used = keras.optimizers.LossScaleOptimizer(self._optimizer)
        compile_to_train(compiled, used, self._uses_xla)
        # None where the card failed before there were any.
        for variable, value in zip(self._optimizer.variables, self._moments, strict=False):
            variable.assign(value)
        self._compiled_model = compiled

    def _make_ready(self):
        if self._compiled_model is None:
            with device.scope(), in_precision(self._model, self._precision):
                self._build()

    def step(self, images, labels):
        """Takes one step.

        Args:
            images: float32 (count, height, width, channels).
            labels: int (count,).

        Returns:
            (loss, share of the images named rightly), of the network before the step
        """
        self._make_ready()
        with device.scope(), in_precision(self._model, self._precision):
            self._compiled_model.reset_metrics()
            logs = self._compiled_model.train_on_batch(images, labels, return_dict=True)
        self.is_under_way = True
        return float(logs["loss"]), float(logs["accuracy"])

    def state(self):
        """All that the next step depends on besides its images: a list of variables."""
        self._make_ready()
        return [*self._model.variables, *self._optimizer.variables]

    def go_on_from(self, values, done):
        """Takes over the state of another stepper of the same network, after so many steps.

        Of float16 the factor of the losses is not in it: it is found again within some steps.
        """
        for variable, value in zip(self.state(), values, strict=True):
            variable.assign(value)
        self.copy(done)

    def copy(self, done):
        """Copies what so many steps have learnt out of a card, which may take it along if it fails."""
        if self._is_on_gpu:
            self._copy = done, self._values()

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
        is_plain = self._precision == "float32" and not self._uses_xla
        failed = device.is_failure(error)
        if not self._is_on_gpu or (is_plain and not failed):
            return None
        done, values = self._newest(done)
        if failed:
            words = f"{device.retreat(error).problem}; training continues on the CPU"
            self._is_on_gpu = False
        else:
            how = f"{self._precision}{' with XLA' if self._uses_xla else ''}"
            words = f"a step failed in {how}; training continues without it"
        self._precision, self._uses_xla, self._compiled_model = "float32", False, None
        self.is_under_way = False
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
        return self._copy

    def _values(self):
        """Weights of the network, then all of the optimizer."""
        variables = [
            *self._model.variables,
            *(self._optimizer.variables if self._compiled_model is not None else ()),
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
        for layer, policy in zip(layers, before, strict=True):
            layer.dtype_policy = policy
