"""What the probe saw in a sandbox in, the `Mark` of one answer out. Pure functions, no Keras."""

from dataclasses import replace
from itertools import zip_longest

import numpy as np

from resnet_lessons.checker import wording
from resnet_lessons.checker.feedback import judge
from resnet_lessons.checker.observation import Failure, Observation, Outcome
from resnet_lessons.checker.verdict import (
    SYMBOLIC,
    best_explained,
    expected_outcomes,
    right_cases,
    wrong_verdict,
)
from resnet_lessons.course.exercises import MISCONCEPTIONS
from resnet_lessons.course.keys import public_key
from resnet_lessons.instructor.grading.grades import Mark
from resnet_lessons.instructor.grading.observing.evidence import Compared, is_whole, short_print

_NOT_RUN = Outcome(failure=Failure("not run", "the answer did not get as far as this setting"))
_LONGEST_REMARK, _LONGEST_PROBLEM, _LONGEST_NAME = 200, 400, 100
_SAVE_AGAIN = "Open the notebook, save it once more, and hand that file in"


# A student's numbers may be so large that comparing them overflows; they are wrong all the same.
@np.errstate(all="ignore")
def compared(observation, expected):
    """What the mark of an answer needs of its `Observation` in the hidden settings, as `Compared`.

    Args:
        observation: the answer's; the first settings are the instant check's, under the secret seed.
        expected: the reference's `Observation` there.
    """
    count = len(expected.outcomes)
    outcomes = observation.outcomes[:count]
    last = _kind(outcomes[-1].failure) if outcomes else ""
    filled = Observation(_filled(outcomes, count))
    right = right_cases(filled, expected.outcomes)
    prints = () if all(right) else tuple(map(short_print, filled.outcomes))
    return Compared(right, prints, last, _kind(observation.symbolic_failure))


@np.errstate(all="ignore")
def comes_out_right(observation, expected):
    """Whether an answer came out right in every setting.

    Args:
        observation: the answer's.
        expected: the right answer's `Outcome` in each of them.
    """
    is_whole_run = len(observation.outcomes) == len(expected)
    return is_whole_run and all(right_cases(observation, expected))


def mark(exercise, observation, expected, public=None, confirm=None, key=None):
    """The mark of an answer that was run; see `compared` and `mark_compared` for the arguments."""
    found = compared(observation, expected)
    return mark_compared(exercise, found, expected, public, confirm, key)


@np.errstate(all="ignore")
def mark_compared(exercise, found, expected, public=None, confirm=None, key=None):
    """The mark of an answer that was run and compared with what is right.

    The hidden settings alone decide on verdict and points; what the student reads comes from the
    instant check alone, so that no hidden setting is told.

    Args:
        exercise: the `Exercise`.
        found: what it did in the hidden settings, `Compared`.
        expected: the reference's `Observation` there.
        public: the answer's `Observation` in the instant check, or None if there is none.
        confirm: id of a misconception -> `Observation` of its wrong variant in the hidden
            settings; without it there is no diagnosis of wrong numbers.
        key: the `AnswerKey` of the instant check, the installed one if None.

    Returns:
        `Mark`
    """
    key = key or public_key(exercise.id)
    if found.prints and found.prints[0].failure == "not started":
        return not_started(exercise)
    check = _instant_check(exercise, public, key)
    if found.last == "groundwork":
        return Mark(exercise.id, "failed", details=_told(check))
    if all(found.right):
        return _mark_tracing(exercise, found.symbolic, check)
    diagnosis = _diagnosis(found, expected, check, key, confirm)
    first_wrong = found.prints[found.right.index(False)].failure
    return Mark(
        exercise.id,
        "failed" if diagnosis else wrong_verdict(first_wrong),
        share=_share(found.right, exercise),
        diagnosis=diagnosis,
        details=_explanation(found.right, public, key, check),
    )


def not_started(exercise):
    """The mark of a cell that was left as it was."""
    return Mark(exercise.id, "not started", details=wording.not_started_details())


def not_found(exercise):
    """The mark where no cell of a file answers an exercise."""
    details = (
        ("What was seen", f"No cell of the file defines `{exercise.id}`."),
        (
            "Look at",
            f"Whether `def {exercise.id}` stands at the margin of a cell. A check takes any function; the "
            "grader finds none that has another name or no name, and none that comes from another file.",
        ),
    )
    return Mark(exercise.id, "not started", details=details)


def crashed(exercise, how, is_late=False):
    """The mark of an answer whose process did not survive.

    Args:
        exercise: the `Exercise`.
        how: in words, for the instructor. The student is not told: with the status of its process
            an answer could carry something out of the hidden settings.
        is_late: whether it was stopped, for it took too long.
    """
    how = str(how)[:_LONGEST_REMARK].rstrip(".")
    seen = "Your answer ended its process before it gave a result."
    if is_late:
        seen = "Your answer was stopped: it took too long."
    details = (
        ("What was seen", seen),
        (
            "Look at",
            "Loops that may never end, and anything that is larger than it has to be. The grader tries "
            "other sizes and numbers than the check does, so there it may happen though the check "
            "passed.",
        ),
    )
    return Mark(exercise.id, "error", details=details, note=how)


def unreadable(exercise, problem, name=""):
    """The mark of an answer in a file of which nothing could be made.

    Args:
        exercise: the `Exercise`.
        problem: why, in words that go on from a file's name, perhaps with a sentence on what to do.
        name: of the file; hostile text, "" where there is none.
    """
    seen, _, cure = str(problem)[:_LONGEST_PROBLEM].rstrip(".").partition(". ")
    file = f"The file `{name[-_LONGEST_NAME:]}`" if name else "The file"
    seen = f"it {seen}" if name else seen
    details = (
        ("What was seen", f"{file} could not be read: {seen}."),
        ("Next", f"{cure or _SAVE_AGAIN}."),
    )
    problem = str(problem)[:_LONGEST_REMARK].rstrip(".")
    return Mark(exercise.id, "unreadable", details=details, note=problem)


def _kind(failure):
    return failure.kind if failure else ""


def _filled(outcomes, count):
    """Outcomes for all settings, though a run may have ended early."""
    return tuple(outcome or _NOT_RUN for outcome, _ in zip_longest(outcomes, range(count)))


def _share(right, exercise):
    """Half of the points stand for the settings of the instant check, half for everything."""
    public = right[: len(exercise.cases)]
    return sum(public) / len(public) / 2


def _instant_check(exercise, public, key):
    """What the instant check says, or None where it was not run to its end."""
    outcomes = public.outcomes if public else ()
    if not outcomes:
        return None
    is_early_end = getattr(outcomes[0].failure, "kind", "") == "not started"
    is_early_end |= getattr(outcomes[-1].failure, "kind", "") == "groundwork"
    if len(outcomes) != len(key.expected) and not is_early_end:
        return None
    if not all(map(is_whole, outcomes)):
        # There are no numbers to be explained.
        exercise = replace(exercise, explain=None, explain_all=None)
    try:
        return judge(exercise, public, key)
    except Exception:
        # What a process says may be nothing that the lessons' own experiment could have found.
        return None


def _mark_tracing(exercise, failure, check):
    """The mark of an answer whose numbers are right everywhere.

    Args:
        failure: kind of the one where Keras could not build a network, "" if none.
    """
    if not failure:
        return Mark(exercise.id, "passed", share=1.0, details=wording.passed_details(exercise))
    diagnosis = SYMBOLIC if failure == "symbolic" else None
    if check and check.verdict != "passed":
        details = check.details
    elif diagnosis:
        details = wording.misconception_details(
            MISCONCEPTIONS[SYMBOLIC], "in settings other than those of the instant check"
        )
    else:
        details = (
            (
                "What was seen",
                "Every number agrees, but Keras cannot build a network with your answer in "
                "settings other than those of the instant check.",
            ),
        )
    return Mark(exercise.id, "failed", share=0.5, diagnosis=diagnosis, details=details)


def _diagnosis(seen, expected, check, key, confirm):
    """What the instant check found, if it is a misconception that the hidden settings confirm."""
    found = check and check.diagnosis
    if confirm is None or found not in key.fingerprints:
        return None
    prints = tuple(map(short_print, confirm(found).outcomes))
    if len(prints) != len(seen.prints):
        return None
    agreeing = tuple(one.matches(other) for one, other in zip(seen.prints, prints, strict=True))
    return best_explained({found: agreeing}, seen.right, expected.outcomes, {found: prints})[0]


def _explanation(right, public, key, check):
    """What the student reads of wrong numbers."""
    if check is None:
        return _told(None)
    arrays_are_right = len(public.outcomes) == len(key.expected) and all(
        right_cases(public, expected_outcomes(key))
    )
    if not arrays_are_right:
        return check.details
    others = (
        (
            "What was seen",
            "Every setting of the instant check came out right, but "
            f"{right.count(False)} of {len(right)} other settings did not.",
        ),
        (
            "Why it matters",
            "Probably a number, a shape or a size that only holds in the check stands in your "
            "answer. It should work for whatever it is called with.",
        ),
        (
            "Look at",
            "Every number that you wrote yourself: can it be worked out from the parameters?",
        ),
    )
    return others + (check.details if check.verdict != "passed" else ())


def _told(check):
    """The instant check's words, or where to get them."""
    if check and check.verdict != "passed":
        return check.details
    return (
        (
            "What was seen",
            "Your answer did not give the expected results when the grader ran the notebook afresh.",
        ),
        (
            "Look at",
            "What it does once you have restarted the kernel and run every cell in order: what cells "
            "left behind that were deleted or changed is gone then, as it is for the grader. If the "
            "check passes even so, look for what differs from call to call: random numbers, the time, a "
            "value that is kept from one call to the next.",
        ),
    )
