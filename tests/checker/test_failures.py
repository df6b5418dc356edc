"""What went wrong, in plain words."""

import functools

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers, ops

from resnet_lessons.checker.failures import TimeIsUp, code_of, from_exception, wrong_kind
from resnet_lessons.checker.observation import Failure
from resnet_lessons.course.exercises import EXERCISES

ONE = EXERCISES["pre_activation"]
TWO = EXERCISES["pre_activation_with_shortcut"]


def failure_of(function, *arguments):
    """What `from_exception` makes of whatever the function raises."""
    try:
        function(*arguments)
    except BaseException as error:
        return from_exception(error, function)
    raise AssertionError("nothing was raised")


def raising(error):
    def function():
        raise error

    return function


# Two shapes that cannot be added -----------------------------------------------------------------

IMAGES, SMALLER = (2, 4, 4, 5), (2, 8, 7, 5)
ADDITIONS = {
    "plus of TensorFlow": lambda a, b: ops.ones(a) + ops.ones(b),
    "keras.ops.add": lambda a, b: ops.add(ops.ones(a), ops.ones(b)),
    "Add layer": lambda a, b: layers.Add()([ops.ones(a), ops.ones(b)]),
    "NumPy": lambda a, b: np.ones(a) + np.ones(b),
    "symbolic": lambda a, b: keras.Input(a[1:]) + keras.Input(b[1:]),
    "symbolic Add layer": lambda a, b: layers.Add()([keras.Input(a[1:]), keras.Input(b[1:])]),
}


@pytest.mark.parametrize("way", ADDITIONS)
def test_an_addition_tells_both_shapes(way):
    failure = failure_of(lambda: ADDITIONS[way](IMAGES, SMALLER))
    assert failure.kind == "addition"
    assert failure.shapes == ((4, 4, 5), (8, 7, 5))


def test_shapes_of_other_mistakes_are_no_addition():
    failure = failure_of(lambda: layers.Concatenate()([ops.ones(IMAGES), ops.ones(SMALLER)]))
    assert failure.kind == "exception"
    assert failure.shapes == ()


# Symbolic tensors --------------------------------------------------------------------------------

SYMBOLIC_MISUSE = {
    "tf.nn.relu": tf.nn.relu,
    "tf.add": lambda x: tf.add(x, x),
    "NumPy": lambda x: np.maximum(x, 0),
    "if": lambda x: 1 if x[0, 0, 0, 0] > 0 else 2,
    "float": lambda x: float(x[0, 0, 0, 0]),
    ".numpy()": lambda x: x.numpy(),
    "for": list,
}


@pytest.mark.parametrize("way", SYMBOLIC_MISUSE)
def test_what_a_symbolic_tensor_does_not_survive(way):
    function = SYMBOLIC_MISUSE[way]
    assert failure_of(lambda: function(keras.Input((4, 4, 3)))).kind == "symbolic"


# Holes -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("error", [NotImplementedError, NotImplementedError("to do")])
def test_a_hole_is_not_started(error):
    failure = failure_of(raising(error))
    assert failure.kind == "not started"
    assert "raise NotImplementedError" in failure.message


def test_a_hole_behind_a_partial_is_not_started():
    assert (
        failure_of(functools.partial(raising(NotImplementedError("to do")))).kind == "not started"
    )


def test_a_library_that_does_not_implement_something_is_no_hole():
    class WithoutCall(layers.Layer):
        pass

    failure = failure_of(lambda: WithoutCall()(ops.ones(IMAGES)))
    assert failure.kind == "exception"
    assert "`call` method" in failure.message


# Words -------------------------------------------------------------------------------------------


class CannotBeShown(Exception):
    def __str__(self):
        raise RuntimeError("no words")


class Exits(Exception):
    def __str__(self):
        raise SystemExit


class LiesAboutItsClass(Exception):
    @property
    def __class__(self):
        raise ValueError("not your business")


MESSAGES = {
    "plain": (ValueError("wrong"), "ValueError: wrong"),
    "empty": (AssertionError(), "AssertionError"),
    "two lines at most": (ValueError("one\n\n two \nthree"), "ValueError: one two"),
    "colours": (ValueError("\x1b[1mbold\x1b[0m"), "ValueError: bold"),
    "control characters": (ValueError("a\x00\x07b"), "ValueError: ab"),
    "half a character": (ValueError("a\udc80b"), "ValueError: ab"),
    "TensorFlow's decoration": (
        ValueError("{{function_node __wrapped__X}} bad [Op:AddV2] name: "),
        "ValueError: bad",
    ),
    "Keras' arguments": (
        ValueError("bad.\n\nArguments received by Conv2D.call():\n  • inputs"),
        "ValueError: bad.",
    ),
    "traced": (
        ValueError("in user code:\n\n  File x, line 3\n\n  TypeError: bad"),
        "TypeError: bad",
    ),
    "cannot be shown": (
        CannotBeShown(),
        "CannotBeShown: an error whose message cannot be shown",
    ),
    "exits": (Exits(), "Exits, an error that cannot be shown"),
    "lies": (LiesAboutItsClass(), "LiesAboutItsClass, an error that cannot be shown"),
    "markup stays for whoever shows it": (ValueError("<script>"), "ValueError: <script>"),
}


@pytest.mark.parametrize("case", MESSAGES)
def test_messages(case):
    error, words = MESSAGES[case]
    failure = failure_of(raising(error))
    assert failure.kind == "exception"
    assert failure.message == words


def test_messages_are_cut():
    failure = failure_of(raising(ValueError("long " * 10**6)))
    assert len(failure.message) < 400


def test_an_error_that_cannot_be_described_has_no_traceback():
    for error in (CannotBeShown(), Exits(), LiesAboutItsClass(), ValueError("x")):
        assert "Traceback" not in failure_of(raising(error)).message


def test_an_interrupt_while_describing_passes_through():
    class Interrupts(Exception):
        def __str__(self):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        from_exception(Interrupts(), raising(None))


# The student's own line --------------------------------------------------------------------------


def test_the_line_is_the_last_of_the_students_own():
    def inner():
        return ops.reshape(ops.ones(4), (3, 3))  # here

    failure = failure_of(lambda: inner())
    assert "return ops.reshape(ops.ones(4), (3, 3))  # here" in failure.line
    first = inner.__code__.co_firstlineno
    assert failure.line.startswith(f"line {first + 1} of the cell")


def test_code_without_a_file_has_a_number_only():
    namespace = {}
    exec(compile("def function():\n    x = 1\n    return x / 0\n", "<cell>", "exec"), namespace)
    assert failure_of(namespace["function"]).line == "line 3 of the cell"


def test_what_is_no_function_has_no_line():
    assert failure_of(functools.partial(raising(ValueError("x")))).line == ""


def test_an_error_without_a_traceback_is_described():
    assert from_exception(ValueError("x"), print) == Failure("exception", "ValueError: x")


def test_code_is_asked_of_functions_only():
    class Hostile:
        def __getattr__(self, name):
            raise ValueError("no")

        def method(self):
            pass

    assert code_of(Hostile()) is None
    assert code_of(print) is None
    assert code_of(failure_of) is failure_of.__code__
    assert code_of(Hostile().method) is Hostile.method.__code__


# Results of the wrong kind -----------------------------------------------------------------------

TENSOR = np.zeros((2, 3), "float32")


@pytest.mark.parametrize("result", [TENSOR, ops.convert_to_tensor(TENSOR), tf.Variable(TENSOR)])
def test_tensors_are_of_the_right_kind(result):
    assert wrong_kind((result,), ONE) is None
    assert wrong_kind([result, result], TWO) is None


WRONG_KINDS = {
    "nothing": (None, "return"),
    "a number": (3.0, "float"),
    "a list": ([TENSOR], "1 values in a list"),
    "a function": (ops.relu, "Call it"),
    "a layer": (layers.ReLU(), "layer ReLU itself"),
    "a symbolic tensor": (keras.Input((3,)), "KerasTensor"),
    "a masked array": (np.ma.array(TENSOR), "MaskedArray"),
    "too large": (np.broadcast_to(np.float32(0), (2000, 1000)), "2,000,000 values"),
}


@pytest.mark.parametrize("case", WRONG_KINDS)
def test_results_of_the_wrong_kind(case):
    result, words = WRONG_KINDS[case]
    failure = wrong_kind((result,), ONE)
    assert failure.kind == "wrong kind"
    assert words in failure.message
    assert "expected one tensor of the inputs' shape." in failure.message


def test_a_model_is_named():
    inputs = keras.Input((3,))
    failure = wrong_kind((keras.Model(inputs, layers.ReLU()(inputs)),), ONE)
    assert "a whole Keras model" in failure.message


@pytest.mark.parametrize(
    ("results", "words"),
    [
        (TENSOR, "type ndarray"),
        (None, "nothing (None)"),
        ((TENSOR,), "1 values"),
        ((TENSOR,) * 3, "3 values"),
        ((TENSOR, None), "nothing (None)"),
    ],
)
def test_two_results_must_be_two(results, words):
    failure = wrong_kind(results, TWO)
    assert failure.kind == "wrong kind"
    assert words in failure.message
    assert "two tensors" in failure.message


def test_failures_are_frozen():
    with pytest.raises(AttributeError):
        Failure("exception", "x").kind = "addition"


# Advice ------------------------------------------------------------------------------------------


def test_advice_stands_above_what_python_says():
    failure = failure_of(lambda: layers.BatchNormalisation())
    words, in_python = failure.message.splitlines()
    assert words.endswith("Did you mean `layers.BatchNormalization`?")
    assert in_python == (
        "AttributeError: module 'keras.layers' has no attribute 'BatchNormalisation'"
    )


def test_a_name_that_a_library_lacks_is_no_symbolic_mistake():
    assert failure_of(lambda: tf.placeholder).kind == "exception"


def test_a_check_that_took_too_long_says_so_alone():
    failure = failure_of(raising(TimeIsUp()))
    assert failure.kind == "exception"
    assert failure.message.startswith("Your answer was stopped")
    assert "TimeIsUp" not in failure.message
    assert "raise error" in failure.line


def test_an_object_that_answers_with_errors_spoils_no_message():
    class Hostile:
        def __getattribute__(self, name):
            raise SystemExit

        def __call__(self):
            raise ValueError("x")

    assert failure_of(Hostile()).message == "ValueError: x"


def test_an_answer_that_calls_itself_until_the_time_is_up():
    def answer(left):
        if not left:
            raise TimeIsUp
        answer(left - 1)

    def told(left):
        with pytest.raises(TimeIsUp) as caught:
            answer(left)
        return from_exception(caught.value, answer).message

    assert "it had called itself 10 times" in told(9)
    assert "Is there a loop that never ends?" in told(1)
