"""What right answers and misconceptions do under the secret seed, computed in separate forks.

They run as a submission would, in the same sandbox, so that nothing but the text differs. The
process that asks holds the arrays and never runs an answer.
"""

import threading
from collections import defaultdict

from resnet_lessons.checker.observation import PUBLIC_SEED, Observation
from resnet_lessons.course.exercises import EXERCISES
from resnet_lessons.instructor.answers import IMPORTS, answer, without_markers
from resnet_lessons.instructor.exercises import variants
from resnet_lessons.instructor.grading.grades import Cell, Prepared
from resnet_lessons.instructor.grading.observing import hidden
from resnet_lessons.instructor.grading.observing.advisor import Advisor
from resnet_lessons.instructor.grading.observing.digests import global_names
from resnet_lessons.instructor.grading.observing.examine import examine
from resnet_lessons.instructor.grading.observing.lent_before import LentBefore
from resnet_lessons.instructor.grading.observing.short_ways import Trials

_REMEDY = "Run the same command again, with fewer --workers: nothing that was graded is lost."


class ReferenceFails(Exception):
    """An answer of the lessons does not run; nothing can be judged by it."""


class References:
    """Observations of answers and misconceptions under a seed, each computed once.

    Args:
        sandbox: a `Sandbox`.

    Attributes:
        advise: `Advisor` on errors.
    """

    def __init__(self, sandbox):
        self.sandbox, self._lent_before = sandbox, LentBefore()
        self.advise = Advisor(sandbox)
        self._found = {}
        self._locks = defaultdict(threading.Lock)
        self._lock = threading.Lock()

    @staticmethod
    def asked(exercise_id, seed):
        """(seed, settings) of the hidden grader."""
        return seed, hidden.cases(EXERCISES[exercise_id], seed)

    def answer(self, exercise_id, seed, lean=True):
        """The `Observation` of the lessons' answer.

        Args:
            exercise_id, seed: of what.
            lean: see `examine`.

        Raises:
            ReferenceFails: when it does not run or fails, each time it is asked for.
        """
        found = self._computed(exercise_id, None, seed, lean)
        _assert_right(exercise_id, found)
        return found

    def variant(self, exercise_id, misconception, seed, lean=True):
        """The `Observation` of a wrong variant; one without outcomes where it could not be run."""
        return _observed(self._computed(exercise_id, misconception, seed, lean))

    def variant_in_the_check(self, exercise_id, misconception):
        """The same in the settings of the instant check."""
        return _observed(self._computed(exercise_id, misconception, None, lean=True))

    def _computed(self, exercise_id, misconception, seed, lean):
        """What a program does under a seed, in the instant check if that is None."""
        key = exercise_id, misconception, seed, lean
        with self._lock:
            lock = self._locks[key]
        with lock:
            if key not in self._found:
                text = _text(exercise_id, misconception)
                called = global_names(text) & EXERCISES.keys() - {exercise_id}
                others = {
                    name: without_markers(answer(name)) for name in EXERCISES if name in called
                }
                submission = program(others | {exercise_id: text})
                in_the_check = PUBLIC_SEED, EXERCISES[exercise_id].cases
                asked = in_the_check if seed is None else self.asked(exercise_id, seed)
                wanted = {exercise_id: asked}
                result = examine(
                    self.sandbox,
                    submission,
                    wanted,
                    trusted=True,
                    trials=Trials(dict.fromkeys(wanted, "lean")) if lean else None,
                    # What Keras makes of it is known, and nobody is compared with it.
                    is_traced=False,
                    before=self._lent_before,
                )
                self._found[key] = result[exercise_id]
            return self._found[key]


def _text(exercise_id, misconception):
    """The program that has a misconception, of the right answer if None."""
    if misconception is None:
        return without_markers(answer(exercise_id))
    return variants(exercise_id)[misconception]


def _observed(found):
    return found if isinstance(found, Observation) else Observation(())


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
    return Prepared((Cell(1, IMPORTS), *cells))
