"""What went wrong when a student's function ran, as data and in plain words."""

import linecache
import math
import re
import traceback

import keras
import numpy as np

from resnet_lessons.checker.advice import advice, code_of, raised
from resnet_lessons.checker.observation import Failure

_LONGEST_MESSAGE = 300
_LONGEST_READ = 20_000
# Some searches for advice take time with the square of the length.
_LONGEST_ADVISED = 1_000
# Calls of a function inside one another that no answer needs.
_MANY_CALLS = 5
_MOST_VALUES = 1_000_000
_SHAPE = re.compile(r"[\[(]((?:(?:None|\d+),\s?)+(?:None|\d+)?)[\])]")
_ADDITION = re.compile(
    r"incompatible shapes|cannot broadcast|could not be broadcast|must be broadcastable"
    r"|doesn't match|must match the size",
    re.IGNORECASE,
)
# Keras prints in bold; other control characters and halves of characters cannot be shown or stored.
_NOT_SHOWN = re.compile(r"\x1b\[[0-9;]*m|[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_SYMBOLIC = re.compile(r"KerasTensor|symbolic|SymbolicTensor|placeholder", re.IGNORECASE)


class TimeIsUp(KeyboardInterrupt):
    """A check was stopped, since it took too long; as if by the stop button, which nothing holds up.

    Attributes:
        seconds: after which it was.
    """

    seconds = 0

    def __str__(self):
        return (
            f"Your answer was stopped: it was still running after {self.seconds:g} seconds, and a "
            "check takes about one second. Is there a loop that never ends? Look at the loop "
            "around this line: what should end it, and does that change from one round to the "
            "next?"
        )


def from_exception(error, function):
    """Turns whatever a student's function raised into a `Failure`.

    Its message is what a beginner may have meant, where that is known, and below it what Python
    says.
    """
    try:
        return _described(error, function)
    except KeyboardInterrupt:
        raise
    except BaseException:
        return Failure("exception", f"{type(error).__name__}, an error that cannot be shown")


def _described(error, function):
    line = _line_of(error, function)
    message = _message_of(error)
    if isinstance(error, NotImplementedError) and _is_hole(error, message, function):
        return Failure("not started", "`raise NotImplementedError` is still there", line)
    if isinstance(error, (ArithmeticError, ValueError, RuntimeError, TypeError)) or (
        type(error).__name__ == "InvalidArgumentError"
    ):
        shapes = _two_shapes(message)
        if shapes and _ADDITION.search(message):
            return Failure("addition", _sentence(error, message), line, shapes)
    if issubclass(type(error), TimeIsUp):
        return Failure("exception", _calls_itself(error, function) or message, line)
    # A name that a library does not have says nothing about tensors.
    is_symbolic = _SYMBOLIC.search(message) and "module '" not in message
    words = advice(raised(error, message[:_LONGEST_ADVISED], function))
    in_python = _sentence(error, message)
    return Failure(
        "symbolic" if is_symbolic else "exception",
        f"{words}\n{in_python}" if words else in_python,
        line,
    )


def _is_hole(error, message, function):
    """Whether the hole of this answer raised it: Keras raises such an error too, but says why."""
    code = code_of(function)
    frames = traceback.extract_tb(error.__traceback__)
    return not message or code is None or frames[-1].filename == code.co_filename


def _calls_itself(error, function):
    """What to say where the time went by as a function called itself, or ""."""
    code = code_of(function)
    times = sum(frame.f_code is code for frame, _ in traceback.walk_tb(error.__traceback__))
    if times < _MANY_CALLS:
        return ""
    return (
        f"Your answer was stopped after {error.seconds:g} seconds: by then it had called itself {times} "
        "times, each call inside the one before, and that never ends. Use the methods that come before "
        "this exercise."
    )


def is_function(value):
    """Whether something can be called and is no class. By its type: what a student hands in may
    answer `isinstance` with an error."""
    return callable(value) and not issubclass(type(value), type)


def wrong_kind(results, exercise):
    """A `Failure` when the results are not the tensors that were asked for, else None."""
    if exercise.outputs > 1:
        if not isinstance(results, (tuple, list)):
            return _not(exercise, *_kind_of(results))
        if len(results) != exercise.outputs:
            return _not(exercise, f"{len(results)} values")
    for result in results:
        if not (keras.ops.is_tensor(result) or type(result) is np.ndarray):
            return _not(exercise, *_kind_of(result))
        size = math.prod(length or 0 for length in result.shape)
        if size > _MOST_VALUES:
            return _not(exercise, f"a tensor of {size:,} values")
    return None


def _not(exercise, what, tip=""):
    message = f"the function returned {what}, expected {exercise.returns}. {tip}"
    return Failure("wrong kind", message.rstrip())


def _kind_of(value):
    """What was returned, and what to do about it, "" where nothing is known."""
    if value is None:
        return "nothing (None)", "Does it end in a `return` line?"
    if isinstance(value, keras.KerasTensor):
        return (
            "a symbolic tensor (KerasTensor)",
            "Compute from what the function is given, not from a new input.",
        )
    if isinstance(value, keras.Model):
        return "a whole Keras model", "Return the tensor."
    if isinstance(value, keras.layers.Layer):
        return (
            f"the layer {type(value).__name__} itself",
            "Call it on a tensor: `layer(inputs)`.",
        )
    if isinstance(value, (tuple, list)):
        return f"{len(value)} values in a {type(value).__name__}", ""
    if callable(value):
        return "a function", "Call it."
    return f"a value of type {type(value).__name__}", ""


def _message_of(error):
    try:
        text = str(error)
    except Exception:
        text = "an error whose message cannot be shown"
    return _NOT_SHOWN.sub("", text[:_LONGEST_READ])


def _sentence(error, message):
    """The first line that says something, without TensorFlow's decoration."""
    message = re.sub(r"\{\{.*?\}\}|\[Op:\w+\]( name:)?", "", message)
    message = message.split("Arguments received by")[0]
    lines = [line.strip() for line in message.splitlines() if line.strip()]
    if lines and lines[0] == "in user code:":
        # A function that TensorFlow traced: a traceback, then the error and its reason.
        return lines[-1][:_LONGEST_MESSAGE]
    text = " ".join(lines[:2])[:_LONGEST_MESSAGE]
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def _two_shapes(message):
    shapes = []
    for match in _SHAPE.findall(message):
        sizes = tuple(int(size) for size in re.findall(r"\d+", match))
        if len(sizes) >= 3:
            # Keras' Add layer speaks of shapes without the batch, TensorFlow of whole ones.
            shapes.append(sizes[-3:])
    return tuple(shapes[:2]) if len(shapes) >= 2 else ()


def _line_of(error, function):
    """The last line of the student's own file that was running."""
    if isinstance(error, SyntaxError):
        return ""
    code = code_of(function)
    filename = code.co_filename if code else None
    frames = [
        frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename == filename
    ]
    if not frames:
        return ""
    number = frames[-1].lineno
    text = linecache.getline(filename, number).strip()
    return f"line {number} of the cell: {text}" if text else f"line {number} of the cell"
