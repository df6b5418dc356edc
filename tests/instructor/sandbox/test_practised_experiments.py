"""Experiments in forks of the practised parent: what they find there is what they find in a cold one."""

from functools import partial

import pytest

from resnet_lessons.checker.observation import PUBLIC_SEED, Observation
from resnet_lessons.checker.probe import probe
from resnet_lessons.course.exercises import EXERCISES
from resnet_lessons.instructor.answers import answer, compiled, without_markers
from resnet_lessons.instructor.grading.marks.marking import compared, mark_compared
from resnet_lessons.instructor.grading.observing.examine import examine
from resnet_lessons.instructor.grading.observing.references import References, program
from resnet_lessons.instructor.grading.observing.short_ways import Trials
from resnet_lessons.instructor.sandbox.inside import practice
from tests.classes.programs import LEFT_OUT, texts
from tests.instructor.grading.whole_classes.whole_runs import needs_sandbox
from tests.instructor.sandbox.support import sandbox
from tests.support.soak import some

pytestmark = pytest.mark.sandbox
SEED = 11
EXPERIMENTS = [each for each in EXERCISES.values() if each.experiment]
PROGRAMS = [
    pytest.param(exercise, text, id=f"{exercise.id}-{name}")
    for exercise in EXPERIMENTS
    for name, text in texts(exercise.id).items()
    if (exercise.id, name) not in LEFT_OUT and not exercise.compiles
]


@pytest.fixture(scope="module")
def references():
    # So much time that a busy machine makes nobody late.
    with sandbox(seconds=60) as running:
        yield References(running)


@pytest.mark.parametrize("exercise", EXPERIMENTS, ids=lambda exercise: exercise.id)
def test_an_exercise_says_whether_its_experiment_compiles_functions(exercise):
    function = compiled(without_markers(answer(exercise.id)), exercise.id)
    with practice.without_other_threads() as refusals:
        found = probe(exercise, function)
    assert refusals.any == exercise.compiles
    assert any(each.failure for each in found.outcomes) == exercise.compiles


@needs_sandbox
@pytest.mark.parametrize(("exercise", "text"), some(PROGRAMS, 60))
def test_marks_are_those_of_a_cold_fork(references, exercise, text):
    marked = partial(_mark, references, exercise, text)
    assert marked(lean=True) == marked(lean=False)


def _mark(references, exercise, text, lean):
    """The `Mark` of a text, by the short ways or without them; what happened to it where it has none."""

    def observed(seed, cases):
        wanted = {exercise.id: (seed, cases)}
        trials = Trials({exercise.id: "lean"}) if lean else None
        prepared = program({exercise.id: text})
        return examine(references.sandbox, prepared, wanted, trials=trials)[exercise.id]

    found = observed(*references.asked(exercise.id, SEED))
    if not isinstance(found, Observation):
        return found
    expected = references.answer(exercise.id, SEED, lean)
    public = observed(PUBLIC_SEED, exercise.cases)
    return mark_compared(
        exercise,
        compared(found, expected),
        expected,
        public=public if isinstance(public, Observation) else None,
        confirm=partial(references.variant, exercise.id, seed=SEED, lean=lean),
    )
