"""What a submission says of itself, told in our words.

Whatever text comes from a process in which a student's code ran may carry something out of it: an
answer of the lessons', for one. So feedback quotes the student's own file, which is no secret, names
of known errors and layers, and numbers; and the advice on an error is made here once more. The rest
stands in the check's message in the notebook.
"""

import builtins
import re
from dataclasses import replace

from resnet_lessons.checker.observation import Failure, Observation
from resnet_lessons.course.exercises import EXERCISES
from resnet_lessons.instructor.grading.reading.read_cell import without_comments
from resnet_lessons.instructor.grading.telling.newer_python import (
    VERSION,
    in_words,
    newer_library,
    newer_syntax,
)
from resnet_lessons.instructor.grading.telling.trusted_advice import trusted_advice
from resnet_lessons.instructor.grading.telling.trusted_kinds import trusted_kind

_ERRORS = {
    name for name, value in vars(builtins).items()
    if isinstance(value, type) and issubclass(value, BaseException)
} | {"InvalidArgumentError", "OperatorNotAllowedInGraphError", "ResourceExhaustedError"}  # fmt: skip
# Never to a check as it is: that may have passed, with what is still in the kernel.
_READ_ON = (
    "after a restart of the kernel the check shows its whole message, unless it comes of what the grader "
    "leaves out: other files, and lines with `rl.`, `%` or `!` outside of functions"
)
_ALONE = "the grader has the notebook alone, and no file that lies beside it"
_KINDS = {
    "not started": "`raise NotImplementedError` is still there",
    "wrong kind": "what was returned is not of the kind that was asked for",
    "dtype": "the result does not hold float32 values",
    "not finite": "the result holds NaN or infinite values",
    "parameters": "running it made other trainable parameters than Keras finds in the network",
    "addition": "two tensors that cannot be added",
    "flag": "`is_training=None` does not make it follow the model",
    "gradient": "no gradient reaches some of its trainable parameters, or its inputs",
    "second call": "called a second time in one network it fails or shares its layers",
    "second network": "built a second time from the same recipe, it is another network",
}
# What the check says of these kinds where it says it in one way.
_EXACT = {
    "`is_training=None` does not make it follow the model",
    "`is_training=None` is taken for training, outside of a model too",
    "no gradient reaches the inputs, and the blocks before them",
}
_NO_FUNCTION = "The cell defines no function of the exercise's name"
_LINE = re.compile(r"line (\d{1,5}) of the cell")
_CANNOT_READ = ("SyntaxError", "IndentationError", "TabError")
_LINE_AT_THE_END = re.compile(r"\(line (\d{1,5})\)$")
_LONGEST_LINE = 200


def in_our_words(observation, cell, advise=None):
    """An `Observation` whose texts are ours or the student's own file's.

    Feedback shows the first failure, so words are made for that one, and equal ones have the same: they
    take the time of whoever grades. Of others the kind is known.

    Args:
        observation: of a run in the settings of the instant check.
        cell: the `Cell` that holds the answer.
        advise: see `trusted_advice`.
    """
    # What a comment says is no part of a program, and equal programs are told the same.
    cell = replace(cell, source=without_comments(cell.source))
    failures = [outcome.failure for outcome in observation.outcomes]
    first = next(filter(None, failures), None)
    words = _told(first, cell, advise)
    told = [words if failure == first else _without_words(failure) for failure in failures]
    outcomes = zip(observation.outcomes, told, strict=True)
    return Observation(
        tuple(replace(outcome, failure=failure) for outcome, failure in outcomes),
        _told(observation.symbolic_failure, cell, advise),
    )


def _without_words(failure):
    if failure is None or failure.kind == "groundwork":
        return _told(failure, None, None)
    return Failure(failure.kind, "", "", failure.shapes)


def _told(failure, cell, advise):
    if failure is None:
        return None
    if failure.kind == "groundwork":
        # Made anew: whatever else stands in it is the process's own text.
        return Failure("groundwork", failure.message if failure.message in EXERCISES else "another")
    if failure.kind == "exception" and (unread := _unread(failure.message, cell)):
        return Failure(failure.kind, unread, "", failure.shapes)
    line = _line(failure.line, cell)
    return Failure(failure.kind, _message(failure, line, cell, advise), line, failure.shapes)


def _message(failure, line, cell, advise):
    """What a failure of a known kind is, as closely as our own words tell it."""
    if failure.kind not in _KINDS:
        return _advised(failure.message, line, cell, advise)
    general = _KINDS[failure.kind]
    if failure.kind in ("wrong kind", "dtype"):
        return trusted_kind(failure.message, cell) or general
    if failure.message in _EXACT:
        return failure.message
    if failure.kind in ("second call", "second network"):
        error = failure.message.rsplit("\n", 1)[-1]
        words = trusted_advice(error, line.partition(": ")[2], cell, advise)
        return f"{general}. {words}" if words else general
    return general


def _advised(message, line, cell, advise):
    """An error's name, and above it our advice where there is some."""
    name, error = _error(message), message.rsplit("\n", 1)[-1]
    told = _in_a_fresh_notebook(name, error, cell) or f"{name}; {_READ_ON}"
    if not error.startswith(name):
        return told
    words = trusted_advice(error, line.partition(": ")[2], cell, advise)
    return f"{words}\n{told}" if words else told


def _in_a_fresh_notebook(name, error, cell):
    """What differs from a notebook in which the check may have passed, or "" where nothing is known."""
    found = re.search(r"name '(\w{1,60})' is not defined|No module named '(\w{1,60})", error)
    missing = next(filter(None, found.groups())) if found else ""
    is_known = missing in set(re.findall(r"\w+", cell.source))
    if newer := newer_library(error, cell.source):
        return f"{name}: {newer}"
    if name == "NameError" and is_known:
        return (
            f"NameError: in a fresh notebook, where the file's cells run from top to bottom, nothing is "
            f"called `{missing}`. If the check passed in yours, `{missing}` was still there from a cell "
            "that was deleted or changed, it came from another file, or it was made by a line that the "
            "grader leaves out (with `rl.`, `%` or `!`). Define it in the answer's cell"
        )
    if name == "ModuleNotFoundError":
        what = f"`{missing}`" if is_known else "a module that is imported"
        return (
            f"ModuleNotFoundError: {what} is not there: {_ALONE}, and of packages NumPy, Keras, "
            "TensorFlow and Matplotlib. Copy what you need of it into the answer's cell"
        )
    if name == "FileNotFoundError":
        return f"FileNotFoundError: {_ALONE}"
    if name == _NO_FUNCTION:
        magic = re.match(r"\s*%%(\w{1,20})", cell.source)
        if magic:
            return (
                f"The cell begins with `%%{magic.group(1)}`, so its text goes elsewhere and defines "
                "nothing in a fresh notebook. Take that line away, and run the cell"
            )
        return (
            f"{_NO_FUNCTION}: in a fresh notebook, where the file's cells run from top to bottom, there "
            f"is none after it. Write it in this cell, with `def {cell.exercise}` at its margin"
        )
    return ""


def _unread(message, cell):
    """Where Python stops reading a cell that never ran, or "" of any other failure."""
    if not message.startswith("The cell stops: ") or _error(message) not in _CANNOT_READ:
        return ""
    found = _LINE_AT_THE_END.search(message)
    place = _place(found.group(1), cell) if found else ""
    told = f"Python cannot read this cell{place and f' ({place})'}"
    if newer := newer_syntax(place.partition(": ")[2]):
        return f"{told}: {newer}"
    return (
        f"{told}; run the cell: it shows the place. If it runs in your notebook, it is written for a "
        f"newer Python than {in_words(VERSION)}, which the grader runs"
    )


def _error(message):
    """The name of a known error at the beginning of a message's last line; advice stands above."""
    found = re.match(r"(?:The cell stops: )?(\w{1,60})", message.rsplit("\n", 1)[-1])
    if message.startswith("The cell defines no function"):
        return _NO_FUNCTION
    return found.group(1) if found and found.group(1) in _ERRORS else "an error"


def _line(said, cell):
    """The student's line, read from the file and not from what the process says."""
    found = _LINE.match(said)
    place = _place(found.group(1), cell) if found else ""
    return place and place.replace(":", " of the cell:", 1)


def _place(digits, cell):
    """ "line 2: …" with the line of the file, "" where it has none of that number."""
    number, lines = int(digits), cell.source.splitlines()
    if not 1 <= number <= len(lines):
        return ""
    return f"line {number}: {lines[number - 1].strip()[:_LONGEST_LINE]}"
