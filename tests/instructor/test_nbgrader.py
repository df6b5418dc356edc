"""The nbgrader edition through the real stock commands: the same points as our own grader's."""

import copy
import html
import sqlite3
from dataclasses import replace

import nbformat
import pytest

from resnet_lessons.checker.probe import probe
from resnet_lessons.course.exercises import EXERCISES
from resnet_lessons.instructor import hidden_part, leaks, release
from resnet_lessons.instructor.answers import answer, compiled, with_holes, without_markers
from resnet_lessons.instructor.exercises import variants
from resnet_lessons.instructor.grading.for_nbgrader.gradebook import write_marks
from resnet_lessons.instructor.grading.grades import GradedClass, GradedStudent, Mark
from resnet_lessons.instructor.grading.marks import marking
from resnet_lessons.instructor.grading.observing import hidden
from tests.instructor.nbgrader_support import nbgrader
from tests.support.soak import IS_SOAK

pytestmark = pytest.mark.grades

CHAPTER = "02_block_structure"
IDS = [name for name, exercise in EXERCISES.items() if exercise.chapter == 2]
RIGHT = {name: without_markers(answer(name)) for name in IDS}
HOLES = {name: with_holes(answer(name)) for name in IDS}
STRIDE = variants("regular_block")["stride_on_second_convolution"]
# What nbgrader must write into its gradebook, in the order of `IDS`.
EXPECTED = {"stride": [2, 3, 0.9, 0, 3]}
if IS_SOAK:
    EXPECTED |= {
        "right": [2, 3, 4, 4, 3],
        "groundwork": [0, 3, 4, 4, 3],
        "unfinished": [2, 0, 0, 0, 0],
    }
NO_FUNCTION = "def bottleneck_block(self, inputs:\n    return ### BEGIN HIDDEN TESTS"


def answers_of_students():
    """{student: {exercise: text of the cell}}"""
    noisy = RIGHT["regular_block"].replace(
        "    conv1 =", "    import sys\n    print('careful!', file=sys.stderr)\n    conv1 =", 1
    )
    by_name = RIGHT["regular_block"].replace("self.pre_activation(", "pre_activation(self, ")
    assert "careful!" in noisy and "pre_activation(self, " in by_name
    relu_first = variants("pre_activation")["relu_before_normalization"]
    written = {
        "right": RIGHT | {"regular_block": noisy},
        "stride": RIGHT | {"regular_block": STRIDE, "bottleneck_block": NO_FUNCTION},
        "groundwork": RIGHT | {"pre_activation": relu_first, "regular_block": by_name},
        "unfinished": HOLES
        | {"pre_activation": RIGHT["pre_activation"], "bottleneck_block": NO_FUNCTION},
    }
    return {student: written[student] for student in EXPECTED}


def write(notebook, folder):
    folder.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, folder / f"{CHAPTER}.ipynb")


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course of chapter 2, graded by nbgrader; figures are left out, they take long."""
    root = tmp_path_factory.mktemp("course")
    release.release_nbgrader(root, chapter=2)
    source = nbformat.read(root / "source" / CHAPTER / f"{CHAPTER}.ipynb", as_version=4)
    source.cells = [
        cell
        for cell in source.cells
        if cell.metadata.get("nbgrader") or cell.source.startswith(("import ", "rl.ready()"))
    ]
    write(source, root / "source" / CHAPTER)
    nbgrader("generate_assignment", CHAPTER, "--create", cwd=root)
    given = nbformat.read(root / "release" / CHAPTER / f"{CHAPTER}.ipynb", as_version=4)
    for student, answers in answers_of_students().items():
        notebook = copy.deepcopy(given)
        for cell in notebook.cells:
            name = cell.metadata.get("nbgrader", {}).get("grade_id")
            cell.source = answers.get(name, cell.source)
        write(notebook, root / "submitted" / student / CHAPTER)
    said = nbgrader("autograde", CHAPTER, cwd=root).stderr
    said += nbgrader("generate_feedback", CHAPTER, cwd=root).stderr
    (root / "said.txt").write_text(said)
    return root


def scores(root):
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{root}/gradebook.db", "resnet-lessons") as book:
        return {
            student: [
                book.find_grade(f"{name}_check", CHAPTER, CHAPTER, student).auto_score
                for name in IDS
            ]
            for student in EXPECTED
        }


def our_points(exercise_id, text):
    exercise = EXERCISES[exercise_id]
    cases = hidden.cases(exercise, 7)
    try:
        function = compiled(text, exercise_id)
    except SyntaxError:
        return 0
    names = {name: compiled(RIGHT[name], name) for name in IDS if name != exercise_id}
    function.__globals__.update(names)
    right = probe(exercise, compiled(RIGHT[exercise_id], exercise_id), 7, cases)
    return marking.mark(exercise, probe(exercise, function, 7, cases), right).points(exercise)


def test_stock_autograde_gives_the_points_of_our_grader(course):
    assert scores(course) == EXPECTED
    ours = {
        student: [our_points(name, answers[name]) for name in IDS]
        for student, answers in answers_of_students().items()
    }
    assert ours == EXPECTED


def test_autograde_warns_of_nothing_but_the_checksums_of_hidden_lines(course):
    """nbgrader warns of those itself (docs/how_to/nbgrader.md); other warnings would be read as faults."""
    lines = (course / "said.txt").read_text().splitlines()
    assert any("Autograding" in line for line in lines)
    warned = [line for line in lines if "warning" in line.lower()]
    known = [f"Attribute 'checksum' for cell {name}_check has changed!" for name in IDS]
    assert [line for line in warned if not any(words in line for words in known)] == []


def test_feedback_says_why_and_shows_no_hidden_line(course):
    for student, answers in answers_of_students().items():
        page = (course / "feedback" / student / CHAPTER / f"{CHAPTER}.html").read_text()
        for word in ("HIDDEN", "alone.points", "resnet_lessons.instructor"):
            found = page.count(word)
            # Who wrote a marker into a cell of their own sees it.
            wrote = word == "HIDDEN" and NO_FUNCTION in answers.values()
            assert found == wrote, (student, word)
    page = (course / "feedback" / "stride" / CHAPTER / f"{CHAPTER}.html").read_text()
    assert "NameError: name 'bottleneck_block' is not defined" in html.unescape(page)
    assert "stride_on_second_convolution" in page
    assert "Graded alone, on hidden settings: 0.9 of 4 points." in page


def test_feedback_holds_no_secret_but_what_its_student_wrote(course):
    secrets = replace(hidden_part.of_chapter(), words=hidden_part.WORDS)
    for student, answers in answers_of_students().items():
        folder = course / "feedback" / student
        assert leaks.search(folder, secrets.to_who_wrote(*answers.values())) == []
    # Who wrote nothing would not be shown these.
    assert leaks.search(course / "feedback" / "stride", secrets) != []


def test_students_get_no_answer_and_no_hidden_line(course):
    text = (course / "release" / CHAPTER / f"{CHAPTER}.ipynb").read_text()
    assert "HIDDEN" not in text and "alone" not in text and "SOLUTION" not in text
    assert text.count("raise NotImplementedError  # replace this line with your answer") == len(IDS)
    secrets = replace(hidden_part.of_chapter(), words=hidden_part.WORDS)
    assert leaks.search(course / "release", secrets) == []
    # The instructor's own edition holds them.
    assert len({found.split(": ")[1] for found in leaks.search(course / "source", secrets)}) > len(
        IDS
    )


def test_our_gradebook_holds_the_cells_that_nbgrader_writes(course, tmp_path):
    exercises = tuple(EXERCISES[name] for name in IDS)
    student = GradedStudent("stride", tuple(Mark(name, "failed", 0.25) for name in IDS))
    graded = GradedClass(exercises, (student,), 1, "none", True, {})
    write_marks(graded, f"sqlite:///{tmp_path}/gradebook.db")
    theirs, ours = course / "gradebook.db", tmp_path / "gradebook.db"
    for table in ("source_cell", "base_cell", "grade_cells", "notebook", "assignment"):
        assert rows(theirs, table) == rows(ours, table), table
    before = rows(theirs, "source_cell")
    write_marks(graded, f"sqlite:///{theirs}")
    assert rows(theirs, "source_cell") == before
    assert scores(course) == EXPECTED | {"stride": [0.5, 0.8, 1, 1, 0.8]}


def rows(path, table):
    """A table's rows without the keys that are drawn."""
    with sqlite3.connect(path) as connection:
        found = connection.execute(f"select * from {table}")
        names = [column[0] for column in found.description]
        return sorted(
            [(name, value) for name, value in zip(names, row, strict=True) if name[-2:] != "id"]
            for row in found
        )
