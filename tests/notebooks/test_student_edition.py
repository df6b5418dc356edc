"""The committed notebooks: they run unsolved, match their stored text and hold no answer."""

import nbformat
import pytest

from resnet_lessons.course.exercises import EXERCISES
from resnet_lessons.instructor import hidden_part, leaks, notebooks
from tests.notebooks.support import code_cells, run_nbval, verdicts

CHAPTERS = sorted(notebooks.NOTEBOOKS.glob("*.ipynb"))
# The first chapter shows how an exercise works, not how a network does.
FEWEST_PICTURES = {"00_start_here": 1}


def read(path):
    return nbformat.read(path, as_version=4)


def exercises_of(notebook):
    return [
        cell.metadata["nbgrader"]["grade_id"]
        for cell in code_cells(notebook)
        if cell.metadata.get("nbgrader", {}).get("solution")
    ]


def test_every_source_has_its_notebook():
    assert [path.stem for path in CHAPTERS] == [path.stem for path in notebooks.sources()]
    assert CHAPTERS


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_cells_are_those_of_the_source(path):
    committed = [(cell.cell_type, cell.source) for cell in read(path).cells]
    fresh = notebooks.build(notebooks.SOURCES / f"{path.stem}.py").cells
    assert committed == [(cell.cell_type, cell.source) for cell in fresh], "run `make notebooks`"


@pytest.mark.kernel
@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_it_runs_unsolved_and_shows_the_stored_text(path, tmp_path):
    status, passed, output = run_nbval([path], tmp_path / "run")
    assert status == 0, output
    assert passed == len(code_cells(read(path)))


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_every_check_says_not_started(path):
    notebook = read(path)
    expected = {f"{name}_check": "not started" for name in exercises_of(notebook)}
    assert verdicts(notebook) == expected


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_it_holds_pictures_with_alt_text_and_no_errors(path):
    outputs = [output for cell in code_cells(read(path)) for output in cell.outputs]
    pictures = [output for output in outputs if "image/png" in output.get("data", {})]
    assert len(pictures) >= FEWEST_PICTURES.get(path.stem, 5)
    for picture in pictures:
        assert len(picture.metadata["image/png"]["alt"]) > 40
        assert len(picture.data["image/png"]) > 5_000
    assert not [output for output in outputs if output.output_type == "error"]
    assert not [output for output in outputs if output.get("name") == "stderr"]


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_it_is_small_and_its_cells_are_short(path):
    assert path.stat().st_size < 1.5e6
    for cell in code_cells(read(path)):
        assert len(cell.source.splitlines()) <= 30, cell.source


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_each_section_that_a_message_names_is_there(path):
    notebook = read(path)
    headings = {
        line.lstrip("# ").strip()
        for cell in notebook.cells
        if cell.cell_type == "markdown"
        for line in cell.source.splitlines()
        if line.startswith("#")
    }
    for name in exercises_of(notebook):
        assert EXERCISES[name].section in headings


def test_nothing_that_no_student_gets_stands_in_a_notebook():
    secrets = hidden_part.of_chapter()
    assert len(secrets.answers) >= len(EXERCISES) and len(secrets.runs_of_programs) > 1_000
    assert leaks.search(notebooks.NOTEBOOKS, secrets, "*.ipynb") == []


@pytest.mark.kernel
def test_a_changed_text_output_is_noticed(tmp_path):
    # The first compared cell of chapter 1 needs no TensorFlow.
    notebook = read(CHAPTERS[1])
    tags = [cell.metadata.get("tags", []) for cell in notebook.cells]
    first = next(number for number, here in enumerate(tags) if "nbval-check-output" in here)
    notebook.cells = notebook.cells[: first + 1]
    output = notebook.cells[first].outputs[0]
    output.data["text/plain"] = output.data["text/plain"].replace("layers", "blocks")
    nbformat.write(notebook, tmp_path / "changed.ipynb")
    status, _, text = run_nbval([tmp_path / "changed.ipynb"], tmp_path / "after")
    assert status == 1
    assert "1 failed" in text
