"""The same answers earn the same points, in whatever form they are handed in."""

import json

import nbconvert
import nbformat
import pytest

from resnet_lessons.instructor.answers import answer
from resnet_lessons.instructor.grading.whole_class import grade
from tests.instructor.grading.intake.archive_tools import put, zipped
from tests.instructor.grading.intake.notebook_tools import CHAPTER_2, is_fill_in, released
from tests.instructor.grading.whole_classes.whole_runs import needs_sandbox

pytestmark = [pytest.mark.grades, pytest.mark.sandbox, needs_sandbox]


def right():
    """Chapter 2 with the lessons' answers."""
    notebook = released()
    for cell in notebook["cells"]:
        cell["source"] = "".join(cell["source"])
        if is_fill_in(cell):
            cell["source"] = answer(cell["metadata"]["nbgrader"]["grade_id"])
    return notebook


def kept(name):
    return f"from keras import layers\nfrom keras import ops\n\n{answer(name)}".encode()


def test_every_form_is_graded_alike(tmp_path):
    notebook, folder = right(), tmp_path / "class"
    plain = json.dumps(notebook).encode()
    put(
        folder, "plain/02_block_structure.ipynb", "text/02_block_structure.ipynb.txt", content=plain
    )
    put(folder, "nested/work.zip", content=zipped(("inner.zip", zipped(("02.ipynb", plain)))))
    put(folder, "page/02.html", content=_page(notebook))
    put(folder, "script/02.py", content=_script(notebook))
    for name in CHAPTER_2:
        put(folder, f"kept/my_answers/{name}.py", content=kept(name))
    put(folder, "seven/02.7z", content=b"7z\xbc\xaf\x27\x1c\0\4")
    notebook["cells"][3]["outputs"] = [{"output_type": "stream", "text": "x" * 21_000_000}]
    put(folder, "large/02_block_structure.ipynb", content=json.dumps(notebook).encode())
    graded = grade(folder, tmp_path / "report")
    verdicts = {
        student.student_id: {mark.verdict for mark in student.marks} for student in graded.students
    }
    forms = ("kept", "large", "nested", "page", "plain", "script", "text")
    assert verdicts == {form: {"passed"} for form in forms} | {"seven": {"unreadable"}}
    (seven,) = [student for student in graded.students if student.student_id == "seven"]
    assert "02.7z" in dict(seven.marks[0].details)["What was seen"]
    assert "a plain zip" in dict(seven.marks[0].details)["Next"]


def _page(notebook):
    return nbconvert.HTMLExporter().from_notebook_node(nbformat.from_dict(notebook))[0].encode()


def _script(notebook):
    return nbconvert.PythonExporter().from_notebook_node(nbformat.from_dict(notebook))[0].encode()
