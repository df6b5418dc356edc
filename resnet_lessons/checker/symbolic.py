"""What Keras makes of an answer: it is traced, run on symbolic tensors as when a network is built."""

import dataclasses
import math

import keras
import tensorflow as tf

from resnet_lessons.checker.failures import from_exception
from resnet_lessons.checker.keras_patches import fresh_names
from resnet_lessons.checker.method import channels_last, seeded_inputs
from resnet_lessons.checker.observation import Failure
from resnet_lessons.checker.verdict import same_arrays
from resnet_lessons.course.exercises.felt_gradients import is_felt

_FLAG = "is_training"


def symbolic_failure(exercise, method, cases, outcomes, seed):
    """Why Keras cannot build a network with an answer, or builds another one; or None.

    Three cases take most branches: an identity and a projection shortcut, channels last and first,
    in training and not. All of them would double the time of a check.

    Args:
        exercise: the `Exercise`.
        method: the answer as a `Method`.
        cases, outcomes: the settings, and what the answer did there, all without a failure.
        seed: of inputs and weights.

    Returns:
        `Failure` or None
    """
    in_training = [number for number, case in enumerate(cases) if case.arguments[_FLAG]]
    second = next((number for number in in_training if number), min(1, len(cases) - 1))
    for number in sorted({0, second, len(cases) - 1}):
        case, outcome = cases[number], outcomes[number]
        tracing = _Tracing(exercise, method, case, outcome, seed, number)
        failure = tracing.failure(again=number == 0)
        if failure:
            return failure
    return None


@dataclasses.dataclass(frozen=True)
class _Tracing:
    """An answer in the case of a number, to be traced."""

    exercise: object
    method: object
    case: object
    outcome: object
    seed: int
    number: int

    def failure(self, again):
        """Why Keras cannot build a network with the answer, or None.

        Args:
            again: whether it is called once more, as in every network.
        """
        try:
            with fresh_names(), self.method.symbolic_seeding(self.seed):
                return self._failure_of(again)
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            return from_exception(error, self.method.function)

    def _failure_of(self, again):
        case = _following_the_model(self.case)
        host, inputs = self.method.host(case), keras.Input(case.input_shape[1:])
        results = self._listed(self.method.call(inputs, case, host))
        model = keras.Model(inputs, results)
        if (count := _count(model)) != self.outcome.parameters:
            return Failure(
                "parameters",
                f"Keras finds {count:,} trainable parameters in the network, "
                f"while running it made {self.outcome.parameters:,}",
            )
        failure = (again and self._flag_failure()) or self._model_failure(model)
        if failure or not again:
            return failure
        return self._second_failure(inputs, results, case, host)

    def _listed(self, result):
        return list(result) if self.exercise.outputs > 1 else [result]

    def _model_failure(self, model):
        """Why the network does not compute what the answer does, or cannot learn, or None."""
        inputs = seeded_inputs(self.case, self.seed, self.number)
        if not self.case.arguments[_FLAG]:
            # Nothing is said of training, since saying it would change layers that do not ask.
            return self._number_failure(self._listed(model(inputs)))
        with tf.GradientTape(persistent=self.exercise.outputs > 1) as tape:
            tape.watch(inputs)
            found = self._listed(model(inputs, training=True))
        failure = self._number_failure(found)
        return failure or self._gradient_failure(model, tape, inputs, found)

    def _number_failure(self, found):
        """Whether a network computes something else than the answer, as a failure, or None."""
        if self._agree(found):
            return None
        return Failure("flag", "`is_training=None` does not make it follow the model")

    @staticmethod
    def _gradient_failure(model, tape, inputs, found):
        """Where no gradient reaches, as a failure, or None."""
        variables = [variable.value for variable in model.trainable_variables]
        # Of each output: the gradients of the weights, and last that of the inputs.
        gradients = [tape.gradient(each, [*variables, inputs]) for each in found]
        if not all(is_felt(of_inputs) for *_, of_inputs in gradients):
            return Failure("gradient", "no gradient reaches the inputs, and the blocks before them")
        of_weights = list(zip(*gradients, strict=True))[:-1]
        learns = any(is_felt(each) for of_one in of_weights for each in of_one)
        without = sum(
            math.prod(variable.shape)
            for variable, of_one in zip(variables, of_weights, strict=True)
            if not learns or all(each is None for each in of_one)
        )
        if without:
            return Failure("gradient", f"no gradient reaches {without:,} trainable parameters")
        return None

    def _flag_failure(self):
        """Whether the flag None means training where nothing says so, as a failure, or None."""
        if self.case.arguments[_FLAG]:
            return None
        inputs = seeded_inputs(self.case, self.seed, self.number)
        with self.method.seeding_anew(self.seed):
            found = self._listed(self.method.call(inputs, _following_the_model(self.case)))
        if self._agree(found):
            return None
        return Failure("flag", "`is_training=None` is taken for training, outside of a model too")

    def _agree(self, found):
        arrays = map(keras.ops.convert_to_numpy, found)
        return same_arrays(channels_last(arrays, self.case.data_format), self.outcome.arrays)

    def _second_failure(self, inputs, results, case, host):
        """Why the answer cannot be called a second time, or None."""
        is_built_once = self.exercise.is_built_once
        kind = "second network" if is_built_once else "second call"
        try:
            again = self._listed(self.method.call_again(inputs, case, host))
            first = [] if is_built_once else results
            count = _count(keras.Model(inputs, [*first, *again]))
        except KeyboardInterrupt:
            raise
        except Exception as error:
            reason = from_exception(error, self.method.function)
            return dataclasses.replace(reason, kind=kind)
        expected = self.outcome.parameters * (1 if is_built_once else 2)
        if count == expected:
            return None
        which = "it" if is_built_once else "the network then"
        return Failure(kind, f"{which} has {count:,} trainable parameters, expected {expected:,}")


def _following_the_model(case):
    """The case of a network that is told when it is called whether it trains."""
    return dataclasses.replace(case, arguments={**case.arguments, _FLAG: None})


def _count(model):
    return sum(math.prod(weight.shape) for weight in model.trainable_weights)
