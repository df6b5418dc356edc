"""Runs nbval on notebooks, as the README's test command does."""

import os
import re
import shutil
import subprocess
import sys

from resnet_lessons.instructor.notebooks import NOTEBOOKS


def run_nbval(notebooks, folder, python_path=None, sanitize=None):
    """Validates copies of the notebooks in a folder of their own.

    Args:
        notebooks: their paths.
        folder: where the copies go, and what they keep.
        python_path: folder whose `resnet_lessons` takes the place of this one.
        sanitize: file of nbval's replacements that are made before texts are compared, or None.

    Returns:
        (exit status, cells passed, whole output)
    """
    folder.mkdir(exist_ok=True)
    shutil.copy(NOTEBOOKS / "conftest.py", folder)
    copies = [shutil.copy(path, folder) for path in notebooks]
    command = [sys.executable, "-m", "pytest", "--nbval-lax", "--nbval-cell-timeout=600"]
    command += ["-p", "no:randomly", "-p", "no:cacheprovider", "-p", "no:xdist", "-q", *copies]
    command += ["--nbval-sanitize-with", sanitize] if sanitize else []
    environment = {**os.environ, "RESNET_LESSONS_ANSWERS": str(folder / "my_answers")}
    if python_path:
        environment["PYTHONPATH"] = str(python_path)
    result = subprocess.run(
        command, capture_output=True, text=True, env=environment, cwd=folder, timeout=1200
    )
    passed = re.search(r"(\d+) passed", result.stdout)
    return result.returncode, int(passed.group(1)) if passed else 0, result.stdout


def code_cells(notebook):
    """The cells of a notebook that hold code."""
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def verdicts(notebook):
    """{grade id of a check: its verdict}, read from the outputs."""
    found = {}
    for cell in code_cells(notebook):
        grade_id = cell.metadata.get("nbgrader", {}).get("grade_id", "")
        if grade_id.endswith("_check"):
            text = "".join(output.data["text/html"] for output in cell.outputs)
            found[grade_id] = re.search(r'data-verdict="([^"]+)"', text).group(1)
    return found
