"""Whether an exercise is whole: its answer, both sides of its description, its chapter, its key."""

from contextlib import suppress

from resnet_lessons.course.exercises import CHAPTERS, EXERCISES
from resnet_lessons.course.keys import key_path
from resnet_lessons.instructor.answers import (
    ANSWER_FILES,
    PACKAGE,
    MarkerError,
    answer,
    answer_name,
    regions,
)
from resnet_lessons.instructor.exercises import edits, hidden_settings, programs
from resnet_lessons.instructor.notebook_sources import SOURCES, exercises_asked


def missing_parts(exercise_id, with_key=True):
    """What an exercise lacks.

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
    if with_key and not key_path(exercise_id).exists():
        missing.append(f"has no answer key course/keys/{exercise_id}.npz: run `make keys`")
    return [f"{exercise_id} {what}." for what in missing]


def unbalanced_markers():
    """What is wrong with the markers around the answers, a sentence for each file."""
    problems = []
    for file in ANSWER_FILES:
        try:
            regions(_text_of(file))
        except MarkerError as error:
            problems.append(f"{file}, {error}")
    return problems


def known_ids():
    """Every id that one of the places of an exercise names, those of `CHAPTERS` first."""
    described = (PACKAGE / "course" / "exercises").glob("*.py")
    folders = (PACKAGE / "instructor" / "exercises").glob("*/__init__.py")
    found = {
        *_answered(),
        *(path.stem for path in described if "\nEXERCISE = " in path.read_text(encoding="utf-8")),
        *(path.parent.name for path in folders),
        *exercises_asked(),
    }
    listed = [name for names in CHAPTERS.values() for name in names]
    return listed + sorted(found - set(listed))


def _text_of(file):
    return (PACKAGE / file).read_text(encoding="utf-8")


def _answered():
    """Ids of the exercises that have an answer between markers."""
    for file in ANSWER_FILES:
        text = _text_of(file)
        # Of markers that do not fit `unbalanced_markers` tells.
        with suppress(MarkerError):
            yield from (answer_name(text, region) for region in regions(text))


def _in_answers(exercise_id):
    try:
        text = answer(exercise_id)
    except KeyError:
        yield "has no answer: write a function of this name into a file of course/answers/"
        return
    if not regions(text):
        file = next(file for file in ANSWER_FILES if f"def {exercise_id}(" in _text_of(file))
        yield f"has no markers around its answer in {file}"


def _on_the_students_side(exercise_id):
    chapters = [chapter for chapter, names in CHAPTERS.items() if exercise_id in names]
    path = f"course/exercises/{exercise_id}.py"
    if not chapters:
        yield "is not listed: add it to CHAPTERS in course/exercises/__init__.py"
    if not (PACKAGE / path).exists():
        yield f"is not described: write {path}"
    elif exercise_id in EXERCISES:
        exercise = EXERCISES[exercise_id]
        if exercise.id != exercise_id:
            yield f"calls itself {exercise.id} in {path}: give it the name of its file"
        if [exercise.chapter] != chapters:
            yield f"is of chapter {exercise.chapter} in {path} and not in CHAPTERS: change one of them"


def _on_the_instructors_side(exercise_id):
    folder = f"instructor/exercises/{exercise_id}"
    # It may import the student's side.
    if exercise_id in EXERCISES:
        said, edited = EXERCISES[exercise_id].misconceptions, edits(exercise_id)
        for name in sorted(set(said) - set(edited)):
            yield f"has no edit that shows {name}: add it to EDITS in {folder}/__init__.py"
        for name in sorted(set(edited) - set(said)):
            file = f"course/exercises/{exercise_id}.py"
            yield f"has no words about {name}: add them to MISCONCEPTIONS in {file}"
        if not hidden_settings(exercise_id):
            yield f"has no hidden settings: add HIDDEN_SETTINGS to {folder}/__init__.py"
    for kind in ("right", "wrong"):
        if not programs.texts(kind, exercise_id):
            yield f"has no {kind} program: write one into {folder}/{kind}.py"


def _in_chapters(exercise_id):
    # An installed package comes without the sources of its notebooks.
    if SOURCES.is_dir() and exercise_id not in exercises_asked():
        yield f"is asked in no chapter: write `# exercise: {exercise_id}` into a file of notebooks/source/"
