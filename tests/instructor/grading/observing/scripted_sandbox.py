"""A sandbox whose children say what a test wants; nothing runs."""

from resnet_lessons.instructor.sandbox.inside.channel import Closed
from resnet_lessons.instructor.sandbox.workers import Limits


class Scripted:
    """A sandbox and its children in one.

    Args:
        scripts: for each child what it says, frame by frame; then it is gone, unless the frame is an
            error, which is raised.
        status: with which each child ends.

    Attributes:
        jobs: what children were told.
        alone: for each child whether it had a box of its own.
        practised: for each child whether its parent had practised.
        waited: for each frame how many seconds it might have taken.
    """

    def __init__(self, *scripts, status=0):
        self.scripts, self.seconds, self.ends_with, self.status = list(scripts), 1, status, None
        self.is_lost, self.elapsed, self.processor_seconds = False, 1.0, 1.0
        self.practised = []
        self.jobs, self.idle, self.limits, self.alone, self.waited = [], [], Limits(), [], []

    def open(self, alone, pinned, practised=False):
        self.alone.append(alone)
        self.practised.append(practised)
        return self

    def keep(self, work, process):
        self.idle.append(process)

    def take(self, work):
        return self.idle.pop() if self.idle else None

    def __enter__(self):
        self.said = list(self.scripts.pop(0))
        return self

    def __exit__(self, *_):
        self.status = self.ends_with

    def send(self, header, seconds=None):
        self.jobs.append(header)

    def receive(self, seconds, **limits):
        self.waited.append(seconds)
        if not self.said:
            raise Closed
        said = self.said.pop(0)
        if isinstance(said, Exception):
            raise said
        return said, []
