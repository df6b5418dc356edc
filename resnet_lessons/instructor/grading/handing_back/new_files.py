"""New files beside a report: what is there already stays, whoever wrote it."""

import errno
import io
import os
import zipfile
from pathlib import Path

_MOST = 1000


def write_new(folder, name, content):
    """Writes a file that was not there.

    Args:
        folder: made, for its owner alone, if it is missing.
        name: of the file; where one of that name is there, a number is put behind it.
        content: bytes.

    Returns:
        the file's path

    Raises:
        OSError: when it cannot be written.
    """
    folder = Path(folder)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    stem, dot, ending = name.rpartition(".")
    for number in range(1, _MOST):
        path = folder / (name if number == 1 else f"{stem}-{number}{dot}{ending}")
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            continue
        with open(handle, "wb") as file:
            file.write(content)
        return path
    raise FileExistsError(
        errno.EEXIST, "too many files of this name are there; remove some", str(folder / name)
    )


def zipped(files):
    """The bytes of a zip archive; the same files give the same bytes.

    Args:
        files: (name, bytes) pairs; each name is a path inside, in which nothing leads outside.
    """
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files:
            about = zipfile.ZipInfo(name)
            about.compress_type = zipfile.ZIP_DEFLATED
            about.external_attr = 0o600 << 16
            archive.writestr(about, data)
    return content.getvalue()
