"""A student's function in, plain arrays and facts out. Nothing a student wrote makes it raise.

The function is run eagerly, on the CPU, in float32, on seeded inputs and with seeded weights, once
for each case of its exercise; then it is traced: run on a symbolic tensor, as when Keras builds a
network.
"""

import contextlib
import traceback

import keras
import numpy as np

from resnet_lessons.checker.failures import code_of, from_exception, wrong_kind
from resnet_lessons.checker.groundwork import Groundwork, GroundworkMissing, attach, network_class
from resnet_lessons.checker.keras_patches import (
    fresh_names,
    noted_layers,
    seeded_weights,
    standard_keras,
)
from resnet_lessons.checker.observation import PUBLIC_SEED, Failure, Observation, Outcome
from resnet_lessons.checker.printing import Nowhere
from resnet_lessons.course.answers.model import ResNetModel
from resnet_lessons.course.exercises import EXERCISES, Unexpected


def probe(exercise, function, seed=PUBLIC_SEED, cases=None, groundwork=None, *, is_traced=True):
    """Runs a student's function in every case.

    Args:
        exercise: the `Exercise` it answers.
        function: whatever the student handed in.
        seed: of inputs and weights.
        cases: settings to run, the exercise's public ones if None.
        groundwork: the answers it may call, the reference's if None.
        is_traced: whether it is traced too, which takes up to half of the time.

    Returns:
        `Observation`; it stops at the first case of an answer that was not started, and where
        groundwork is missing.
    """
    cases = exercise.cases if cases is None else cases
    network = network_with(exercise, function, groundwork or Groundwork())
    outcomes = []
    with standard_keras():
        for number, case in enumerate(cases):
            with _printing_once(number):
                outcomes.append(_run(exercise, function, network, case, seed, number))
            if _is_over(number, outcomes[-1].failure):
                return Observation(tuple(outcomes))
        symbolic_failure = None
        it_runs = all(outcome.failure is None for outcome in outcomes)
        if it_runs and is_traced and not exercise.experiment:
            with _printing_once(len(cases)):
                symbolic_failure = _trace_some(exercise, function, network, cases, outcomes)
    return Observation(tuple(outcomes), symbolic_failure)


def _is_over(number, failure):
    """A hole in a later case is a mistake like others: the student did start."""
    kind = failure.kind if failure else ""
    return kind == "groundwork" or (kind == "not started" and number == 0)


def network_with(exercise, function, groundwork):
    """The network to run a function in: an answer that calls itself must not meet the reference."""
    network = network_class(groundwork)
    if hasattr(ResNetModel, exercise.id):

        def itself(self, *args, **kwargs):
            return function(self, *args, **kwargs)

        setattr(network, exercise.id, attach(exercise.id, itself))
    return network


def _run(exercise, function, network, case, seed, number):
    """The `Outcome` of the case of that number."""
    parameters, layers = [], []
    seeding = seeded_weights(seed, parameters, only_random=exercise.keeps_initial_values)
    try:
        with fresh_names(), seeding, noted_layers(layers):
            if exercise.experiment:
                arrays, failure = exercise.experiment(function, case, [seed, number]), None
            else:
                result = result_in(network, function, _inputs(case, seed, number), case)
                # What was returned is the student's too: asking it anything may raise.
                arrays, failure = _as_arrays(result, exercise, case.data_format)
    except KeyboardInterrupt:
        raise
    except Unexpected as error:
        arrays, failure = (), Failure("wrong kind", str(error))
    except BaseException as error:
        arrays, failure = (), _groundwork_or(error, function, exercise)
    count = sum(parameters) if exercise.counts_parameters else 0
    return Outcome(arrays, count, tuple(layers), failure)


def _inputs(case, seed, number):
    # So wide that a ReLU with a ceiling (ReLU6) differs from one without.
    inputs = np.random.default_rng([seed, number]).normal(0.3, 4.0, case.input_shape)
    return keras.ops.convert_to_tensor(inputs.astype("float32"))


def result_in(network, function, inputs, case):
    """What a function returns for a tensor in a case, as a method of a network; see `network_with`."""
    host = network(
        min_aspect_dim=32,
        resize_dim=32,
        num_layers=case.num_layers,
        output_size=10,
        data_format=case.data_format,
    )
    for name, value in case.host_attributes():
        setattr(host, name, value)
    # By place, so that parameters may have other names. An identity shortcut is asked for as the
    # course does, by leaving the last argument out.
    return function(host, inputs, *case.arguments.values())


def _groundwork_or(error, function, exercise):
    if type(error) is GroundworkMissing:
        # The untouched cell may call its groundwork before it reaches its hole.
        names = getattr(code_of(function), "co_names", ())
        kind = "not started" if "NotImplementedError" in names else "groundwork"
        return Failure(kind, error.exercise_id)
    # By its type: an error of the student's own may answer `isinstance` with another error.
    is_hole = issubclass(type(error), NotImplementedError)
    if is_hole and (missing := _hole_of_another(error, function, exercise)):
        return Failure("groundwork", missing)
    return from_exception(error, function)


def _hole_of_another(error, function, exercise):
    """The exercise whose untouched cell was called, if it is not this function."""
    *_, innermost = traceback.walk_tb(error.__traceback__)
    name = innermost[0].f_code.co_name
    # The function may be a wrapper around the cell.
    is_other = innermost[0].f_code is not code_of(function) and name != exercise.id
    return name if name in EXERCISES and is_other else None


def _as_arrays(result, exercise, data_format):
    results = result if exercise.outputs > 1 else (result,)
    failure = wrong_kind(results, exercise)
    if failure:
        return (), failure
    arrays = tuple(np.array(keras.ops.convert_to_numpy(each)) for each in results)
    for array in arrays:
        if array.dtype != np.float32:
            message = f"the result holds {array.dtype} values, expected float32"
            return (), Failure("dtype", message)
        if not np.all(np.isfinite(array)):
            return (), Failure("not finite", "the result holds NaN or infinite values")
    if data_format == "channels_first":
        arrays = tuple(np.moveaxis(each, 1, -1) if each.ndim == 4 else each for each in arrays)
    return arrays, None


def _trace_some(exercise, function, network, cases, outcomes):
    """Why Keras cannot build a network with the function, or None.

    Two cases at the start and one at the end take most branches: an identity and a projection
    shortcut, channels last and first. All of them would double the time of a check.
    """
    for number in sorted({0, min(1, len(cases) - 1), len(cases) - 1}):
        failure = _trace(exercise, function, network, cases[number], outcomes[number])
        if failure:
            return failure
    return None


def _trace(exercise, function, network, case, outcome):
    """Why Keras cannot build a network with the function, or None."""
    try:
        with fresh_names():
            inputs = keras.Input(case.input_shape[1:])
            result = result_in(network, function, inputs, case)
            model = keras.Model(inputs, list(result) if exercise.outputs > 1 else result)
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        return from_exception(error, function)
    parameters = sum(int(np.prod(weight.shape)) for weight in model.trainable_weights)
    if parameters != outcome.parameters:
        message = (
            f"Keras finds {parameters:,} trainable parameters in the network, "
            f"while running it made {outcome.parameters:,}"
        )
        return Failure("parameters", message)
    return None


def _printing_once(number):
    """What a student prints is shown for the first case, not again for each of the others."""
    if number == 0:
        return contextlib.nullcontext()
    return contextlib.redirect_stdout(Nowhere())
