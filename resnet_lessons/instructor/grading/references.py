"""What right answers and misconceptions do under the secret seed, computed in forks of their own.

They run as a submission would, in the same sandbox, so that nothing but the text differs. The
process that asks holds the arrays and never runs an answer.
"""

import threading
from collections import defaultdict

from resnet_lessons.exercises import EXERCISES
from resnet_lessons.instructor.answers import answer, without_markers
from resnet_lessons.instructor.grading import hidden
from resnet_lessons.instructor.grading.examine import examine, program
from resnet_lessons.instructor.grading.records import Cell, Prepared
from resnet_lessons.instructor.misconceptions import variants
from resnet_lessons.observation import Observation

# Submissions that keep every core busy must not make the reference late.
_PATIENCE = 8


class ReferenceFails(Exception):
    """An answer of the lessons' own does not run; nothing can be judged by it."""


class References:
    """Observations of answers and misconceptions, each computed once.

    Args:
        sandbox: a `Sandbox`.
        seed: of the hidden settings.
    """

    def __init__(self, sandbox, seed):
        self.sandbox, self.seed = sandbox, seed
        self._found = {}
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
            if not any((name, None) in self._found for name in self._names(chapter)):
                self._run_chapter(chapter)

    def variant(self, exercise_id, misconception):
        """The `Observation` of a wrong variant."""
        with self._only_once((exercise_id, misconception)):
            if (exercise_id, misconception) not in self._found:
                text = variants(exercise_id)[misconception]
                wanted = {exercise_id: self.asked(exercise_id)}
                found = examine(
                    self.sandbox, program(exercise_id, text), wanted, patience=_PATIENCE
                )
                self._keep(found, misconception)
            return self._found[exercise_id, misconception]

    def _run_chapter(self, chapter):
        names = self._names(chapter)
        cells = [program(name, without_markers(answer(name))).cells for name in names]
        imports, answers = cells[0][0], [each[1] for each in cells]
        numbered = [
            Cell(number, cell.source, cell.exercise) for number, cell in enumerate(answers, 2)
        ]
        wanted = {name: self.asked(name) for name in names}
        together = Prepared((imports, *numbered), (chapter,))
        self._keep(examine(self.sandbox, together, wanted, patience=_PATIENCE), None)
        for name in names:
            for outcome in self._found[name, None].outcomes:
                if outcome.failure:
                    raise ReferenceFails(f"The answer to {name} fails: {outcome.failure.message}")

    @staticmethod
    def _names(chapter):
        return [name for name, exercise in EXERCISES.items() if exercise.chapter == chapter]

    def _keep(self, found, misconception):
        for name, result in found.items():
            if not isinstance(result, Observation):
                what = f"The misconception {misconception} of" if misconception else "The answer to"
                raise ReferenceFails(f"{what} {name} cannot be run: {result.text}.")
            self._found[name, misconception] = result

    def _only_once(self, what):
        with self._lock:
            return self._locks[what]
