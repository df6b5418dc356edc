"""An answer that is one of the lessons' own programs gets the mark that a run of the student's text gives."""

from dataclasses import replace

import pytest

from resnet_lessons.course.exercises import EXERCISES
from resnet_lessons.instructor.answers import answer, without_markers
from resnet_lessons.instructor.exercises import variants
from resnet_lessons.instructor.grading.jobs import Job
from resnet_lessons.instructor.grading.judging import judge
from resnet_lessons.instructor.grading.observing.references import References, program
from resnet_lessons.instructor.grading.reading.own_programs import own_program
from resnet_lessons.instructor.grading.reading.self_contained import self_contained
from tests.instructor.grading.whole_classes.whole_runs import needs_sandbox
from tests.instructor.sandbox.support import sandbox
from tests.support.soak import some

pytestmark = [pytest.mark.sandbox, needs_sandbox]
SEED = 11


def _programs():
    for name in EXERCISES:
        texts = {"right": without_markers(answer(name))} | variants(name)
        for kind, text in texts.items():
            alone = self_contained(program({name: f"# mine\n{text}"}), name)
            if alone and own_program(alone, name):
                yield pytest.param(name, alone, id=f"{name}-{kind}")


@pytest.fixture(scope="module")
def references():
    # So much time that a busy machine makes nobody late.
    with sandbox(seconds=60) as running:
        yield References(running)


@pytest.mark.parametrize(("name", "alone"), some(list(_programs()), 12))
def test_it_is_the_mark_of_the_students_own_text(references, name, alone):
    [whole] = _marks(references, name, alone, is_for_all=False)
    # None where Keras cannot trace what comes out right: that is judged in each notebook.
    assert _marks(references, name, alone, is_for_all=True) in ([whole], [])


def _marks(references, name, alone, is_for_all):
    told = []
    job = Job(alone, {name: SEED}, seconds=60.0, is_for_all=is_for_all)
    judge(job, references.sandbox, references, told.append)
    return [replace(each.mark, seconds=0.0) for each in told if each.mark]
