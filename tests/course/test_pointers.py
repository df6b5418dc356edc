"""Where a message sends a student is there."""

import re

import pytest

from resnet_lessons.course.exercises import CHAPTERS, EXERCISES, MISCONCEPTIONS
from resnet_lessons.instructor.notebook_sources import SOURCES

HEADINGS = {
    number
    for source in SOURCES.glob("*.py")
    for number in re.findall(r"^# ## (\d+\.\d+) ", source.read_text(), flags=re.MULTILINE)
}


def words_of(exercise):
    """Everything that a student may read of an exercise."""
    wrong = [MISCONCEPTIONS[name] for name in exercise.misconceptions]
    looks = [each.look for each in wrong]
    others = [text for each in wrong for text in (each.seen, each.expected, each.why)]
    return looks, [*looks, *others, *exercise.hints, exercise.section]


@pytest.mark.parametrize("exercise_id", EXERCISES)
def test_a_pointer_names_a_section_that_is_there(exercise_id):
    looks, texts = words_of(EXERCISES[exercise_id])
    named = {number for text in texts for number in re.findall(r"[Ss]ection (\d+\.\d+)", text)}
    assert named <= HEADINGS
    assert EXERCISES[exercise_id].section.split()[0] in HEADINGS
    for look in looks:
        assert not re.search(r"\b([Tt]he section on|Chapter \d)", look), look


def test_all_chapters_are_looked_through():
    assert {number.split(".")[0] for number in HEADINGS} >= {str(each) for each in range(6)}
    assert sum(map(len, CHAPTERS.values())) == len(EXERCISES)
