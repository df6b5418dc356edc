"""Names are hostile: they become printable, and nobody becomes somebody else."""

import os
import unicodedata

from resnet_lessons.instructor.grading.intake.owners import printable
from tests.instructor.grading.intake.archive_tools import NOTEBOOK, archive_at, find, put, read


def test_moodle_tells_two_students_of_one_name_apart_by_number(tmp_path):
    names = [f"Ann Otter_{number}_assignsubmission_file_/x.ipynb" for number in (7, 8)]
    found = find(archive_at(tmp_path, *names, "Ben Fox_9_assignsubmission_file_/x.ipynb"))
    assert [one.student_id for one in found] == ["Ann Otter_7", "Ann Otter_8", "Ben Fox"]


def test_a_file_of_a_student_makes_no_other_student(tmp_path):
    name = "Ann Otter_7_assignsubmission_file_Ben Fox_9_assignsubmission_file_x.ipynb"
    (found,) = find(archive_at(tmp_path, name))
    assert found.student_id == "Ann Otter"


def test_a_file_of_canvas_that_is_called_as_moodle_calls_folders_makes_no_student(tmp_path):
    name = "mallory_2200_3300_x1_1_assignsubmission_file_a.ipynb"
    (found,) = find(archive_at(tmp_path, name, "zoe_2201_3301_a.ipynb"))[:1]
    assert found.student_id == "mallory_2200"


def test_a_folder_of_moodle_may_end_without_a_line(tmp_path):
    (found,) = find(archive_at(tmp_path, "Ann Otter_7_assignsubmission_file/x.ipynb"))
    assert found.student_id == "Ann Otter"


HOSTILE = [
    b"=cmd()|' '!A1",
    b"<script>alert(1)</script>".replace(b"/", b"-"),
    b"line\nbreak\ttab\x1b[31m",
    "\u202egnp.exe\u200b".encode(),
    b"\xff\xfe latin",
    "e\u0301clair".encode(),
    "\u00e9clair".encode(),
    b"same\x01",
    b"same\x02",
    "same·".encode(),
    b"n" * 200,
    b"n" * 201,
    "\u2028".encode(),
]


def test_hostile_names_become_printable_and_stay_distinct(tmp_path):
    for name in HOSTILE:
        folder = os.fsencode(tmp_path) + b"/" + name
        os.mkdir(folder)
        with open(folder + b"/" + name[:40] + b".ipynb", "wb") as file:
            file.write(NOTEBOOK)
    found = find(tmp_path)
    ids = [one.student_id for one in found]
    assert len(set(ids)) == len(HOSTILE) == len(read(found))
    for text in ids + [one.name for one in found]:
        assert 0 < len(text) <= 100
        assert unicodedata.is_normalized("NFC", text)
        assert not {unicodedata.category(letter)[0] for letter in text} & {"C"}
        assert text.encode() and text == text.strip()
    assert ids == sorted(ids)
    assert {"same·", "same· (2)", "same· (3)", "éclair", "éclair (2)", "=cmd()|' '!A1"} <= set(ids)


def test_a_name_that_needs_no_change_keeps_it(tmp_path):
    put(tmp_path, "a\x01/x.ipynb", "a·/y.ipynb")
    assert read(find(tmp_path)) == [("a·", "y.ipynb"), ("a· (2)", "x.ipynb")]


def test_printable():
    assert printable("  a \u00a0 b\ud800\n") == "a b··"
    assert printable("\u3000") == "unnamed"
    assert len(printable("e\u0301" * 300)) == 100


def test_hostile_names_in_an_archive(tmp_path):
    found = find(archive_at(tmp_path, "a\nb/x.ipynb", "\u202ea/x.ipynb", "_" * 3000 + "/x.ipynb"))
    assert {"a·b", "·a"} <= {one.student_id for one in found}
    assert all(len(one.student_id) <= 100 for one in found)
