"""Which cells of a submission run in one fork, and what the fork is told of them."""

from resnet_lessons.course.exercises import EXERCISES


def planned(cells, left, is_skipped, beside):
    """The cells of a fork; of the answers that are left at least one is observed.

    Args:
        cells: of the submission, in order.
        left: ids of the exercises whose answers are to be observed. Those whose references another one
            may call come before it, in this fork or in an earlier one.
        is_skipped: function of a cell, whether it ended a fork before.
        beside: function of a cell that is no answer, the modes in which it runs: one or none.

    Returns:
        list of (place, cell, mode); see `sandbox.inside.job`
    """
    plan, waiting = [], set(left)
    for place, cell in enumerate(cells, 1):
        if is_skipped(cell):
            continue
        if not cell.exercise:
            plan += [(place, cell, mode) for mode in beside(cell)]
        elif cell.exercise in waiting and waiting.isdisjoint(EXERCISES[cell.exercise].groundwork):
            waiting.remove(cell.exercise)
            plan.append((place, cell, "probe"))
        else:
            plan.append((place, cell, "context"))
    while plan and plan[-1][-1] != "probe":
        plan.pop()
    return plan


def probed(plan):
    """The ids of the exercises whose answers a fork observes, in order."""
    return [cell.exercise for _, cell, mode in plan if mode == "probe"]


def told(place, cell, mode):
    """What a process is told of a cell: by its place among those that may run, since no digest of a
    submission holds its number in the notebook, and equal ones do the same."""
    return {"number": place, "source": cell.source, "exercise": cell.exercise, "mode": mode}
