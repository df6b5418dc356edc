"""Which files count where some chapters alone are graded, and that every student keeps a row."""

import pytest

from resnet_lessons.instructor.grading import assembly
from resnet_lessons.instructor.grading.grades import Prepared, Submission


def file(student, name, *chapters, problem=""):
    return Submission(student, name, problem=problem), Prepared((), chapters, problem=problem)


FILES = [
    file("ada", "01.ipynb", 1),
    file("ada", "02.ipynb", 2),
    file("bob", "01.ipynb", 1),
    file("cat", "both.ipynb", 1, 2),
    file("dan", "broken.ipynb", problem="is no notebook"),
    file("eve", "01.ipynb", 1, problem="is no notebook"),
]


def shown(files):
    return [(one.student_id, one.name, each.chapters, each.problem) for one, each in files]


def test_all_count_where_no_chapter_is_chosen():
    assert assembly.of_chapters(FILES, ()) == FILES


def test_files_of_other_chapters_are_left_out_and_no_student_is():
    missing = "no notebook was handed in for chapter 2"
    assert shown(assembly.of_chapters(FILES, (2,))) == [
        ("ada", "02.ipynb", (2,), ""),
        ("bob", "", (), missing),
        ("cat", "both.ipynb", (2,), ""),
        ("dan", "broken.ipynb", (), "is no notebook"),
        ("eve", "", (), missing),
    ]


def test_a_student_without_a_file_of_the_chapter_earns_nothing_in_it():
    files = assembly.of_chapters(FILES, (2,))
    students = assembly.graded_students(files, [{} for _ in files], (2,))
    bob = next(each for each in students if each.student_id == "bob")
    assert bob.files == ()
    assert len(bob.marks) == len(assembly.exercises((2,)))
    assert {mark.share for mark in bob.marks} == {0.0}


@pytest.mark.parametrize(
    ("chapters", "words"),
    [((2,), "chapter 2"), ((2, 1), "chapters 1 and 2"), ((0, 1, 3), "chapters 0, 1 and 3")],
)
def test_in_words(chapters, words):
    assert assembly.in_words(chapters) == words
