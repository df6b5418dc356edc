"""Writes an attack as a student would hand it in. Writing runs nothing of it."""

import json
import os
from pathlib import Path

from resnet_lessons.course.exercises import EXERCISES
from tests.attacks.attack import NOTEBOOKS, Attack, HostileCell

# A path of `running`: attacks run in a container without any sandbox, and may end all that they reach.
ANOTHER_USER = "another user"
IMPORTS = (
    "import resnet_lessons as rl\n\nrl.setup()",
    "rl.ready()\n\nimport keras\nfrom keras import layers, ops",
)
_CHECK = 'rl.check("{0}", {0})'


def write(attack, folder):
    """Writes a hand-in.

    Args:
        attack: the `Attack`.
        folder: where the students' folders lie; made if it does not exist.

    Returns:
        `Path` of what is handed to the grader: the folder, or the archive in it.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    if attack.cells:
        student = folder / attack.handed_in_by
        student.mkdir(exist_ok=True)
        first = attack.notebook or NOTEBOOKS[EXERCISES[attack.target].chapter]
        for name, cells in ((first, attack.cells), *attack.others):
            text = json.dumps(notebook(attack, cells), indent=1)
            (student / name).write_text(text + "\n")
    for entry in attack.files:
        _write_entry(entry, folder, attack.marker)
    return folder / attack.archive if attack.archive else folder


def _write_entry(entry, folder, marker):
    path = os.path.join(os.fsencode(folder), os.fsencode(entry.path))
    os.makedirs(os.path.dirname(path), exist_ok=True)
    if entry.link:
        os.symlink(entry.link, path)
    elif entry.kind == "folder":
        os.makedirs(path, exist_ok=True)
    elif entry.kind == "pipe":
        os.mkfifo(path)
    else:
        with open(path, "wb") as file:
            content = entry.content() if callable(entry.content) else entry.content
            file.write(content.replace(b"@MARKER@", marker.encode()))
            if entry.kind == "sparse":
                file.truncate(entry.size)


def notebook(attack, hostile):
    """A notebook as JSON data: the import cells, then the hostile ones, those to fill in with their check."""
    cells = [_cell(HostileCell(source), source, 0) for source in IMPORTS]
    for one in hostile:
        cells.append(_cell(one, one.source, len(cells)))
        if one.exercise and one.metadata is None:
            check = HostileCell(_CHECK.format(one.exercise), metadata=_check_metadata(one.exercise))
            cells.append(_cell(check, check.source, len(cells)))
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number:02d}"
    data = {
        "cells": cells,
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.loads(attack.filled(json.dumps(data), pid_namespace()))


def _cell(hostile, source, number):
    metadata = hostile.metadata
    if metadata is None:
        metadata = {"nbgrader": graded(hostile.exercise, solution=True)} if hostile.exercise else {}
    return {
        "cell_type": "code",
        "execution_count": number + 1 if hostile.outputs else None,
        "metadata": metadata,
        "outputs": list(hostile.outputs),
        "source": source.splitlines(keepends=True),
    }


def _check_metadata(exercise_id):
    points = EXERCISES[exercise_id].points
    return {"nbgrader": graded(f"{exercise_id}_check", points=points)}


def graded(grade_id, solution=False, points=None):
    """nbgrader's metadata of a cell, as the release has them."""
    metadata = {
        "grade": points is not None,
        "grade_id": grade_id,
        "locked": points is not None,
        "schema_version": 3,
        "solution": solution,
        "task": False,
    }
    return metadata if points is None else metadata | {"points": points}


def pid_namespace():
    """Names the process namespace of who asks; "" where there is none to see, or where the machine itself is
    a container that may be lost."""
    if os.environ.get("RESNET_LESSONS_ATTACK_PATH") == ANOTHER_USER:
        return ""
    try:
        return os.readlink("/proc/self/ns/pid")
    except OSError:
        return ""


def notebook_bytes(attack_name, *cells):
    """A notebook for an archive, or one that is damaged afterwards."""
    return json.dumps(notebook(Attack(attack_name, "", cells), cells)).encode()
