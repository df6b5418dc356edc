"""Files that another process never sees half written."""

import contextlib
import os
import tempfile
from pathlib import Path


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
    handle, temporary = tempfile.mkstemp(dir=path.parent, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
