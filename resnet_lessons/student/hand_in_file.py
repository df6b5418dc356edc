"""The one file that a student uploads, and what is read of such a file: data alone, nothing of it is run.

It is a notebook: the student's own, cell by cell, with the answers that passed in its metadata, by exercise.
Every platform takes a notebook where it takes the student's, a teacher opens it as any other, and the
grader reads its cells as it reads those of the notebook itself (docs/decisions/0034).
"""

import json

from resnet_lessons.course.exercises import EXERCISES

ENDING = "_hand_in"
# The notebook's metadata of that name are ours.
OURS = "resnet_lessons"
VERSION = 1
MADE_OF = "made_of"
A_NOTEBOOK, ANSWERS = "notebook", "answers"
# Platforms refuse large files; code and text of a chapter are a twentieth of this.
_LARGEST = 2_000_000


def of_notebook(notebook, answers):
    """The bytes of a file to hand in.

    Args:
        notebook: the student's, as its JSON gives it; stays as it is.
        answers: {exercise id: text} of those that passed.

    Returns:
        (bytes, whether outputs were left out because they are large)
    """
    metadata = {**_dictionary(notebook.get("metadata")), OURS: _ours(A_NOTEBOOK, answers)}
    content = _as_bytes({**notebook, "metadata": metadata})
    if len(content) <= _LARGEST:
        return content, False
    metadata.pop("widgets", None)
    cells = [_without_outputs(cell) for cell in notebook["cells"]]
    return _as_bytes({**notebook, "metadata": metadata, "cells": cells}), True


def of_answers(answers):
    """The bytes of a file to hand in where no notebook can be read: each answer is a cell.

    Args:
        answers: {exercise id: text}
    """
    cells = [
        {
            "cell_type": "code",
            "execution_count": None,
            "id": f"answer-{number}",
            "metadata": {"nbgrader": {"grade_id": name}},
            "outputs": [],
            "source": text,
        }
        for number, (name, text) in enumerate(answers.items())
    ]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    metadata = {"kernelspec": kernel, OURS: _ours(ANSWERS, answers)}
    return _as_bytes({"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5})


def handed_in(metadata):
    """What a notebook's metadata, of any form, hold of a file that was written to be handed in: a
    dictionary, whose values are of any form too; empty where it was not."""
    ours = _dictionary(_dictionary(metadata).get(OURS))
    return ours if MADE_OF in ours else {}


def is_made_of_answers(metadata):
    """Whether a notebook's metadata, of any form, say that its cells are answers that were kept."""
    return handed_in(metadata).get(MADE_OF) == ANSWERS


def _ours(made_of, answers):
    known = {name: answers[name] for name in EXERCISES if name in answers}
    return {"version": VERSION, MADE_OF: made_of, "answers": known}


def _without_outputs(cell):
    if not isinstance(cell, dict):
        return cell
    cell = {key: value for key, value in cell.items() if key != "attachments"}
    return cell | ({"outputs": [], "execution_count": None} if "outputs" in cell else {})


def _as_bytes(notebook):
    # A lone surrogate, which no file can hold, is written as JSON's own sign for it.
    text = json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"
    try:
        return text.encode()
    except UnicodeEncodeError:
        return (json.dumps(notebook, indent=1) + "\n").encode()


def _dictionary(thing):
    return thing if isinstance(thing, dict) else {}
