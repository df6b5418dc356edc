"""Judges one submission: what the ledger knows stays, the rest becomes a job whose marks are put there."""

import time
from collections import Counter
from dataclasses import replace
from functools import partial
from hashlib import sha256

from resnet_lessons.checker.observation import PUBLIC_SEED
from resnet_lessons.checker.verdict import expected_outcomes
from resnet_lessons.course.exercises import EXERCISES, exercises_of
from resnet_lessons.course.keys import public_key
from resnet_lessons.instructor.grading.intake.released import is_untouched
from resnet_lessons.instructor.grading.jobs import Job, Told
from resnet_lessons.instructor.grading.marks import marking
from resnet_lessons.instructor.grading.observing import evidence
from resnet_lessons.instructor.grading.observing.budget import Budget
from resnet_lessons.instructor.grading.observing.digests import grader_digest, submission_digest
from resnet_lessons.instructor.grading.observing.evidence import Accident
from resnet_lessons.instructor.grading.observing.examine import examine
from resnet_lessons.instructor.grading.observing.seeds import SEEDS, seed_of
from resnet_lessons.instructor.grading.observing.short_ways import Trials
from resnet_lessons.instructor.grading.reading.needs_keras import needs_keras
from resnet_lessons.instructor.grading.reading.own_programs import RIGHT, own_program
from resnet_lessons.instructor.grading.reading.self_contained import plain_text
from resnet_lessons.instructor.grading.telling.plain_words import in_our_words

_LONGEST_NOTE = 1_000


class Judge:
    """Knows what is judged already and what is to be judged, and puts marks into a ledger.

    Args:
        ledger: a `Ledger`.
        secret: whole number by which hidden settings are chosen; see `seeds.seed_of`.
        released: the `Released` edition.
        seconds: the time limit; a mark that says it was reached holds for this limit alone.
        seeds: how many seeds a run has.
        is_careful: see `Job`.

    Attributes:
        runs: submission digest -> number of the run in which it was first handed in; see `hand_in`.
    """

    def __init__(self, ledger, secret, released, seconds, seeds=SEEDS, is_careful=False):
        self.ledger, self.secret, self.seeds = ledger, secret, seeds
        self.released, self.seconds = released, seconds
        self._digests, self.runs = {}, {}
        self._spent = Counter()
        self.is_careful = is_careful

    def hand_in(self, prepared):
        """Notes in the ledger which of these submissions are new, before any of them is judged."""
        runs = self.ledger.setting("runs", list)
        known = {digest for run in runs for digest in run}
        if new := sorted(set(map(submission_digest, prepared)) - known):
            runs = self.ledger.change_setting("runs", [*runs, new])
        self.runs = {digest: number for number, run in enumerate(runs) for digest in run}

    def known(self, prepared):
        """{exercise id: `Mark`} of what needs no run: in the ledger, not answered, or untouched."""
        digest, found = submission_digest(prepared), {}
        for exercise in self.asked(prepared):
            cell = prepared.answer(exercise.id)
            if cell is None:
                found[exercise.id] = marking.not_found(exercise)
            elif is_untouched(cell, self.released):
                found[exercise.id] = marking.not_started(exercise)
            elif mark := self._stored(digest, exercise.id, prepared.origin):
                found[exercise.id] = mark
        return found

    @staticmethod
    def asked(prepared):
        """The exercises of a submission's chapters; none of a file of which nothing could be made."""
        return () if prepared.problem else exercises_of(prepared.chapters)

    def _stored(self, digest, name, origin):
        graders = self.grader(name), self.late_grader(name, origin)
        return next(filter(None, (self.ledger.get(digest, name, each) for each in graders)), None)

    def grader(self, name):
        """What judges an exercise, as a digest."""
        if name not in self._digests:
            digest = grader_digest(EXERCISES[name], self.secret)
            self._digests[name] = f"{digest}, {self.seeds} seeds"
        return self._digests[name]

    def late_grader(self, name, origin):
        """The same for an answer that was late: its mark holds for this limit and this file alone,
        since an equal answer of somebody else may be in time.
        """
        whose = sha256("/".join(origin).encode(errors="surrogatepass")).hexdigest()
        return f"{self.grader(name)}, {self.seconds:g} s, {whose}"

    def seed(self, prepared, name):
        """The seed of the hidden settings for a submission's answer to an exercise."""
        run = self.runs.get(submission_digest(prepared), 0)
        text = plain_text(prepared.answer(name).source)
        return seed_of(self.secret, name, text, self.seeds, run)

    def spend(self, prepared, seconds):
        """Counts the time that a run of a submission took its student."""
        student, _ = prepared.origin
        self._spent[student] += seconds

    def left(self, prepared):
        """The ids of the exercises of a submission that are to be judged."""
        known = self.known(prepared)
        return tuple(each.id for each in self.asked(prepared) if each.id not in known)

    def job(self, prepared, names):
        """The `Job` of judging some exercises of a submission."""
        digest, (student, _) = submission_digest(prepared), prepared.origin
        stages = {
            name: stage
            for name in names
            if (stage := self.ledger.get_stage(digest, name, self.grader(name)))
        }
        seeds = {name: self.seed(prepared, name) for name in names}
        spent = self._spent[student]
        return Job(prepared, seeds, stages, self.seconds, spent, is_careful=self.is_careful)

    def keep(self, prepared, found):
        """Puts what was `Told` of a submission into the ledger, where the first of two marks stays."""
        self.spend(prepared, found.spent)
        if not found.exercise:
            return
        digest, grader = submission_digest(prepared), self.grader(found.exercise)
        if found.stage is not None:
            self.ledger.put_stage(digest, found.exercise, grader, found.stage)
        if found.mark is not None:
            late = found.is_late and self.late_grader(found.exercise, prepared.origin)
            self.ledger.put(digest, found.exercise, late or grader, found.mark)


def judge(job, sandbox, references, tell):
    """Judges a submission; it knows no ledger.

    Args:
        job: a `Job`.
        sandbox, references: to run it in, and to compare it with.
        tell: called with each `Told` as soon as it is there.
    """
    _Judgement(job, sandbox, references, tell).run()


class _Judgement:
    """Of one submission: what its answers do, in the hidden settings and then in the public ones.

    Of a job whose marks stand for others too, there are marks only of runs in which nothing but the answer
    has a say; and where others have it in other lines, only of answers that give numbers.
    """

    def __init__(self, job, sandbox, references, tell):
        self.is_for_all, self.lean = job.is_for_all, not job.is_careful
        self.only_numbers = job.is_for_all and not job.with_errors
        self.prepared, self.seeds = job.prepared, job.seeds
        self.seconds, self.spent = job.seconds, job.spent
        self.sandbox, self.references, self.tell = sandbox, references, tell
        self.wrong = {name: evidence.from_bytes(stage) for name, stage in job.stages.items()}
        self.late = set()
        self.since = time.monotonic()

    def run(self):
        if self.only_numbers and self._settle_own_program():
            return
        wanted = {
            name: self.references.asked(name, seed)
            for name, seed in self.seeds.items()
            if name not in self.wrong
        }
        # What only those share who have it in the same lines has failed before, with lean layers.
        has_failed = self.is_for_all and not self.only_numbers
        ways = {name: self._way(name, has_failed) for name in wanted}
        self._examine(wanted, self._observed, ways, self._is_right)
        self._explain()

    def _settle_own_program(self):
        """Whether the answer is one of the lessons' own programs, and what that does settles it."""
        [(name, seed)] = self.seeds.items()
        own = own_program(self.prepared, name)
        if own is None:
            return False
        expected = self.references.answer(name, seed)
        # What ours takes is not the student's time.
        self.since = time.monotonic()
        if own == RIGHT:
            self._put(marking.mark(EXERCISES[name], expected, expected), remarks=())
            return True
        hidden = self.references.variant(name, own, seed)
        public = self.references.variant_in_the_check(name, own)
        # Of what comes out right Keras has to say whether it can be traced, and references are not.
        is_right = marking.comes_out_right(hidden, expected.outcomes)
        is_right |= _is_right_in_the_check(name, public)
        if is_right or not (_gives_numbers(hidden) and _gives_numbers(public)):
            return False
        self.wrong[name], self.since = marking.compared(hidden, expected), time.monotonic()
        self._explained(name, public, remarks=(), was_late=False)
        return True

    def _way(self, name, has_failed):
        """How an answer is tried first; see `Trials`."""
        is_plain = has_failed or needs_keras(self.prepared.answer(name))
        return "plain" if is_plain else "lean"

    def _examine(self, wanted, on_observed, ways, is_right):
        """Within the time that is left to the student.

        Args:
            wanted, on_observed: see `examine`.
            ways: exercise id -> how it is tried first; see `Trials`.
            is_right: function of (exercise id, `Observation`), whether an answer came out right. Of one
                that did not, it does not matter whether Keras can trace it.
        """
        budget = Budget(self.seconds, self.spent)

        def observed(*found):
            if not self.is_for_all or _stands_for_all(*found, self.only_numbers):
                on_observed(*found)

        try:
            examine(
                self.sandbox,
                self.prepared,
                wanted,
                observed,
                budget=budget,
                # What fails is told by the lines in which it stands.
                trials=Trials(ways, is_all=self.only_numbers) if self.lean else None,
                is_traced=is_right if self.lean else True,
            )
        finally:
            self.spent += budget.spent
            self.tell(Told(spent=budget.spent))

    def _is_right(self, name, observation):
        expected = self.references.answer(name, self.seeds[name], self.lean)
        return marking.comes_out_right(observation, expected.outcomes)

    def _observed(self, name, result, remarks, was_late):
        """What the hidden settings showed: a right answer is settled, a wrong one kept for later."""
        exercise = EXERCISES[name]
        if isinstance(result, Accident):
            is_late = result.kind == "time"
            mark = marking.crashed(exercise, result.text, is_late)
            self._put(mark, remarks, is_late or was_late)
            return
        expected = self.references.answer(name, self.seeds[name], self.lean)
        # A process may send arrays of any kind: what is kept of them has a size that we choose.
        result = marking.compared(result, expected)
        mark = marking.mark_compared(exercise, result, expected)
        if mark.verdict in ("passed", "not started"):
            self._put(mark, remarks)
        elif was_late:
            # With more time it may be right: nothing of it is kept for a run that grants some.
            self.wrong[name], self.late = result, self.late | {name}
        else:
            self.tell(Told(name, stage=evidence.to_bytes(result)))
            self.wrong[name] = result

    def _explain(self):
        """Runs wrong answers as the instant check does, in a process that knows no hidden setting.

        It may say anything, so what it says reaches the student in our words only.
        """
        wanted = {name: (PUBLIC_SEED, EXERCISES[name].cases) for name in self.wrong}
        # Errors need Keras' own words.
        ways = {
            name: self._way(name, found.last or found.symbolic)
            for name, found in self.wrong.items()
        }
        if wanted:
            self._examine(wanted, self._explained, ways, _is_right_in_the_check)

    def _explained(self, name, result, remarks, was_late):
        is_accident, seed = isinstance(result, Accident), self.seeds[name]
        mark = marking.mark_compared(
            EXERCISES[name],
            self.wrong[name],
            self.references.answer(name, seed, self.lean),
            public=None if is_accident else self._in_our_words(name, result),
            confirm=partial(self.references.variant, name, seed=seed, lean=self.lean),
        )
        ran_out_of_time = is_accident and result.kind == "time"
        self._put(mark, remarks, is_late=was_late or name in self.late or ran_out_of_time)

    def _in_our_words(self, name, result):
        advise = self.references.advise if self.lean else None
        return in_our_words(result, self.prepared.answer(name), advise)

    def _put(self, mark, remarks, is_late=False):
        now = time.monotonic()
        note = "; ".join(filter(None, [mark.note, *remarks]))[:_LONGEST_NOTE]
        mark = replace(mark, note=note, seconds=round(now - self.since, 3))
        self.since = now
        self.tell(Told(mark.exercise, mark, is_late=is_late))


def _is_right_in_the_check(name, observation):
    return marking.comes_out_right(observation, expected_outcomes(public_key(name)))


def _stands_for_all(_, result, remarks, was_late, only_numbers):
    """Whether nothing happened beside the answer, and it gave numbers in every setting if it has to."""
    if isinstance(result, Accident) or remarks or was_late:
        return False
    return not only_numbers or (not result.symbolic_failure and _gives_numbers(result))


def _gives_numbers(observation):
    """Whether it was run, and nothing failed in any setting."""
    outcomes = observation.outcomes
    return bool(outcomes) and not any(outcome.failure for outcome in outcomes)
