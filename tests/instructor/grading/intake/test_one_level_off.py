"""Who gives the folder around a class's archives is asked; a student's archive is never taken for one."""

import pytest

from resnet_lessons.instructor.grading.intake.submissions import SubmissionsError
from tests.instructor.grading.intake.archive_tools import archive_at, find, zipped

NOTEBOOK = "02_block_structure.ipynb"


@pytest.mark.parametrize("top", ["", "download/"])
@pytest.mark.parametrize(
    "name", ["Ann_1_assignsubmission_file/02.ipynb", "submission_metadata.yml", "ann_1_2_02.ipynb"]
)
def test_the_archive_of_a_class_in_a_folder_is_no_student(tmp_path, top, name):
    archive_at(tmp_path, top + name, f"{top}x/y.ipynb")
    with pytest.raises(SubmissionsError, match=r"Is it\? Then give .*class\.zip"):
        find(tmp_path)


CLASSES = {
    "canvas": (f"ann_1_2_{NOTEBOOK}", f"ben_LATE_3_4_{NOTEBOOK}"),
    "moodle": (f"Ann_1_assignsubmission_file/{NOTEBOOK}", "Ben_2_assignsubmission_file/x.ipynb"),
    "gradescope": ("export/submission_metadata.yml", f"export/submission_1/{NOTEBOOK}"),
}


def archives_in(folder, **names):
    for name, members in names.items():
        (folder / f"{name}.zip").write_bytes(zipped(*members))


def test_several_archives_of_classes_in_a_folder_are_no_students(tmp_path):
    archives_in(tmp_path, **CLASSES)
    (tmp_path / "Grades.csv").write_text("Student,ID\n")
    told = r"holds 3 archives.*: canvas\.zip, gradescope\.zip.*such as .*canvas\.zip`"
    with pytest.raises(SubmissionsError, match=told):
        find(tmp_path)


def test_an_archive_of_a_class_beside_a_table_is_no_student(tmp_path):
    archives_in(tmp_path, moodle=CLASSES["moodle"])
    (tmp_path / "Grades.csv").write_text("Student,ID\n")
    with pytest.raises(SubmissionsError, match=r"Is it\? Then give .*moodle\.zip"):
        find(tmp_path)


@pytest.mark.parametrize("beside", [{"ben": ("02.ipynb",)}, {"ben": ("lab_3_4_02.ipynb",)}])
def test_one_archive_that_looks_like_a_class_keeps_nobody_from_being_graded(tmp_path, beside):
    archives_in(tmp_path, mallory=CLASSES["canvas"], **beside)
    assert {one.student_id for one in find(tmp_path)} == {"ben", "mallory"}


def test_students_archives_with_a_file_called_as_canvas_calls_it_are_students(tmp_path):
    archives_in(tmp_path, ann=("lab_1_2_02.ipynb",), ben=("lab_3_4_02.ipynb",))
    assert {one.student_id for one in find(tmp_path)} == {"ann", "ben"}


def test_a_damaged_archive_is_no_class(tmp_path):
    archives_in(tmp_path, moodle=CLASSES["moodle"])
    (tmp_path / "ann.zip").write_bytes(b"PK\3\4 and nothing else")
    assert {one.student_id for one in find(tmp_path)} == {"ann", "moodle"}


def test_the_archive_of_one_student_in_a_folder_is_a_student(tmp_path):
    archive_at(tmp_path, "work/02.ipynb", "work/more/03.ipynb")
    assert {one.student_id for one in find(tmp_path)} == {"class"}
