"""Notebooks as their files have them, for tests of what is read of them."""

import json
from pathlib import Path

HEAD = 'def warm_up(height, width, channels):\n    """What becomes of the sides."""\n'
HOLE = HEAD + "    raise NotImplementedError  # replace this line with your answer\n"
ANSWER = HEAD + "    return height // 2, width // 2, 2 * channels\n"
FILE = "00_start_here.ipynb"


def as_json(*cells, metadata=None):
    """What the JSON of a notebook says.

    Args:
        cells: texts, or (grade id, text) pairs.
        metadata: of the notebook.
    """
    made = []
    for number, cell in enumerate(cells):
        name, text = cell if isinstance(cell, tuple) else ("", cell)
        about = {"nbgrader": {"grade_id": name, "solution": True}} if name else {}
        made.append(
            {
                "cell_type": "code",
                "id": f"cell-{number}",
                "metadata": about,
                "source": text.splitlines(keepends=True),
                "outputs": [{"output_type": "stream", "name": "stdout", "text": "é"}],
                "execution_count": 3,
            }
        )
    made.append({"cell_type": "markdown", "id": "prose", "metadata": {}, "source": "Ünd"})
    kernel = {"kernelspec": {"name": "python3"}}
    whole = {"cells": made, "metadata": kernel | (metadata or {})}
    return whole | {"nbformat": 4, "nbformat_minor": 5}


def write(*cells, file=FILE, metadata=None):
    """Writes such a notebook into the folder where the test is; returns its `Path`."""
    text = json.dumps(as_json(*cells, metadata=metadata))
    Path(file).write_text(text, encoding="utf-8")
    return Path(file)
