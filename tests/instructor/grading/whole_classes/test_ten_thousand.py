"""Ten thousand students in one run on two cores, killed on the way: each row is as it must be.

Their answers are equal as those of real classes are: they are drawn from what tests/classes knows of a
chapter, each with a comment of its own, so that no two notebooks are the same.
"""

import json
import random
import subprocess
import time
from collections import Counter

import psutil
import pytest

from tests.classes import oracle, synthetic
from tests.classes.notebook import clean, path_of, written
from tests.classes.plan import File, Student
from tests.classes.programs import exercises_of, names, texts
from tests.instructor.grading.whole_classes.test_memory import MOST_KILOBYTES_OF_A_STUDENT
from tests.instructor.grading.whole_classes.whole_runs import command, grade_and_kill, needs_sandbox
from tests.support.soak import IS_SOAK

pytestmark = [pytest.mark.grades, pytest.mark.sandbox, needs_sandbox]
CHAPTER = 2
FEW, STUDENTS, KILLS = (200, 10_000, 5) if IS_SOAK else (2, 12, 1)
# After so many seconds a run is killed.
EARLIEST, LATEST = (20, 120) if IS_SOAK else (6, 8)
# Of a hundred answers, as in `benchmarks/grading.py`; the others are left empty.
RIGHT, WRONG = 70, 26
# What one run may take more than the next, whatever it grades.
KILOBYTES_OF_CHANCE = 8_000
SEED = 2015
OPTIONS = ("--seed", SEED, "--seeds", 1)


def make(folder, count):
    """Writes a class; returns what synthetic's `Expected` says of it, and how often each answer occurs."""
    draw = random.Random(7)
    students = []
    for number in range(count):
        keys = tuple((each, _drawn(each, draw)) for each in exercises_of(CHAPTER))
        file = File(CHAPTER, path_of(CHAPTER).name, keys)
        student = Student(f"student_{number:05}", "drawn", (file,))
        students.append(student)
        answers = {
            each: f"# by {student.student_id}\n{texts(each)[oracle.text_key(key)]}"
            for each, key in keys
        }
        path = folder / student.student_id / file.name
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(clean(written(CHAPTER, answers))))
    counted = Counter(key for student in students for key in student.files[0].programs)
    return synthetic.Expected(synthetic.expected_rows(students)), counted


def _drawn(exercise, draw):
    place = draw.randrange(100)
    if place >= RIGHT + WRONG:
        return "unfinished/hole"
    return draw.choice(names(exercise, "right" if place < RIGHT else "misconception"))


def graded(submissions, out):
    """Grades to the end; returns (most kB that the grader's own process held, seconds)."""
    since, most = time.perf_counter(), 0
    said = out.with_suffix(".log")
    with said.open("w") as log:
        arguments = command(submissions, out, *OPTIONS)
        process = psutil.Popen(arguments, stdout=log, stderr=subprocess.STDOUT)
        while process.poll() is None:
            most = max(most, process.memory_info().rss)
            time.sleep(0.2)
    assert process.returncode == 0, said.read_text()[-3000:]
    return most / 1024, time.perf_counter() - since


def test_every_row_is_as_it_must_be_and_memory_stays_flat(tmp_path):
    make(tmp_path / "few", FEW)
    with_few, seconds_of_few = graded(tmp_path / "few", tmp_path / "few_report")
    expected, counted = make(tmp_path / "many", STUDENTS)
    out, generator = tmp_path / "report", random.Random(5)
    for _ in range(KILLS):
        after = generator.uniform(EARLIEST, LATEST)
        assert not grade_and_kill(tmp_path / "many", out, after, *OPTIONS)
        assert not (out / "grades.csv").exists()
    with_many, seconds = graded(tmp_path / "many", out)
    print(
        f"\n{STUDENTS} students, {sum(counted.values())} answers, {len(counted)} of them distinct: "
        f"{seconds:.0f} s after {KILLS} kills, {with_many / 1024:.0f} MB; "
        f"{FEW} students: {seconds_of_few:.0f} s, {with_few / 1024:.0f} MB"
    )
    assert synthetic.compare(expected, out / "grades.csv", SEED) == []
    assert len(expected.rows) == STUDENTS * len(exercises_of(CHAPTER))
    of_students = MOST_KILOBYTES_OF_A_STUDENT * (STUDENTS - FEW)
    assert with_many - with_few < of_students + KILOBYTES_OF_CHANCE
