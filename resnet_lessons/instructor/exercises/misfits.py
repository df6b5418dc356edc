"""Parts of an exercise that are there and do not fit each other: an edit that its answer does not hold,
a program of another name, settings of the wrong kind.
"""

import ast
import symtable

from resnet_lessons.course.exercises import EXERCISES, Case, Setting
from resnet_lessons.instructor.answers import PACKAGE, answer, without_markers
from resnet_lessons.instructor.exercises import EditError, edited, edits, programs
from resnet_lessons.instructor.exercises.student_answers import student_answers

_MODEL = "course/answers/model.py"


def misfits(exercise_id):
    """What does not fit of an exercise whose parts are all there.

    Args:
        exercise_id: its name.

    Yields:
        a sentence for each fault, without its subject: the exercise
    """
    text = without_markers(answer(exercise_id))
    yield from _of_description(EXERCISES[exercise_id], text)
    yield from _of_edits(exercise_id, text)
    for kind in ("right", "wrong"):
        yield from _of_programs(kind, exercise_id)
    file = f"instructor/exercises/{exercise_id}/student_answers.json"
    try:
        student_answers(exercise_id)
    except (TypeError, ValueError, AttributeError) as error:
        yield f"has answers of students that cannot be read: mend {file} ({error})"


def _of_description(exercise, text):
    file = f"course/exercises/{exercise.id}.py"
    arguments = ast.parse(text).body[0].args
    parameters = tuple(each.arg for each in arguments.posonlyargs + arguments.args)
    if parameters != exercise.signature:
        line = f"signature={parameters!r}"
        yield f"has another signature than its answer: write `{line}` in {file}"
    is_method = parameters[:1] == ("self",)
    if is_method and exercise.id not in _methods():
        yield f"takes `self` and is no method: write it into the class ResNetModel in {_MODEL}"
    if is_method and exercise.experiment:
        yield f"is a method and needs no experiment: take `experiment=` out of {file}"
    if not is_method and not exercise.experiment:
        line = "experiment=_try_answer"
        yield f"is a plain function that nothing tries: add `{line}` to EXERCISE in {file}"
    kind, what = (Case, "a method of the network") if is_method else (Setting, "a plain function")
    if not exercise.cases or any(type(case) is not kind for case in exercise.cases):
        yield f"needs settings of the kind `{kind.__name__}`, as {what} does: mend `cases` in {file}"
    for name in exercise.groundwork:
        if name not in EXERCISES or EXERCISES[name].experiment:
            yield f"has groundwork {name}, which is no method of the network: mend it in {file}"
    if len(exercise.hints) not in (0, 3):
        rungs = "three, concept, structure, nearly code, or none"
        yield f"has {len(exercise.hints)} hints: give {rungs} in {file}"


def _methods():
    """Names of the methods of the course's network."""
    text = (PACKAGE / _MODEL).read_text(encoding="utf-8")
    classes = [node for node in ast.parse(text).body if isinstance(node, ast.ClassDef)]
    return {
        each.name for node in classes for each in node.body if isinstance(each, ast.FunctionDef)
    }


def _of_edits(exercise_id, text):
    file = f"instructor/exercises/{exercise_id}/__init__.py"
    for name, pairs in edits(exercise_id).items():
        place = f"EDITS in {file}{_line_of(name, file)}"
        try:
            compile(edited(text, pairs), f"<{name}>", "exec")
        except EditError as error:
            yield f"has an edit for {name} that does not apply: {error}; mend {place}"
        except SyntaxError as error:
            how = f"{error.msg}, line {error.lineno} of the answer"
            yield f"is no Python after the edit for {name} ({how}): mend {place}"


def _line_of(name, file):
    """Where a file names a misconception, as ", line 7"; "" where it does not."""
    for number, line in enumerate((PACKAGE / file).read_text(encoding="utf-8").splitlines(), 1):
        if f'"{name}"' in line:
            return f", line {number}"
    return ""


def _of_programs(kind, exercise_id):
    for name, text in programs.texts(kind, exercise_id).items():
        place = f"instructor/exercises/{exercise_id}/{kind}.py, cell `# %% {name}`"
        try:
            if not _binds(text, exercise_id):
                line = f"def {exercise_id}(…):"
                yield f"has a {kind} program of another name: write `{line}` in {place}"
        except SyntaxError as error:
            yield f"has a {kind} program that is no Python ({error.msg}): mend {place}"


def _binds(text, name):
    """Whether a cell gives a value to a name, by a definition, an assignment or an import."""
    table = symtable.symtable(text, "<cell>", "exec")
    if name not in table.get_identifiers():
        return False
    symbol = table.lookup(name)
    return symbol.is_assigned() or symbol.is_imported()
