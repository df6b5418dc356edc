"""Says what went wrong when an attack was graded: pure functions over marks and a report."""

import csv
import glob
import json
import unicodedata
from pathlib import Path

from tests.attacks.attack import ABSENT, REFUSED

_DATABASES = {".db", ".sqlite"}
# All attacks together take a fifth of it.
_LARGEST_LEDGER = 20_000_000


def faults(attack, marks, refused=False):
    """What an attack gained or broke that it should not have.

    Args:
        attack: the `Attack`.
        marks: the `Mark`s of whoever handed it in.
        refused: whether the grader turned the whole hand-in down.

    Returns:
        list of sentences; empty when the attack came to nothing.
    """
    if refused:
        return [] if REFUSED in attack.verdicts else ["the whole hand-in was turned down"]
    marks = {mark.exercise: mark for mark in marks}
    found = _target_faults(attack, marks.pop(attack.target, None))
    for exercise_id in attack.passes:
        mark = marks.pop(exercise_id, None)
        if mark is None or (mark.verdict, mark.share) != ("passed", 1):
            seen = f"{mark.verdict}, {mark.share:g}" if mark else "no mark"
            found.append(f"{exercise_id} is right and has: {seen}")
    return found + [
        f"{mark.exercise} was not answered and has {mark.share:g} of its points"
        for mark in marks.values()
        if mark.share > 0
    ]


def _target_faults(attack, mark):
    if mark is None:
        return [] if ABSENT in attack.verdicts else [f"{attack.target} has no mark"]
    found = []
    if mark.verdict not in attack.verdicts:
        allowed = ", ".join(attack.verdicts)
        found.append(f"{attack.target} has the verdict {mark.verdict!r}, allowed: {allowed}")
    # Written so that a share that is no number is a fault as well.
    if not 0 <= mark.share <= attack.share:
        found.append(f"{attack.target} has {mark.share:g} of its points, earned: {attack.share:g}")
    return found


def read(report):
    """{path: text} of a report's files; databases are read by nobody and left out."""
    found = {
        path: path.read_bytes().decode("utf-8", errors="replace")
        for path in sorted(path for path in Path(report).rglob("*") if path.is_file())
        if path.suffix not in _DATABASES
    }
    return {path: _said(text) if path.suffix == ".ipynb" else text for path, text in found.items()}


def _said(notebook):
    """What a notebook for formgrader says; the attack's own text stands in it as code."""
    cells = json.loads(notebook)["cells"]
    prose = [cell["source"] for cell in cells if cell["cell_type"] != "code"]
    outputs = [each["text"] for cell in cells for each in cell.get("outputs", ())]
    return "\n".join(prose + outputs)


def report_faults(attack, texts):
    """What a report holds that it must not.

    Args:
        attack: the `Attack`.
        texts: of the report, from `read`.

    Returns:
        list of sentences that name the file.
    """
    found = []
    for path, text in texts.items():
        unwanted = [*attack.forbidden, *(attack.markup if path.suffix == ".html" else ())]
        for each in unwanted:
            each = attack.filled(each, "")
            if each in text:
                found.append(f"{path.name} holds {each[:60]!r}")
        if path.suffix == ".csv":
            found += [f"{path.name} holds the formula {cell[:60]!r}" for cell in _formulas(path)]
    return found


def ledger_faults(report):
    """Says so if the ledger of a report is larger than marks and their words can be."""
    size = sum(path.stat().st_size for path in Path(report).glob("ledger.sqlite*"))
    return [f"the ledger takes {size:,} bytes"] if size > _LARGEST_LEDGER else []


def _formulas(path):
    """Cells that a spreadsheet would run when it opens the table."""
    with path.open(newline="", encoding="utf-8", errors="replace") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    return [cell for cell in cells if _begins_formula(cell) and not _is_number(cell)]


def _begins_formula(cell):
    # Spreadsheets of some languages take wide signs for the narrow ones.
    return unicodedata.normalize("NFKC", cell[:1]).startswith(("=", "+", "-", "@", "\t", "\r"))


def _is_number(text):
    try:
        float(text)
    except ValueError:
        return False
    return True


def remains(attack, folders=()):
    """Files and processes that an attack left.

    Args:
        attack: the `Attack`.
        folders: looked through for the marker besides, such as the report and the working tree.

    Returns:
        list of paths, and of `process <id>`.
    """
    found = {path for pattern in attack.leaves for path in glob.glob(pattern)}
    for folder in folders:
        found |= {str(path) for path in Path(folder).rglob(f"*{attack.marker}*")}
    return [*sorted(found), *_processes(attack)]


def _processes(attack):
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            arguments = (folder / "cmdline").read_bytes().decode(errors="replace")
            name = (folder / "comm").read_text(errors="replace").strip()
        except OSError:
            continue
        # First argument alone: a shell or a test runner may have the marker among the others.
        if arguments.split("\0")[0] == attack.marker or name == attack.short_marker:
            found.append(f"process {folder.name}")
    return found
