"""A file is what its content says, whatever it is called; what is not read is explained."""

import gzip
import io
import json
import random
import tarfile

import pytest

from resnet_lessons.instructor.grading.intake import files_of_a_student
from resnet_lessons.instructor.grading.intake.submissions import SubmissionsError
from tests.instructor.grading.intake.archive_tools import (
    NOTEBOOK,
    archive_at,
    find,
    put,
    read,
    shown,
    zipped,
)

HAND_IN = "Hand in the notebook itself, the file that ends in .ipynb"
COLABS = b'{"nbformat": 4, "nbformat_minor": 0, "metadata": {"colab": {}}, "cells": []}'
SEVEN_ZIP, RAR = b"7z\xbc\xaf\x27\x1c" + b"\0" * 40, b"Rar!\x1a\x07\x01\0" + b"\0" * 40


def tarred(*members, mode="w", **options):
    """Bytes of a tar archive; a member is a (name or TarInfo, bytes) pair."""
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode=mode, **options) as archive:
        for name, content in members:
            member = tarfile.TarInfo(name) if isinstance(name, str) else name
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return file.getvalue()


@pytest.mark.parametrize(
    "name",
    ["02.ipynb.txt", "02.json", "02.ipynb.json", "02", "02.IPYNB", "02.ipynb.download", "02.html"],
)
@pytest.mark.parametrize("content", [NOTEBOOK, COLABS, b"\xef\xbb\xbf" + NOTEBOOK])
def test_a_notebook_of_any_name(tmp_path, name, content):
    put(tmp_path, f"alice/{name}", content=content)
    put(tmp_path, "bob.zip", content=zipped((name, content)))
    found = find(tmp_path)
    assert [(one.student_id, one.name, one.content) for one in found] == [
        ("alice", name, content),
        ("bob", f"bob.zip/{name}", content),
    ]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_a_notebook_in_another_encoding(tmp_path, encoding):
    put(tmp_path, "alice/02.txt", content=NOTEBOOK.decode().encode(encoding))
    ((one),) = find(tmp_path)
    assert one.content.decode(encoding).lstrip("\ufeff") == NOTEBOOK.decode()


def test_loose_files_are_known_by_their_content_too(tmp_path, caplog):
    for name in ("alice.ipynb.txt", "ben.json", "carl"):
        put(tmp_path, name, content=NOTEBOOK)
    put(tmp_path, "dan.tar.gz", content=gzip.compress(tarred(("x.ipynb", NOTEBOOK))))
    put(tmp_path, "eve.7z", content=SEVEN_ZIP)
    put(tmp_path, "README.md", "grades.csv", "package.json", content=b'{"name": "x"}')
    put(tmp_path, "syllabus.pdf", content=b"%PDF-1.7")
    put(tmp_path, "index.html", content=b"<!DOCTYPE html><p>The class</p>")
    assert [(one.student_id, bool(one.problem)) for one in find(tmp_path)] == [
        ("alice", False),
        ("ben", False),
        ("carl", False),
        ("dan", False),
        ("eve", True),
    ]
    assert "no notebook, and was left out: syllabus.pdf." in caplog.text


UNPACK = "which is not opened here. Hand in the notebook itself, or a plain zip of it"
NO_CODE = f"from which no code can be taken back whole. {HAND_IN}"


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("02.7z", SEVEN_ZIP, f"is a 7z archive, {UNPACK}"),
        ("02.ipynb", SEVEN_ZIP, f"is a 7z archive, {UNPACK}"),
        ("work.rar", RAR, f"is a rar archive, {UNPACK}"),
        ("work.zip", RAR, f"is a rar archive, {UNPACK}"),
        ("work.tar.bz2", b"BZh91AY", f"is packed with bzip2, {UNPACK}"),
        ("work.tar.xz", b"\xfd7zXZ\0\0", f"is packed with xz, {UNPACK}"),
        ("02.pdf", b"%PDF-1.7 \0", f"is a PDF, {NO_CODE}"),
        ("02.ipynb", b"%PDF-1.7 \0", f"is a PDF, {NO_CODE}"),
        ("02.docx", zipped("word/document.xml"), f"is a document of Microsoft Word, {NO_CODE}"),
        ("screen.png", b"\x89PNG\r\n\x1a\n\0", f"is a picture (PNG), {NO_CODE}"),
        ("02.html", b"<html><p>Sign in</p>", "is a web page that shows no whole code of a notebook, "
         "perhaps one on which a notebook can be seen. "
         + HAND_IN),
        ("02.ipynb", b"<!DOCTYPE html><p>Sign in", "is a web page that shows no whole code of a "
         f"notebook, perhaps one on which a notebook can be seen. {HAND_IN}"),
        ("02.ipynb", b"\0" * 9, f"is binary, no notebook. {HAND_IN}"),
        ("02.ipynb", b"", f"is empty (0 bytes). Save it again. {HAND_IN}"),
        ("helpers.py", b"x = 1\n", f"is a Python file that answers no exercise. {HAND_IN}"),
        ("link.txt", b"See https://colab.research.google.com/drive/1a",
         "holds a link (https://colab.research.google.com/drive/1a), which is not followed. "
         + HAND_IN),
        ("onlinetext.html", b'<p><a href="https://colab.research.google.com/drive/1a">My work</a>',
         "holds a link (https://colab.research.google.com/drive/1a), which is not followed. "
         + HAND_IN),
        ("02.zip", zipped("notes.txt"), "holds no notebook. Pack the file that ends in .ipynb"),
    ],
)  # fmt: skip
def test_what_is_not_read_says_what_it_is_and_what_helps(tmp_path, name, content, problem):
    put(tmp_path, f"alice/{name}", content=content)
    assert shown(find(tmp_path)) == [("alice", name, problem)]
    outer = archive_at(tmp_path, (f"alice/{name}", content), "bob/x.ipynb")
    assert shown(find(outer))[0] == ("alice", name, problem)


@pytest.mark.parametrize("name", ["weights.npz", "notes.txt", "data.csv", "model.keras"])
def test_what_is_of_no_interest_is_left_out(tmp_path, name):
    content = zipped("x.ipynb") if name.endswith((".npz", ".keras")) else b"1, 2"
    put(tmp_path, f"alice/{name}", content=content)
    put(tmp_path, f"bob/{name}", content=content)
    put(tmp_path, "bob/02.ipynb")
    assert shown(find(tmp_path)) == [
        ("alice", "", files_of_a_student.NOTHING_HANDED_IN),
        ("bob", "02.ipynb", ""),
    ]


def test_beside_a_notebook_only_what_may_hold_work_is_told(tmp_path):
    put(tmp_path, "alice/02.ipynb")
    put(tmp_path, "alice/more.7z", content=SEVEN_ZIP)
    put(tmp_path, "alice/02.pdf", content=b"%PDF-1.7")
    put(tmp_path, "alice/screen.png", content=b"\x89PNG")
    assert [one.name for one in find(tmp_path)] == ["02.ipynb", "more.7z"]


def test_a_script_beside_a_notebook_does_not_count_and_that_is_told(tmp_path):
    put(tmp_path, "alice/02.ipynb", content=json.dumps({"cells": [], "nbformat": 4}).encode())
    put(
        tmp_path, "alice/my_answers/grow.py", "alice/02.py", content=b"def grow(x):\n    return x\n"
    )
    (one,) = find(tmp_path)
    assert one.notes == (
        "Beside the notebook lies code that does not count, since the notebook does: 02.py, "
        "my_answers/grow.py.",
    )


# Archives in archives --------------------------------------------------------------------------------


def wrapped(content, times, pack):
    for number in range(times):
        content = pack((f"{number}.packed", content))
    return content


def test_a_notebook_in_a_zip_in_a_zip(tmp_path):
    put(tmp_path, "alice/homework.zip", content=zipped(("inner.zip", zipped("x.ipynb"))))
    outer = archive_at(tmp_path, ("bob/homework", zipped(("inner", zipped("x.ipynb")))))
    assert read(find(tmp_path / "alice" / "..")) == [
        ("alice", "homework.zip/inner.zip/x.ipynb"),
        ("class", "class.zip/bob/homework/inner/x.ipynb"),
    ]
    assert read(find(outer)) == [("bob", "homework/inner/x.ipynb")]


@pytest.mark.parametrize("pack", [zipped, tarred, lambda pair: gzip.compress(pair[1])])
def test_archives_in_each_other_come_to_an_end(tmp_path, pack):
    put(tmp_path, "alice/x.zip", content=wrapped(NOTEBOOK, 3, pack))
    put(tmp_path, "bob/x.zip", content=wrapped(NOTEBOOK, 60, pack))
    alice, bob = find(tmp_path)
    assert alice.content == NOTEBOOK
    assert bob.problem == files_of_a_student._TOO_DEEP


@pytest.mark.parametrize("format", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
@pytest.mark.parametrize("mode", ["w", "w:gz"])
def test_tar_archives_of_every_format(tmp_path, format, mode):
    long_name = "é/" + "a long name of a folder/" * 8 + "03.ipynb"
    members = [("week1/02.ipynb", NOTEBOOK), ("notes.txt", b"x"), (long_name, NOTEBOOK)]
    put(tmp_path, "alice/week1.tar.gz", content=tarred(*members, mode=mode, format=format))
    names = [name for _, name in read(find(tmp_path))]
    assert [name.rpartition("/")[2] for name in names] == ["03.ipynb", "02.ipynb"]


def test_links_and_ways_out_in_a_tar_archive(tmp_path):
    link, folder = tarfile.TarInfo("a.ipynb"), tarfile.TarInfo("b.ipynb")
    link.type, link.linkname, folder.type = tarfile.SYMTYPE, "/etc/passwd", tarfile.DIRTYPE
    device = tarfile.TarInfo("c.ipynb")
    device.type = tarfile.CHRTYPE
    hostile = tarred(
        (link, b""), (folder, b""), (device, b""), ("../d.ipynb", NOTEBOOK), ("/e.ipynb", NOTEBOOK)
    )
    put(tmp_path, "alice/x.tar", content=hostile)
    found = find(tmp_path)
    assert not read(found) and len(found) == 5


def test_broken_tar_archives_never_raise(tmp_path):
    whole = tarred(("x.ipynb", NOTEBOOK), ("é" * 120 + ".ipynb", NOTEBOOK))
    chance = random.Random(7)
    for _ in range(40):
        place, byte = chance.randrange(3 * 512), chance.randrange(256)
        put(tmp_path, "alice/x.tar", content=whole[:place] + bytes([byte]) + whole[place + 1 :])
        assert find(tmp_path)


def test_a_size_in_a_tar_archive_is_not_believed(tmp_path):
    header = bytearray(tarred(("x.ipynb", NOTEBOOK))[:512])
    header[124:136] = b"77777777777\0"
    put(tmp_path, "alice/x.tar", content=bytes(header) + NOTEBOOK)
    header[156:157] = b"x"
    put(tmp_path, "bob/x.tar", content=bytes(header) * 3)
    header[124:136] = b"-0000000777\0"
    put(tmp_path, "carl/x.tar", content=bytes(header) * 3)
    assert [one.student_id for one in find(tmp_path)] == ["alice", "bob", "carl"]


# Limits ----------------------------------------------------------------------------------------------


def test_a_bomb_in_a_packed_file(tmp_path, monkeypatch):
    monkeypatch.setattr("resnet_lessons.instructor.grading.intake.entries.LARGEST_PACKED", 10_000)
    bomb = gzip.compress(tarred(("x.ipynb", b" " * 5_000_000)))
    put(tmp_path, "alice/x.tar.gz", content=bomb)
    put(tmp_path, "zoe/x.ipynb")
    alice, zoe = find(tmp_path)
    assert "is larger than" in alice.problem
    assert zoe.content == NOTEBOOK
    archive = archive_at(tmp_path, ("bob/x", bomb), "zoe/x.ipynb")
    assert read(find(archive)) == [("zoe", "x.ipynb")]


def test_a_member_that_was_packed_far_too_well(tmp_path, monkeypatch):
    monkeypatch.setattr(
        "resnet_lessons.instructor.grading.intake.archives._LARGEST_OF_ANY_RATIO", 1_000_000
    )
    put(tmp_path, "alice/x.zip", content=zipped(("x.ipynb", b" " * 1_100_000)))
    ((one),) = find(tmp_path)
    assert one.problem == (
        "unpacks from 0 MB to 1 MB, as no notebook does. Hand in the notebook itself"
    )


def test_files_that_are_no_notebooks_do_not_crowd_out_the_notebook(tmp_path, monkeypatch):
    monkeypatch.setattr(files_of_a_student, "MOST_FILES_OF_A_STUDENT", 3)
    for number in range(5):
        put(tmp_path, f"alice/{number}.png", content=b"\x89PNG")
    put(tmp_path, "alice/z.ipynb")
    assert read(find(tmp_path)) == [("alice", "z.ipynb")]


# The path of the class -----------------------------------------------------------------------------


def test_a_path_that_is_neither_a_folder_nor_a_zip(tmp_path):
    put(tmp_path, "class.7z", content=SEVEN_ZIP)
    with pytest.raises(
        SubmissionsError, match="If it is an archive, unpack it, and give the folder"
    ):
        find(tmp_path / "class.7z")
    put(tmp_path, "02.ipynb")
    with pytest.raises(
        SubmissionsError, match=r"but one notebook\. Put it into a folder, and give that"
    ):
        find(tmp_path / "02.ipynb")
