"""The folder of a site: ours or empty, and holding nothing of an earlier site when done."""

from pathlib import Path

MARKER = ".resnet-lessons-site"
_NOTE = "This folder is written by `resnet-lessons site`. Pages and pictures in it are replaced.\n"


class FolderRefused(Exception):
    """The folder holds something else than a site."""


def claim(folder):
    """Makes sure that a site may be written there.

    Raises:
        FolderRefused: when it is a file, or holds something and is no site.
        OSError: when it cannot be read.
    """
    folder = Path(folder)
    if folder.exists() and not folder.is_dir():
        raise FolderRefused(f"{folder} is a file; name a folder.")
    if folder.is_dir() and not (folder / MARKER).is_file() and any(folder.iterdir()):
        raise FolderRefused(
            f"{folder} holds something else than a site, and would be mixed up with one. "
            "Name an empty folder, or one that does not exist."
        )


def write(folder, files):
    """Writes a site; pages and pictures of an earlier one that it no longer has are removed.

    Args:
        folder: made if missing.
        files: {path in the site: bytes}.

    Raises:
        FolderRefused: as `claim`.
        OSError: when something cannot be written.
    """
    folder = Path(folder)
    claim(folder)
    (folder / "pictures").mkdir(parents=True, exist_ok=True)
    (folder / MARKER).write_text(_NOTE, encoding="utf-8")
    for name, content in files.items():
        (folder / name).write_bytes(content)
    for path in [*folder.glob("*.html"), *folder.glob("pictures/*.png")]:
        if path.relative_to(folder).as_posix() not in files:
            path.unlink()
