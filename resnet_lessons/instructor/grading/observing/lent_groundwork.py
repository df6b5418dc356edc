"""What an answer may call of the lessons' answers, computed in a process that runs no student code.

The grader stands between the two: it passes on what an exercise's answer may ask, counts it, and lets
nothing else through.
"""

import functools

from resnet_lessons.course.exercises import EXERCISES
from resnet_lessons.instructor.answers import answer, without_markers
from resnet_lessons.instructor.sandbox.inside.channel import NO_ANSWER, BadFrame
from resnet_lessons.instructor.sandbox.kept import TrustedProcess

# `build_resnet` asks some hundred times in all its settings.
_MOST_REQUESTS = 2_000
# So many processes a submission may bring down, by asking for more memory than there is.
_MOST_PROCESSES = 4
# A process that worked for so many seconds is not kept, since its processor time is limited; nor one
# that answered so often, since TensorFlow keeps something of each call.
_SECONDS_OF_WORK, _OFTEN = 40, 1_000
_WORK = "groundwork"
_PASSED_ON = ("asks", "network", "arguments", "tensor", "in_order", "before")
# Errors of a process that has no memory left.
_FULL = ("MemoryError", "ResourceExhaustedError")


class LentGroundwork:
    """Computes groundwork for one submission. Close it when the submission is done.

    A process that served one submission serves the next: it has run no student's code, and to make
    one takes TensorFlow half a second.

    Args:
        sandbox: a `Sandbox`.
        practised: whether forks of its practised parent will do.
        before: `LentBefore`, in which replies to the lessons' own answers are looked up and kept; all are
            computed if None.

    Attributes:
        requests: how many were made so far.
        processor_seconds: that it took to answer them.
    """

    def __init__(self, sandbox, practised=False, before=None):
        self.sandbox, self._practised, self._before = sandbox, practised, before
        self.requests, self._processes, self.processor_seconds = 0, 0, 0.0
        self._process = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self._process and not self._process.is_worn:
            self._process.is_inherited = True
            self.sandbox.keep(_WORK, self._process)
        else:
            self._drop()

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
        request = {name: header[name] for name in _PASSED_ON} | {"seed": seed}
        if self._before and (reply := self._before.find(request, arrays)):
            return reply
        told, found = self._computed(request, arrays)
        if self._before and "error" not in told:
            self._before.keep(request, arrays, told, found)
        return told, found

    def _computed(self, request, arrays):
        # Once more where a process is gone or full; as often as need be where it may have been another
        # submission's doing.
        tries = 0
        while tries < 2:
            process = self._living()
            tries += not process.is_inherited
            try:
                told, found = process.answer(request, arrays)
            except NO_ANSWER:
                self._drop()
                continue
            self.processor_seconds += told.pop("processor_seconds")
            error = told.get("error", [""])[0]
            if not error or (error not in _FULL and not process.is_inherited):
                return told, found
            self._drop()
        text = f"{request['asks']} cannot be computed for these arguments: they ask for too much."
        return {"error": ["MemoryError", text]}, []

    def _living(self):
        if self._process is None:
            self._process = self.sandbox.take(_WORK)
        if self._process is None:
            self._processes += 1
            if self._processes > _MOST_PROCESSES:
                raise BadFrame
            self._process = _Lender(self.sandbox, self._practised)
        return self._process

    def _drop(self):
        if self._process:
            self._process.close()
        self._process = None


class _Lender(TrustedProcess):
    """A process that knows the lessons' answers.

    Attributes:
        is_inherited: whether it served another submission before; errors of such a one are not
            believed.
    """

    def __init__(self, sandbox, practised):
        super().__init__(sandbox, {"groundwork": _texts()}, practised)
        self.is_inherited = False
        self._seconds, self._answered = 0.0, 0

    def answer(self, request, arrays):
        """What it answers to a request, as (header, arrays)."""
        self.child.send(request, arrays)
        told, found = self.child.receive()
        self._seconds += told["processor_seconds"]
        self._answered += 1
        return told, found

    @property
    def is_worn(self):
        """Whether another one should serve the next submission."""
        return self._seconds > _SECONDS_OF_WORK or self._answered > _OFTEN


@functools.cache
def _texts():
    """Every answer that another one may call, as text: one for all processes of a run, though an
    author may be changing it meanwhile."""
    names = {name for each in EXERCISES.values() for name in each.groundwork}
    return {name: without_markers(answer(name)) for name in EXERCISES if name in names}
