"""The short ways change no report: lean layers, and equal answers that are run once."""

import pytest

from tests.classes import synthetic
from tests.instructor.grading.whole_runs import grade, needs_sandbox
from tests.support.soak import IS_SOAK

pytestmark = [pytest.mark.grades, pytest.mark.sandbox, needs_sandbox]
STUDENTS = 40 if IS_SOAK else 4
# What says when and how long: the rest is the same to the byte.
_TIMED = {"index.html", "run.json", "gradebook.db", "ledger.sqlite"}


@pytest.fixture(scope="module")
def reports(tmp_path_factory):
    """The reports of one class, by the short ways and without them."""
    folder = tmp_path_factory.mktemp("careful")
    expected = synthetic.make(folder / "class", 10 * STUDENTS, seed=8)
    synthetic.keep(folder / "class", expected, STUDENTS)
    options = ("--seed", 77, "--seeds", 2)
    grade(folder / "class", folder / "fast", *options)
    grade(folder / "class", folder / "careful", *options, "--careful")
    return folder / "fast", folder / "careful"


def test_reports_are_the_same_to_the_byte(reports):
    fast, careful = map(_files, reports)
    assert fast.keys() == careful.keys()
    assert any(name.endswith(".html") for name in fast) and "grades.csv" in fast
    assert [name for name in fast if fast[name] != careful[name]] == []


def _files(report):
    return {
        path.relative_to(report).as_posix(): path.read_bytes()
        for path in sorted(report.rglob("*"))
        if path.is_file() and path.name not in _TIMED
    }
