"""An answer as a method of the course's network: the network in which it is called, and its inputs."""

import contextlib
from dataclasses import dataclass

import keras
import numpy as np

from resnet_lessons.checker.groundwork import attach, network_class
from resnet_lessons.checker.keras_patches import seeded_weights
from resnet_lessons.checker.lean_layers import lean_run
from resnet_lessons.checker.lean_run import LeanRun
from resnet_lessons.checker.made_weights import Weights
from resnet_lessons.course.answers.model import ResNetModel


@dataclass(frozen=True)
class Method:
    """An answer that can be called as a method.

    Attributes:
        function: the student's.
        name: id of the exercise that it answers.
        network: class of the network it is called in.
        weights: `Weights` that it makes in one case.
        lean: `LeanRun` of its runs on tensors with values, or None where these are Keras' own.
    """

    function: object
    name: str
    network: type
    weights: Weights
    lean: LeanRun | None = None

    @classmethod
    def of(cls, exercise, function, groundwork, log=None, *, lean=False):
        """The method that answers an exercise; one that calls itself must not meet the reference.

        Args:
            exercise: the `Exercise`.
            function: whatever the student handed in.
            groundwork: the `Groundwork` it may call.
            log: `CallLog` in which its calls can be noted, or None.
            lean: whether it runs with lean layers.
        """
        network = network_class(groundwork, log)
        if hasattr(ResNetModel, exercise.id):

            def itself(self, *args, **kwargs):
                return function(self, *args, **kwargs)

            setattr(network, exercise.id, attach(exercise.id, itself))
        weights = groundwork.weights
        return cls(function, exercise.id, network, weights, lean_run(weights) if lean else None)

    def seeding(self, seed, **options):
        """`seeded_weights` for one more case, of lean layers where it runs with these."""
        self.weights.begin()
        if self.lean:
            return self.lean.layers(seed)
        return seeded_weights(seed, self.weights, **options)

    def symbolic_seeding(self, seed):
        """`seeded_weights` for one more case on symbolic tensors, which are Keras' own."""
        self.weights.begin()
        return seeded_weights(seed, self.weights)

    def seeding_anew(self, seed):
        """Within `symbolic_seeding`: the same weights once more, for tensors with values."""
        self.weights.begin()
        return self.lean.layers(seed) if self.lean else contextlib.nullcontext()

    def host(self, case):
        """A network as a case has it."""
        host = self.network(
            min_aspect_dim=32,
            resize_dim=32,
            num_layers=case.num_layers,
            output_size=10,
            data_format=case.data_format,
        )
        for name, value in case.host_attributes():
            setattr(host, name, value)
        return host

    def call(self, inputs, case, host=None):
        """What the answer returns for a tensor in a case, on a host of its own if none is given."""
        # By place, so that parameters may have other names. An identity shortcut is asked for as
        # the course does, by leaving the last argument out.
        return self.function(host or self.host(case), inputs, *case.arguments.values())

    def call_again(self, inputs, case, host):
        """As `call`, on a host that called it before: as the network's method, with the next index."""
        given = dict(case.arguments)
        if "index" in given:
            given["index"] += 1
        return getattr(host, self.name)(inputs, *given.values())


def seeded_inputs(case, seed, number):
    """The float32 inputs of the case of that number."""
    # So wide that a ReLU with a ceiling (ReLU6) differs from one without.
    inputs = np.random.default_rng([seed, number]).normal(0.3, 4.0, case.input_shape)
    return keras.ops.convert_to_tensor(inputs.astype("float32"))


def channels_last(arrays, data_format):
    """Results of a method, as a tuple with the channels last."""
    if data_format == "channels_last":
        return tuple(arrays)
    return tuple(np.moveaxis(each, 1, -1) if each.ndim == 4 else each for each in arrays)
