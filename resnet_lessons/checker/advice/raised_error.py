"""What advice is given on: an error, and what is known of the student's function it came from."""

import ast
import dis
import itertools
import linecache
import re
import traceback
import types
from dataclasses import dataclass

from resnet_lessons.course.keys.call import METHODS

_LONGEST_VALUE, _MOST_ITEMS = 40, 8


@dataclass(frozen=True)
class Raised:
    """An error that a student's function raised, as far as advice depends on it.

    Attributes:
        name: the error's class, for example "NameError".
        message: its text.
        function: the name the function was defined with, "" where it has none.
        parameters: of the function, by name.
        names: every name that stands in the function: variables, attributes, what is called.
        set_attributes: the attributes to which it gives a value.
        line: the text of the student's last statement that ran, on one line; "" where it is unknown.
        is_entered: whether the function's own lines were reached.
        passed_through: the names of the functions that were running, the innermost last.
        called: the method of the network that the student's last statement called, "" where it
            called none or it is over.
        compared: where an `assert` of the student's compares two short values, each of them: (its
            text, its value).
    """

    name: str
    message: str
    function: str = ""
    parameters: tuple[str, ...] = ()
    names: frozenset[str] = frozenset()
    set_attributes: frozenset[str] = frozenset()
    line: str = ""
    is_entered: bool = True
    passed_through: tuple[str, ...] = ()
    called: str = ""
    compared: tuple[tuple[str, str], ...] = ()

    @property
    def is_in_making(self):
        """Whether the error was raised while something was made, a layer most likely."""
        return "__init__" in self.passed_through


def raised(error, message, function):
    """The `Raised` of an error.

    Args:
        error: the exception.
        message: its text, safe to show.
        function: whatever the student handed in.
    """
    frames = traceback.extract_tb(error.__traceback__)
    passed_through = tuple(frame.name for frame in frames)
    name = type(error).__name__
    code = code_of(function)
    if code is None:
        return Raised(name, message, passed_through=passed_through)
    own = [frame for frame in frames if frame.filename == code.co_filename]
    codes = [walked.f_code for walked, _ in traceback.walk_tb(error.__traceback__)]
    names, set_attributes = _names_in(code)
    line = _text(own[-1]) if own else ""
    return Raised(
        name=name,
        message=message,
        function=code.co_name,
        parameters=code.co_varnames[: code.co_argcount],
        names=names,
        set_attributes=set_attributes,
        line=line,
        is_entered=code in codes,
        passed_through=passed_through,
        called=_called(frames, code.co_filename),
        compared=_compared(error, line) if name == "AssertionError" else (),
    )


def _compared(error, line):
    """What an `assert` compares, by the frame that it left; () where that is not plainly to be had."""
    *_, (frame, _) = traceback.walk_tb(error.__traceback__)
    found = re.search(r"\bassert\b.*", line)
    try:
        test = ast.parse(found.group()).body[0].test
        sides = (test.left, *test.comparators)
    except Exception:
        return ()
    shown = ((ast.unparse(side), _short(side, frame)) for side in sides)
    return tuple((text, value) for text, value in shown if value not in ("", text))


def _value(expression, frame):
    """The value of a name, an attribute of it or an item; anything else raises."""
    if isinstance(expression, ast.Name):
        return {**frame.f_globals, **frame.f_locals}[expression.id]
    if isinstance(expression, ast.Attribute):
        return getattr(_value(expression.value, frame), expression.attr)
    if isinstance(expression, ast.Subscript):
        return _value(expression.value, frame)[ast.literal_eval(expression.slice)]
    return ast.literal_eval(expression)


def _short(expression, frame):
    """The value of an expression, a number, a text or a shape, as it is written; "" of others."""
    try:
        value = _value(expression, frame)
        value = tuple(value) if type(value).__name__ == "TensorShape" else value
        items = value if type(value) in (tuple, list) else (value,)
        plain = (int, float, bool, str, type(None))
        is_plain = len(items) <= _MOST_ITEMS and all(type(item) in plain for item in items)
        shown = repr(value) if is_plain else ""
    except Exception:
        return ""
    return shown if len(shown) <= _LONGEST_VALUE else ""


def _called(frames, filename):
    """The first of the network's methods that ran below the last line of the student's own."""
    below = itertools.takewhile(lambda frame: frame.filename != filename, reversed(frames))
    names = [frame.name for frame in below if frame.name in METHODS]
    return names[-1] if names else ""


def _text(frame):
    numbers = range(frame.lineno, (frame.end_lineno or frame.lineno) + 1)
    return " ".join(linecache.getline(frame.filename, number).strip() for number in numbers)


def code_of(function):
    """A function's code, or None; other callables are not asked, since they may answer anything."""
    is_function = type(function) in (types.FunctionType, types.MethodType)
    return function.__code__ if is_function else None


def _names_in(code):
    """(every name in a piece of code, the attributes it sets), with the functions inside it."""
    names, set_attributes, codes = set(), set(), [code]
    while codes:
        code = codes.pop()
        names.update(code.co_names, code.co_varnames, code.co_freevars, code.co_cellvars)
        set_attributes.update(
            step.argval for step in dis.get_instructions(code) if step.opname == "STORE_ATTR"
        )
        codes += [constant for constant in code.co_consts if isinstance(constant, types.CodeType)]
    return frozenset(names), frozenset(set_attributes)
