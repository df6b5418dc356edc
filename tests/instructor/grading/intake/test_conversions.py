"""Scripts, exported pages and kept answers are graded where nothing else was handed in."""

import functools
import json
import time

import nbformat
import pytest

from resnet_lessons.course.exercises import EXERCISES
from resnet_lessons.instructor.answers import answer
from resnet_lessons.instructor.grading.intake import conversions, files_of_a_student
from resnet_lessons.instructor.grading.intake.repair import prepare
from tests.instructor.grading.intake.archive_tools import archive_at, find, put, zipped
from tests.instructor.grading.intake.notebook_tools import CHAPTER_2, prepared, solved

HAND_IN = "Hand in the notebook itself, the file that ends in .ipynb"
SCRIPT = "It is a Python script, no notebook: its parts were read as cells."
PAGE = "It is a page that a notebook was exported to, no notebook: the code that it shows was read."
KEPT = "These are answers that the lessons kept, no notebook; each was read as a cell."
TWO = '''import keras


def pre_activation(self, inputs, is_training):
    """Text

def regular_block(self): in a text
    """
    return inputs


def regular_block(self, inputs, filters, strides, is_training, index, shortcut_filters=None):
    if strides:

        return [
            1,

        ]

print("""

rest
""")
'''


def graded(tmp_path, name, content):
    """What becomes of the only file of a student."""
    put(tmp_path, f"alice/{name}", content=content.encode())
    (found,) = find(tmp_path)
    return prepare(found)


@functools.cache
def exported(to):
    """Chapter 2 with answers, as Jupyter or Jupytext writes it in another format."""
    notebook = nbformat.from_dict(solved())
    for cell in notebook.cells:
        cell.source = "".join(cell.source)
    if to.startswith("py:"):
        import jupytext

        return jupytext.writes(notebook, to)
    import nbconvert

    if to == "script":
        return nbconvert.PythonExporter().from_notebook_node(notebook)[0]
    return nbconvert.HTMLExporter(template_name=to).from_notebook_node(notebook)[0]


def said(result):
    return {cell.exercise: cell.source.rstrip() for cell in result.cells if cell.exercise}


@pytest.mark.parametrize(
    ("name", "to", "told"),
    [
        ("02_block_structure.py", "py:percent", SCRIPT),
        ("mine.py", "py:light", SCRIPT),
        ("02_block_structure.py", "script", SCRIPT),
        ("02_block_structure.ipynb.txt", "py:percent", SCRIPT),
        ("02_block_structure.html", "lab", PAGE),
        ("02.htm", "classic", PAGE),
        ("02.ipynb", "basic", PAGE),
    ],
)
def test_what_a_notebook_was_exported_to(tmp_path, name, to, told):
    result = graded(tmp_path, name, exported(to))
    assert result.problem == ""
    assert said(result) == said(prepared(solved()))
    assert result.repairs == (told,)
    assert result.chapters == (2,)


def test_a_script_without_marks_is_cut_between_its_statements(tmp_path):
    result = graded(tmp_path, "x.py", TWO)
    assert sorted(said(result)) == ["pre_activation", "regular_block"]
    texts = [cell.source for cell in result.cells if not cell.again]
    assert "\n\n".join(text.strip() for text in texts) in TWO.replace("\n\n\n", "\n\n")
    assert texts[0] == "import keras"
    assert texts[-1].startswith("print(")


def test_code_that_was_pasted_into_a_page_is_read_where_it_is_whole(tmp_path):
    lines = ["def pre_activation(self, inputs, is_training):", "    return inputs &lt; 1"]
    whole = "<html><pre>" + "\n".join(lines) + "</pre>"
    assert said(graded(tmp_path, "onlinetext.html", whole)) == {
        "pre_activation": "def pre_activation(self, inputs, is_training):\n    return inputs < 1"
    }
    spaced = "".join(f"<p>{line.replace('    ', '&nbsp; &nbsp; ')}</p>" for line in lines)
    assert "pre_activation" in said(graded(tmp_path, "onlinetext.html", spaced))
    lost = "".join(f"<p>{line.strip()}</p>" for line in lines)
    problem = graded(tmp_path, "onlinetext.html", lost).problem
    assert problem == f"is code in a text, where its indentation is lost. {HAND_IN}"


@pytest.mark.parametrize(
    "hostile",
    [
        "<html>" + "<" * 300_000,
        "<html><pre" * 50_000,
        '<html><div class="highlight hl-python"><pre>' * 3_000,
        "def grow(x):\n" + "\n" * 300_000 + "'",
        "def grow(x):\n" + "\\\n" * 200_000,
        "def grow(x):\n" * 30_000,
        '"""' * 100_000 + "\ndef grow(x): pass",
        "# %%\n" * 100_000 + "def grow(x): pass",
    ],
)
def test_a_hostile_text_keeps_nobody_waiting(tmp_path, hostile):
    for name in ("x.py", "x.html"):
        put(tmp_path, f"{name}/{name}", content=hostile.encode())
    assert len([prepare(each) for each in find(tmp_path)]) == 2


# Kept answers ----------------------------------------------------------------------------------------


def kept(name):
    """The text of an answer, with what `rl.check` writes before it."""
    return f"from keras import layers\nfrom keras import ops\n\n{answer(name)}".encode()


def kept_in(folder):
    return [(f"{folder}{name}.py", kept(name)) for name in CHAPTER_2]


@pytest.mark.parametrize("folder", ["", "my_answers/", "ch2/my_answers/"])
@pytest.mark.parametrize("in_archive", [False, True])
def test_kept_answers_alone_are_graded(tmp_path, folder, in_archive):
    if in_archive:
        put(tmp_path, "alice/work.zip", content=zipped(*kept_in(folder)))
    else:
        for name, content in kept_in(f"alice/{folder}"):
            put(tmp_path, name, content=content)
    put(tmp_path, "bob/x.ipynb")
    found = [one for one in find(tmp_path) if one.student_id == "alice"]
    (result,) = map(prepare, found)
    assert result.chapters == (2,)
    assert said(result) == {name: kept(name).decode().rstrip() for name in CHAPTER_2}
    assert result.repairs == (KEPT,)


@pytest.mark.parametrize("folder", ["", "my_answers/", "alice/my_answers/"])
def test_the_folder_of_kept_answers_itself_is_one_student(tmp_path, folder):
    student = "alice" if "alice" in folder else "my_answers"
    (found,) = find(archive_at(tmp_path, *kept_in(folder)).rename(tmp_path / "my_answers.zip"))
    assert found.student_id == student
    for name, content in kept_in(folder):
        put(tmp_path / "my_answers", name, content=content)
    (again,) = find(tmp_path / "my_answers")
    assert (again.student_id, prepare(again).cells) == (student, prepare(found).cells)


def test_the_folder_of_kept_answers_packed_on_a_mac(tmp_path):
    members = [
        *kept_in("my_answers/"),
        ("__MACOSX/my_answers/._grow.py", b"\0"),
        ("__MACOSX/", b""),
    ]
    (found,) = find(archive_at(tmp_path, *members))
    assert (found.student_id, prepare(found).chapters) == ("my_answers", (2,))


def test_kept_answers_of_two_folders_stay_apart(tmp_path):
    for folder in ("my_answers", "old/my_answers"):
        put(tmp_path, f"alice/{folder}/grow.py", content=kept("grow"))
    for number in range(120):
        put(tmp_path, f"alice/a{number}.png", content=b"\x89PNG")
    assert [one.name for one in find(tmp_path)] == ["my_answers", "old/my_answers"]


def test_an_answer_counts_under_the_name_of_its_file_first(tmp_path):
    both = kept("regular_block") + b"\n\ndef pre_activation(self, inputs, is_training): pass\n"
    put(tmp_path, "alice/my_answers/regular_block.py", content=both)
    put(tmp_path, "alice/my_answers/pre_activation.py", content=kept("pre_activation"))
    (found,) = find(tmp_path)
    assert said(prepare(found))["pre_activation"] == kept("pre_activation").decode().rstrip()


def test_kept_answers_of_every_chapter(tmp_path):
    for name in EXERCISES:
        put(tmp_path, f"alice/my_answers/{name}.py", content=kept(name))
    (found,) = find(tmp_path)
    result = prepare(found)
    assert sorted(said(result)) == sorted(EXERCISES)
    assert json.loads(found.content)["nbformat"] == 4


@pytest.mark.parametrize(
    "page",
    [
        "<html>\ndef grow(x):\n    pass\n" + "def a\\\n" * 300_000,
        "<html>" + '<div class=" hl-python"><pre>' * 100_000,
        "<html>" + '<div class=" hl-python"><pre>a\n' * 100_000 + "</pre>",
    ],
    ids=["lines that go on", "cells that do not end", "cells with one end"],
)
def test_a_hostile_page_takes_as_long_as_its_size(page):
    since = time.process_time()
    assert conversions.from_page(page.encode(), "page.html")
    assert time.process_time() - since < 5


STATEMENTS = b"def warm_up(x):\n    return x\n\n" + b"a\n\n" * 300_000


@pytest.mark.parametrize(
    "page",
    [
        b"<html>" + STATEMENTS * 2,
        b"<html>" + b"<b>\n" * 1_500_000 + STATEMENTS,
        b'<html><div class=" hl-python"><pre>def warm_up(x): pass' + b"<b>" * 2_000_000 + b"</pre>",
    ],
    ids=["text", "tags", "code"],
)
def test_a_page_with_more_than_the_code_of_a_notebook_is_not_taken_apart(page):
    told = "is a page with far more text than the code of a notebook has"
    assert conversions.from_page(page, "page.html") == (None, f"{told}. {HAND_IN}")


@pytest.mark.parametrize(
    "content",
    [STATEMENTS, b"# %%\na\n" * 100_000, b'<div class=" hl-python"><pre>a</pre>' * 100_000],
    ids=["statements", "marks", "page"],
)
def test_no_more_cells_are_made_than_show_that_there_are_too_many(content):
    is_page = content.startswith(b"<")
    made = conversions.from_page(content, "")[0] if is_page else conversions.from_script(content)
    assert len(json.loads(made)["cells"]) == 2_001
    assert len(made) < 500_000


def test_of_very_much_code_a_part_is_kept_and_that_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(files_of_a_student, "LARGEST_NOTEBOOK", 100)
    for number in range(9):
        put(tmp_path, f"alice/{number}.py", content=b"def grow(x):\n    return x\n")
    found = find(tmp_path)
    assert [one.name for one in found] == ["0.py", "1.py", "2.py"]
    told = "Far more scripts and pages were handed in than are read: the last ones were left out."
    assert found[-1].notes == (SCRIPT, told)


def test_a_script_beside_a_notebook_is_not_taken_apart(tmp_path, monkeypatch):
    put(tmp_path, "alice/a.ipynb")
    put(tmp_path, "alice/b.py", content=b"def grow(x):\n    return x\n")
    monkeypatch.setattr(conversions, "from_script", None)
    assert [one.name for one in find(tmp_path)] == ["a.ipynb"]
