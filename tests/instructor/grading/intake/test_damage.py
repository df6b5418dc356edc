"""What was damaged is told, in exactly these sentences, and costs nobody a point."""

import nbformat
import pytest

from tests.instructor.grading.intake.notebook_tools import (
    CHAPTER_2,
    answers,
    cell_of,
    code,
    damaged,
    place,
    prepared,
    solved,
)


def test_missing_check_cells():
    notebook = solved()
    del notebook["cells"][place(notebook, "regular_block_check")]
    damaged(notebook, "The check cell of `regular_block` is missing, which grading does not need.")
    del notebook["cells"][place(notebook, "pre_activation_check")]
    told = "The check cells of `pre_activation`, `regular_block` are missing, which grading does not need."
    assert list(answers(damaged(notebook, told))) == CHAPTER_2


def test_a_doubled_check_cell():
    notebook = solved()
    where = place(notebook, "regular_block_check")
    notebook["cells"].insert(where, dict(notebook["cells"][where]))
    damaged(notebook, "More than one check cell carries the id of `regular_block`; none is needed.")


def test_a_missing_exercise():
    notebook = solved()
    del notebook["cells"][place(notebook, "regular_block")]
    result = damaged(notebook, "The cell of `regular_block` is missing: not started.")
    assert result.answer("regular_block") is None


def test_stripped_metadata():
    notebook = solved()
    numbers = answers(prepared(notebook))
    for cell in notebook["cells"]:
        cell["metadata"] = {}
    told = [
        f"Cell {numbers[name]} has no metadata; it was recognised by its definition of `{name}`."
        for name in CHAPTER_2
    ]
    assert answers(damaged(notebook, *told)) == numbers


def test_a_changed_grade_id():
    notebook = solved()
    where = place(notebook, "regular_block")
    cell_of(notebook, "regular_block")["metadata"]["nbgrader"]["grade_id"] = "<b>my\nblock\u202e"
    told = (
        f"Cell {where + 1} carries the id '<b>my·block·'; it was recognised by its definition of "
        "`regular_block`."
    )
    assert damaged(notebook, told).answer("regular_block").number == where + 1


def test_moved_cells():
    notebook = solved()
    notebook["cells"].append(notebook["cells"].pop(place(notebook, "pre_activation")))
    order = ", ".join(f"`{name}`" for name in [*CHAPTER_2[1:], "pre_activation"])
    told = f"Cells were moved: the exercises of chapter 2 stand in the order {order}."
    result = damaged(notebook, told)
    assert [cell.exercise for cell in result.cells if cell.exercise][-1] == "pre_activation"


@pytest.mark.parametrize(
    ("points", "shown"),
    [
        (100, "100"),
        (-1, "-1"),
        (True, "something that is no number"),
        ([[]], "something that is no number"),
        (None, "something that is no number"),
    ],
)
def test_changed_points(points, shown):
    notebook = solved()
    cell_of(notebook, "regular_block_check")["metadata"]["nbgrader"]["points"] = points
    number = place(notebook, "regular_block_check") + 1
    damaged(
        notebook,
        f"Cell {number} gives `regular_block` {shown} points in its metadata, the released notebook 4; "
        "the metadata does not count.",
    )


@pytest.mark.parametrize(
    ("kernel", "told"),
    [
        (None, "The kernelspec is missing; Python 3 was taken."),
        ({"name": 3}, "The kernelspec is missing; Python 3 was taken."),
        ({"name": "julia-1.9"}, "The kernelspec is 'julia-1.9'; Python 3 was taken."),
    ],
)
def test_kernelspecs(kernel, told):
    notebook = solved()
    notebook["metadata"]["kernelspec"] = kernel
    damaged(notebook, told)
    del notebook["metadata"]
    if kernel is None:
        damaged(notebook, told)


def test_a_renamed_notebook():
    told = "The notebook is called 'my work·.ipynb' in place of 02_block_structure.ipynb."
    damaged(solved(), told, name="deep/my work\n.ipynb")
    for copy in ("-1", " (2)", "-Copy1"):
        damaged(solved(), name=f"02_block_structure{copy}.ipynb")


def test_colab_and_vs_code():
    notebook = solved()
    notebook["metadata"]["colab"] = {"provenance": []}
    told = "The notebook was saved by Google Colab, which adds metadata of its own."
    damaged(notebook, told)
    del notebook["metadata"]["colab"]
    notebook["cells"][1]["metadata"]["vscode"] = {"languageId": "python"}
    damaged(notebook, "The notebook was saved by VS Code, which adds metadata of its own.")


def test_missing_cell_ids():
    notebook = solved()
    for cell in notebook["cells"][:3]:
        del cell["id"]
    damaged(notebook, f"3 of {len(notebook['cells'])} cells carry no cell id.")
    notebook["nbformat_minor"] = 2
    damaged(notebook)


def test_large_outputs_are_ignored():
    notebook = solved()
    notebook["cells"][1]["outputs"] = [{"output_type": "stream", "text": "x" * 6_000_000}]
    damaged(notebook, "Outputs of 6 MB were ignored.")


def test_old_formats_are_read_as_nbformat_reads_them():
    new = nbformat.from_dict(solved())
    for cell in new.cells:
        cell.source = "".join(cell.source)
    old = nbformat.convert(new, 3)
    old["metadata"]["kernelspec"] = {"name": "python3"}
    told = "The notebook is written in an old format (3); it was read as format 4."
    result = damaged(dict(old), told)
    assert result.cells == prepared(solved()).cells
    for cell in old["worksheets"][0]["cells"]:
        cell["metadata"] = {}
    old["nbformat"] = 2
    assert answers(prepared(dict(old))) == answers(result)


def test_formats_that_nobody_knows():
    notebook = solved()
    notebook["nbformat"] = 7
    damaged(notebook, "The notebook is written in a newer format (7); it was read as format 4.")
    del notebook["nbformat"]
    damaged(
        notebook, "The notebook does not say in which format it is written; format 4 was taken."
    )


def test_repairs_are_not_endless():
    notebook = solved()
    for number in range(1500):
        notebook["cells"].append(code("1", grade_id="grow_check", points=number + 5))
    assert len(prepared(notebook).repairs) <= 60
