"""Bytes that are no notebook are refused in words; those that are one are read, however written."""

import json

import pytest

from resnet_lessons.instructor.grading.intake import raw_notebook
from resnet_lessons.instructor.grading.intake.raw_notebook import NotANotebook, read

NOTEBOOK = {"cells": [{"cell_type": "code", "source": "x = 'é'", "metadata": {}}], "nbformat": 4}
TEXT = json.dumps(NOTEBOOK, ensure_ascii=False, indent=1)
MERGED = TEXT.replace(' "cells"', '<<<<<<< HEAD\n "cells"\n=======\n "cells"\n>>>>>>> mine', 1)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "is empty"),
        (b" \n\n ", "is empty"),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "is binary, no notebook"),
        (bytes(range(256)), "is binary, no notebook"),
        (b"PK\x03\x04\xff\xfe", "is binary, no notebook"),
        (b"{\xff\0", "is binary, no notebook"),
        (b'{"cells": [\0]}', "is binary, no notebook"),
        (b"print('hello')", "is no valid JSON, line 1: Expecting value"),
        (TEXT[:-30].encode(), "was cut off when it was saved or sent: it ends in line "),
        (
            TEXT[: TEXT.index("é")].encode(),
            "was cut off when it was saved or sent: it ends in line 5",
        ),
        (b'{"cells": [}', "is no valid JSON, line 1: Expecting value. Open it in Jupyter"),
        (b'{\n"cells": [],\n}', "is no valid JSON, line 3"),
        (MERGED.encode(), "holds merge markers (<<<<<<<), line 2; the merge was never settled"),
        (
            b"{\n>>>>>>> mine\n",
            "holds merge markers (>>>>>>>), line 2; the merge was never settled",
        ),
        (b"[" * 100_000, "is nested far too deeply for a notebook"),
        (b'{"a":' * 100_000, "is nested far too deeply for a notebook"),
        (b"3", "is JSON, but no notebook"),
        (b"[]", "is JSON, but no notebook"),
        (b"{}", "is JSON, but no notebook: it has no list of cells"),
        (b'{"cells": 3}', "is JSON, but no notebook: it has no list of cells"),
        (b'{"worksheets": {"cells": []}}', "is JSON, but no notebook: it has no list of cells"),
        (b"[" * 3_000_000, "holds far more parts than a notebook"),
    ],
)
def test_what_is_no_notebook(content, problem):
    with pytest.raises(NotANotebook) as raised:
        read(content)
    assert str(raised.value).startswith(problem)


def test_a_file_over_the_limit(monkeypatch):
    monkeypatch.setattr(raw_notebook, "LARGEST_NOTEBOOK", 10)
    with pytest.raises(NotANotebook, match="is larger than"):
        read(TEXT.encode())


@pytest.mark.parametrize(
    "encoding",
    ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"],
)
def test_other_ways_to_write_a_text(encoding):
    notebook = read(TEXT.encode(encoding))
    assert notebook.cells[0].source == "x = 'é'"
    assert notebook.damage == ("The file is not written in plain UTF-8.",)


def test_bytes_that_are_no_utf_8():
    notebook = read(TEXT.encode("latin-1"))
    assert notebook.cells[0].source == "x = '\ufffd'"
    assert "no UTF-8" in notebook.damage[0]


def test_merge_markers_inside_a_cell_are_its_own_business():
    text = TEXT.replace("x = 'é'", "<<<<<<< HEAD\\nx = 1")
    assert read(text.encode()).cells[0].source == "<<<<<<< HEAD\nx = 1"


def test_numbers_that_python_refuses():
    text = TEXT.replace(
        '"nbformat": 4', f'"nbformat": {"9" * 10_000}, "other": [NaN, Infinity, 1e999]'
    )
    assert read(text.encode()).version == (0, 0)


def test_strange_cells():
    cells = [3, None, [], {"source": 3}, {"source": ["a\n", 4, "b"]}, {"source": {"a": 1}}]
    cells += [
        {"cell_type": 5, "metadata": [], "source": "x\ud800y", "id": 3},
        {"metadata": {"nbgrader": 3}},
    ]
    notebook = read(json.dumps({"cells": cells, "metadata": 3, "nbformat": True}).encode())
    assert [(cell.number, cell.kind, cell.source) for cell in notebook.cells] == [
        (4, "code", ""), (5, "code", "a\nb"), (6, "code", ""), (7, "code", "x?y"), (8, "code", ""),
    ]  # fmt: skip
    assert all(
        (cell.nbgrader, cell.grade_id, cell.has_id) == ({}, "", False) for cell in notebook.cells
    )
    assert (notebook.metadata, notebook.version) == ({}, (0, 0))
    assert notebook.damage == (
        "Each of the cells 1, 2, 3 could not be read and was left out.",
        "Each of the cells 4, 5, 6 held something that is no text, which was left out.",
    )


def test_worksheets_of_strange_kinds():
    sheets = [3, {"cells": 4}, {"cells": [{"cell_type": "code", "input": ["a\n", "b"]}]}]
    (cell,) = read(json.dumps({"worksheets": sheets, "nbformat": 3}).encode()).cells
    assert cell.source == "a\nb"


def test_many_damaged_cells_are_told_in_one_sentence():
    notebook = read(json.dumps({"cells": [3] * 20}).encode())
    assert notebook.damage == (
        "Each of the cells 1, 2, 3, 4, 5, 6, 7, 8 and 12 more could not be read and was left out.",
    )
