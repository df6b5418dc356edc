"""Names for what is judged and for what judges it: while both stay the same, a mark stays.

A mark whose digests are known is not computed again. So a digest covers all that decides about a
mark, and nothing else: a change of the points must touch no mark, a change of one answer only its own.
"""

import ast
import hashlib
import importlib.metadata
import json
import platform
import re
import zipfile
from dataclasses import astuple, fields
from functools import cache, lru_cache
from types import CodeType

from resnet_lessons.checker.cell_statements import bound_names
from resnet_lessons.course.exercises import EXERCISES, MISCONCEPTIONS
from resnet_lessons.course.keys import key_path
from resnet_lessons.instructor import answers, exercises
from resnet_lessons.instructor.grading.observing import hidden

# What an exercise says besides what is judged, and functions, which are followed through their code.
_FUNCTIONS = ("experiment", "explain", "explain_all")
_SAID_ONLY = {"title", "points", "minutes", "difficulty", "importance", "hints", *_FUNCTIONS}
# Everything that runs an answer or decides about it, except what belongs to one exercise.
JUDGES = (
    *answers.ANSWER_FILES,
    "checker/*.py",
    "checker/advice/*.py",
    "course/answers/__init__.py",
    "course/exercises/exercise.py",
    "course/exercises/felt_gradients.py",
    "course/keys/*.py",
    "display.py",
    "machine/garbage_collection.py",
    "network/anatomy.py",
    "network/depths.py",
    "network/inspection.py",
    "network/named_points.py",
    "network/validation.py",
    "instructor/answer_keys.py",
    "instructor/answers.py",
    "instructor/grading/observing/advisor.py",
    "instructor/grading/observing/budget.py",
    "instructor/grading/observing/evidence.py",
    "instructor/grading/observing/examination.py",
    "instructor/grading/observing/examine.py",
    "instructor/grading/observing/lent_before.py",
    "instructor/grading/observing/fork_plan.py",
    "instructor/grading/observing/lent_groundwork.py",
    "instructor/grading/marks/marking.py",
    "instructor/grading/telling/newer_python.py",
    "instructor/grading/reading/needs_keras.py",
    "instructor/grading/reading/only_definitions.py",
    "instructor/grading/reading/own_programs.py",
    "instructor/grading/telling/plain_words.py",
    "instructor/grading/reading/read_cell.py",
    "instructor/grading/observing/seeds.py",
    "instructor/grading/reading/self_contained.py",
    "instructor/grading/telling/trusted_advice.py",
    "instructor/grading/observing/short_ways.py",
    "instructor/grading/telling/trusted_kinds.py",
    "instructor/sandbox/inside/*.py",
    "instructor/sandbox/kept.py",
)
# Followed name by name, from the experiments that use it.
_EXERCISES = "resnet_lessons.course.exercises."
_PACKAGES = ("keras", "numpy", "tensorflow")
# Feedback gives it to every method of the network that Keras cannot trace.
_FOR_EVERY_METHOD = ("tensorflow_on_symbolic_tensor",)


# A few: a whole class would fill the memory.
@lru_cache(maxsize=64)
def submission_digest(prepared):
    """A name for what is run of a submission; where the cells stood and what they showed is not.

    Args:
        prepared: the `Prepared` submission; any text may stand in its cells.

    Returns:
        64 hexadecimal digits.
    """
    return _digest(
        [[cell.source, cell.exercise, cell.released, cell.again] for cell in prepared.cells]
    )


def grader_digest(exercise, seed):
    """A name for everything that decides about the marks of an exercise.

    Args:
        exercise: the `Exercise`.
        seed: of the hidden settings.

    Returns:
        64 hexadecimal digits.
    """
    words = exercise.misconceptions + (() if exercise.experiment else _FOR_EVERY_METHOD)
    return _digest(
        {
            "seed": seed,
            "settings": _plain(hidden.cases(exercise, seed)),
            "definition": {
                field.name: _plain(getattr(exercise, field.name))
                for field in fields(exercise)
                if field.name not in _SAID_ONLY
            },
            "functions": {
                name: _code_behind(function)
                for name in _FUNCTIONS
                if (function := getattr(exercise, name))
            },
            "answers": _answers(exercise),
            "misconceptions": exercises.variants(exercise.id),
            "words": {name: astuple(MISCONCEPTIONS[name]) for name in words},
            "key": key_contents(exercise.id),
            "judges": _judges(),
            "versions": _versions(),
        }
    )


def _digest(value):
    # ASCII only: a text may hold halves of characters, which UTF-8 cannot write.
    text = json.dumps(value, sort_keys=True, ensure_ascii=True, allow_nan=False)
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def _plain(value):
    """The text of plain data.

    Raises:
        ValueError: when it holds an object that is called by where it lies in memory.
    """
    text = repr(value)
    if found := re.search(r"<[^<>]* at 0x[0-9a-f]+>", text):
        raise ValueError(f"{found.group()} has another name in every run")
    return text


def _answers(exercise):
    """Id -> text of its answer and of all that it calls, or may call, in turn."""
    found, waiting = {}, [exercise.id]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = answers.answer(name)
            known = exercise if name == exercise.id else EXERCISES[name]
            called = global_names(found[name]) & EXERCISES.keys()
            waiting += [*known.groundwork, *called]
    return found


def global_names(text):
    """What a piece of code calls by a name from outside, or by a name after a dot."""
    found, waiting = set(), [compile(text, "<text>", "exec", dont_inherit=True)]
    while waiting:
        code = waiting.pop()
        found.update(code.co_names)
        waiting += [constant for constant in code.co_consts if isinstance(constant, CodeType)]
    return found


def _code_behind(function):
    """The texts of a function and of what it uses, in its module and in others of the exercises'.

    A module holds the points and the words of its exercise as well, which must not count here.

    Raises:
        ValueError: when the function is not defined by a name in a module of the package.
    """
    if function.__qualname__ not in _definitions(function.__module__):
        raise ValueError(f"{function.__qualname__} has no name in a module of the package")
    found, waiting = {}, [(function.__module__, function.__qualname__)]
    while waiting:
        module, name = waiting.pop()
        statement = _definitions(module).get(name)
        if statement and (known := f"{module}.{name}") not in found:
            found[known] = ast.unparse(statement)
            waiting += [(module, used) for used in global_names(found[known])]
            waiting += _from_other_exercises(statement, name)
    return found


def _definitions(module):
    """Name -> the statement of a module that gives it a value."""
    path = answers.PACKAGE.parent / (module.replace(".", "/") + ".py")
    return _statements(path.read_text(encoding="utf-8")) if path.is_file() else {}


@cache
def _statements(text):
    return {
        name: statement for statement in ast.parse(text).body for name in bound_names(statement)
    }


def _from_other_exercises(statement, name):
    """(module, name) of what a name is, if it is imported from a module of the exercises, or of what
    its definition imports from one."""
    is_import = isinstance(statement, ast.ImportFrom)
    return [
        (node.module, alias.name)
        for node in ast.walk(statement)
        if isinstance(node, ast.ImportFrom) and node.module.startswith(_EXERCISES)
        for alias in node.names
        if not is_import or name == (alias.asname or alias.name)
    ]


def key_contents(exercise_id):
    """{name: digest} of what the instant check's key holds; its file also says when it was written."""
    path = key_path(exercise_id, answers.PACKAGE / "course" / "keys")
    if not path.exists():
        return {}
    with zipfile.ZipFile(path) as file:
        return {
            name: hashlib.sha256(file.read(name)).hexdigest() for name in sorted(file.namelist())
        }


def _judges():
    """Path -> text of every module of `JUDGES`, answers cut out."""
    paths = sorted(path for pattern in JUDGES for path in answers.PACKAGE.glob(pattern))
    texts = {
        path.relative_to(answers.PACKAGE).as_posix(): path.read_text(encoding="utf-8")
        for path in paths
    }
    return {
        name: answers.with_holes(text) if name in answers.ANSWER_FILES else text
        for name, text in texts.items()
    }


def _versions():
    found = {"python": ".".join(platform.python_version_tuple()[:2])}
    for package in _PACKAGES:
        try:
            found[package] = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            # Builds of TensorFlow for some machines go by another name.
            found[package] = "unknown"
    return found
