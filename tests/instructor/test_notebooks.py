"""Building notebooks: editions from one source, and stale ones found."""

import nbformat
import pytest

from resnet_lessons import cli
from resnet_lessons.course.exercises import EXERCISES
from resnet_lessons.instructor import notebook_sources, notebooks
from resnet_lessons.instructor.grading.alone import check_cell


@pytest.fixture
def course(tmp_path, monkeypatch):
    """A course of one small chapter: (its source, the folder of its notebook)."""
    source = tmp_path / "source" / "07_small.py"
    source.parent.mkdir()
    source.write_text(
        "# %% [markdown]\n# # Small\n\n# %%\nimport keras\n"
        "import resnet_lessons as rl\nfrom keras import layers, ops\n\n"
        "# %%\n# exercise: pre_activation\n\n"
        '# %% tags=["nbval-check-output"]\nprint("two")\n'
    )
    monkeypatch.setattr(notebook_sources, "SOURCES", source.parent)
    monkeypatch.setattr(notebooks, "NOTEBOOKS", tmp_path)
    return source, tmp_path


def code(source, edition):
    return [cell for cell in notebooks.build(source, edition).cells if cell.cell_type == "code"]


def test_an_exercise_becomes_header_hole_and_check(course):
    cells = notebooks.build(course[0]).cells
    header, fill_in, check = cells[2:5]
    assert header.source.startswith("### Exercise `pre_activation`")
    assert "raise NotImplementedError" in fill_in.source
    assert fill_in.metadata.nbgrader["solution"]
    assert check.source == 'rl.check("pre_activation", pre_activation)'
    assert check.metadata.nbgrader["points"] == EXERCISES["pre_activation"].points
    assert check.metadata.nbgrader["locked"]


def test_the_solved_edition_holds_the_answer_and_nbgraders_the_markers_too(course):
    assert "return ops.relu(normalized)" in code(course[0], "solved")[1].source
    assert "SOLUTION" not in code(course[0], "solved")[1].source
    assert "### BEGIN SOLUTION" in code(course[0], "nbgrader")[1].source
    assert code(course[0], "nbgrader")[2].source == check_cell(EXERCISES["pre_activation"])


def test_points_that_an_instructor_chose_stand_in_header_and_check(course):
    cells = notebooks.build(course[0], points={"pre_activation": 7.5, "grow": 1}).cells
    assert "minutes · 7.5 points\n" in cells[2].source
    assert cells[4].metadata.nbgrader["points"] == 7.5
    none = notebooks.build(course[0], "nbgrader", {"pre_activation": 0}).cells
    assert "minutes · no points\n" in none[2].source
    assert 'alone.points("pre_activation", pre_activation, result, most=0)' in none[4].source


def test_an_unknown_exercise_is_named(course):
    course[0].write_text("# %%\n# exercise: nothing_like_it\n")
    with pytest.raises(notebooks.BuildError, match="nothing_like_it"):
        notebooks.build(course[0])


@pytest.mark.kernel
def test_a_cell_that_takes_too_long_stops_the_build_with_a_sentence(course):
    course[0].write_text("# %%\nimport time\n\ntime.sleep(60)\n")
    with pytest.raises(notebooks.BuildError, match="longer than 1 seconds"):
        notebooks.execute(notebooks.build(course[0]), seconds=1)


@pytest.mark.kernel
def test_the_kernel_gets_further_variables_and_every_cell_is_announced(course):
    course[0].write_text('# %%\nimport os\n\n# %%\nprint(os.environ["ASKED"])\n')
    announced = []
    notebook = notebooks.execute(
        notebooks.build(course[0]), environment={"ASKED": "yes"}, on_cell=announced.append
    )
    assert notebook.cells[1].outputs[0].text == "yes\n"
    assert announced == [0, 1]


@pytest.mark.kernel
def test_a_cell_that_raises_stops_the_build_with_a_sentence(course, capsys):
    course[0].write_text("# %%\n1 / 0\n")
    assert cli.main(["build"]) == 1
    assert "ZeroDivisionError" in capsys.readouterr().err


@pytest.fixture
def two_chapters(course, monkeypatch):
    """A course of two chapters whose cells are not run: the folder of its notebooks."""
    source, folder = course
    source.with_name("08_other.py").write_text("# %% [markdown]\n# # Other\n")
    monkeypatch.setattr(notebooks, "execute", lambda notebook: notebook)
    return folder


@pytest.mark.parametrize("number", ["8", "08"])
def test_one_chapter_is_built_and_no_other(two_chapters, capsys, number):
    assert cli.main(["build", "--chapter", number]) == 0
    assert [path.name for path in two_chapters.glob("*.ipynb")] == ["08_other.ipynb"]
    said = capsys.readouterr().out
    assert "08_other.ipynb" in said and "The other notebooks are as they were." in said
    assert notebooks.stale(two_chapters, run=False, chapter=number) == []
    assert notebooks.stale(two_chapters, run=False) == ["07_small.ipynb"]


@pytest.mark.parametrize("number", ["9", "nine", "-8", ""])
def test_an_unknown_chapter_is_answered_with_the_known_ones(two_chapters, capsys, number):
    for arguments in ([], ["--check", "--no-run"], ["--solved", str(two_chapters / "solved")]):
        assert cli.main(["build", f"--chapter={number}", *arguments]) == 1
        assert f"There is no chapter {number}; the chapters are 7, 8." in capsys.readouterr().err
    assert not list(two_chapters.rglob("*.ipynb"))


def test_what_cannot_be_built_is_named_with_its_chapter(two_chapters, monkeypatch, capsys):
    def raise_error(notebook):
        raise notebooks.BuildError("a cell raises ZeroDivisionError")

    monkeypatch.setattr(notebooks, "execute", raise_error)
    assert cli.main(["build", "--chapter", "8"]) == 1
    assert "08_other.py: a cell raises ZeroDivisionError" in capsys.readouterr().err


@pytest.mark.kernel
def test_check_fails_when_a_source_was_edited_and_not_rebuilt(course):
    source, folder = course
    # Without TensorFlow its kernel starts at once.
    source.write_text(
        '# %% [markdown]\n# # Small\n\n# %% tags=["nbval-check-output"]\nprint("two")\n'
    )
    paths = list(notebooks.write(folder))
    assert [path.name for path in paths] == ["07_small.ipynb"]
    assert notebooks.stale(folder) == []
    text = source.read_text()
    source.write_text(text.replace("# # Small", "# # Smaller"))
    assert notebooks.stale(folder) == ["07_small.ipynb"]
    source.write_text(text)
    notebook = nbformat.read(paths[0], as_version=4)
    notebook.cells[-1].outputs[0].text = "three\n"
    nbformat.write(notebook, paths[0])
    assert notebooks.stale(folder, run=False) == []
    assert notebooks.stale(folder) == ["07_small.ipynb"]
    assert notebooks.stale(folder, run=False, chapter=7) == []
    stray = folder / "08_without_source.ipynb"
    nbformat.write(nbformat.v4.new_notebook(), stray)
    assert "08_without_source.ipynb" in notebooks.stale(folder, run=False)


@pytest.mark.kernel
def test_a_kernel_adds_no_warning_to_what_a_command_says(course, capfd):
    notebook = notebooks.build(course[0])
    del notebook.cells[1:]
    notebook.cells.append(nbformat.v4.new_code_cell("print('ran')"))
    notebooks.execute(notebook)
    assert notebook.cells[-1].outputs[0].text == "ran\n"
    assert "".join(capfd.readouterr()) == ""
