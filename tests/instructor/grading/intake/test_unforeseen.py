"""Whatever goes wrong at one file is told of this file, and the rest of the class is read."""

import logging
from functools import partial

import pytest

from resnet_lessons.instructor.grading.intake import entries, files_of_a_student, repair
from resnet_lessons.instructor.grading.intake.submissions import SubmissionsError
from tests.instructor.grading.intake.archive_tools import find, put, shown, zipped
from tests.instructor.grading.intake.notebook_tools import handed_in, solved

LONG_NUMBER = b"<html>jupyter\ndef pre_activation(x):\n    return 2*x &#" + b"1" * 5_000 + b";\n"
TOLD = (
    "could not be read: the grader itself failed at it (ZeroDivisionError), which your instructor is "
    "asked to report. If it is no notebook, hand in the notebook itself, the file that ends in .ipynb"
)


def nameless():
    """A zip archive with a file whose name is the character that ends names."""
    content = bytearray(zipped(("x", b"def warm_up(x):\n    return 1\n")))
    content[content.index(b"PK\x03\x04") + 30] = content[content.rindex(b"PK\x01\x02") + 46] = 0
    return bytes(content)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("page.html", LONG_NUMBER),
        ("page.ipynb", LONG_NUMBER),
        ("work.zip", nameless()),
        ("work.zip", zipped(("page.html", LONG_NUMBER), ("inner.zip", nameless()))),
        ("page.html", LONG_NUMBER.replace(b"jupyter", b'<div class=" hl-python"><pre>&#' * 9)),
    ],
)
def test_an_odd_file_keeps_nobody_elses_from_being_read(tmp_path, name, content):
    put(tmp_path, f"alice/{name}", content=content)
    put(tmp_path, "bob/x.ipynb")
    found = find(tmp_path)
    assert {one.student_id for one in found} == {"alice", "bob"}
    assert ("bob", "x.ipynb", "") in shown(found)


def test_a_number_of_thousands_of_digits_is_no_character(tmp_path):
    put(tmp_path, "alice/page.html", content=LONG_NUMBER)
    (found,) = find(tmp_path)
    assert "return 2*x \\ufffd" in found.content.decode()


def test_an_odd_archive_that_is_the_only_file_of_a_class(tmp_path):
    put(tmp_path, "alice.zip", content=nameless())
    assert [one.student_id for one in find(tmp_path)] == ["alice"]


def _fail(*_, **__):
    return 1 / 0


def assert_logged(caplog, whose):
    assert [record.levelno for record in caplog.records] == [logging.ERROR]
    assert f"failed at reading '{whose}'; please report this" in caplog.text
    assert "ZeroDivisionError" in caplog.text


def test_what_nobody_foresaw_at_a_file_is_this_files_problem(tmp_path, monkeypatch, caplog):
    put(tmp_path, "alice/a.zip", content=zipped("02.ipynb", ("03.py", b"def grow(x): pass")))
    put(tmp_path, "alice/b.ipynb")
    usual = files_of_a_student.kinds.kind_of
    monkeypatch.setattr(
        files_of_a_student.kinds,
        "kind_of",
        lambda name, start: _fail() if name.endswith("02.ipynb") else usual(name, start),
    )
    assert shown(find(tmp_path)) == [
        ("alice", "a.zip/02.ipynb", TOLD),
        ("alice", "b.ipynb", ""),
    ]
    assert_logged(caplog, "alice/a.zip/02.ipynb")


def test_what_nobody_foresaw_at_a_student_is_this_students_problem(tmp_path, monkeypatch, caplog):
    put(tmp_path, "alice/a.py", content=b"def grow(x):\n    return x")
    put(tmp_path, "bob/x.ipynb")
    monkeypatch.setattr(files_of_a_student.conversions, "from_script", _fail)
    assert shown(find(tmp_path)) == [("alice", "…", TOLD), ("bob", "x.ipynb", "")]
    assert_logged(caplog, "alice/…")


def test_what_nobody_foresaw_at_a_notebook_is_its_problem(monkeypatch, caplog):
    monkeypatch.setattr(repair, "repairs", _fail)
    result = repair.prepare(handed_in(solved()))
    assert (result.problem, result.chapters, result.cells) == (TOLD, (2,), ())
    assert_logged(caplog, "alice/02_block_structure.ipynb")


def test_a_full_disk_ends_the_run_and_marks_nobody_down(tmp_path, monkeypatch):
    put(tmp_path, "alice/a.zip", content=zipped(("inner.zip", zipped("02.ipynb"))))
    put(tmp_path, "bob/x.ipynb")
    full = partial(open, "/dev/full", "w+b")
    monkeypatch.setattr(entries.tempfile, "SpooledTemporaryFile", lambda _: full())
    told = r"Of what alice handed in, a\.zip/inner\.zip cannot be unpacked in .*: No space left"
    with pytest.raises(SubmissionsError, match=told) as raised:
        find(tmp_path)
    assert "Nobody was marked down for it" in str(raised.value)
