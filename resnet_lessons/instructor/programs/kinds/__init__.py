"""Answers of the wrong kind, for any exercise: each must get a verdict and never raise."""

from resnet_lessons.instructor.programs.kinds import drawn, handed_in, raised, returned
from resnet_lessons.instructor.programs.kinds.kind import Kind

KINDS = (*returned.KINDS, *raised.KINDS, *handed_in.KINDS, *drawn.KINDS)

__all__ = ["KINDS", "Kind"]
