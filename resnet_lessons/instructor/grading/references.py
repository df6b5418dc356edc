"""What right answers and misconceptions do under the secret seed, computed in separate forks.

They run as a submission would, in the same sandbox, so that nothing but the text differs. The
process that asks holds the arrays and never runs an answer.
"""

import threading
from collections import defaultdict

from resnet_lessons.checker.observation import Observation
from resnet_lessons.course.exercises import EXERCISES, exercises_of
from resnet_lessons.instructor.answers import answer, without_markers
from resnet_lessons.instructor.exercises import variants
from resnet_lessons.instructor.grading import hidden
from resnet_lessons.instructor.grading.digests import global_names
from resnet_lessons.instructor.grading.examine import examine
from resnet_lessons.instructor.grading.grades import Cell, Prepared

# Submissions that keep every core busy must not make the reference late.
_PATIENCE = 8
_IMPORTS = (
    "import keras\nimport numpy as np\nimport resnet_lessons as rl\n"
    "import tensorflow as tf\nfrom keras import layers, ops"
)
_REMEDY = "Run the same command again, with fewer --workers: nothing that was graded is lost."


class ReferenceFails(Exception):
    """An answer of the lessons does not run; nothing can be judged by it."""


class References:
    """Observations of answers and misconceptions, each computed once.

    Args:
        sandbox: a `Sandbox`.
        seed: of the hidden settings.
    """

    def __init__(self, sandbox, seed):
        self.sandbox, self.seed = sandbox, seed
        self._found, self._failed = {}, {}
        self._locks = defaultdict(threading.Lock)
        self._lock = threading.Lock()

    def asked(self, exercise_id):
        """(seed, settings) of the hidden grader."""
        return self.seed, hidden.cases(EXERCISES[exercise_id], self.seed)

    def answer(self, exercise_id):
        """The `Observation` of the reference's answer; all of its chapter are run in one go."""
        self.answers_of(EXERCISES[exercise_id].chapter)
        return self._found[exercise_id, None]

    def answers_of(self, chapter):
        """Computes the reference's answers of a chapter, once."""
        with self._only_once(chapter):
            if chapter in self._failed:
                raise self._failed[chapter]
            if not all((each.id, None) in self._found for each in exercises_of([chapter])):
                try:
                    self._run_chapter(chapter)
                except ReferenceFails as error:
                    self._failed[chapter] = error
                    raise

    def variant(self, exercise_id, misconception):
        """The `Observation` of a wrong variant; one without outcomes where it could not be run."""
        with self._only_once((exercise_id, misconception)):
            if (exercise_id, misconception) not in self._found:
                text = variants(exercise_id)[misconception]
                called = global_names(text) & EXERCISES.keys() - {exercise_id}
                others = {
                    name: without_markers(answer(name)) for name in EXERCISES if name in called
                }
                submission = program(others | {exercise_id: text})
                wanted = {exercise_id: self.asked(exercise_id)}
                result = examine(self.sandbox, submission, wanted, patience=_PATIENCE)[exercise_id]
                is_seen = isinstance(result, Observation)
                self._found[exercise_id, misconception] = result if is_seen else Observation(())
            return self._found[exercise_id, misconception]

    def _run_chapter(self, chapter):
        names = [each.id for each in exercises_of([chapter])]
        submission = program({name: without_markers(answer(name)) for name in names})
        wanted = {name: self.asked(name) for name in names}
        found = examine(self.sandbox, submission, wanted, patience=_PATIENCE)
        for name in names:
            _assert_right(name, found[name])
        self._found |= {(name, None): found[name] for name in names}

    def _only_once(self, what):
        with self._lock:
            return self._locks[what]


def _assert_right(name, result):
    if not isinstance(result, Observation):
        raise ReferenceFails(
            f"The lessons' answer to {name} cannot be run: {result.text}. {_REMEDY}"
        )
    for outcome in result.outcomes:
        if outcome.failure:
            raise ReferenceFails(f"The lessons' answer to {name} fails: {outcome.failure.message}")


def program(answers):
    """A `Prepared` submission of {exercise id: text}, with what a chapter's notebook imports."""
    cells = (Cell(number, text, name) for number, (name, text) in enumerate(answers.items(), 2))
    return Prepared((Cell(1, _IMPORTS), *cells))
