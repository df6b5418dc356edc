"""A whole class, graded by the command, gets exactly the table that is known beforehand."""

import csv
import itertools
import json
import stat
import time

import pytest

from tests.classes import synthetic
from tests.classes.plan import plan
from tests.classes.programs import CHAPTERS, exercises_of
from tests.instructor.grading.whole_classes.whole_runs import (
    grade,
    grade_and_kill_midway,
    needs_sandbox,
    processes_of_a_box,
)
from tests.instructor.nbgrader_support import nbgrader
from tests.support.soak import IS_SOAK, only_in_soak

pytestmark = [pytest.mark.grades, pytest.mark.sandbox, needs_sandbox]
STUDENTS = 200 if IS_SOAK else 6
# With the instant check's seed the partial points are known too; see tests/classes.
SEED = 2015


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """A class as it is graded; in CI by a run that was killed and begun again, see `test_kills`."""
    folder = tmp_path_factory.mktemp("class")
    size = max(STUDENTS, 10)
    expected = synthetic.make(folder / "class", size, seed=_seed_with_every_chapter(size))
    expected = synthetic.keep(folder / "class", expected, STUDENTS)
    if not IS_SOAK:
        kept = grade_and_kill_midway(
            folder / "class", folder / "report", "--seed", SEED, "--seeds", 1
        )
        assert 0 < kept < len(expected.rows)
        assert not (folder / "report" / "grades.csv").exists()
        assert processes_of_a_box(folder) == []
        print(f"\nkilled when {kept} results were kept")
    since = time.perf_counter()
    printed = grade(folder / "class", folder / "report", "--seed", SEED, "--seeds", 1)
    print(f"\n{STUDENTS} students in {time.perf_counter() - since:.0f} s: {printed}")
    return folder, expected


def _seed_with_every_chapter(size):
    """The first class in which the students who stay hand in every chapter: others get no row."""
    return next(
        seed
        for seed in itertools.count(4)
        if set(CHAPTERS)
        == {
            file.chapter
            for student in sorted(plan(size, seed), key=lambda each: each.student_id)[:STUDENTS]
            for file in student.files
            if not file.unreadable
        }
    )


def test_every_row_is_as_expected(graded):
    folder, expected = graded
    assert synthetic.compare(expected, folder / "report" / "grades.csv", SEED) == []
    exercises = [name for chapter in CHAPTERS for name in exercises_of(chapter)]
    assert len(expected.rows) == len(exercises) * STUDENTS


@only_in_soak
def test_a_fresh_seed_finds_the_same_verdicts_and_diagnoses(tmp_path):
    expected = synthetic.make(tmp_path / "class", 60, seed=5)
    grade(tmp_path / "class", tmp_path / "report")
    seed = json.loads((tmp_path / "report" / "run.json").read_text())["seed"]
    assert synthetic.compare(expected, tmp_path / "report" / "grades.csv", seed) == []


def test_run_again_it_grades_nothing_again(graded):
    folder, _ = graded
    before = (folder / "report" / "grades.csv").read_bytes()
    printed = grade(folder / "class", folder / "report", "--workers", 1)
    assert (folder / "report" / "grades.csv").read_bytes() == before
    files = len(list((folder / "class").glob("*/*")))
    assert f"graded {files} of {files} files" in printed
    assert "Nothing new to grade" in printed


def test_only_the_instructor_may_read_the_report(graded):
    assert stat.S_IMODE((graded[0] / "report").stat().st_mode) == 0o700


def test_stock_nbgrader_exports_our_scores(graded, tmp_path):
    report = graded[0] / "report"
    exported = tmp_path / "exported.csv"
    nbgrader(
        "export", f"--db=sqlite:///{report / 'gradebook.db'}", f"--to={exported}", cwd=tmp_path
    )
    with exported.open(newline="") as file:
        theirs = {
            (row["student_id"], int(row["assignment"][:2])): float(row["score"])
            for row in csv.DictReader(file)
        }
    ours = {}
    with (report / "grades.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            key = row["student_id"], int(row["chapter"])
            ours[key] = ours.get(key, 0) + float(row["points"])
    assert ours.keys() == theirs.keys()
    assert all(abs(theirs[key] - ours[key]) < 1e-6 for key in ours)
