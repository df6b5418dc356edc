"""Runs what students wrote where it can do no harm: a warm parent in a box, one fork for each job."""


class SandboxLost(Exception):
    """The box has ended, or a job in it does not begin; says why, as far as it is known."""
