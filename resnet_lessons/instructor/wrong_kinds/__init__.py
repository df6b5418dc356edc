"""Answers of the wrong kind: each must get a verdict and never raise."""

from dataclasses import replace

from resnet_lessons.instructor.wrong_kinds import handed_in, raised, returned, traced
from resnet_lessons.instructor.wrong_kinds.kind import Kind

KINDS = (*returned.KINDS, *raised.KINDS, *handed_in.KINDS, *traced.KINDS)


def kinds_for(exercise):
    """The answers of the wrong kind that fit an exercise.

    A plain function may be asked for a number, a list or nothing at all, and no network is traced
    from it: it gets those that are wrong whatever was asked.
    """
    if exercise.experiment is None:
        return KINDS
    values = (kind for kind in returned.KINDS if kind.name in returned.NEVER_RIGHT)
    return (
        *(replace(kind, verdict="failed or error", says="") for kind in values),
        *raised.KINDS,
        *(kind for kind in handed_in.KINDS if kind.verdict == "passed"),
    )


__all__ = ["KINDS", "Kind", "kinds_for"]
