"""A sequence that lies on the disk: a class of ten thousand takes no more memory than one of ten."""

import os
import pickle
import tempfile
from array import array
from collections.abc import Sequence


class OnDisk(Sequence):
    """Values that are appended once and read as often as one likes.

    They lie in a file without a name, which nobody else can open and which is gone with this process,
    however it ends. Memory holds where each begins.

    Args:
        folder: on whose disk they lie.
        values: the first ones.
    """

    def __init__(self, folder, values=()):
        # Closed when nobody has the sequence any more.
        self._file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115
        self._starts = array("Q", [0])
        for value in values:
            self.append(value)

    def append(self, value):
        """Adds a value, which may be changed afterwards without a change here."""
        data = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
        self._file.write(data)
        self._starts.append(self._starts[-1] + len(data))

    def __len__(self):
        return len(self._starts) - 1

    def __getitem__(self, number):
        if isinstance(number, slice):
            return tuple(self[each] for each in range(*number.indices(len(self))))
        number = range(len(self))[number]
        start, end = self._starts[number : number + 2]
        self._file.flush()
        return pickle.loads(os.pread(self._file.fileno(), end - start, start))
