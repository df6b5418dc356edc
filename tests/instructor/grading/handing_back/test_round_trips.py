"""A class that a platform hands out is graded in the sandbox, and the platform takes back, by its own
rules, what was worked out by hand."""

import csv
import io
import shutil
from itertools import product
from pathlib import Path

import mistune
import nbformat
import pytest
from nbgrader.api import Gradebook

from resnet_lessons import cli
from resnet_lessons.instructor.grading import class_run
from tests.instructor.grading.handing_back import packed_as
from tests.instructor.grading.handing_back.class_by_hand import (
    DUE,
    JEANNE,
    JOERG,
    MOST,
    STASZEK,
    STEM,
    WHO_HANDED_IN,
    ZOE,
    earned,
    passed,
)
from tests.instructor.grading.reports.page_reader import Page
from tests.instructor.grading.whole_classes import whole_runs
from tests.instructor.nbgrader_support import nbgrader
from tests.support.platform_importers import ENGLISH, GERMAN
from tests.support.soak import IS_SOAK

pytestmark = [pytest.mark.grades, pytest.mark.sandbox, whole_runs.needs_sandbox]
ATTEMPTS, LATE = ("", "best", "last", "first"), ("", "10", "10,1")
WORDS = {"English": ENGLISH, "German": GERMAN}
# What the course says of the two misconceptions.
STRIDE = "The second convolution has the block's strides"
FLAG = "the flag does not reach batch normalisation"


def these(*short, every):
    """The combinations that CI tries; in the soak all of them."""
    return [*every] if IS_SOAK else [*short]


def run(*words):
    """One of the package's commands, in this process; it succeeds."""
    assert cli.main([str(word) for word in words]) == 0


def grade(download, report, attempts="", late="", due="", worksheet=""):
    """Grades a download by the command, with an instructor's rules."""
    chosen = {"--attempts": attempts, "--late": late, "--due": late and due}
    chosen |= {"--worksheet": late and worksheet}
    options = [text for pair in chosen.items() if pair[1] for text in pair]
    run("grade", download, "--out", report, *options)


@pytest.fixture(scope="module")
def canvas(tmp_path_factory):
    """The folder of Canvas' class and its report: its answers are judged here, once for all tests."""
    folder = tmp_path_factory.mktemp("canvas")
    download = packed_as.at(folder, packed_as.canvas())
    whole_runs.grade(download, folder / "report", "--seed", 7)
    return folder


@pytest.fixture
def report(canvas, tmp_path, monkeypatch):
    """The folder of another report, which knows what was judged: nothing is run again of notebooks that
    are the same, whichever platform they come from."""

    def forbidden(*_):
        raise AssertionError("something would be run")

    monkeypatch.setattr(class_run, "filled_sandbox", forbidden)
    (tmp_path / "report").mkdir()
    shutil.copy(canvas / "report" / "ledger.sqlite", tmp_path / "report")
    return tmp_path / "report"


def table(content):
    """The rows of a table, as dicts."""
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def assert_same_but_for(columns, before, after, key):
    """The rows of a table are those of another, but for some columns."""
    known = {row[key]: row for row in table(before)}
    for row in table(after):
        assert {name for name in row if row[name] != known[row[key]][name]} <= columns


def assert_feedback(page, person, attempts, late, points):
    """A page says what somebody earned, how many exercises passed, what was seen, and who was late."""
    text = Page(page).text
    assert ("it is empty" in text) == (person is STASZEK)
    assert f"{points:g} of {MOST} points" in text
    assert f"{passed(attempts)[person]} of 5 exercises passed" in text
    assert ("Handed in late" in text) == (person is ZOE and bool(late))
    # Of Jörg's answers another one counts by each rule.
    his = {"first": STRIDE, "last": FLAG}.get(attempts) if person is JOERG else None
    for seen in (STRIDE, FLAG):
        assert (seen in text) == (person is JEANNE or seen == his)


# Canvas --------------------------------------------------------------------------------------------


def marks_at_canvas(report, out, course):
    """{user: points} that a course takes of a report, which changes nothing else."""
    gradebook = out.with_suffix(".csv")
    gradebook.write_bytes(course.export())
    options = "--gradebook", gradebook, "--assignment", "Blocks, part 1", "--out", out
    run("marks", "canvas", report, *options)
    marks = (out / "canvas_marks.csv").read_bytes()
    changed = course.import_gradebook(marks)
    assert {assignment for _, assignment in changed} == {packed_as.ASSIGNMENT}
    title = f"Blocks, part 1 ({packed_as.ASSIGNMENT})"
    assert_same_but_for({title}, gradebook.read_bytes(), marks, "ID")
    return {user: float(text) for (user, _), text in changed.items()}


def feedback_at_canvas(out, course):
    """{user: (name that is shown, feedback page)} that a course takes, and ignores nothing."""
    given, ignored = course.import_feedback((out / "canvas_feedback.zip").read_bytes())
    assert ignored == []
    return {user: (name, page_in(content)) for user, [(name, content)] in given.items()}


def page_in(content):
    """The feedback page in a notebook."""
    notebook = nbformat.reads(content.decode(), as_version=4)
    nbformat.validate(notebook)
    return mistune.create_markdown(escape=False)(notebook.cells[0].source)


def assert_canvas_takes(report, out, attempts="", late=""):
    """What goes back is what each earned, for those who handed in, and feedback is on their last file."""
    points = earned(attempts, late, days=1)
    users = {person: packed_as.user_of(person) for person in points}
    course = packed_as.canvas_course()
    changed = marks_at_canvas(report, out, course)
    assert changed == {users[person]: each for person, each in points.items()}
    given = feedback_at_canvas(out, course)
    assert given.keys() == changed.keys()
    for person, each in points.items():
        name, page = given[users[person]]
        assert name == (f"{STEM}-2.ipynb" if person in (ZOE, JOERG) else f"{STEM}.ipynb")
        assert_feedback(page, person, attempts, late, each)


def test_canvas_takes_back_what_each_earned(canvas, tmp_path):
    assert_canvas_takes(canvas / "report", tmp_path / "marks")


def test_rules_may_change_after_marks_went_back(canvas, report):
    """Even where what went back lies in the report's own folder."""
    short = ("last", "10"), ("first", "10,1"), ("", "")
    for attempts, late in these(*short, every=product(ATTEMPTS, LATE)):
        grade(canvas / "submissions.zip", report, attempts, late)
        assert_canvas_takes(report, report / f"marks {attempts} {late}", attempts, late)
        header = (report / "grades.csv").read_text(encoding="utf-8-sig").splitlines()[0]
        assert ("late_points" in header) == bool(attempts or late)


@pytest.mark.parametrize(
    ("attempts", "late", "points"),
    [
        # All of it is right, and late: 0.9 x 16.
        ("last", "10", 14.4),
        # What was on time comes first, and the late notebook alone answers the other three exercises:
        # 0.5 + 0.9 + 0.9 x (3 + 4 + 3).
        ("first", "10", 10.4),
        # A fifth of 2 and of 4 points is less than what the wrong answers earned on time:
        # 0.5 + 0.9 + 0.2 x (3 + 4 + 3).
        ("best", "80", 3.4),
    ],
)
def test_what_came_on_time_competes_with_what_was_handed_in_late(
    report, tmp_path, attempts, late, points
):
    grade(packed_as.at(tmp_path, packed_as.canvas(again=True), True), report, attempts, late)
    course = packed_as.canvas_course(again=True)
    changed = marks_at_canvas(report, tmp_path / "marks", course)
    jeanne = packed_as.user_of(JEANNE)
    assert changed[jeanne] == points
    name, page = feedback_at_canvas(tmp_path / "marks", course)[jeanne]
    assert name == f"{STEM}-1.ipynb"
    assert f"{points:g} of {MOST} points" in Page(page).text


# Moodle --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "unpacked", "language", "attempts", "late"),
    these(
        ("from 4.1", False, "English", "", ""),
        ("from 4.1", True, "German", "first", "10,1"),
        ("before 4.1", False, "German", "best", ""),
        ("files", False, "German", "last", "10"),
        ("files", True, "English", "", "10"),
        every=(
            (*form, *rule)
            for form, rule in zip(
                product(packed_as.FORMS, (False, True), WORDS),
                product(ATTEMPTS, LATE),
                strict=True,
            )
        ),
    ),
)
def test_moodle_takes_back_what_each_earned(
    report, tmp_path, form, unpacked, language, attempts, late
):
    download = packed_as.at(tmp_path, packed_as.moodle(form), unpacked)
    words, points = WORDS[language], earned(attempts, late)
    known = packed_as.moodle_assignment(words)
    worksheet = known.worksheet()
    (tmp_path / "worksheet.csv").write_bytes(worksheet)
    # What was handed out does not tell who was late; the worksheet does.
    grade(download, report, attempts, late, worksheet=tmp_path / "worksheet.csv")
    index = (report / "index.html").read_text(encoding="utf-8")
    assert ("Handed in 2 days late, as Moodle says" in index) == bool(late)
    run("marks", "moodle", report, "--worksheet", tmp_path / "worksheet.csv")

    content = (report / "marks" / "moodle_marks.csv").read_bytes()
    grades, comments = known.import_worksheet(content)
    numbers = {person: packed_as.participant_of(person) for person in points}
    assert grades == {numbers[person]: each for person, each in points.items()}
    for person, each in points.items():
        in_words = f"{each:g}".replace(".", words["decimals"])
        days = " Handed in 2 days late." if person is ZOE and late else ""
        assert comments[numbers[person]] == (
            f"Residual networks: {in_words} of {MOST} points.{days} The file feedback.html says what was "
            "seen in each answer."
        )
    assert comments.keys() == grades.keys()
    assert list(table(content)[0]) == list(table(worksheet)[0])
    columns = {words["grade"], words["comments"]}
    assert_same_but_for(columns, worksheet, content, words["identifier"])

    given, ignored = known.import_feedback((report / "marks" / "moodle_feedback.zip").read_bytes())
    assert ignored == [] and set(given) == set(numbers.values())
    for person, each in points.items():
        [(name, page)] = given[numbers[person]].items()
        assert name == "feedback.html"
        assert_feedback(page.decode(), person, attempts, late, each)


# Gradescope ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("attempts", "late"), these(("best", "10"), every=product(ATTEMPTS, LATE)))
def test_gradescopes_table_says_what_each_earned_and_canvas_takes_it(
    report, tmp_path, attempts, late
):
    grade(packed_as.at(tmp_path, packed_as.gradescope()), report, attempts, late, DUE)
    run("marks", "gradescope", report)
    points = earned(attempts, late)
    rows = table((report / "marks" / "gradescope_marks.csv").read_bytes())
    assert {row["SID"]: row for row in rows} == {
        packed_as.number_of(person): {
            "Name": person.name,
            "SID": packed_as.number_of(person),
            "Email": person.address,
            "Total Score": f"{each:g}",
            "Max Points": f"{MOST}",
            "Status": "Graded",
            "Submission ID": f"{packed_as.submission_of(person)}",
            "Submission Time": f"{person.at.replace(' ', 'T')}+00:00",
        }
        for person, each in points.items()
    }
    assert marks_at_canvas(report, tmp_path / "marks", packed_as.canvas_course()) == {
        packed_as.user_of(person): each for person, each in points.items()
    }


# nbgrader ------------------------------------------------------------------------------------------


def scores(report):
    """What nbgrader itself reads out of its gradebook."""
    with Gradebook(f"sqlite:///{report / 'gradebook.db'}") as gradebook:
        return {one.student.id: one.score for one in gradebook.assignment_submissions(STEM)}


def test_nbgraders_gradebook_holds_what_answers_are_worth_and_lateness_counts_beside_it(
    report, tmp_path
):
    course, files = packed_as.nbgrader(tmp_path / "course"), {}
    short = ("first", ""), ("first", "10")
    for attempts, late in these(*short, every=product(ATTEMPTS, LATE)):
        grade(course, report, attempts, late, DUE)
        worth = {person.login: each for person, each in earned(attempts).items()}
        assert scores(report) == pytest.approx(worth)
        totals = table((report / "scores.csv").read_bytes())
        assert {row["student_id"]: float(row["total"]) for row in totals} == {
            person.login: each for person, each in earned(attempts, late).items()
        }
        found = {
            path.relative_to(report): path.read_bytes()
            for name in ("autograded", "source")
            for path in (report / name).rglob("*")
            if path.is_file()
        }
        assert files.setdefault(attempts, found) == found
    nbgrader("generate_feedback", STEM, cwd=report)
    for person in WHO_HANDED_IN:
        place = Path(person.login) / STEM
        key = report / "autograded" / place / "submission_secret.txt"
        assert key.read_text() == packed_as.key_of(person)
        page = (report / "nbgrader_feedback" / place / f"{STEM}.html").read_text(encoding="utf-8")
        assert f"(Score: {worth[person.login]:.1f} / {MOST:.1f})" in page
