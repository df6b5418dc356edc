"""Downloads of several assignments in one folder: a person is one, and two of one name stay two."""

import pytest

from tests.instructor.grading.intake.archive_tools import NOTEBOOK, find, put, shown, zipped

NEW, OLD = "{}_{}_assignsubmission_file", "{}_{}_assignsubmission_file_"


@pytest.fixture(params=["folder", "archive"])
def handed_in(request, tmp_path):
    def make(*paths):
        if request.param == "folder":
            return put(tmp_path / "class", *paths)
        archive = tmp_path / "class.zip"
        archive.write_bytes(zipped(*paths))
        return archive

    return make


def test_a_person_of_moodle_is_one_over_assignments_in_both_forms(handed_in):
    found = find(
        handed_in(
            f"02/{NEW.format('Ann Otter', 11)}/02.ipynb",
            f"03/{OLD.format('Ann Otter', 57)}/03.ipynb",
            f"02/{NEW.format('Ben Fox', 12)}/02.ipynb",
            f"03/{OLD.format('Cy Elk', 58)}/03.ipynb",
        )
    )
    assert shown(found) == [
        ("Ann Otter", "02/02.ipynb", ""),
        ("Ann Otter", "03/03.ipynb", ""),
        ("Ben Fox", "02/02.ipynb", ""),
        ("Cy Elk", "03/03.ipynb", ""),
    ]
    told = [(one.delivery.number, one.delivery.path) for one in found[:2]]
    assert told == [("11", NEW.format("Ann Otter", 11)), ("57", OLD.format("Ann Otter", 57))]


def test_two_of_one_name_in_one_assignment_stay_apart_in_all(handed_in):
    paths = [f"02/{NEW.format('Ann Otter', number)}/02.ipynb" for number in (11, 12)]
    paths += [
        f"03/{NEW.format(name, number)}/03.ipynb"
        for name, number in (("Ann Otter", 57), ("Cy", 58))
    ]
    ids = {one.student_id for one in find(handed_in(*paths))}
    assert ids == {"Ann Otter_11", "Ann Otter_12", "Ann Otter_57", "Cy"}


def test_in_one_assignment_the_form_of_the_folder_makes_nobody_another(handed_in):
    paths = [f"{form.format('Ann Otter', 11)}/{n}.ipynb" for n, form in enumerate((NEW, OLD))]
    assert [one.student_id for one in find(handed_in(*paths))] == ["Ann Otter"] * 2


def test_students_whose_files_are_called_like_a_platforms_keep_their_folders(handed_in):
    """The name of a file in one's folder is one's own choice, and makes nobody somebody else."""
    paths = ("ann/foxben_102_902_02.ipynb", "cy/foxben_102_903_02.ipynb")
    assert [one.student_id for one in find(handed_in(*paths))] == ["ann", "cy"]


def test_one_student_who_has_folders_like_a_platforms_is_not_a_class_among_others(handed_in):
    paths = (f"mallory/{NEW.format('Ben Fox', 12)}/02.ipynb", "ann/02.ipynb")
    assert [one.student_id for one in find(handed_in(*paths))] == ["ann", "mallory"]


def test_what_lies_beside_downloads_is_graded_as_ever(handed_in):
    paths = [f"0{n}/{NEW.format('Ann Otter', n)}/0{n}.ipynb" for n in (2, 3)]
    beside = ("Ben Fox.txt", NOTEBOOK)
    path = handed_in(*paths)
    if path.is_dir():
        put(path, beside[0], content=beside[1])
    else:
        path.write_bytes(zipped(*paths, beside))
    assert [one.student_id for one in find(path)] == ["Ann Otter", "Ann Otter", "Ben Fox"]
