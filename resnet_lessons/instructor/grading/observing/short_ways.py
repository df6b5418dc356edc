"""How answers are tried in short ways before a process that lacks nothing has its word."""

from resnet_lessons.course.exercises import EXERCISES


class Trials:
    """The answers that are tried first, in forks of the practised parent.

    Args:
        ways: exercise id -> "lean" (methods with lean layers) or "plain" (with Keras' own). Experiments
            that compile functions are not tried, since such a fork has not the threads for it.
        is_all: whether what the trials of an answer do not settle is left out; what fails with lean
            layers is then not tried again for Keras' words.
    """

    def __init__(self, ways, is_all=False):
        self._ways = {name: way for name, way in ways.items() if not EXERCISES[name].compiles}
        self.is_all = is_all

    def __eq__(self, other):
        return self._ways == other._ways

    def copy(self):
        """These trials as they are now."""
        return Trials(self._ways, self.is_all)

    def cover(self, names):
        """Whether every one of some answers is still tried."""
        return self._ways.keys() >= set(names)

    def way(self, name):
        """How an answer is tried, None where it is not."""
        return self._ways.get(name)

    def go_on(self, name, why):
        """Notes that a trial did not settle an answer; whether there is a next way to observe it.

        Args:
            name: the exercise.
            why: what its process says of it; see `sandbox.inside.job`.
        """
        way = self._ways.pop(name)
        if way == "lean" and (why == "refused" or (why == "failed" and not self.is_all)):
            self._ways[name] = "plain"
            return True
        return not self.is_all

    def end(self, names=None):
        """Ends the trials of some answers, all if None, since their fork ended early; returns the ids of
        those that are left out now."""
        ended = [name for name in self._ways if names is None or name in names]
        for name in ended:
            del self._ways[name]
        return ended if self.is_all else []
