"""Whether an exercise is whole: its answer, both sides of its description, its chapter, its key.

Each sentence names the file, and what is to be written there.
"""

import ast
from contextlib import suppress
from importlib import import_module

from resnet_lessons.course.exercises import CHAPTERS, EXERCISES, MISCONCEPTIONS
from resnet_lessons.course.keys import key_path
from resnet_lessons.instructor.answers import (
    ANSWER_FILES,
    BEGIN,
    END,
    PACKAGE,
    MarkerError,
    answer,
    answer_name,
    regions,
)
from resnet_lessons.instructor.exercises import edits, hidden_settings, misfits, programs
from resnet_lessons.instructor.notebook_sources import SOURCES, asked_in, chapter_of, sources

_WORDS = ("seen", "expected", "why", "look")
_SHARED = "course/exercises/shared_misconceptions.py"


def missing_parts(exercise_id, with_key=True):
    """What an exercise lacks, and which of its parts do not fit each other.

    Args:
        exercise_id: its name, in all places.
        with_key: whether its answer key is asked for too.

    Returns:
        list of sentences, each of which names a part and the file where it belongs
    """
    missing = [
        *_in_answers(exercise_id),
        *_on_the_students_side(exercise_id),
        *_on_the_instructors_side(exercise_id),
        *_in_chapters(exercise_id),
    ]
    # What is not there fits nothing.
    missing = missing or list(misfits.misfits(exercise_id))
    if with_key and not key_path(exercise_id).exists():
        missing.append(f"has no answer key course/keys/{exercise_id}.npz: run `make keys`")
    return [f"{exercise_id} {what}." for what in missing]


def faulty_answer_files():
    """What keeps a file of answers from being read, a sentence for each file."""
    problems = []
    for file in ANSWER_FILES:
        text = _text_of(file)
        try:
            regions(text)
            ast.parse(text)
        except MarkerError as error:
            problems.append(f"{file}, {error}")
        except SyntaxError as error:
            problems.append(f"{file}, line {error.lineno}: {error.msg}")
    return problems


def known_ids():
    """Every id that one of the places of an exercise names, those of `CHAPTERS` first."""
    described = (PACKAGE / "course" / "exercises").glob("*.py")
    folders = (PACKAGE / "instructor" / "exercises").glob("*/__init__.py")
    found = {
        *_answered(),
        *(path.stem for path in described if _describes(path)),
        *(path.parent.name for path in folders),
        *(name for source in sources() for name in asked_in(source)),
    }
    listed = [name for names in CHAPTERS.values() for name in names]
    return listed + sorted(found - set(listed))


def _describes(path):
    return "\nEXERCISE = " in path.read_text(encoding="utf-8")


def _text_of(file):
    return (PACKAGE / file).read_text(encoding="utf-8")


def _answered():
    """Ids of the exercises that have an answer between markers."""
    for file in ANSWER_FILES:
        text = _text_of(file)
        # `faulty_answer_files` tells of these.
        with suppress(MarkerError, SyntaxError):
            yield from (answer_name(text, region) for region in regions(text))


def _in_answers(exercise_id):
    markers = f"with `{BEGIN}` before its statements and `{END}` after them"
    try:
        text = answer(exercise_id)
    except KeyError:
        yield (
            "has no answer: write a function of this name into a file of course/answers/, "
            + markers
        )
        return
    if not regions(text):
        file = next(file for file in ANSWER_FILES if f"def {exercise_id}(" in _text_of(file))
        yield f"has no markers around its answer in {file}: write it {markers}"


def _on_the_students_side(exercise_id):
    chapters = [chapter for chapter, names in CHAPTERS.items() if exercise_id in names]
    path = f"course/exercises/{exercise_id}.py"
    if not chapters:
        yield (
            "is not listed: add it to CHAPTERS in course/exercises/__init__.py, as "
            f'"{exercise_id}" in the line of its chapter'
        )
    if not (PACKAGE / path).exists():
        yield f"is not described: write {path}, with MISCONCEPTIONS and EXERCISE"
    elif not _describes(PACKAGE / path):
        yield f"is not described: add `EXERCISE = Exercise(…)` to {path}"
    elif exercise_id in EXERCISES:
        exercise = EXERCISES[exercise_id]
        if exercise.id != exercise_id:
            yield f"calls itself {exercise.id} in {path}: give it the name of its file"
            return
        if [exercise.chapter] != chapters:
            yield f"is of chapter {exercise.chapter} in {path} and not in CHAPTERS: change one of them"
        yield from _of_words(exercise, path)


def _of_words(exercise, path):
    """A sentence for each misconception that the exercise lists and nobody has put into words, and for
    words that are in the way of others, or used by nobody."""
    for name in exercise.misconceptions:
        lacking = [each for each in _WORDS if not getattr(MISCONCEPTIONS[name], each).strip()]
        if lacking:
            words = ", ".join(f'{each}="…"' for each in lacking)
            line = f'Misconception("{name}", {words})'
            yield (
                f"has no words about {name}: add `{line}` to MISCONCEPTIONS in {path}, or to _SHARED in "
                f"{_SHARED} if several exercises share it"
            )
    for name, words in _words_of(exercise.id).items():
        for other in EXERCISES:
            if _words_of(other).get(name, words) != words:
                yield f"has other words about {name} than {other}: give it another id in {path}"
        if name not in exercise.misconceptions:
            yield f"has words about {name} that EXERCISE does not list: add it to `misconceptions` in {path}"


def _words_of(exercise_id):
    """{id: `Misconception`} of those that the module of an exercise puts into words."""
    module = import_module(f"resnet_lessons.course.exercises.{exercise_id}")
    return {each.id: each for each in getattr(module, "MISCONCEPTIONS", ())}


def _on_the_instructors_side(exercise_id):
    folder = f"instructor/exercises/{exercise_id}"
    # It may import the student's side.
    if exercise_id in EXERCISES:
        yield from _without_words_or_edit(exercise_id, folder)
        if not hidden_settings(exercise_id):
            yield (
                f"has no hidden settings: add HIDDEN_SETTINGS to {folder}/__init__.py, as "
                "`HIDDEN_SETTINGS = (_setting,) * 4`, where `_setting` makes one with a generator of NumPy"
            )
    for kind in ("right", "wrong"):
        if not programs.texts(kind, exercise_id):
            yield (
                f"has no {kind} program: write one into {folder}/{kind}.py, in a cell that begins with "
                "`# %% its_name`"
            )


def _without_words_or_edit(exercise_id, folder):
    said, edited = EXERCISES[exercise_id].misconceptions, edits(exercise_id)
    for name in sorted(set(said) - set(edited)):
        line = f'"{name}": [("text of the answer", "what stands there instead")]'
        yield f"has no edit that shows {name}: add it to EDITS in {folder}/__init__.py, as `{line}`"
    for name in sorted(set(edited) - set(said)):
        file = f"course/exercises/{exercise_id}.py"
        words = ", ".join(f'{each}="…"' for each in _WORDS)
        yield (
            f"has no words about {name}: add them to MISCONCEPTIONS in {file}, as "
            f'`Misconception("{name}", {words})`, and let `misconceptions` of EXERCISE name it'
        )


def _in_chapters(exercise_id):
    # An installed package comes without the sources of its notebooks.
    if not SOURCES.is_dir():
        return
    line = f"`# exercise: {exercise_id}`"
    asking = [source for source in sources() if exercise_id in asked_in(source)]
    chapter = EXERCISES[exercise_id].chapter if exercise_id in EXERCISES else None
    if not asking:
        own = [source.name for source in sources() if chapter_of(source) == chapter]
        where = f"notebooks/source/{own[0]}" if own else "a file of notebooks/source/"
        yield f"is asked in no chapter: write {line} into {where}, in a code cell of its own"
    elif chapter is not None and chapter not in map(chapter_of, asking):
        yield (
            f"is of chapter {chapter} and asked in {asking[0].name}: move the line {line} to its own "
            "chapter, or change the number"
        )
