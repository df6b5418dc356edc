"""Attacks on whoever reads what a class hands in: files at which the reader fails, or never ends."""

import gzip

from tests.attacks.attack import ANY, Attack, Entry, HostileCell, right, wrong
from tests.attacks.writing import IMPORTS
from tests.instructor.grading.intake.archive_tools import zipped

_HEAD = b"<html>jupyter\ndef pre_activation(self, inputs, is_training):\n    return inputs\n"
_LINES = "\n" * 19_900
_STATEMENTS = b"a\n\n"


def _file(name, tries, path, content):
    entry = Entry(f"{name}/{path}", content)
    return Attack(name, tries, files=(entry,), verdicts=(*ANY[1:], "unreadable", "absent"))


def _nameless():
    """An archive with a file whose name is the character that ends names."""
    content = bytearray(zipped(("x", b"def pre_activation(x):\n    return x\n")))
    content[content.index(b"PK\x03\x04") + 30] = content[content.rindex(b"PK\x01\x02") + 46] = 0
    return bytes(content)


ATTACKS = (
    _file(
        "number_of_thousands_of_digits",
        "names a character by a number of thousands of digits, which Python refuses to read",
        "page.html",
        _HEAD + b"&#" + b"1" * 5_000 + b";",
    ),
    _file(
        "file_without_a_name",
        "has an archive with a file whose name ends where it begins",
        "work.zip",
        _nameless,
    ),
    _file(
        "cells_with_one_end",
        "has a page whose cells begin a hundred thousand times and end once",
        "page.html",
        lambda: _HEAD + b'<div class=" hl-python"><pre>a' * 100_000 + b"</pre>",
    ),
    _file(
        "page_of_statements",
        "has a page of 90 MB that takes 100 kB, and that would be millions of cells",
        "page.html.gz",
        lambda: gzip.compress(_HEAD + _STATEMENTS * 30_000_000, 1),
    ),
    _file(
        "scripts_of_statements",
        "has a hundred scripts of hundreds of thousands of cells each, packed into 100 kB",
        "work.zip",
        lambda: zipped(
            *((f"{n}.py", _HEAD.partition(b"\n")[2] + _STATEMENTS * 330_000) for n in range(100))
        ),
    ),
    _file(
        "names_of_megabytes",
        "has an archive in an archive, whose table holds names of forty megabytes",
        "work.zip",
        lambda: zipped(
            ("names.zip", zipped(*(f"{n:04d}{'x' * 60_000}" for n in range(750)), content=b""))
        ),
    ),
    Attack(
        "cell_that_was_handed_out_as_an_answer",
        "has a cell that was handed out for an answer, with a character at its end that is no Python",
        (
            HostileCell(f"{IMPORTS[0]}\x0c", "pre_activation"),
            HostileCell(right("regular_block"), "regular_block"),
        ),
        passes=("regular_block",),
    ),
    Attack(
        "cells_of_blank_lines",
        "has fifty cells of twenty thousand empty lines, which whoever compares answers reads",
        (
            *(HostileCell(f"a{n} = (1{_LINES})") for n in range(50)),
            HostileCell(wrong("pre_activation"), "pre_activation"),
        ),
    ),
)
