"""Feedback speaks in our words: nothing that a process says gets through as it is."""

import sys

import pytest

from resnet_lessons.checker.observation import Failure, Observation, Outcome
from resnet_lessons.instructor.grading.grades import Cell
from resnet_lessons.instructor.grading.telling.plain_words import in_our_words

CELL = Cell(4, "def grow(body, head, extra_blocks):\n    return bodi\n", "grow")
HERE = f"{sys.version_info[0]}.{sys.version_info[1]}"
SECRET = "c2VjcmV0IGFuc3dlcg"


def told(failure):
    observation = Observation((Outcome(failure=failure),), failure)
    words = in_our_words(observation, CELL)
    assert words.symbolic_failure == words.outcomes[0].failure
    return words.outcomes[0]


def test_a_known_error_keeps_its_name_and_the_students_own_line():
    failure = Failure("exception", "NameError: name 'bodi' is not defined", "line 2 of the cell: x")
    words = told(failure).failure
    assert words.message == (
        "Nothing here has the name `bodi`. Is it spelt as in the line that gives it a value, and did that "
        "line run?\n"
        "NameError: in a fresh notebook, where the file's cells run from top to bottom, nothing is called "
        "`bodi`. If the check passed in yours, `bodi` was still there from a cell that was deleted or "
        "changed, it came from another file, or it was made by a line that the grader leaves out (with "
        "`rl.`, `%` or `!`). Define it in the answer's cell"
    )
    assert words.line == "line 2 of the cell: return bodi"


@pytest.mark.parametrize(
    "error, where",
    [
        (f"SyntaxError: {SECRET} (line 2)", " (line 2: return bodi)"),
        (f"IndentationError: (line 1) {SECRET} (line 2)", " (line 2: return bodi)"),
        (f"SyntaxError: {SECRET} (line 99)", ""),
        (f"SyntaxError: {SECRET} (line 0)", ""),
        (f"SyntaxError: {SECRET} (line 2) more", ""),
        (f"SyntaxError: {SECRET}", ""),
    ],
)
def test_a_cell_that_python_cannot_read_is_told_with_its_line(error, where):
    words = told(Failure("exception", f"The cell stops: {error}")).failure
    assert words.message == (
        f"Python cannot read this cell{where}; run the cell: it shows the place. If it runs in your "
        f"notebook, it is written for a newer Python than {HERE}, which the grader runs"
    )


def test_a_syntax_error_of_a_running_answer_is_an_error_like_others():
    words = told(Failure("exception", f"SyntaxError: {SECRET} (line 2)")).failure
    assert words.message.startswith("SyntaxError; after a restart of the kernel")


@pytest.mark.parametrize(
    "failure",
    [
        Failure("exception", f"{SECRET}: {SECRET}", f"line 2 of the cell: {SECRET}"),
        Failure("exception", f"ValueError: {SECRET}", SECRET),
        Failure("exception", f"The cell stops: {SECRET}", "line 99 of the cell"),
        Failure("exception", f"The cell stops: ValueError: {SECRET}", "line 0 of the cell"),
        Failure("symbolic", f"TypeError {SECRET}", "line 99999999 of the cell"),
        Failure("wrong kind", f"the function returned a value of type {SECRET}"),
        Failure("wrong kind", f"the function returned the layer {SECRET} itself"),
        Failure("wrong kind", f"the function returned 3 values in a {SECRET}"),
        Failure("wrong kind", f"the function returned nothing (None), expected {SECRET}. Call it."),
        Failure("wrong kind", f"the function returned nothing (None). {SECRET} Call it."),
        Failure("wrong kind", f"the dictionary holds no norm of {SECRET}"),
        Failure("wrong kind", f"the answer is {SECRET}. Does it end in a `return` line?"),
        Failure("second call", f"ValueError: {SECRET}"),
        Failure("gradient", f"no gradient reaches {SECRET}"),
        Failure("dtype", f"the result holds {SECRET} values"),
        Failure("parameters", SECRET),
        Failure("addition", SECRET, "", ((1, 2), (3, 4))),
    ],
)
def test_nothing_else_gets_through(failure):
    words = told(failure)
    assert SECRET not in repr(words)
    assert words.failure.kind == failure.kind and words.failure.shapes == failure.shapes


@pytest.mark.parametrize(
    ("message", "says"),
    [("pre_activation", "pre_activation"), (f"a {SECRET}", "another"), (SECRET, "another")],
)
def test_of_missing_groundwork_only_the_name_of_an_exercise_is_told(message, says):
    failure = Failure("groundwork", message, SECRET, ((1, 2),))
    assert told(failure).failure == Failure("groundwork", says)


def test_words_are_made_for_the_failure_that_feedback_shows(monkeypatch):
    """They take the time of whoever grades, and settings may fail in many ways."""
    asked = []
    of_ours = "resnet_lessons.instructor.grading.telling.plain_words.trusted_advice"
    monkeypatch.setattr(of_ours, lambda error, *_: asked.append(error) or "")
    failures = [None, *(Failure("exception", f"ValueError: {number}") for number in range(9))]
    outcomes = tuple(Outcome(failure=failure) for failure in failures)
    words = in_our_words(Observation(outcomes), CELL).outcomes
    assert asked == ["ValueError: 0"]
    assert words[0].failure is None and words[1].failure.message.startswith("ValueError")
    assert {each.failure for each in words[2:]} == {Failure("exception", "")}


def test_an_answer_that_is_called_twice_is_told_what_the_check_advises():
    error = 'ValueError: The name "conv" is used 2 times in the model. All operation names should be unique.'
    cell = Cell(
        7, "def regular_block(self):\n    return layers.ReLU(name='conv')\n", "regular_block"
    )
    failure = Failure("second call", f"whatever\n{error}", "line 2 of the cell: anything")
    words = in_our_words(Observation((Outcome(failure=failure),)), cell).outcomes[0].failure.message
    assert words == (
        "called a second time in one network it fails or shares its layers. 2 layers of the network are "
        "called `conv`. Leave `name` out: Keras gives each a name of its own."
    )


def test_what_is_no_failure_stays():
    assert in_our_words(Observation((Outcome(parameters=3),)), CELL).outcomes[0].parameters == 3


# What a fresh notebook does not have ---------------------------------------------------------------


@pytest.mark.parametrize(
    "error, words",
    [
        ("The cell stops: NameError: name 'bodi' is not defined", "nothing is called `bodi`"),
        (f"NameError: name '{SECRET}' is not defined", "NameError; after a restart"),
        (
            "The cell stops: ModuleNotFoundError: No module named 'bodi'",
            "`bodi` is not there: the gra",
        ),
        ("ModuleNotFoundError: No module named 'bodi.more'", "`bodi` is not there: the grader has"),
        (
            f"ModuleNotFoundError: No module named '{SECRET}'",
            "a module that is imported is not there",
        ),
        (f"FileNotFoundError: '{SECRET}'", "the grader has the notebook alone"),
        ("The cell defines no function `grow`.", "there is none after it"),
        (f"RuntimeError: {SECRET}", "RuntimeError; after a restart of the kernel the check"),
    ],
)
def test_what_differs_from_the_students_own_kernel_is_told(error, words):
    message = told(Failure("exception", error)).failure.message
    assert words in message
    assert SECRET not in message and "check in your notebook" not in message


def test_a_cell_that_writes_a_file_is_told_that_it_defines_nothing():
    cell = Cell(4, "%%writefile mine.py\ndef grow(x):\n    return x", "grow")
    failure = Failure("exception", "The cell defines no function `grow`.")
    words = in_our_words(Observation((Outcome(failure=failure),)), cell).outcomes[0].failure.message
    assert words.startswith("The cell begins with `%%writefile`, so its text goes elsewhere")


# Advice ------------------------------------------------------------------------------------------

BLOCK = Cell(
    7,
    "def regular_block(self, inputs, filters, strides, is_training, index, shortcut_filters=None):\n"
    "    x = self.pre_activation(inputs)\n"
    "    x = self.custom_conv2d(x, filters, is_training, strides)\n"
    "    return layers.ReLu()(x) + table[(strides, 'a')] + x.size(28)\n"
    "    assert x.shape == inputs.shape\n",
    "regular_block",
)


def advised(error, number=2, cell=BLOCK):
    failure = Failure("exception", error, f"line {number} of the cell: anything")
    observation = Observation((Outcome(failure=failure),))
    return in_our_words(observation, cell).outcomes[0].failure.message


@pytest.mark.parametrize(
    "error, number, words",
    [
        (
            "TypeError: pre_activation() missing 1 required positional argument: 'is_training'",
            2,
            "`self.pre_activation` also needs `is_training`: `self.pre_activation(inputs, is_training)`.",
        ),
        (
            "ValueError: kernel_size is False; it must be a whole number, 1 or more, or a pair",
            3,
            "While `self.custom_conv2d` ran, `kernel_size` was False, but a whole number is needed "
            "there. Have two arguments changed places? Its arguments come in this order: "
            "`self.custom_conv2d(inputs, filters, kernel_size, strides)`.",
        ),
        (
            "AttributeError: module 'keras.layers' has no attribute 'ReLu'",
            4,
            "`layers` has no `ReLu`. Did you mean `layers.ReLU`?",
        ),
        (
            "AttributeError: 'EagerTensor' object has no attribute 'size'",
            4,
            "A tensor has no `size`. Here it is `tensor.shape`.",
        ),
        (
            "IndexError: index 28 is out of bounds for axis 0 with size 5",
            4,
            "Counting begins at 0: axis 0 of this array has size 5, so there is no place 28.",
        ),
        (
            "ValueError: The `pool_size` argument must be a tuple of 2 integers. Received pool_size=None",
            4,
            "`pool_size` takes a whole number of 1 or more, or a pair of them for height and "
            "width, but None was given. Was the argument it comes from left out?",
        ),
        (
            "AssertionError: x",
            5,
            "Your own `assert` on this line stopped the function: what it asks for does not hold. An "
            "answer has to work in each setting of the check: does the line ask for too much, or is "
            "something wrong above it?",
        ),
        ("KeyError: 'a'", 4, "A dictionary is asked for `'a'`, a key that it does not hold."),
    ],
)
def test_the_grader_gives_the_checks_advice(error, number, words):
    assert advised(f"whatever it advises\n{error}", number).split("\n") == [
        words,
        f"{error.split(':')[0]}; after a restart of the kernel the check shows its whole message, unless it "
        "comes of what the grader leaves out: other files, and lines with `rl.`, `%` or `!` outside of "
        "functions",
    ]


HOSTILE = [
    f"NameError: name '{SECRET}' is not defined",
    f"UnboundLocalError: cannot access local variable '{SECRET}' where",
    f"AttributeError: module 'keras.layers' has no attribute '{SECRET}'",
    f"AttributeError: module '{SECRET}' has no attribute 'ReLu'",
    f"AttributeError: '{SECRET}' object has no attribute 'size'",
    f"AttributeError: 'EagerTensor' object has no attribute '{SECRET}'",
    f"AttributeError: 'Network' object has no attribute '{SECRET}'",
    f"TypeError: '{SECRET}' object is not callable",
    f"TypeError: {SECRET}() missing 1 required positional argument: 'inputs'",
    f"TypeError: pre_activation() missing 1 required positional argument: '{SECRET}'",
    f"TypeError: pre_activation() got an unexpected keyword argument '{SECRET}'",
    f"TypeError: pre_activation() got multiple values for argument '{SECRET}'",
    f"TypeError: unsupported operand type(s) for {SECRET}: 'int' and 'str'",
    f"TypeError: unsupported operand type(s) for +: '{SECRET}' and 'str'",
    f"KeyError: '{SECRET}'",
    f"KeyError: {SECRET} inputs filters strides",
    f"ModuleNotFoundError: No module named '{SECRET}'",
    f"ImportError: cannot import name '{SECRET}' from 'keras'",
    f"ValueError: {SECRET} is False; it must be a whole number",
    f"ValueError: strides is '{SECRET}'; it must be a whole number",
    f"ValueError: Only instances of `keras.Layer` can be added. Received: x (of type <class '{SECRET}'>)",
    f'ValueError: The name "{SECRET}" is used 2 times in the model.',
    f"ValueError: Inputs to a layer should be tensors. Got 'x' (of type <class '{SECRET}'>)",
    f"ValueError: must match. variable.shape=({SECRET}), Received: value.shape=(3,)",
    f"ValueError: could not broadcast input array from shape ({SECRET}) into shape (2,2)",
    f"TypeError: Cannot interpret '{SECRET}' as a data type",
]


@pytest.mark.parametrize("error", HOSTILE)
@pytest.mark.parametrize("number", [2, 3, 4])
def test_no_secret_gets_through_advice(error, number):
    assert SECRET not in advised(error, number)
    assert SECRET not in advised(f"{SECRET}\n{error}", number)


NUMBERS = "1234567890123456"


@pytest.mark.parametrize(
    "error",
    [
        f"IndexError: index {NUMBERS} is out of bounds for axis 0 with size 1",
        f"ValueError: too many values to unpack (expected {NUMBERS})",
        f"TypeError: pre_activation() takes {NUMBERS} positional arguments but 4 were given",
        f"ValueError: strides is {NUMBERS[:8]}; it must be a whole number",
        f"ValueError: could not broadcast input array from shape ({','.join(NUMBERS)}) into shape (1)",
        f"ValueError: could not broadcast input array from shape ({','.join(NUMBERS[:6])}) into shape (1)",
        "TypeError: pre_activation() missing 5 required positional arguments: 'inputs', 'filters', "
        "'strides', 'is_training', and 'index'",
        "KeyError: inputs filters strides",
    ],
)
def test_neither_large_numbers_nor_many_choices(error):
    assert "\n" not in advised(error)


def test_a_cell_that_no_one_can_read_has_no_advice_of_its_own():
    cell = Cell(1, "((((" * 100_000 + "def regular_block(", "regular_block")
    assert "`self.pre_activation` also needs `is_training`" in advised(
        "TypeError: pre_activation() missing 1 required positional argument: 'is_training'", 1, cell
    )
