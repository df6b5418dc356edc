"""A student may be called as a tool's folder or nbgrader's: nobody vanishes without a word."""

import pytest

from resnet_lessons.instructor.grading.intake.submissions import SubmissionsError
from tests.instructor.grading.intake.archive_tools import archive_at, find, put, read, zipped

TOOLS = ["__MACOSX", "__pycache__", "feedback", "my_answers"]
OTHERS = ["alice/02.ipynb", "bob/02.ipynb"]


def handed_in(tmp_path, in_archive, *paths):
    return archive_at(tmp_path, *paths) if in_archive else put(tmp_path, *paths)


@pytest.mark.parametrize("in_archive", [False, True])
@pytest.mark.parametrize("name", TOOLS)
def test_a_student_who_is_called_as_a_tools_folder_gets_a_row(tmp_path, in_archive, name):
    path = handed_in(tmp_path, in_archive, *OTHERS, f"{name}/ch2/02.ipynb")
    assert {student for student, _ in read(find(path))} == {"alice", "bob", name}


@pytest.mark.parametrize("name", TOOLS)
def test_a_notebook_in_a_folder_of_any_name_is_read(tmp_path, name):
    put(tmp_path, f"alice/{name}/02.ipynb")
    put(tmp_path, "bob.zip", content=zipped(f"{name}/02.ipynb"))
    assert read(find(tmp_path)) == [
        ("alice", f"{name}/02.ipynb"),
        ("bob", f"bob.zip/{name}/02.ipynb"),
    ]


def test_an_archive_of_a_mac_has_one_top_folder(tmp_path, caplog):
    members = [f"class/{name}" for name in OTHERS]
    path = archive_at(tmp_path, *members, "__MACOSX/", "__MACOSX/class/._02.ipynb")
    assert {student for student, _ in read(find(path))} == {"alice", "bob"}
    assert caplog.text == ""


def test_a_tools_folder_without_a_notebook_is_told(tmp_path, caplog):
    put(tmp_path, *OTHERS, "feedback/alice.html")
    assert {one.student_id for one in find(tmp_path)} == {"alice", "bob"}
    assert "No notebook lies in `feedback`" in caplog.text


@pytest.mark.parametrize("in_archive", [False, True])
@pytest.mark.parametrize("below", ["02.ipynb", "ch2/02.ipynb", "mallory/ch2/02.ipynb", "x/y.zip"])
def test_a_student_who_is_called_as_nbgraders_folder_makes_nobody_vanish(
    tmp_path, in_archive, below
):
    path = handed_in(tmp_path, in_archive, *OTHERS, f"submitted/{below}")
    try:
        found = {one.student_id for one in find(path)}
    except SubmissionsError as error:
        assert below != "02.ipynb"
        assert "beside it what students hand in: alice, bob" in str(error)
    else:
        assert found == {"alice", "bob", "submitted"}


@pytest.mark.parametrize("in_archive", [False, True])
def test_a_loose_notebook_beside_nbgraders_folder_does_not_vanish(tmp_path, in_archive):
    path = handed_in(tmp_path, in_archive, "submitted/carol/ch2/02.ipynb", "alice.ipynb")
    with pytest.raises(SubmissionsError, match=r"beside it what students hand in: alice\.ipynb"):
        find(path)


def test_a_student_called_as_nbgraders_folder_may_hand_in_no_notebook(tmp_path):
    put(tmp_path, *OTHERS, "submitted/ch2/essay.docx")
    assert {one.student_id for one in find(tmp_path)} == {"alice", "bob", "submitted"}


def test_what_is_left_out_beside_nbgraders_folder_is_told(tmp_path, caplog):
    put(tmp_path, "submitted/carol/ch2/02.ipynb", "source/ch2/02.ipynb", "feedback/x.ipynb")
    assert read(find(tmp_path)) == [("carol", "ch2/02.ipynb")]
    assert "beside it notebooks lie in `feedback`, `source`" in caplog.text


def test_hidden_folders_with_notebooks_are_told(tmp_path, caplog):
    put(tmp_path, *OTHERS, ".carol/ch2/02.ipynb", ".git/x.ipynb", ".cache/x.json")
    assert {one.student_id for one in find(tmp_path)} == {"alice", "bob"}
    assert "left out: `.carol`." in caplog.text
