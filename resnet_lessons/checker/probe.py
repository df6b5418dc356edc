"""A student's function in, plain arrays and facts out. Nothing a student wrote makes it raise.

The function is run eagerly, on the CPU, in float32, on seeded inputs and with seeded weights, once
for each case of its exercise; then it is traced: run on a symbolic tensor, as when Keras builds a
network.
"""

import contextlib
import traceback
from dataclasses import replace

import keras
import numpy as np

from resnet_lessons.checker.call_log import CallLog
from resnet_lessons.checker.failures import code_of, from_exception, wrong_kind
from resnet_lessons.checker.groundwork import Groundwork, GroundworkMissing
from resnet_lessons.checker.keras_patches import (
    fresh_names,
    standard_keras,
)
from resnet_lessons.checker.method import Method, channels_last, seeded_inputs
from resnet_lessons.checker.observation import (
    FAILED,
    PUBLIC_SEED,
    REFUSED,
    Failure,
    Observation,
    Outcome,
)
from resnet_lessons.checker.printing import Nowhere
from resnet_lessons.checker.symbolic import symbolic_failure
from resnet_lessons.course.exercises import EXERCISES, Unexpected
from resnet_lessons.course.keys.call import COMPUTED


def probe(
    exercise,
    function,
    seed=PUBLIC_SEED,
    cases=None,
    groundwork=None,
    *,
    is_traced=True,
    lean=False,
):
    """Runs a student's function in every case.

    Args:
        exercise: the `Exercise` it answers.
        function: whatever the student handed in.
        seed: of inputs and weights.
        cases: settings to run, the exercise's public ones if None.
        groundwork: the answers it may call, the reference's if None.
        is_traced: whether it is traced too, which takes up to half of the time; or a function that says
            so of the `Observation` in the cases, none of which failed.
        lean: whether a method runs with lean layers, which takes a fraction of the time and settles
            only what goes well in all cases; an experiment runs with Keras.

    Returns:
        `Observation`; it stops at the first case of an answer that was not started, and where
        groundwork is missing. Where lean layers are not enough, it is `REFUSED` or `FAILED`.
    """
    cases = exercise.cases if cases is None else cases
    log = CallLog()
    lean = lean and not exercise.experiment
    method = Method.of(exercise, function, groundwork or Groundwork(), log, lean=lean)
    wants_trace = is_traced if callable(is_traced) else lambda _: is_traced
    found = _observed(exercise, method, seed, cases, log, wants_trace)
    if lean and method.lean.was_refused:
        return REFUSED
    return FAILED if lean and not _went_well(found) else found


def _observed(exercise, method, seed, cases, log, wants_trace):
    outcomes = []
    with standard_keras():
        for number, case in enumerate(cases):
            with _printing_once(number):
                outcomes.append(_run(exercise, method, case, seed, number, log))
            failure = outcomes[-1].failure
            if _is_over(number, failure) or (failure and method.lean):
                return Observation(tuple(outcomes))
        found = Observation(tuple(outcomes))
        it_runs = all(outcome.failure is None for outcome in outcomes)
        if not it_runs or exercise.experiment or _was_refused(method) or not wants_trace(found):
            return found
        with _printing_once(len(cases)):
            failure = symbolic_failure(exercise, method, cases, outcomes, seed)
    return replace(found, symbolic_failure=failure)


def _was_refused(method):
    return method.lean is not None and method.lean.was_refused


def _went_well(observation):
    """Whether a run with lean layers shows what Keras would: no case failed, or nothing was to run.

    What Keras says of symbolic tensors is its own word; no layer is lean there.
    """
    failures = [each.failure for each in observation.outcomes]
    return not any(failures) or _is_over(len(failures) - 1, failures[-1])


def _is_over(number, failure):
    """A hole in a later case is a mistake like others: the student did start."""
    kind = failure.kind if failure else ""
    return kind == "groundwork" or (kind == "not started" and number == 0)


def _run(exercise, method, case, seed, number, log):
    """The `Outcome` of the case of that number."""
    calls, returned = (), COMPUTED
    seeding = method.seeding(seed, only_random=exercise.keeps_initial_values)
    try:
        with fresh_names(), seeding:
            if exercise.experiment:
                arrays, failure = exercise.experiment(method.function, case, [seed, number]), None
            else:
                inputs = seeded_inputs(case, seed, number)
                with log.noting(inputs):
                    result = method.call(inputs, case)
                    returned = log.origin(result)
                # What was returned is the student's too: asking it anything may raise.
                arrays, failure = _as_arrays(result, exercise, case.data_format)
    except KeyboardInterrupt:
        raise
    except Unexpected as error:
        arrays, failure = (), Failure("wrong kind", str(error))
    except BaseException as error:
        arrays, failure = (), _groundwork_or(error, method.function, exercise)
    moved = 0
    if not exercise.experiment:
        calls = tuple(log.calls)
        moved = 0 if failure else method.weights.moved()
    # Where no calls are noted, no layer is known to be frozen.
    parameters = method.weights.trainable(log.is_frozen) if exercise.counts_parameters else 0
    return Outcome(arrays, parameters, calls, returned, failure, moved)


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
    return channels_last(arrays, data_format), None


def _printing_once(number):
    """What a student prints is shown for the first case, not again for each of the others."""
    if number == 0:
        return contextlib.nullcontext()
    return contextlib.redirect_stdout(Nowhere())
