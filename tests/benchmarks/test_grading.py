"""The classes that the benchmark has graded."""

import pytest

from benchmarks.grading import reworded
from resnet_lessons.course.exercises import exercises_of
from resnet_lessons.instructor.answers import answer, without_markers
from resnet_lessons.instructor.exercises import variants
from resnet_lessons.instructor.grading.observing.references import program
from resnet_lessons.instructor.grading.reading.own_programs import own_program
from resnet_lessons.instructor.grading.reading.self_contained import self_contained


def test_other_words_do_the_same():
    names = {}
    exec(reworded("def found(x):\n    if x:\n        return x + 1\n    return"), names)
    assert (names["found"](2), names["found"](0)) == (3, None)


@pytest.mark.parametrize("name", [each.id for each in exercises_of([2])])
def test_no_reworded_answer_is_a_program_of_the_lessons(name):
    texts = [without_markers(answer(name)), *variants(name).values()]
    assert any(_is_own(text, name) for text in texts)
    assert not any(_is_own(reworded(text), name) for text in texts)


def _is_own(text, name):
    return own_program(self_contained(program({name: text}), name), name)
