"""Advice from a process that has Keras loaded, so that the one that decides need not load it."""

from resnet_lessons.instructor.sandbox.inside.channel import NO_ANSWER
from resnet_lessons.instructor.sandbox.kept import TrustedProcess

_WORK = "advice"
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
        if found is None:
            # What a kept one answered before may have taken the processor time that it may have.
            found = self._answer_of(TrustedProcess(self._sandbox, {"advice": "on errors"}), facts)
        return found or _NOTHING

    def _answer_of(self, process, facts):
        """What a process says, which is kept then; None where it does not answer."""
        try:
            process.child.send(facts)
            found = process.child.receive()[0]
        except NO_ANSWER:
            process.close()
            return None
        except BaseException:
            process.close()
            raise
        self._sandbox.keep(_WORK, process)
        return found
