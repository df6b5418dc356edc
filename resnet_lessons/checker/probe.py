"""A student's function in, plain arrays and facts out. Nothing a student wrote makes it raise.

The function is run eagerly, on the CPU, in float32, on seeded inputs and with seeded weights, once
for each case of its exercise; then once on a symbolic tensor, as when Keras builds a network.
"""

import collections
import contextlib
import io
import random
import traceback
import warnings

import keras
import numpy as np
from keras.src.backend.common import global_state

from resnet_lessons.checker.cpu_operations import standard_operations
from resnet_lessons.checker.failures import code_of, from_exception, wrong_kind
from resnet_lessons.checker.groundwork import Groundwork, GroundworkMissing, attach, network_class
from resnet_lessons.checker.observation import PUBLIC_SEED, Failure, Observation, Outcome
from resnet_lessons.checker.seeded_weights import seeded_weights
from resnet_lessons.course.answers.model import ResNetModel
from resnet_lessons.course.exercises import EXERCISES, Unexpected

_NAME_COUNTERS = "object_name_uids"


def probe(exercise, function, seed=PUBLIC_SEED, cases=None, groundwork=None, *, is_drawn=True):
    """Runs a student's function in every case.

    Args:
        exercise: the `Exercise` it answers.
        function: whatever the student handed in.
        seed: of inputs and weights.
        cases: settings to run, the exercise's public ones if None.
        groundwork: the answers it may call, the reference's if None.
        is_drawn: whether it is run on a symbolic tensor too, which takes up to half of the time.

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
                outcomes.append(_run(exercise, function, network, case, [seed, number]))
            if _is_over(number, outcomes[-1].failure):
                return Observation(tuple(outcomes))
        symbolic_failure = None
        it_runs = all(outcome.failure is None for outcome in outcomes)
        if it_runs and is_drawn and not exercise.experiment:
            with _printing_once(len(cases)):
                symbolic_failure = _draw_some(exercise, function, network, cases, outcomes)
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


def _run(exercise, function, network, case, seed):
    parameters, layers = [], []
    try:
        with fresh_names(), seeded_weights(seed[0], parameters), _recorded_layers(layers):
            if exercise.experiment:
                arrays, failure = exercise.experiment(function, case, seed), None
            else:
                result = call_with(function, host_of(network, case), _inputs(case, seed), case)
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


def _inputs(case, seed):
    # So wide that a ReLU with a ceiling (ReLU6) differs from one without.
    inputs = np.random.default_rng(seed).normal(0.3, 4.0, case.input_shape)
    return keras.ops.convert_to_tensor(inputs.astype("float32"))


def host_of(network, case):
    """The network whose method a function becomes in a case."""
    host = network(
        min_aspect_dim=32,
        resize_dim=32,
        num_layers=case.num_layers,
        output_size=10,
        data_format=case.data_format,
    )
    for name, value in case.host_attributes():
        setattr(host, name, value)
    return host


def call_with(function, host, inputs, case):
    """What a function returns for a tensor in a case."""
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
    """The exercise whose untouched cell was called, if it is not the function's own."""
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


def _draw_some(exercise, function, network, cases, outcomes):
    """Why Keras cannot build a network with the function, or None.

    Two cases at the start and one at the end take most branches: an identity and a projection
    shortcut, channels last and first. All of them would double the time of a check.
    """
    for number in sorted({0, min(1, len(cases) - 1), len(cases) - 1}):
        failure = _draw(exercise, function, network, cases[number], outcomes[number])
        if failure:
            return failure
    return None


def _draw(exercise, function, network, case, outcome):
    """Why Keras cannot build a network with the function, or None."""
    host = host_of(network, case)
    try:
        with fresh_names():
            inputs = keras.Input(case.input_shape[1:])
            result = call_with(function, host, inputs, case)
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


@contextlib.contextmanager
def standard_keras():
    """CPU and float32, whatever the notebook has chosen for training.

    Initializers draw their seeds from Python's generator: it is put back too, so that a check does
    not change the training that follows it.
    """
    drawn = random.getstate()
    policy = keras.config.dtype_policy()
    data_format = keras.config.image_data_format()
    floatx = keras.config.floatx()
    keras.config.set_floatx("float32")
    keras.config.set_dtype_policy("float32")
    keras.config.set_image_data_format("channels_last")
    try:
        with keras.device("cpu"), standard_operations(), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        keras.config.set_floatx(floatx)
        keras.config.set_dtype_policy(policy)
        keras.config.set_image_data_format(data_format)
        random.setstate(drawn)


@contextlib.contextmanager
def fresh_names():
    """Keras counts the names of layers from the start, afterwards on from where the notebook was.

    So a check does not change the names of the notebook's layers. And TensorFlow keeps something
    for every name of a variable that it has not met: new names would cost each check a third of its
    time and 7 MB for good (Keras 3.15; `keras.backend.clear_session` would forget the notebook's).
    """
    counters = global_state.get_global_attribute(_NAME_COUNTERS)
    global_state.set_global_attribute(_NAME_COUNTERS, collections.defaultdict(int))
    try:
        yield
    finally:
        global_state.set_global_attribute(_NAME_COUNTERS, counters)


def _printing_once(number):
    """What a student prints is shown for the first case, not again for each of the others."""
    if number == 0:
        return contextlib.nullcontext()
    return contextlib.redirect_stdout(io.StringIO())


@contextlib.contextmanager
def _recorded_layers(layers):
    call = keras.layers.Layer.__call__

    def recorded_call(layer, *args, **kwargs):
        result = call(layer, *args, **kwargs)
        shape = getattr(result, "shape", None)
        if shape is not None:
            layers.append((type(layer).__name__, tuple(shape)))
        return result

    keras.layers.Layer.__call__ = recorded_call
    try:
        yield
    finally:
        keras.layers.Layer.__call__ = call
