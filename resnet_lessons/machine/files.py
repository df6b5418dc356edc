"""Files that another process never sees half written."""

import contextlib
import glob
import os
import tempfile
import time
from pathlib import Path

_ENDING = ".part"
# Whoever still writes changes a file all the time; one so old was left by a process that was killed.
_SECONDS_OF_A_LEFTOVER = 600


@contextlib.contextmanager
def written_whole(path):
    """A file that takes the place of another when all of it is written, or not at all.

    Args:
        path: `Path` of the file; its folder is made if missing.

    Yields:
        a binary file to write to.

    Raises:
        OSError: when it cannot be written; the file of before is then untouched.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f"{path.name}.", suffix=_ENDING)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def remove_leftovers(path):
    """Removes what a process left that was killed while it wrote a file with `written_whole`.

    Args:
        path: `Path` of the file.
    """
    for leftover in path.parent.glob(f"{glob.escape(path.name)}.*{_ENDING}"):
        # Another process may remove it too, or it cannot be removed: it only takes room.
        with contextlib.suppress(OSError):
            if time.time() - leftover.stat().st_mtime > _SECONDS_OF_A_LEFTOVER:
                leftover.unlink()
