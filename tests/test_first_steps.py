"""The two tutorials of docs/first_steps/, followed line by line: what they say comes is what comes."""

import csv
import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest

import resnet_lessons as rl
from resnet_lessons.course.answers.counting import warm_up
from resnet_lessons.instructor.sandbox import box

ROOT = Path(__file__).parents[1]
FIRST_STEPS = ROOT / "docs" / "first_steps"


@dataclass(frozen=True)
class Block:
    """A fenced block of a page: its language and its lines."""

    language: str
    text: str


def blocks(name):
    """The blocks of a page that name a language, in their order."""
    text = (FIRST_STEPS / name).read_text(encoding="utf-8")
    found = re.findall(r"^```(\w*)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    return [Block(language, lines) for language, lines in found if language]


def words(text):
    """A text without its layout, and without how long something took."""
    return re.sub(r"in \d+ s", "in N s", " ".join(text.split()))


def value_of(code, names):
    """Runs a cell; the value of its last line."""
    *before, last = code.strip().splitlines()
    exec("\n".join(before), names)
    return eval(last, names)


@pytest.mark.process
def test_a_student_sees_what_the_page_says(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    told = [block for block in blocks("first_exercise.md") if block.language != "sh"]
    began, wrong, failed, hint, hinted, passed, progress, counted, handed_in = (
        block.text for block in told
    )
    names = {}
    assert value_of(began, names) is not None and names["rl"] is rl
    assert words(repr(value_of(wrong, names))) == words(failed)
    assert words(repr(value_of(hint, names))) == words(hinted)
    names["warm_up"] = warm_up
    assert words(repr(value_of('rl.check("warm_up", warm_up)', names))) == words(passed)
    assert repr(value_of(progress, names)).splitlines()[0] == counted.strip()
    assert handed_in.strip() == "rl.hand_in()"


def test_a_student_finds_the_notebooks_cells_as_the_page_shows_them():
    notebook = nbformat.read(ROOT / "notebooks" / "00_start_here.ipynb", 4)
    cells = [cell.source for cell in notebook.cells]
    for block in blocks("first_exercise.md"):
        if block.language == "python" and block.text.strip() != "rl.hand_in()":
            assert block.text.strip() in cells, block.text
    assert any("rl.hand_in()" in cell for cell in cells)


@pytest.fixture
def clone(tmp_path):
    """A folder that looks like a clone to whoever types commands in it, and what runs them."""
    shutil.copytree(ROOT / "notebooks", tmp_path / "notebooks")
    scripts = Path(sys.executable).parent
    paths = os.pathsep.join([str(scripts), os.environ["PATH"]])

    def run(lines):
        command = ["bash", "-euo", "pipefail", "-c", lines]
        environment = {**os.environ, "PATH": paths}
        return subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, text=True
        )

    return tmp_path, run


def write_answer(path, name, lines):
    """Puts lines of Python in the place of the line that a notebook says to replace."""
    notebook = nbformat.read(path, 4)
    (cell,) = (each for each in notebook.cells if each.source.startswith(f"def {name}("))
    kept, replaced, _ = cell.source.partition("    raise NotImplementedError")
    assert replaced
    cell.source = kept + lines.rstrip()
    nbformat.write(notebook, path)


def scores_in(text):
    """{student: cells} of the table on the page."""
    rows = re.findall(r"^\| (ada|ben|cem) \| (.*) \|$", text, re.MULTILINE)
    return {name: cells.split(" | ") for name, cells in rows}


@pytest.mark.kernel
@pytest.mark.sandbox
@pytest.mark.skipif(box.why_no_sandbox() != "", reason=f"no sandbox here: {box.why_no_sandbox()}")
def test_an_instructor_sees_what_the_page_says(clone):
    folder, run = clone
    page = (FIRST_STEPS / "first_class.md").read_text(encoding="utf-8")
    doctor, folders, solved, copied, mistake, graded, said, named, again, nothing_new, cleaned = (
        block.text for block in blocks("first_class.md")
    )
    assert "sandbox" in run(doctor).stdout
    for lines in (folders, solved, copied):
        done = run(lines)
        assert done.returncode == 0, done.stderr
    write_answer(folder / "class/cem/03_block_layers.ipynb", "count_weight_layers", mistake)
    done = run(graded)
    assert done.returncode == 0 and words(said) in words(done.stdout), done.stderr
    assert named.strip() in (folder / "report/index.html").read_text(encoding="utf-8")
    feedback = (folder / "report/feedback/cem.html").read_text(encoding="utf-8")
    assert named.strip() in feedback
    rows = {row["student_id"]: row for row in scores(folder)}
    told = scores_in(page)
    assert {name: list(row.values())[1:5] for name, row in rows.items()} == told
    assert names_missing_on_the_page_of_reports(folder / "report") == []
    done = run(again)
    assert done.returncode == 0 and words(nothing_new) in words(done.stdout), done.stderr
    totals = {row["student_id"]: (row["total"], row["max_total"]) for row in scores(folder)}
    assert totals == {"ada": ("10", "10"), "ben": ("0", "10"), "cem": ("0.6", "10")}
    assert "Ada now has 10 of 10 points, and Cem 0.6." in " ".join(page.split())
    assert run(cleaned).returncode == 0
    assert sorted(path.name for path in folder.iterdir()) == ["notebooks"]


def names_missing_on_the_page_of_reports(report):
    """What docs/reference/report.md does not explain: files, columns, and names in run.json."""
    page = (ROOT / "docs" / "reference" / "report.md").read_text(encoding="utf-8")
    explained = set(re.findall(r"`([^`]+)`", page)) | {"chapter_3"}
    columns = []
    for name in ("grades.csv", "scores.csv"):
        with (report / name).open(encoding="utf-8-sig", newline="") as file:
            columns += next(csv.reader(file))
    facts = json.loads((report / "run.json").read_text(encoding="utf-8"))
    files = [path.name for path in report.iterdir() if path.is_file() and path.suffix != ".lock"]
    return [name for name in (*columns, *facts, *files) if name not in explained]


def scores(folder):
    with (folder / "report" / "scores.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))
