"""Where an unfinished run stands, on disk: whatever stops it, another process goes on from there."""

import contextlib
import time
from dataclasses import dataclass

import numpy as np

from resnet_lessons.machine.files import remove_leftovers
from resnet_lessons.training import run_file

# Writing takes the disk and the processor from training; it is to take no more than this share of the time.
_SHARE_FOR_WRITING = 0.03
_STEPS = "steps"
_CURVES = ("losses", "right", "test_accuracy")


@dataclass(frozen=True, eq=False)
class RunState:
    """Everything that decides how a run goes on.

    Attributes:
        steps: behind it.
        losses, right: float (steps in all,), of each step; NaN where it has not come yet.
        test_accuracy: float (epochs,); NaN likewise.
        values: list of variables, as `stepper.Stepper.state` returns them, or of their arrays. NumPy makes one
            array after the other of variables while it writes, so no second network is in memory.
    """

    steps: int
    losses: np.ndarray
    right: np.ndarray
    test_accuracy: np.ndarray
    values: list

    def fits(self, other):
        """Whether it may be a state of the run that another one is of: arrays of the same shapes and types,
        and losses of the steps behind it."""
        if self._forms != other._forms:
            return False
        behind = np.arange(len(self.losses)) < self.steps
        return np.array_equal(np.isfinite(self.losses), behind)

    @property
    def _forms(self):
        arrays = [*(getattr(self, name) for name in _CURVES), *self.values]
        return [(tuple(array.shape), str(array.dtype)) for array in arrays]


class Bookmark:
    """The file in which an unfinished run is kept.

    Args:
        path: `Path` of the file; another run's is written over.
        key: a string for everything that decides about the run.
        seconds_between: at least so many lie between two times that it is written. Whoever kills a run loses as
            much, or more on a slow disk, since writing takes only a small share of the time.

    Attributes:
        path, seconds_between: as given.
        steps: how many steps of this run the file holds, as far as this object has read or written it; 0 where
            it holds none.
        problem: why it could not be written the last time, in some words; "" where it could.
    """

    def __init__(self, path, key, seconds_between):
        self.path, self._key, self.seconds_between = path, key, seconds_between
        self.steps, self.problem = 0, ""
        self._is_removed = False
        self._next = time.monotonic() + self.seconds_between

    def read(self, fresh):
        """The `RunState` in the file, or None where there is none of this run, or the file is damaged.

        Args:
            fresh: called without arguments, returns the `RunState` with which this run begins.
        """
        remove_leftovers(self.path)
        state = None if self._is_removed else self._read()
        if state is None or not state.fits(fresh()):
            return None
        self.steps = state.steps
        return state

    def _read(self):
        # A file may be damaged in a dozen ways, and then it is as if there were none.
        with contextlib.suppress(Exception), run_file.opened(self.path) as file:
            if file.facts[run_file.KEY] == self._key:
                curves = {name: file[name] for name in _CURVES}
                return RunState(int(file.facts[_STEPS]), **curves, values=file.listed("value"))
        return None

    def write_now_and_then(self, take):
        """Writes when the time has come.

        Args:
            take: called without arguments, returns the `RunState`.
        """
        begun = time.monotonic()
        if begun < self._next:
            return
        self.write(take)
        ended = time.monotonic()
        self._next = ended + max(self.seconds_between, (ended - begun) / _SHARE_FOR_WRITING)

    def write(self, take):
        """Writes what `take` returns; where that is not possible, `problem` says why."""
        try:
            state = take()
            curves = {name: getattr(state, name) for name in _CURVES}
            facts = {run_file.KEY: self._key, _STEPS: state.steps}
            run_file.write(self.path, facts, curves, value=state.values)
        except OSError as error:
            self.problem = str(error.strerror or error)
        except MemoryError:
            self.problem = "not enough memory"
        else:
            self.steps, self.problem = state.steps, ""

    def is_there(self):
        """Whether the file holds this run, as far as its facts say."""
        return run_file.holds(self.path, self._key)

    def remove(self):
        """Removes the file if it holds this run; where that is not possible, it is not read any more."""
        self._is_removed = True
        if self.is_there():
            with contextlib.suppress(OSError):
                self.path.unlink()
        self.steps = 0
