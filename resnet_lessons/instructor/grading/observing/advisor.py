"""Advice from a process that has Keras loaded, so that the one that decides need not load it."""

from resnet_lessons.instructor.sandbox.inside.channel import BadFrame, Closed

_WORK = "advice"
_NO_ANSWER = (BadFrame, Closed, TimeoutError)
_NOTHING = {"words": "", "layers": ()}


class Advisor:
    """A function of facts about an error; see `sandbox.inside.advising.advised`.

    Args:
        sandbox: a `Sandbox`; its practised parent is the one that runs.
    """

    def __init__(self, sandbox):
        self._sandbox = sandbox

    def __call__(self, facts):
        """What a process says; where it does not answer, there is no advice."""
        kept = self._sandbox.take(_WORK)
        found = self._answer_of(kept, facts) if kept else None
        # What it answered before may have taken the processor time that it may have.
        return found or self._answer_of(_AdvisingProcess(self._sandbox), facts) or _NOTHING

    def _answer_of(self, process, facts):
        """What a process says, which is kept then; None where it does not answer."""
        try:
            found = process.answer(facts)
        except _NO_ANSWER:
            process.close()
            return None
        except BaseException:
            process.close()
            raise
        self._sandbox.keep(_WORK, process)
        return found


class _AdvisingProcess:
    def __init__(self, sandbox):
        self._open = sandbox.open(pinned=False, practised=True)
        self._child = self._open.__enter__()
        self._child.send({"advice": "on errors"})

    def answer(self, facts):
        self._child.send(facts)
        return self._child.receive()[0]

    def close(self):
        self._open.__exit__(None, None, None)
