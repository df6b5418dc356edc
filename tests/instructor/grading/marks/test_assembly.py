"""Which files count, of chapters and of several that answer one exercise; every student keeps a row."""

import pytest

from resnet_lessons.instructor.grading.grades import Mark, Prepared, Submission
from resnet_lessons.instructor.grading.marks import assembly


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


def marks(*verdicts):
    """{exercise: mark} of some exercises by their verdicts."""
    return {name: Mark(name, verdict) for name, verdict in verdicts}


BUNDLE = [file("ada", "all.ipynb", 1, 2, 3), file("bob", "all.ipynb", 1, 2, 3)]
UNTOUCHED = ("grow", "not started"), ("regular_block", "not started")


@pytest.mark.parametrize("verdict", ["passed", "failed", "error"])
def test_of_a_whole_bundle_the_chapters_count_in_which_anybody_wrote(verdict):
    found = [marks(*UNTOUCHED), marks(UNTOUCHED[0], ("regular_block", verdict))]
    assert assembly.chapters_that_count(BUNDLE, found) == [2]
    begun_by_one = [marks(("grow", verdict)), found[1]]
    assert assembly.chapters_that_count(BUNDLE, begun_by_one) == [1, 2]


def test_all_that_was_handed_in_counts_where_nobody_wrote():
    assert assembly.chapters_that_count(BUNDLE, [marks(*UNTOUCHED), {}]) == [1, 2, 3]
    assert assembly.chapters_that_count([], []) == []


def test_a_student_without_a_file_of_the_chapter_earns_nothing_in_it():
    files = assembly.of_chapters(FILES, (2,))
    students = assembly.graded_students(files, [{} for _ in files], (2,))
    bob = next(each for each in students if each.student_id == "bob")
    assert bob.files == ()
    assert len(bob.marks) == len(assembly.exercises((2,), {}))
    assert {mark.share for mark in bob.marks} == {0.0}


def assembled(*shares_by_name):
    """The student who answers `regular_block` in several files, (name, share) pairs."""
    files = [file("ada", name, 2) for name, _ in sorted(shares_by_name)]
    found = [
        {"regular_block": Mark("regular_block", "passed" if share == 1 else "failed", share)}
        for _, share in sorted(shares_by_name)
    ]
    (student,) = assembly.graded_students(files, found, (2,))
    mark = next(each for each in student.marks if each.exercise == "regular_block")
    return mark.share, [sentence for _, sentence in student.repairs]


def test_a_chapter_may_be_handed_in_twice_and_the_better_counts():
    assert assembled(("02.ipynb", 1), ("02 (1).ipynb", 0.25)) == (
        1,
        ["regular_block is answered in 02 (1).ipynb, 02.ipynb: the best counts."],
    )
    assert assembled(("a", 0.25), ("b", 1), ("c", 0))[0] == 1


def test_of_a_hundred_files_the_last_ones_count():
    """Answers that try everything earn no more than the last of them."""
    grid = [(f"try {number}.ipynb", number == 7) for number in range(1, 101)]
    share, (told,) = assembled(*grid)
    assert share == 0
    assert told == (
        "regular_block is answered in 100 files: the best of the last 3 by name counts "
        "(try 98.ipynb, try 99.ipynb, try 100.ipynb)."
    )
    share, _ = assembled(*grid[:9])
    assert share == 1


def test_a_copy_with_a_number_comes_after_the_file_itself():
    names = ["02 (10).ipynb", "02.ipynb", "02 (9).ipynb", "02 (2).ipynb"]
    assert (
        "(02 (2).ipynb, 02 (9).ipynb, 02 (10).ipynb)" in assembled(*((n, 0) for n in names))[1][0]
    )


def test_untouched_files_take_no_place():
    files = [file("ada", f"{number}.ipynb", 2) for number in range(1, 6)]
    marks = [Mark("regular_block", "passed", 1.0)] + [Mark("regular_block", "not started")] * 4
    found = [{"regular_block": mark} for mark in marks]
    (student,) = assembly.graded_students(files, found, (2,))
    assert student.repairs == ()
    assert [mark.verdict for mark in student.marks].count("passed") == 1


@pytest.mark.parametrize(
    ("chapters", "words"),
    [((2,), "chapter 2"), ((2, 1), "chapters 1 and 2"), ((0, 1, 3), "chapters 0, 1 and 3")],
)
def test_in_words(chapters, words):
    assert assembly.in_words(chapters) == words


def test_a_chapter_that_asks_nothing_is_never_among_those_that_count():
    """It is read and measured in; nobody can hand in an answer to it."""
    reading = [file("ada", "99_reading.ipynb", 99), file("ada", "01.ipynb", 1)]
    assert assembly.chapters_of(reading) == [1]
    assert assembly.chapters_that_count(reading, [{}, marks(*UNTOUCHED)]) == [1]
    assert assembly.chapters_of(reading[:1]) == []
