"""Runs a submission's cells in the sandbox and brings back what each answer did.

Each exercise is judged alone: what an answer may call as a method of the network is the reference's,
computed in another process (`lent_groundwork`); what it calls by name is the notebook's own. An answer
is observed only after those whose references it may call, whatever the order of the cells: or it could
store what they compute, and pass it off as the other answer's work.
"""

from resnet_lessons.instructor.grading.observing.budget import Budget
from resnet_lessons.instructor.grading.observing.evidence import described_accident
from resnet_lessons.instructor.grading.observing.examination import Examination
from resnet_lessons.instructor.grading.observing.lent_groundwork import LentGroundwork
from resnet_lessons.instructor.grading.observing.short_ways import Trials
from resnet_lessons.instructor.sandbox import SandboxLost
from resnet_lessons.instructor.sandbox.kept import Kept

# Whoever had to wait for a processor is tried alone, with so many times the time.
_MORE_PATIENCE = 3
# So many times the usual limit: submissions that keep every core busy must not make the reference late.
_PATIENCE_WITH_OUR_OWN = 8


def examine(
    sandbox,
    prepared,
    wanted,
    on_observed=None,
    trusted=False,
    budget=None,
    *,
    trials=None,
    is_traced=True,
    before=None,
):
    """Observes answers of a submission, in as many forks as it takes.

    Args:
        sandbox: a `Sandbox`.
        prepared: the `Prepared` submission.
        wanted: exercise id -> (seed, cases). Every other exercise was judged already.
        on_observed: called with (exercise id, `Observation` or `Accident`, remarks on the cells so
            far, whether one of these was late) as soon as it is there.
        trusted: whether it is the lessons' own, which may run on every core, has more time, and may run
            in a process that ran others of them.
        budget: `Budget`, one of a file alone if None.
        trials: `Trials` of what is tried in short ways first; without them every fork begins cold and
            runs Keras' own layers.
        is_traced: whether answers are traced too, or a function of (exercise id, `Observation` in the
            settings, none of which failed) that says so.
        before: `LentBefore` of what is lent to the lessons' own answers, for these alone: a student's could
            learn from how soon a reply comes what the right answer asks for.

    Returns:
        exercise id -> `Observation` or `Accident`, for each wanted exercise that has a cell.
    """
    patience = _PATIENCE_WITH_OUR_OWN if trusted else 1
    budget = budget or Budget(patience * sandbox.limits.seconds)
    on_observed = on_observed or (lambda *_: None)
    is_careful = trials is None
    examination = Examination(
        prepared, wanted, on_observed, budget, Trials({}) if is_careful else trials, is_traced
    )
    before = before if trusted and not is_careful else None
    with LentGroundwork(sandbox, not is_careful, before) as groundwork:
        made_by = Kept(sandbox) if trusted and not is_careful else sandbox
        _examine(examination, made_by, groundwork, patience, trusted)
    return examination.found


def _examine(examination, sandbox, groundwork, patience, trusted):
    """Makes forks until nothing is left to be observed."""
    alone = False
    while examination.left and examination.budget.left:
        lent = groundwork.processor_seconds
        examination.begin(alone)
        practised = examination.is_practised
        with sandbox.open(alone, pinned=not trusted, practised=practised) as child:
            child.seconds *= patience * (_MORE_PATIENCE if alone else 1)
            place = examination.run(child, groundwork)
        lent = groundwork.processor_seconds - lent
        if examination.was_trial(place):
            alone = False
            continue
        # Tried once more by itself before it is blamed for anything.
        alone = not alone and place is not None and examination.is_doubtful(child, lent)
        if place is None or alone:
            continue
        if not examination.begun:
            why = described_accident(examination.why, child, examination.budget).text
            raise SandboxLost(f"A submission's process does not begin: {why}.")
        # To make a box takes seconds that no cell does. They count once it is sure whose doing it was:
        # who was only beside what brought a box down, or had to wait, goes well alone and pays nothing.
        examination.count_beginning()
        examination.accident(place, child)
    examination.settle_late()
