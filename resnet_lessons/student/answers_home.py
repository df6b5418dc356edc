"""Where a student's answers and networks are kept: beside the notebook, or where they were before.

A notebook that was copied into a folder further down finds the answers of the folder above. One that was
moved elsewhere is told of the folders in which this user's answers were kept, and takes none by itself:
several people may share an account.
"""

import contextlib
import json
import os
import shutil
from pathlib import Path

from resnet_lessons.machine import hosted
from resnet_lessons.machine.files import written_whole

FOLDER_VARIABLE, _KNOWN_VARIABLE = "RESNET_LESSONS_ANSWERS", "RESNET_LESSONS_KNOWN_FOLDERS"
_ANSWERS, _NETWORKS, _ON_DRIVE = "my_answers", "my_networks", "resnet_lessons"
_FURTHEST_UP = 3
# Of a list of folders that we wrote ourselves; a longer file is not ours.
_MOST_KNOWN, _LONGEST = 20, 20_000
# Folders whose answers were taken along to Drive.
_taken_along = set()


def answers_folder(notebooks=None):
    """Where passed answers are kept: `my_answers/` in the notebook's folder, if no other home is known.

    Args:
        notebooks: the notebook's folder; the current one, in which a kernel runs, if None.
    """
    return Path(os.environ.get(FOLDER_VARIABLE) or _home(notebooks or Path.cwd()) / _ANSWERS)


def networks_folder():
    """Where trained networks are kept: `my_networks/`, beside the answers."""
    here = Path.cwd()
    if (here / _NETWORKS).is_dir() or os.environ.get(FOLDER_VARIABLE):
        return here / _NETWORKS
    return _home(here) / _NETWORKS


def _home(here):
    """The folder that holds `my_answers/`, or is to hold it, for a notebook that lies here."""
    if drive := hosted.drive():
        _take_along(here / _ANSWERS, drive / _ON_DRIVE / _ANSWERS)
        return drive / _ON_DRIVE
    if (here / _ANSWERS).is_dir():
        return here
    return next((above for above in _above(here) if (above / _ANSWERS).is_dir()), here)


def _above(here):
    """The folders above that are the user's own, as far as the user's home. What lies in them is run, so
    nobody else may have put it there."""
    for folder in here.parents[:_FURTHEST_UP]:
        below = folder / _ANSWERS
        if folder == folder.parent or not _is_mine(folder) or not _is_mine(below, True):
            return
        yield folder
        if folder == Path.home():
            return


def _is_mine(path, may_be_missing=False):
    try:
        facts = path.stat()
    except OSError:
        return may_be_missing
    return not hasattr(os, "getuid") or facts.st_uid == os.getuid()


def _take_along(source, target):
    """Copies answers that passed before Drive was mounted, once; those that Drive has stay."""
    if source in _taken_along or not source.is_dir():
        return
    _taken_along.add(source)
    with contextlib.suppress(OSError):
        target.mkdir(parents=True, exist_ok=True)
        for path in _answers_in(source):
            if not (target / path.name).exists():
                shutil.copy(path, target / path.name)


# Folders that were homes before -------------------------------------------------------------------


def remember(folder):
    """Writes down that answers are kept in a folder, for notebooks that are moved away from it."""
    if os.environ.get(FOLDER_VARIABLE):
        return
    folder = str(folder)
    known = _known()
    if known[:1] == [folder]:
        return
    newest = [folder, *(each for each in known if each != folder)][:_MOST_KNOWN]
    # A convenience: whoever cannot write there loses nothing else.
    with contextlib.suppress(OSError), written_whole(_list_of_known()) as file:
        file.write(json.dumps(newest).encode())


def kept_elsewhere():
    """(folder, how many answers are kept in it) of another folder that was this user's, the newest, or
    None; nothing of it is read or run."""
    here = answers_folder()
    for folder in map(Path, _known()):
        if folder != here and _is_mine(folder) and (number := len(_answers_in(folder))):
            return folder, number
    return None


def where_kept():
    """What a student should know of where answers are kept; "" where they lie beside the notebook."""
    folder = answers_folder()
    if os.environ.get(FOLDER_VARIABLE):
        return ""
    if hosted.drive():
        return f"Answers that pass are kept in your Google Drive: {folder}."
    if place := hosted.place():
        said = (
            f"This machine of {place} is lost when you leave it, and {folder} with it. Before you leave, run "
            "`rl.save_answers()`, and keep the file that it writes. When you come back, upload that file and "
            "run `rl.load_answers()`."
        )
        return f"{said} {_MOUNT}" if place == hosted.COLAB else said
    if folder.parent != Path.cwd():
        return f"Your answers are kept in {folder}."
    other = None if any(folder.glob("*.py")) else kept_elsewhere()
    if not other:
        return ""
    what, them = ("1 answer is", "it") if other[1] == 1 else (f"{other[1]} answers are", "them")
    return (
        f"No answer is kept beside this notebook yet, but {what} kept in {other[0]}. If you wrote {them}, "
        f"`rl.load_answers({str(other[0])!r})` copies {them} here."
    )


_MOUNT = (
    "Or keep answers in your Google Drive: run `from google.colab import drive` and then "
    '`drive.mount("/content/drive")`.'
)


def _answers_in(folder):
    """Paths of the files of answers in a folder."""
    # Where there is any: it loads NumPy, and the first cell of a chapter is to be fast.
    from resnet_lessons.course.exercises import EXERCISES

    paths = (folder / f"{name}.py" for name in EXERCISES)
    return [path for path in paths if os.path.isfile(path)]


def _list_of_known():
    if path := os.environ.get(_KNOWN_VARIABLE):
        return Path(path)
    from jupyter_core.paths import jupyter_data_dir

    return Path(jupyter_data_dir()) / "resnet_lessons" / "folders_of_answers.json"


def _known():
    """Paths of folders, the newest first; none where the list is missing or damaged."""
    try:
        with _list_of_known().open("rb") as file:
            known = json.loads(file.read(_LONGEST))
    except (OSError, ValueError, RecursionError):
        return []
    known = known if isinstance(known, list) else []
    return [each for each in known if isinstance(each, str) and "\0" not in each][:_MOST_KNOWN]
