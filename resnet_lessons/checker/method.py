"""An answer as a method of the course's network: the network in which it is called, and its inputs."""

from dataclasses import dataclass

import keras
import numpy as np

from resnet_lessons.checker.groundwork import attach, network_class
from resnet_lessons.checker.keras_patches import seeded_weights
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
    """

    function: object
    name: str
    network: type
    weights: Weights

    @classmethod
    def of(cls, exercise, function, groundwork, log=None):
        """The method that answers an exercise; one that calls itself must not meet the reference.

        Args:
            exercise: the `Exercise`.
            function: whatever the student handed in.
            groundwork: the `Groundwork` it may call.
            log: `CallLog` in which its calls can be noted, or None.
        """
        network = network_class(groundwork, log)
        if hasattr(ResNetModel, exercise.id):

            def itself(self, *args, **kwargs):
                return function(self, *args, **kwargs)

            setattr(network, exercise.id, attach(exercise.id, itself))
        return cls(function, exercise.id, network, groundwork.weights)

    def seeding(self, seed, **options):
        """`seeded_weights` for one more case."""
        self.weights.begin()
        return seeded_weights(seed, self.weights, **options)

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
