"""Every layout is understood, and whoever handed something in gets a row."""

import os

import pytest

from resnet_lessons.instructor.grading.intake import entries, submissions
from resnet_lessons.instructor.grading.intake.submissions import SubmissionsError
from resnet_lessons.instructor.grading.stored.ledger import Ledger
from tests.instructor.grading.intake.archive_tools import (
    NOTEBOOK,
    archive_at,
    find,
    put,
    read,
    shown,
    zipped,
)

STUDENTS = ["bob/02_block_structure.ipynb", "alice/homework/deep/01.ipynb", "alice/02.ipynb"]

FOUND = [
    ("alice", "02.ipynb"),
    ("alice", "homework/deep/01.ipynb"),
    ("bob", "02_block_structure.ipynb"),
]


def test_a_folder_for_each_student(tmp_path):
    put(tmp_path, *STUDENTS)
    assert read(find(tmp_path)) == FOUND
    assert read(find(str(tmp_path))) == FOUND


def test_what_tools_left_behind_is_ignored(tmp_path):
    put(tmp_path, *STUDENTS, "README.md", "grades.csv")
    for folder in (".ipynb_checkpoints", ".git"):
        put(tmp_path, f"{folder}/x.ipynb", f"alice/{folder}/x.ipynb")
    put(tmp_path, "alice/._02.ipynb", "alice/notes.txt", "__MACOSX/alice/._02.ipynb")
    put(tmp_path, "my_answers/regular_block.py", "feedback/alice.html", "__pycache__/x.pyc")
    assert read(find(tmp_path)) == FOUND
    assert {one.student_id for one in find(tmp_path)} == {"alice", "bob"}


@pytest.mark.parametrize("below", ["", "submitted"])
def test_a_course_of_nbgrader(tmp_path, below):
    put(tmp_path, "submitted/alice/ch2/x.ipynb", "submitted/bob/ch2/x.ipynb")
    put(tmp_path, "source/ch2/x.ipynb", "release/ch2/x.ipynb", "feedback/alice/ch2/x.ipynb")
    assert read(find(tmp_path / below)) == [("alice", "ch2/x.ipynb"), ("bob", "ch2/x.ipynb")]


def test_a_student_may_be_called_submitted(tmp_path):
    put(tmp_path, "submitted/x.ipynb", "alice/x.ipynb")
    assert read(find(tmp_path)) == [("alice", "x.ipynb"), ("submitted", "x.ipynb")]


def test_loose_files_are_students_of_that_name(tmp_path):
    put(tmp_path, "alice.ipynb")
    put(tmp_path, "bob.zip", content=zipped("x.ipynb"))
    assert read(find(tmp_path)) == [("alice", "alice.ipynb"), ("bob", "bob.zip/x.ipynb")]


def test_a_student_without_a_notebook_gets_a_row(tmp_path):
    (tmp_path / "alice").mkdir()
    put(tmp_path, "bob/essay.docx")
    assert shown(find(tmp_path)) == [
        ("alice", "", submissions.NOTHING_HANDED_IN),
        ("bob", "", submissions.NOTHING_HANDED_IN),
    ]


@pytest.mark.parametrize("top", ["", "class of this year/"])
@pytest.mark.parametrize("as_folder", [False, True])
def test_moodle(tmp_path, top, as_folder):
    names = [
        "Ann Otter_11_assignsubmission_file_/02.ipynb",
        "Ben_Fox_12_assignsubmission_onlinetext_/onlinetext.html",
        "Cy Elk_13_assignsubmission_file_02.ipynb",
    ]
    in_archive = [top + name for name in names]
    path = put(tmp_path, *names) if as_folder else archive_at(tmp_path, *in_archive)
    assert shown(find(path)) == [
        ("Ann Otter", "02.ipynb", ""),
        (
            "Ben_Fox",
            "onlinetext.html",
            "is what was typed into a box of the platform, no notebook. Hand in the notebook itself, "
            "the file that ends in .ipynb",
        ),
        ("Cy Elk", "02.ipynb", ""),
    ]


@pytest.mark.parametrize("top", ["", "submissions/"])
def test_canvas(tmp_path, top):
    names = [
        "otterann_123_9001_02.ipynb",
        "foxben_LATE_124_9002_my_02-1.ipynb",
        "elkcy_125_9003_essay.pdf",
    ]
    assert shown(find(archive_at(tmp_path, *(top + name for name in names)))) == [
        ("elkcy_125", "", submissions.NOTHING_HANDED_IN),
        ("foxben_124", "my_02-1.ipynb", ""),
        ("otterann_123", "02.ipynb", ""),
    ]


@pytest.mark.parametrize("top", ["", "class/", "submitted/", "course/submitted/"])
def test_an_archive_of_folders(tmp_path, top):
    found = find(archive_at(tmp_path, *(top + name for name in STUDENTS), top + "carl/"))
    assert read(found) == FOUND
    assert shown(found)[-1] == ("carl", "", submissions.NOTHING_HANDED_IN)


def test_one_student_cannot_crowd_out_the_others(tmp_path, monkeypatch):
    put(tmp_path, *(f"alice/{number:03d}.ipynb" for number in range(130)), "bob/x.ipynb")
    found = find(tmp_path)
    assert len(read(found)) == 101
    assert "only 100 files were read" in next(one for one in found if one.problem).problem
    monkeypatch.setattr(entries, "LARGEST_STUDENT", 3 * len(NOTEBOOK))
    found = find(tmp_path)
    assert [one.student_id for one in found if not one.problem] == ["alice"] * 3 + ["bob"]


def test_there_must_be_something(tmp_path):
    with pytest.raises(SubmissionsError, match="does not exist"):
        find(tmp_path / "nowhere")
    with pytest.raises(SubmissionsError, match=r"holds no submissions.*nbgrader"):
        find(tmp_path)
    put(tmp_path, ".ipynb_checkpoints/x.ipynb", "README.md")
    with pytest.raises(SubmissionsError, match="holds no submissions"):
        find(tmp_path)
    with pytest.raises(SubmissionsError, match="neither a folder nor a zip"):
        find(tmp_path / "README.md")
    with pytest.raises(SubmissionsError, match="holds no submissions"):
        find(archive_at(tmp_path))
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(SubmissionsError, match="neither a folder nor a zip"):
        find(tmp_path / "pipe")


def test_a_long_path_keeps_its_end(tmp_path):
    put(tmp_path, "alice/" + 8 * "a_long_folder_name/" + "02_block_structure.ipynb")
    ((_, name),) = read(find(tmp_path))
    assert len(name) == 100 and name.endswith("/02_block_structure.ipynb")


def test_a_folder_one_level_too_high_is_refused(tmp_path):
    put(tmp_path, "Course-HW2/ann/02.ipynb", "Course-HW2/ben/02.ipynb", "Course-HW2/cy/x.ipynb")
    put(tmp_path, "README.md")
    with pytest.raises(SubmissionsError) as refused:
        find(tmp_path)
    assert str(refused.value) == (
        f"`{tmp_path}` holds one folder, Course-HW2, with 3 folders of notebooks in it. "
        f"Are these the students? Then give `{tmp_path}/Course-HW2`."
    )
    assert len(read(find(tmp_path / "Course-HW2"))) == 3


def test_a_class_of_one_may_have_folders(tmp_path):
    put(tmp_path, "ann/02.ipynb", "ann/a/01.ipynb", "ann/b/03.ipynb", "ann/b/old/03.ipynb")
    assert len(read(find(tmp_path))) == 4


def test_two_folders_of_one_student_are_no_class(tmp_path):
    put(tmp_path, "Ann_1_assignsubmission_file_/a/x.ipynb")
    put(tmp_path, "Ann_1_assignsubmission_onlinetext_/a/x.ipynb")
    assert len(find(tmp_path)) == 2


def test_a_report_is_refused(tmp_path):
    put(tmp_path, "feedback/ann/x.ipynb")
    with Ledger(tmp_path / "ledger.sqlite"):
        pass
    with pytest.raises(SubmissionsError, match="is a report, not submissions"):
        find(tmp_path)


def test_a_student_may_be_called_like_the_ledger(tmp_path):
    put(tmp_path, "ledger.sqlite/x.ipynb", "ben/x.ipynb")
    assert {one.student_id for one in find(tmp_path)} == {"ledger.sqlite", "ben"}
