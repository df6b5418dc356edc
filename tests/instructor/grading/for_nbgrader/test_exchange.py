"""What is handed in through nbgrader's exchange is graded, and feedback goes back through it."""

import os
import shutil
from dataclasses import replace

import nbformat
import pytest
from nbgrader.utils import parse_utc

from resnet_lessons.instructor import release
from resnet_lessons.instructor.answers import answer, without_markers
from resnet_lessons.instructor.exercises import variants
from resnet_lessons.instructor.grading.for_nbgrader.autograded import write
from resnet_lessons.instructor.grading.grades import Delivery
from resnet_lessons.instructor.grading.intake.submissions import find
from resnet_lessons.instructor.grading.whole_class import Options, grade
from tests.instructor.grading.for_nbgrader.autograded_tools import STEM, graded_class, prepared
from tests.instructor.nbgrader_support import nbgrader

KEY = "5ec2e7" * 20
COLLECTED = Delivery("nbgrader", at="2026-10-11T12:00:01.000001+00:00", feedback_key=KEY)


def exchanged(delivery, name=f"{STEM}/{STEM}.ipynb", file=None):
    """A class of one file that came as told."""
    graded, ((submission, usual),), found = graded_class({"ada": [(prepared({}), {})]})
    submission = replace(submission, name=name, delivery=delivery)
    return graded, [(submission, file or usual)], found


def names_in(folder):
    return {path.name for path in folder.iterdir()}


@pytest.mark.parametrize(
    ("name", "chapters"), [(f"{STEM}/mine.ipynb", ()), (f"week 2/{STEM}.ipynb", (2,))]
)
def test_what_came_through_the_exchange_can_go_back_through_it(tmp_path, name, chapters):
    """Of a file that cannot be read, too: its folder says which assignment it is."""
    course = exchanged(COLLECTED, name, prepared({}, chapters=chapters))
    for _ in range(2):
        assert write(*course, tmp_path) == []
    folder = tmp_path / "autograded" / "ada" / STEM
    assert names_in(folder) == {f"{STEM}.ipynb", "timestamp.txt", "submission_secret.txt"}
    assert (folder / "submission_secret.txt").read_text() == KEY
    noon = "2026-10-11T12:00:01.000001"
    assert parse_utc((folder / "timestamp.txt").read_text()).isoformat() == noon


def test_what_came_another_way_or_is_of_another_chapter_gets_no_key(tmp_path):
    write(*exchanged(Delivery("nbgrader", at=COLLECTED.at)), tmp_path / "no key")
    other = prepared({}, chapters=(3,))
    write(*exchanged(COLLECTED, "03_layers/x.ipynb", other), tmp_path / "other chapter")
    assert not list(tmp_path.rglob("*.txt"))


def test_no_key_is_written_beside_a_notebook_of_somebody_else(tmp_path):
    theirs = tmp_path / "autograded" / "ada" / STEM / f"{STEM}.ipynb"
    theirs.parent.mkdir(parents=True)
    theirs.write_text("{}")
    assert len(write(*exchanged(COLLECTED), tmp_path)) == 1
    assert names_in(theirs.parent) == {theirs.name}


def handed_in(folder, student, secret):
    """A collected submission with what a student wrote in place of nbgrader's secret."""
    place = folder / "submitted" / student / STEM
    place.mkdir(parents=True)
    (place / f"{STEM}.ipynb").write_text("{}")
    (place / "submission_secret.txt").write_bytes(secret)


@pytest.mark.parametrize(
    "secret", [b"", b"../../" * 20, b"\xff" * 128, b"a" * 5_000, b"ABCDEF" * 20, b"abc"]
)
def test_what_is_no_secret_of_nbgraders_is_no_key(tmp_path, secret):
    handed_in(tmp_path, "ada", KEY.encode())
    handed_in(tmp_path, "bob", secret)
    keys = {one.student_id: one.delivery.feedback_key for one in find(tmp_path)}
    assert keys == {"ada": KEY, "bob": ""}


def test_a_secret_that_leads_elsewhere_is_not_read(tmp_path):
    handed_in(tmp_path / "course", "ada", b"")
    elsewhere = tmp_path / "other.txt"
    elsewhere.write_text(KEY)
    path = tmp_path / "course" / "submitted" / "ada" / STEM / "submission_secret.txt"
    path.unlink()
    path.symlink_to(elsewhere)
    assert {one.delivery.feedback_key for one in find(tmp_path / "course")} == {""}


# The whole way, with nbgrader's own commands -------------------------------------------------------

RIGHT = without_markers(answer("regular_block"))
WRONG = variants("regular_block")["stride_on_second_convolution"]


@pytest.fixture
def places(tmp_path):
    """A folder with settings for everybody, as an administrator writes them, and an empty exchange."""
    exchange = tmp_path / "exchange"
    exchange.mkdir()
    exchange.chmod(0o777)
    (tmp_path / "settings").mkdir()
    (tmp_path / "settings" / "nbgrader_config.py").write_text(
        "c = get_config()\n"
        'c.CourseDirectory.course_id = "resnet-lessons"\n'
        f'c.Exchange.root = "{exchange}"\n'
    )
    return tmp_path


def asked(places, who, command, *options):
    """Runs a command of nbgrader's as somebody, in a folder of theirs."""
    home = places / who
    home.mkdir(exist_ok=True)
    settings = {
        "HOME": str(home),
        "JUPYTER_CONFIG_PATH": str(places / "settings"),
        "JUPYTER_DATA_DIR": str(home / "data"),
    }
    # Here all of them are one account; on a hub each has an own one, and needs no option.
    whose = [f"--student={who}"] if command in ("submit", "fetch_feedback") else []
    return nbgrader(command, STEM, *options, *whose, cwd=home, **settings)


def solve(path, text):
    notebook = nbformat.read(path, as_version=4)
    (cell,) = [
        cell
        for cell in notebook.cells
        if cell.metadata.get("nbgrader", {}).get("grade_id") == "regular_block"
    ]
    cell.source = text
    nbformat.write(notebook, path)


@pytest.mark.grades
@pytest.mark.sandbox
def test_a_class_hands_in_and_gets_feedback_through_the_exchange(places):
    release.release_nbgrader(places / "course", chapter=2)
    asked(places, "course", "generate_assignment", "--create")
    asked(places, "course", "release_assignment")
    for student, text in (("ada", RIGHT), ("bob", WRONG)):
        asked(places, student, "fetch_assignment")
        solve(places / student / STEM / f"{STEM}.ipynb", text)
        # What the lessons keep there is handed in too, and does not count beside the notebook.
        (places / student / STEM / "my_answers").mkdir()
        (places / student / STEM / "my_answers" / "regular_block.py").write_text(RIGHT)
        asked(places, student, "submit")
    asked(places, "course", "collect")

    report = places / "report"
    graded = grade(places / "course", report, Options(seed=1))
    points = {
        student.student_id: next(
            mark.share for mark in student.marks if mark.exercise == "regular_block"
        )
        for student in graded.students
    }
    assert points["ada"] == 1 and 0 < points["bob"] < 0.5

    asked(places, "report", "generate_feedback")
    asked(places, "report", "release_feedback")
    for student, said in (("ada", "passed, 4 of 4"), ("bob", "stride_on_second_convolution")):
        asked(places, student, "fetch_feedback")
        (page,) = (places / student / STEM / "feedback").rglob(f"{STEM}.html")
        assert said in page.read_text(encoding="utf-8")
        shutil.rmtree(places / student / "data")
    # Nobody finds what is another's: its name in the exchange comes from a secret.
    assert len(os.listdir(places / "exchange" / "resnet-lessons" / "feedback")) == 2
