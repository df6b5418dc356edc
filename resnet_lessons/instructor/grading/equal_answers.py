"""Equal answers are judged once, and each of those who wrote them gets the mark.

The run is of the answer alone, with what it uses, so that nothing in the notebook of whoever came first
makes it right or wrong for others. An answer that raises, is late or ends its process has no mark of
that run: it is judged in its own notebook, whose lines its feedback names.
"""

from collections import defaultdict
from dataclasses import replace

from resnet_lessons.instructor.grading.digests import submission_digest
from resnet_lessons.instructor.grading.jobs import Told, job_to_bytes, told_from
from resnet_lessons.instructor.grading.self_contained import self_contained


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
        written_by = defaultdict(list)
        for number, names in left.items():
            _, prepared = files[number]
            for name in names:
                if alone := self_contained(prepared, name):
                    key = name, judge.seed(prepared, name), submission_digest(alone)
                    written_by[key].append(number)
        # (id of the exercise, seed, numbers of the files) of each answer. What one file alone holds costs
        # less in the process of that file.
        self._answers = [
            (name, seed, by) for (name, seed, _), by in written_by.items() if len(by) > 1
        ]

    def judged(self, pool):
        """Has each answer judged.

        Args:
            pool: see `Threads`.

        Yields:
            for each thing that was told: of how many files nothing is left now; or the error with which
            a job ended
        """
        jobs = ((place, job_to_bytes(self._job(each))) for place, each in enumerate(self._answers))
        for place, told in pool.judged(jobs):
            if isinstance(told, bytes):
                yield self._keep(self._answers[place], told_from(told))
            elif told is not None:
                yield told

    def _job(self, answer):
        name, seed, (first, *_) = answer
        _, whole = self._files[first]
        job = self._judge.job(whole, [])
        alone = self_contained(whole, name)
        return replace(job, prepared=alone, seeds={name: seed}, is_for_all=True)

    def _keep(self, answer, found):
        """Keeps what was `Told` of an answer, its time for the one who was run alone."""
        name, _, (first, *others) = answer
        self._judge.keep(self._files[first][1], replace(found, stage=None))
        if found.mark is None:
            return 0
        with self._judge.ledger.together():
            for number in others:
                mark = replace(found.mark, seconds=0.0)
                self._judge.keep(self._files[number][1], Told(name, mark))
        return sum(self._settle(number, name) for number in (first, *others))

    def _settle(self, number, name):
        """Takes an answer out of what is left; whether nothing is left of its file."""
        self._left[number] = tuple(each for each in self._left[number] if each != name)
        if not self._left[number]:
            del self._left[number]
        return number not in self._left
