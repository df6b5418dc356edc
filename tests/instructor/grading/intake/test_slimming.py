"""Outputs of any size are read past: what is left says the same, and takes little memory."""

import json
import random
import tracemalloc

import pytest

from resnet_lessons.instructor.grading.intake import slimming
from resnet_lessons.instructor.grading.intake.entries import Unreadable
from resnet_lessons.instructor.grading.intake.repair import prepare
from resnet_lessons.instructor.grading.intake.slimming import slim
from tests.instructor.grading.intake.archive_tools import find, put, zipped
from tests.instructor.grading.intake.notebook_tools import handed_in, prepared, solved

LEFT_OUT = ("outputs", "attachments", "widgets")
TEXTS = ["x", 'a"b', "\\", '\\"', "outputs", '"outputs": [', ' ,"outputs":[', "[{", '}]"', "é\n"]


def anything(chance, depth=0):
    """A value of JSON made to look as if outputs stood everywhere."""
    kind = chance.random()
    if depth > 4 or kind < 0.3:
        return chance.choice([*TEXTS, 1, None])
    if kind < 0.6:
        return [anything(chance, depth + 1) for _ in range(chance.randrange(4))]
    keys = [chance.choice([*LEFT_OUT, *TEXTS]) for _ in range(chance.randrange(4))]
    return {key: anything(chance, depth + 1) for key in keys}


def without(thing):
    """The same without what stands in outputs, by the parsed value."""
    if isinstance(thing, list):
        return [without(part) for part in thing]
    if isinstance(thing, dict):
        return {
            key: type(part)()
            if key in LEFT_OUT and isinstance(part, (list, dict))
            else without(part)
            for key, part in thing.items()
        }
    return thing


def in_pieces(text, size):
    return [text[start : start + size] for start in range(0, len(text), size)]


def test_any_json_says_the_same_but_for_its_outputs(monkeypatch):
    monkeypatch.setattr(slimming, "LARGEST_WHOLE", 0)
    chance = random.Random(3)
    for _ in range(400):
        thing = anything(chance)
        text = json.dumps(
            thing, indent=chance.choice([None, 1]), ensure_ascii=chance.random() < 0.5
        )
        whole = text.encode()
        kept, left_out = slim(in_pieces(whole, chance.choice([1, 2, 3, 7, 100])))
        assert json.loads(kept) == without(json.loads(text))
        assert kept.count(b"\n") == whole.count(b"\n")
        assert len(kept) + left_out == len(whole)


def test_a_small_file_is_read_as_it_is():
    text = b'{"cells": [{"outputs": [1, 2]}]} anything'
    assert slim(in_pieces(text, 5)) == (text, 0)


@pytest.mark.parametrize(
    "text",
    [
        b'{"cells": "' + b"x" * 25_000_000,
        b'{"outputs": "' + b"x" * 25_000_000,
        b"[" * 25_000_000,
        b'{"a": "' + b"\\" * 25_000_000,
        b'"' * 25_000_000,
    ],
)
def test_too_much_beside_the_outputs_is_refused(text):
    with pytest.raises(Unreadable, match="holds more than 20 MB beside its outputs"):
        slim(in_pieces(text, 1 << 20))


def large(piece, size):
    """A solved chapter with outputs of that many bytes, made of a piece of JSON."""
    notebook = solved()
    notebook["cells"][3]["outputs"] = [{"output_type": "stream", "text": ["@"]}]
    before, after = json.dumps(notebook).encode().split(b"@")
    return before + piece * (size // len(piece)) + after


@pytest.mark.parametrize("piece", [b'line\\n", "', b'", [1, 2], {"a": "\\"]"}, "', b"\\\\", b'\\"'])
def test_outputs_of_any_kind_are_read_past(piece):
    content, left_out = slim(in_pieces(large(piece, 7_000_000), 1 << 20))
    assert left_out > 6_900_000
    assert prepared(content).cells == prepared(solved()).cells


def test_fifty_megabytes_of_outputs_are_graded_in_little_memory(tmp_path):
    put(tmp_path, "alice/02_block_structure.ipynb", content=large(b"x" * 99_999, 50_000_000))
    tracemalloc.start()
    (found,) = find(tmp_path)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 25_000_000
    result = prepare(found)
    assert result.cells == prepared(solved()).cells
    assert result.repairs == ("Outputs of 50 MB were ignored.",)


def test_the_same_in_an_archive(tmp_path):
    notebook = solved()
    notebook["cells"][3]["outputs"] = [{"data": {"image/png": "x" * 8_000_000}}]
    inner = zipped(("02_block_structure.ipynb", json.dumps(notebook).encode()))
    put(tmp_path, "alice/work.zip", content=zipped(("inner.zip", inner)))
    (found,) = find(tmp_path)
    assert len(prepare(found).cells) == len(prepared(solved()).cells)


def test_what_stands_after_the_outputs_keeps_its_line():
    notebook = json.dumps(solved() | {"metadata": {"x": 1}}, indent=1)
    notebook = notebook.replace('"outputs": []', '"outputs": [\n"' + "x" * 6_000_000 + '"\n]', 1)
    broken = notebook.replace('"x": 1', '"x": ,')
    line = broken[: broken.index('"x": ,')].count("\n") + 1
    content, _ = slim(in_pieces(broken.encode(), 1 << 20))
    assert f"is no valid JSON, line {line}: Expecting value" in prepare(handed_in(content)).problem
