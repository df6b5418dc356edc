"""Computes what other processes ask of the lessons' answers; no line of a student's code runs here.

What arrives was written by a student's process: names, numbers and arrays, each looked at before it
is used. What goes back are arrays, shapes and the text of an error, never a text of the lessons.
"""

import contextlib
import math
import time
from collections import Counter

import keras
import numpy
import tensorflow

import resnet_lessons
from resnet_lessons.checker.groundwork import Groundwork, network_class
from resnet_lessons.checker.keras_patches import fresh_names, seeded_weights, standard_keras
from resnet_lessons.checker.lean_layers import lean_run
from resnet_lessons.checker.lean_run import Unsupported
from resnet_lessons.checker.made_weights import Weights
from resnet_lessons.course.answers import residual

from .channel import Closed, receive, send
from .describing import LONGEST_TEXT
from .groundwork_calls import ATTRIBUTES

_DTYPES = {"float16", "bfloat16", "float32", "float64", "int32", "int64", "uint8", "bool"}
_MOST_DIMENSIONS = 6
# So large a number asks for more memory than there is, not for a network.
_LARGEST = 1 << 16
_MOST_ITEMS = 16
_MOST_SHAPES = 256
# The longest that a network takes is the name of a data format.
_LONGEST_WORD = 20


class Unacceptable(ValueError):
    """A request that no network makes."""


def serve(connection, job):
    """Answers requests until the other side has gone.

    Args:
        connection: socket of the grader.
        job: {"groundwork": {exercise id: text of its answer}}
    """
    network = network_class(Groundwork(_defined(job["groundwork"])))
    with contextlib.suppress(Closed), standard_keras():
        while True:
            header, arrays = receive(connection)
            since = time.process_time()
            told, found = _answered(network, header, arrays)
            send(connection, told | {"processor_seconds": time.process_time() - since}, found)


def _defined(texts):
    """Exercise id -> function."""
    imports = {"keras": keras, "layers": keras.layers, "ops": keras.ops, "np": numpy}
    names = vars(residual) | imports | {"tf": tensorflow, "rl": resnet_lessons}
    for exercise_id, text in texts.items():
        exec(compile(text, f"<{exercise_id}>", "exec"), names)
    return {exercise_id: names[exercise_id] for exercise_id in texts}


def _answered(network, header, arrays):
    """(header, arrays) that answer a request; its seed is the grader's, all else a student's."""
    # Whatever stops a lean run is left to Keras, which says what is wrong.
    with contextlib.suppress(Exception, Unsupported):
        return _leanly_answered(network, header, arrays)
    return _answered_by_keras(network, header, arrays)


def _answered_by_keras(network, header, arrays):
    try:
        weights, before = _weights(header)
        with fresh_names(), seeded_weights(header["seed"], weights):
            method, inputs, arguments = _read(network, header, arrays)
            result = method(inputs, **arguments)
        return _told(result, inputs, weights, before)
    except Exception as error:
        return {"error": [type(error).__name__, str(error)[:LONGEST_TEXT]]}, []


def _leanly_answered(network, header, arrays):
    """As `_answered`, with lean layers; a description comes from an image of zeros."""
    weights, before = _weights(header)
    run = lean_run(weights)
    method, inputs, arguments = _read(network, header, arrays)
    is_described = isinstance(inputs, keras.KerasTensor)
    if is_described:
        batch, *sizes = inputs.shape
        run.need(batch is None and math.prod(sizes) <= _LARGEST and inputs.dtype == "float32")
        inputs = tensorflow.zeros((1, *sizes))
    with run.layers(header["seed"]):
        result = method(inputs, **arguments)
    run.need(not run.was_refused)
    told, found = _told(result, inputs, weights, before)
    if not is_described:
        return told, found
    for each in told["results"]:
        if each != "inputs":
            run.need(each["shape"][0] == 1)
            each["shape"][0] = None
    return told | {"moved": 0}, []


def _told(result, inputs, weights, before):
    """(header, arrays) of what a method returned."""
    results = list(result) if isinstance(result, tuple) else [result]
    told = {
        "results": [_result(each, inputs) for each in results],
        "is_tuple": isinstance(result, tuple),
        "trainable": [list(map(int, each.shape)) for each in weights.variables],
        "kernels": [list(shape) for shape in (weights.kernels - before).elements()],
        "moved": weights.moved(),
    }
    kept = [] if isinstance(inputs, keras.KerasTensor) else results
    return told, [numpy.asarray(each) for each in kept if each is not inputs]


def _weights(header):
    """`Weights` as they are before a call, and the number of kernels of each shape then."""
    if not isinstance(header["before"], list) or len(header["before"]) > _MOST_SHAPES:
        raise Unacceptable("more shapes of kernels than a network has")
    before = Counter({_value(shape): _value(number) for shape, number in header["before"]})
    return Weights(bool(header["in_order"]), kernels=before.copy()), before


def _result(tensor, inputs):
    if tensor is inputs:
        return "inputs"
    dtype = keras.backend.standardize_dtype(tensor.dtype)
    return {"shape": list(tensor.shape), "dtype": dtype}


def _read(network, header, arrays):
    """(method, tensor, arguments) of a request, or `Unacceptable`."""
    told = header["network"]
    host = network.__new__(network)
    host._scopes, host._names = [], {}
    for name in ATTRIBUTES:
        setattr(host, name, _value(told[name]))
    dtype = header["tensor"]["dtype"]
    if dtype not in _DTYPES:
        raise Unacceptable(f"a tensor of {str(dtype)[:20]}")
    arguments = {str(name): _value(each) for name, each in header["arguments"].items()}
    method = getattr(host, header["asks"])
    if arrays:
        return method, keras.ops.cast(arrays[0], dtype), arguments
    shape = [None if size is None else _value(size) for size in header["tensor"]["shape"]]
    sizes = [size or 1 for size in shape]
    if len(sizes) > _MOST_DIMENSIONS or math.prod(sizes) > _LARGEST**2:
        raise Unacceptable(f"a tensor of shape {shape[:_MOST_DIMENSIONS]}")
    return method, keras.Input(batch_shape=shape, dtype=dtype), arguments


def _value(value):
    """An argument, a list as a tuple of single ones."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str) and len(value) <= _LONGEST_WORD:
        return value
    is_flat = isinstance(value, list) and not any(isinstance(each, list) for each in value)
    if is_flat and len(value) <= _MOST_ITEMS:
        return tuple(map(_value, value))
    if isinstance(value, (int, float)) and abs(value) <= _LARGEST:
        return value
    raise Unacceptable(f"{str(value)[:20]} is no size of a network")
