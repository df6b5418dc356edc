"""The file of a run: facts, arrays and lists of arrays. It is written whole, and nothing in it is pickled."""

import contextlib
import itertools
import json

import numpy as np

from resnet_lessons.machine.files import written_whole

# The fact that says whose run it is.
KEY = "key"
_FACTS = "facts"


def write(path, facts, arrays, **lists):
    """Writes a run in the place of what the file held before.

    Args:
        path: `Path` of the file; its folder is made if missing.
        facts: dictionary of what JSON can say.
        arrays: {name: array}
        lists: {name: list of arrays, or of what NumPy makes an array of}

    Raises:
        OSError: when it cannot be written; what was there stays.
    """
    numbered = {
        f"{name}_{number}": array
        for name, listed in lists.items()
        for number, array in enumerate(listed)
    }
    with written_whole(path) as file:
        np.savez(file, **{_FACTS: json.dumps(facts)}, **arrays, **numbered)


@contextlib.contextmanager
def opened(path):
    """The `RunFile` of a path, in a `with` statement; arrays are read when they are asked for.

    Raises:
        Exception: of a dozen kinds, here or later, when the file is missing or damaged.
    """
    with np.load(path, allow_pickle=False) as file:
        yield RunFile(file)


def holds(path, key):
    """Whether a file holds the run of a key; not where it is missing, or its facts are damaged."""
    with contextlib.suppress(Exception), opened(path) as file:
        return file.facts[KEY] == key
    return False


class RunFile:
    """What `write` wrote.

    Attributes:
        facts: dictionary
    """

    def __init__(self, file):
        self._file = file
        self.facts = json.loads(str(file[_FACTS]))

    def __getitem__(self, name):
        return self._file[name]

    def listed(self, name):
        """The list of arrays of this name."""
        names = (f"{name}_{number}" for number in itertools.count())
        return [self._file[each] for each in itertools.takewhile(self._file.__contains__, names)]
