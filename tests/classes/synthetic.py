"""Writes a synthetic class to disk and says what the grade book must hold of it."""

import csv
import random
import shutil
from dataclasses import dataclass

from resnet_lessons.checker.observation import PUBLIC_SEED
from resnet_lessons.course.exercises import EXERCISES
from tests.classes import oracle
from tests.classes.files import SAVES, UNREADABLE
from tests.classes.forms import FORMS, imports_deleted
from tests.classes.notebook import clean, path_of, written
from tests.classes.plan import DELETED, IMPORTS_DELETED, plan
from tests.classes.programs import exercises_of, texts, without_helpers

COLUMNS = (
    *("student_id", "chapter", "exercise", "points", "max_points", "verdict", "diagnosis"),
    *("automatic_points", "comment"),
)


@dataclass(frozen=True)
class Expected:
    """What the grade book must hold of a class.

    Args:
        rows: (student id, exercise id) -> (verdict, diagnosis or None, points). Points are those
            under the public seed; see `compare`.
    """

    rows: dict[tuple[str, str], tuple[str, str | None, float]]


def make(folder, count, seed):
    """Writes a class as `<student>/<notebook>.ipynb`.

    Args:
        folder: empty, or not there yet.
        count: of students, at least 10.
        seed: the same one writes the same class.

    Returns:
        `Expected`

    Raises:
        FileExistsError: when the folder holds something.
        ValueError: when the class is too small.
    """
    students = plan(count, seed)
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise FileExistsError(f"{folder} is not empty")
    for student in students:
        (folder / student.student_id).mkdir()
        for file in student.files:
            write(folder / student.student_id / file.name, file, f"{seed} {student.student_id}")
    return Expected(expected_rows(students))


def keep(folder, expected, count):
    """Takes the last students out of a class.

    Args:
        folder: of the class.
        expected: what `make` returned.
        count: how many stay; a class that is made has 10 or more.

    Returns:
        `Expected` of those who stay
    """
    for student in sorted(folder.iterdir())[count:]:
        shutil.rmtree(student)
    left = {path.name for path in folder.iterdir()}
    return Expected({key: row for key, row in expected.rows.items() if key[0] in left})


def write(path, file, seed):
    """Writes one `File`; the seed decides on what its form leaves open."""
    chance = random.Random(f"{seed} {file.name}")
    notebook = written(file.chapter, {each: _text(file, each, key) for each, key in file.programs})
    if file.form == IMPORTS_DELETED:
        imports_deleted(notebook, chance)
    elif file.form in FORMS:
        FORMS[file.form](notebook, chance)
    content = SAVES.get(file.form, SAVES["plain"])(clean(notebook))
    if file.unreadable:
        UNREADABLE[file.unreadable](path, content, file.chapter, chance)
    else:
        path.write_bytes(content)


def _text(file, exercise_id, key):
    if key == DELETED:
        return None
    text = texts(exercise_id)[oracle.text_key(key)]
    can_be_parsed = not key.startswith("broken/")
    return without_helpers(text, exercise_id) if file.helpers_apart and can_be_parsed else text


def expected_rows(students):
    """The rows of the grade book, for every exercise of the chapters that the class handed in."""
    table = oracle.table()
    chapters = sorted({file.chapter for student in students for file in student.files})
    exercises = [each for chapter in chapters for each in exercises_of(chapter)]
    return {
        (student.student_id, exercise_id): earned
        for student in students
        for exercise_id, earned in _earned(student, exercises, table).items()
    }


def _earned(student, exercises, table):
    earned = dict.fromkeys(exercises, ("not started", None, 0.0))
    # A name that tells no chapter may have been any that the student does not otherwise hand in.
    lost = [file for file in student.files if file.unreadable]
    named = {file.chapter for file in lost if file.name == path_of(file.chapter).name}
    everything = len(named) < len(lost)
    for exercise_id in exercises:
        if everything or EXERCISES[exercise_id].chapter in named:
            earned[exercise_id] = ("unreadable", None, 0.0)
    for file in student.files:
        for exercise_id, key in file.programs if not file.unreadable else ():
            earned[exercise_id] = (
                ("not started", None, 0.0) if key == DELETED else table[exercise_id][key]
            )
    return earned


def compare(expected, grades_csv_path, seed=PUBLIC_SEED):
    """Differences between what must be there and what is.

    Half of the points stand for the settings of the instant check that come out right. Its inputs
    and weights come from the seed, and some wrong programs are right for some of them, so the points
    of what failed are compared exactly under the public seed alone, and otherwise only bounded.

    Args:
        expected: an `Expected`.
        grades_csv_path: `grades.csv` of a report.
        seed: with which the class was graded.

    Returns:
        list of sentences, empty if all is as it must be
    """
    with open(grades_csv_path, encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        if tuple(reader.fieldnames or ()) != COLUMNS:
            return [f"the columns are {reader.fieldnames}, expected {list(COLUMNS)}"]
        found = list(reader)
    differences, left = [], dict(expected.rows)
    seen = set()
    for row in found:
        key = row["student_id"], row["exercise"]
        if key in seen or key not in left:
            differences.append(f"{' '.join(key)}: {'twice' if key in seen else 'not expected'}")
        else:
            differences += _row_differences(key, left.pop(key), row, seed)
        seen.add(key)
    return differences + [f"{' '.join(key)}: missing" for key in left]


def _row_differences(key, wanted, row, seed):
    exercise = EXERCISES[key[1]]
    verdict, diagnosis, points = wanted
    pairs = {
        "verdict": (verdict, row["verdict"]),
        "diagnosis": (diagnosis or "", row["diagnosis"]),
        "chapter": (str(exercise.chapter), row["chapter"]),
        "max_points": (exercise.points, _number(row["max_points"])),
        "points": (points, _number(row["points"])),
    }
    if seed != PUBLIC_SEED and verdict in ("failed", "error"):
        least, most, given = 0, exercise.points / 2, pairs.pop("points")[1]
        if given is None or not least <= given <= most:
            yield f"{' '.join(key)}: points {row['points']!r}, expected {least} to {most:g}"
    for name, (want, got) in pairs.items():
        if want != got:
            yield f"{' '.join(key)}: {name} {row[name]!r}, expected {want!r}"


def _number(text):
    try:
        return float(text)
    except (TypeError, ValueError):
        return None
