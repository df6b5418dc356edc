"""Hostile files: what lies where a notebook should, and notebooks that are none."""

import json

from tests.attacks.attack import ANY, Attack, Entry, HostileCell, right, wrong
from tests.attacks.writing import notebook_bytes

_UNREADABLE = ("unreadable", "not started", "absent")
_NOTEBOOK = "02_block_structure.ipynb"
_RIGHT = HostileCell(right("pre_activation"), "pre_activation")
_WRONG = HostileCell(wrong("pre_activation"), "pre_activation")


def _file(name, tries, content=b"", path="", files=(), **expected):
    """A student's folder with one file in the notebook's place."""
    expected = {"verdicts": _UNREADABLE} | expected
    entry = Entry(f"{name}/{path or _NOTEBOOK}", content)
    return Attack(name, tries, files=(entry, *files), **expected)


def _odd(name, tries, **entry):
    """Something that is no file in the notebook's place."""
    return Attack(name, tries, files=(Entry(f"{name}/{_NOTEBOOK}", **entry),), verdicts=_UNREADABLE)


def _json(change):
    """A wrong notebook as data, changed, as bytes."""

    def content():
        notebook = json.loads(notebook_bytes("json", _WRONG))
        change(notebook)
        return json.dumps(notebook).encode()

    return content


def _changed(name, tries, change, **expected):
    expected = {"verdicts": (*ANY[1:], *_UNREADABLE)} | expected
    return _file(name, tries, _json(change), **expected)


def _text(name, tries, old, new, **expected):
    """A wrong notebook with some of its text replaced."""
    expected = {"verdicts": (*ANY[1:], *_UNREADABLE)} | expected
    return _file(name, tries, lambda: notebook_bytes(name, _WRONG).replace(old, new, 1), **expected)


def _right_twice():
    """The answer's cell stands in two lists of cells, of which JSON keeps the last."""
    text = notebook_bytes("keys", _WRONG)
    return b'{"cells": [], "nbformat": 3, "nbformat": 4, ' + text[1:]


_PLACES = (
    _file("empty_file", "has 0 bytes"),
    _file("binary_file", "is no text", bytes(range(256)) * 100),
    _odd("folder_as_notebook", "is a folder", kind="folder"),
    _odd("pipe_as_notebook", "is a pipe: who opens it waits for ever", kind="pipe"),
    _odd("huge_file", "has 40 GB, none of which take room", kind="sparse", size=40 * 10**9),
    _odd("link_to_system", "is a link to a file of the system's", link="/etc/passwd"),
    _odd("link_to_device", "is a link to a device that never ends", link="/dev/zero"),
    _odd("link_to_itself", "is a link to itself", link=_NOTEBOOK),
    _odd("link_to_nothing", "is a link to nothing", link="/nowhere/at/all.ipynb"),
    Attack(
        "link_to_other_student",
        "is a link to the notebook of a student who is right",
        files=(
            Entry(f"other_student/{_NOTEBOOK}", lambda: notebook_bytes("other", _RIGHT)),
            Entry(f"link_to_other_student/{_NOTEBOOK}", link=f"../other_student/{_NOTEBOOK}"),
        ),
        verdicts=_UNREADABLE,
    ),
    Attack(
        "folder_that_is_a_link",
        "has a student's folder that is a link to the whole disk, and one that leads to itself",
        files=(
            Entry("folder_that_is_a_link", link="/"),
            Entry("folder_that_is_a_loop", link="."),
        ),
        verdicts=_UNREADABLE,
    ),
    _file(
        "deep_folders",
        "lies below a hundred folders",
        lambda: notebook_bytes("deep", _WRONG),
        path="d/" * 100 + _NOTEBOOK,
        verdicts=(*ANY[1:], *_UNREADABLE),
    ),
)

_JSON = (
    _file("invalid_json", "is cut off in the middle", lambda: notebook_bytes("cut", _RIGHT)[:-200]),
    _file(
        "merge_markers",
        "holds the marks of a merge that was never settled",
        lambda: b"<<<<<<< HEAD\n" + notebook_bytes("merge", _RIGHT) + b"\n=======\n>>>>>>> x\n",
    ),
    _file("deep_json", "is JSON nested a million times", lambda: b"[" * 10**6 + b"]" * 10**6),
    _file(
        "deep_metadata",
        "has metadata nested fifty thousand times",
        lambda: notebook_bytes("deep", _WRONG).replace(
            b'"metadata": {}', b'"metadata": {"x": ' + b"[" * 50_000 + b"]" * 50_000 + b"}", 1
        ),
        verdicts=(*ANY[1:], *_UNREADABLE),
    ),
    _file(
        "many_brackets",
        "is JSON of few bytes that takes gigabytes once it is read",
        lambda: b'{"cells": [' + b"[]," * 6_000_000 + b"[]]}",
    ),
    _file(
        "huge_number",
        "has a number of a million digits",
        lambda: notebook_bytes("digits", _WRONG).replace(
            b'"nbformat": 4', b'"nbformat": ' + b"4" * 10**6
        ),
        verdicts=(*ANY[1:], *_UNREADABLE),
    ),
    _file("double_keys", "says everything twice", _right_twice, verdicts=(*ANY[1:], *_UNREADABLE)),
    _text(
        "half_a_character",
        "has half of a character in a cell, which no file can hold",
        b"zeros_like(inputs)",
        b"zeros_like(inputs) # \\ud800 \\u0000",
    ),
    _text(
        "not_a_number_in_json",
        "has numbers that JSON has not",
        b'"nbformat": 4',
        b'"nbformat": NaN',
    ),
)

_SHAPES = (
    _changed("cells_that_are_none", "has numbers, lists and nothing where cells stand",
             lambda notebook: notebook.update(cells=[1, [], None, "x", {"source": {"a": 1}}])),
    _changed("cells_that_are_text", "has a text where the list of cells stands",
             lambda notebook: notebook.update(cells="x" * 1000)),
    _changed("metadata_that_is_none", "has a text where metadata stand",
             lambda notebook: [cell.update(metadata="x") for cell in notebook["cells"]]),
    _changed("source_of_other_kinds", "has numbers among the lines of a cell",
             lambda notebook: [cell.update(source=[1, None, {}]) for cell in notebook["cells"]]),
    _changed("version_99", "says that it is of a version to come",
             lambda notebook: notebook.update(nbformat=99, nbformat_minor=-1)),
    _changed("other_language", "says that it is for the shell, and names a kernel of its own",
             lambda notebook: notebook.update(metadata={"kernelspec": {
                 "name": "../../tmp/x", "language": "bash", "argv": ["touch", "/tmp/@MARKER@"]}})),
    _changed("many_cells", "has a hundred thousand cells",
             lambda notebook: notebook["cells"].extend([notebook["cells"][0]] * 100_000)),
)  # fmt: skip


def _cell(name, tries, source, **expected):
    cells = (HostileCell(source, "pre_activation"),)
    return Attack(name, tries, cells, verdicts=(*ANY[1:], "unreadable"), **expected)


_SOURCES = (
    _cell("null_bytes", "has null bytes in a cell", "def pre_activation(*a):\0\n    return a[1]\0"),
    _cell(
        "syntax_error", "is no Python", "def pre_activation(self, inputs, is_training:\n  return"
    ),
    _cell(
        "deep_syntax",
        "has brackets so deep that who parses it runs out of stack",
        "def pre_activation(self, inputs, is_training):\n    return " + "(" * 50_000 + ")" * 50_000,
    ),
    _cell(
        "deep_operators",
        "has a row of signs so long that who compiles it runs out of stack",
        "def pre_activation(self, inputs, is_training):\n    return " + "-" * 150_000 + "1",
    ),
    _cell(
        "huge_constant",
        "has an expression that a compiler computes, and which takes gigabytes",
        "def pre_activation(self, inputs, is_training):\n    return 'x' * 9 ** 9 ** 9",
    ),
    _cell(
        "slow_pattern",
        "has a text on which patterns that look for answers take for ever",
        "def pre_activation" + " " * 90_000 + "\n" + "pre_activation " * 5_000,
    ),
    _cell(
        "declared_encoding",
        "declares an encoding in which it reads as something else",
        "# -*- coding: rot13 -*-\nvzcbeg bf\ndef pre_activation(self, inputs, is_training): return 0",
    ),
    _cell(
        "hidden_line_ends",
        "has characters that end lines for some programs and not for others",
        "def pre_activation(self, inputs, is_training):\x0c\n    return inputs\x85\u2028\x1e * 0\r",
    ),
    _cell(
        "lookalike_letters",
        "writes its name in letters that look alike and that Python takes for the same",
        wrong("pre_activation").replace("def pre_activation", "def \U0001d429re_activation"),
    ),
)

ATTACKS = _PLACES + _JSON + _SHAPES + _SOURCES
