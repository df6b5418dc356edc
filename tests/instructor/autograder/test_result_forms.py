"""The results of the three platforms: their form, their words, and what they must not hold."""

import json

import pytest

from resnet_lessons.course.exercises import EXERCISES, exercises_of
from resnet_lessons.instructor.autograder.result_forms import PLATFORMS
from resnet_lessons.instructor.grading.grades import GradedStudent, Mark
from resnet_lessons.instructor.grading.marks import marking
from tests.instructor.autograder.forms import faults, is_graded

CHAPTER = exercises_of([2])
WRONG = Mark(
    "regular_block",
    "failed",
    0.25,
    "no_relu",
    (("What was seen", "A `block` without\x1b[31m its rectifier."), ("What was expected", "One.")),
    note="the seed was 42",
)


def marks(*known):
    known = {mark.exercise: mark for mark in known}
    return tuple(known.get(each.id) or Mark(each.id, "passed", 1.0) for each in CHAPTER)


def student(*known, **facts):
    facts = {"files": ("02.ipynb",)} | facts
    return GradedStudent("submission", marks(*known), **facts)


def result(platform, whose, exercises=CHAPTER):
    text = json.dumps(PLATFORMS[platform].told(whose, exercises, 12.3))
    assert faults(platform, text) == []
    return json.loads(text)


def test_gradescope_gets_points_and_a_test_for_each_exercise():
    told = result("gradescope", student(WRONG))
    assert told["score"] == 13 == sum(test["score"] for test in told["tests"])
    assert [test["number"] for test in told["tests"]] == ["2.2", "2.4", "2.5", "2.7", "2.9"]
    wrong = told["tests"][2]
    assert (wrong["score"], wrong["max_score"], wrong["status"]) == (1.0, 4, "failed")
    assert wrong["name"] == "The regular block"
    assert told["output"] == "13 of 16 points in chapter 2; 4 of 5 exercises passed."
    assert told["stdout_visibility"] == "hidden"
    assert told["execution_time"] == 12


@pytest.mark.parametrize(
    ("platform", "field"), [("prairielearn", "score"), ("coursera", "fractionalScore")]
)
def test_the_others_get_the_part_of_the_points(platform, field):
    assert result(platform, student())[field] == 1
    assert result(platform, student(WRONG))[field] == pytest.approx(13 / 16)


def test_prairielearn_gets_a_test_for_each_exercise():
    told = result("prairielearn", student(WRONG))
    assert [test["points"] for test in told["tests"]] == [2, 3, 1, 4, 3]
    assert told["gradable"] is True


@pytest.mark.parametrize("platform", PLATFORMS)
def test_feedback_is_that_of_the_reports_without_what_is_for_instructors(platform):
    told = result(platform, student(WRONG))
    text = json.dumps(told, ensure_ascii=False)
    assert "failed, 1 of 4 points" in text and "What was expected: One." in text
    assert "Revisit: section 2.5 The regular block" in text
    assert "What to do next: Compare what was seen with what was expected" in text
    assert "seed" not in text and "no_relu" not in text and "42" not in text
    # A student's text cannot colour a terminal: it is shown as what it is.
    assert "\\u001b" not in json.dumps(told) and r"\x1b[31m" in text.replace("\\\\", "\\")


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"files": (), "problems": (("", "no notebook was handed in."),)}, "No notebook was handed in."),
        ({"problems": (("02.ipynb", "is no JSON: it was cut off."),)}, "02.ipynb: is no JSON: it was cut off."),
    ],
)  # fmt: skip
def test_what_cannot_be_read_says_what_to_do(platform, facts, told):
    lost = [marking.unreadable(each, *facts["problems"][0][::-1]) for each in CHAPTER]
    found = result(platform, student(*lost, **facts))
    text = json.dumps(found)
    assert told in text and ".ipynb" in text and "fault" not in text
    assert is_graded(platform, text) == (platform != "prairielearn")
    assert found.get("score", 0) == 0 == found.get("fractionalScore", 0)


@pytest.mark.parametrize("platform", PLATFORMS)
def test_two_notebooks_are_named_with_what_to_do(platform):
    told = "regular_block is answered in 02.ipynb, again.ipynb: the best counts."
    found = result(
        platform, student(files=("02.ipynb", "again.ipynb"), repairs=(("02.ipynb", told),))
    )
    text = json.dumps(found)
    assert told in text and "Hand in one notebook for each chapter" in text
    assert is_graded(platform, text)


@pytest.mark.parametrize("platform", PLATFORMS)
def test_one_file_that_cannot_be_read_beside_a_good_one_takes_nothing(platform):
    found = student(files=("02.ipynb", "x.ipynb"), problems=(("x.ipynb", "is no JSON."),))
    text = json.dumps(result(platform, found))
    assert "x.ipynb: is no JSON." in text and "16 of 16 points" in text


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_failure_of_the_grader_is_nobodys_fault_and_no_mark(platform):
    text = json.dumps(PLATFORMS[platform].failed("No room on the disk."))
    assert faults(platform, text) == []
    assert not is_graded(platform, text)
    assert "This is not your fault" in text and "No room on the disk." in text


@pytest.mark.parametrize("platform", PLATFORMS)
def test_the_longest_texts_make_a_result_that_every_platform_takes(platform):
    long = "\N{GRINNING FACE}" * 100_000
    lost = tuple(
        Mark(each.id, "failed", 0.5, details=(("What was seen", long),))
        for each in EXERCISES.values()
    )
    repairs = tuple((long, long) for _ in range(50))
    whose = GradedStudent("submission", lost, ("02.ipynb",), repairs)
    text = json.dumps(result(platform, whose, tuple(EXERCISES.values())))
    assert len(text) < 1_000_000


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("letter", ["\ud800", "\0", "\u202e"])
def test_any_name_can_be_written(platform, letter):
    whose = student(files=(letter,), repairs=((letter, letter),))
    json.dumps(result(platform, whose)).encode("ascii")
