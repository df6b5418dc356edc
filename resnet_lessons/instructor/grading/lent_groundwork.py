"""What an answer may call of the lessons' answers, computed in a process that runs no student code.

The grader stands between the two: it passes on what an exercise's answer may ask, counts it, and lets
nothing else through.
"""

import contextlib
import functools

from resnet_lessons.course.exercises import EXERCISES
from resnet_lessons.instructor.answers import answer, without_markers
from resnet_lessons.instructor.sandbox.inside.channel import BadFrame, Closed

# `build_resnet` asks some hundred times in all its settings.
_MOST_REQUESTS = 2_000
# So many processes a submission may bring down, by asking for more memory than there is.
_MOST_PROCESSES = 3
_PASSED_ON = ("asks", "network", "arguments", "tensor")


class LentGroundwork:
    """Computes groundwork for one submission. Close it when the submission is done.

    Args:
        sandbox: a `Sandbox`.
    """

    def __init__(self, sandbox):
        self.sandbox = sandbox
        self.requests = 0
        self._stack, self._child, self._processes = contextlib.ExitStack(), None, 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._end()

    def answer(self, exercise, seed, header, arrays):
        """The answer to a request of a submission's process, as (header, arrays).

        Args:
            exercise: the `Exercise` whose answer asks.
            seed: of the weights that its groundwork makes.
            header, arrays: the request; it may be anything.

        Raises:
            BadFrame: when the exercise's answer may not ask that, or has asked too often.
        """
        self.requests += 1
        if header["asks"] not in exercise.groundwork or self.requests > _MOST_REQUESTS:
            raise BadFrame
        try:
            child = self._living()
            child.send({name: header[name] for name in _PASSED_ON} | {"seed": seed}, arrays)
            return child.receive()
        except (BadFrame, Closed, TimeoutError) as error:
            self._end()
            if self._processes >= _MOST_PROCESSES:
                raise BadFrame from error
            text = (
                f"{header['asks']} cannot be computed for these arguments: they ask for too much."
            )
            return {"error": ["MemoryError", text]}, []

    def _living(self):
        if self._child is None:
            self._processes += 1
            self._child = self._stack.enter_context(self.sandbox.open())
            self._child.send({"groundwork": _texts()})
        return self._child

    def _end(self):
        self._child = None
        self._stack.close()


@functools.cache
def _texts():
    """Every answer that another one may call, as text: one for all processes of a run, though an
    author may be changing it meanwhile."""
    names = {name for each in EXERCISES.values() for name in each.groundwork}
    return {name: without_markers(answer(name)) for name in EXERCISES if name in names}
