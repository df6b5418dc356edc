"""Equal answers are judged once, and each of those who wrote them gets the mark.

The run is of the answer alone, with what it uses, so that nothing in the notebook of whoever came first
makes it right or wrong for others. Feedback on an answer that raises names lines, so a second run stands
only for those who have it in the same lines. An answer that is late or ends its process has no mark of
either run: it is judged in its own notebook.
"""

from collections import defaultdict
from dataclasses import dataclass, replace

from resnet_lessons.instructor.grading.jobs import Told, job_to_bytes, told_from
from resnet_lessons.instructor.grading.observing.digests import submission_digest
from resnet_lessons.instructor.grading.reading.own_programs import own_program
from resnet_lessons.instructor.grading.reading.self_contained import in_its_lines, self_contained


@dataclass(frozen=True)
class _Answer:
    """An answer that several files hold.

    Attributes:
        exercise: its id.
        seed: of its hidden settings.
        numbers: of the files; the first one's answer is run.
    """

    exercise: str
    seed: int
    numbers: tuple


class EqualAnswers:
    """The answers of a class that need nothing but themselves and that several files hold.

    Args:
        judge: the `Judge`.
        files: sequence of (`Submission`, `Prepared`).
        left: number of a file -> ids of the exercises that are to be judged; what is judged here is
            taken out.
    """

    def __init__(self, judge, files, left):
        self._judge, self._files, self._left = judge, files, left
        self._written_by = defaultdict(list)

    def read(self, number, prepared, seeds):
        """Reads the answers of a file.

        Args:
            number: of the file.
            prepared: what it holds.
            seeds: exercise id -> seed of the hidden settings, for each answer to be judged.
        """
        for name, seed in seeds.items():
            if alone := self_contained(prepared, name):
                is_own = own_program(alone, name) is not None
                self._written_by[name, seed, submission_digest(alone), is_own].append(number)

    def judged(self, pool):
        """Has each answer judged that several files hold, or that is one of the lessons' own programs.

        What one file alone holds otherwise costs less in the process of that file.

        Args:
            pool: see `Threads`.

        Yields:
            for each thing that was told: of how many files nothing is left now; or the error with which
            a job ended
        """
        answers = [
            _Answer(name, seed, tuple(numbers))
            for (name, seed, _, is_own), numbers in self._written_by.items()
            if is_own or len(numbers) > 1
        ]
        yield from self._run(answers, pool, self_contained)
        yield from self._run(list(self._in_equal_lines(answers)), pool, in_its_lines)

    def _in_equal_lines(self, answers):
        """Of the answers that are left, those that several files hold in the same lines."""
        for answer in answers:
            written_by = defaultdict(list)
            for number in answer.numbers:
                if answer.exercise in self._left.get(number, ()) and (
                    alone := in_its_lines(self._files[number][1], answer.exercise)
                ):
                    written_by[submission_digest(alone)].append(number)
            for numbers in written_by.values():
                if len(numbers) > 1:
                    yield replace(answer, numbers=tuple(numbers))

    def _run(self, answers, pool, alone):
        """See `judged`; `alone` takes an answer out of its notebook."""
        jobs = ((place, job_to_bytes(self._job(each, alone))) for place, each in enumerate(answers))
        for place, told in pool.judged(jobs):
            if isinstance(told, bytes):
                yield self._keep(answers[place], told_from(told))
            elif told is not None:
                yield told

    def _job(self, answer, alone):
        _, whole = self._files[answer.numbers[0]]
        return replace(
            self._judge.job(whole, []),
            prepared=alone(whole, answer.exercise),
            seeds={answer.exercise: answer.seed},
            is_for_all=True,
            # Only those who have an answer in the same lines are told of its errors in the same words.
            with_errors=alone is in_its_lines,
        )

    def _keep(self, answer, found):
        """Keeps what was `Told` of an answer, its time for the one who was run alone."""
        first, *others = answer.numbers
        self._judge.keep(self._files[first][1], replace(found, stage=None))
        if found.mark is None:
            return 0
        with self._judge.ledger.together():
            for number in others:
                mark = replace(found.mark, seconds=0.0)
                self._judge.keep(self._files[number][1], Told(answer.exercise, mark))
        return sum(self._settle(number, answer.exercise) for number in answer.numbers)

    def _settle(self, number, name):
        """Takes an answer out of what is left; whether nothing is left of its file."""
        self._left[number] = tuple(each for each in self._left[number] if each != name)
        if not self._left[number]:
            del self._left[number]
        return number not in self._left
