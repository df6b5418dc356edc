"""No archive writes to disk, uses up the memory, or spoils what others handed in."""

import io
import os
import struct
import tarfile
import zipfile

import pytest

from resnet_lessons.instructor.grading.intake import archives, entries, folders, tar
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

STUDENTS = ["bob/02_block_structure.ipynb", "alice/homework/deep/01.ipynb", "alice/02.ipynb"]


def test_an_archive_made_on_windows(tmp_path):
    assert read(find(archive_at(tmp_path, "alice\\x.ipynb", "bob\\x.ipynb"))) == [
        ("alice", "x.ipynb"),
        ("bob", "x.ipynb"),
    ]


def test_a_students_archive_is_opened(tmp_path):
    inner = zipped("02.ipynb", "deep/03.ipynb", ("again.zip", zipped("04.ipynb")), "notes.txt")
    put(tmp_path, "alice/homework.zip", content=inner)
    put(tmp_path, "bob/empty.zip", content=zipped("notes.txt"))
    put(tmp_path, "carl/broken.ZIP", content=b"PK\x03\x04 and nothing more")
    found = find(tmp_path)
    assert read(found) == [
        ("alice", "homework.zip/02.ipynb"),
        ("alice", "homework.zip/again.zip/04.ipynb"),
        ("alice", "homework.zip/deep/03.ipynb"),
    ]
    assert [one for one in shown(found) if one[2]] == [
        ("bob", "empty.zip", "holds no notebook. Pack the file that ends in .ipynb"),
        (
            "carl",
            "broken.ZIP",
            "is no zip archive, or a damaged one. Pack it again, or hand in the notebook itself",
        ),
    ]
    outer = archive_at(tmp_path, ("alice/homework.zip", inner), "bob/x.ipynb")
    assert ("alice", "homework.zip/02.ipynb") in read(find(outer))


def link(name, target="/etc/passwd"):
    member = zipfile.ZipInfo(name)
    member.external_attr = 0o120777 << 16
    return member, target.encode()


@pytest.mark.parametrize(
    ("name", "student"),
    [
        ("/etc/x.ipynb", "etc"),
        ("../../root/x.ipynb", "root"),
        ("alice/../bob/x.ipynb", "alice"),
        ("C:\\alice\\x.ipynb", "C:"),
        ("..\\..\\x.ipynb", "x"),
    ],
)
def test_a_path_that_leads_out_of_an_archive_is_not_read(tmp_path, name, student):
    found = find(archive_at(tmp_path, name, "zoe/x.ipynb"))
    assert shown(found)[0][::2] == (
        student,
        "has a path that leads out of the archive. Pack the folder anew",
    )
    assert read(found) == [("zoe", "x.ipynb")]
    assert os.listdir(tmp_path) == ["class.zip"]


def test_links_in_an_archive(tmp_path):
    found = find(archive_at(tmp_path, link("alice/x.ipynb"), link("bob"), "zoe/x.ipynb"))
    assert shown(found) == [
        ("alice", "x.ipynb", folders.LINK),
        ("bob", "bob", folders.LINK),
        ("zoe", "x.ipynb", ""),
    ]


def test_a_member_stated_twice_is_taken_as_it_stands_last(tmp_path):
    found = find(archive_at(tmp_path, ("alice/x.ipynb", b"first"), "alice/x.ipynb"))
    assert shown(found) == [
        ("alice", "x.ipynb", ""),
        ("alice", "x.ipynb (2)", "is in the archive twice; the last one was taken"),
    ]
    assert read(found) == [("alice", "x.ipynb")]


def test_encrypted_and_unusual_members(tmp_path):
    content = bytearray(zipped("alice/x.ipynb"))
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "class.zip").write_bytes(content)
    (found,) = find(tmp_path / "class.zip")
    assert found.problem == "is encrypted with a password. Pack it again without one"
    (found,) = find(archive_at(tmp_path, "alice/x.ipynb", method=zipfile.ZIP_BZIP2))
    assert "method that is not supported" in found.problem


def test_a_damaged_member_spoils_no_other(tmp_path):
    content = bytearray(zipped("alice/x.ipynb", "bob/x.ipynb", method=zipfile.ZIP_STORED))
    content[content.index(NOTEBOOK)] ^= 255
    (tmp_path / "class.zip").write_bytes(content)
    assert shown(find(tmp_path / "class.zip")) == [
        ("alice", "x.ipynb", "is damaged. Pack or save it again, and hand in the new file"),
        ("bob", "x.ipynb", ""),
    ]


@pytest.mark.parametrize("lies", [False, True])
def test_a_bomb_in_an_archive(tmp_path, monkeypatch, lies):
    monkeypatch.setattr(entries, "LARGEST_FILE", 1000)
    content = bytearray(zipped(("alice/x.ipynb", b" " * 5_000_000), "bob/x.ipynb"))
    if lies:
        struct.pack_into("<I", content, content.index(b"PK\x01\x02") + 24, 500)
    (tmp_path / "class.zip").write_bytes(content)
    found = find(tmp_path / "class.zip")
    assert found[0].content == b""
    assert found[0].problem.startswith("is damaged" if lies else "is larger than")
    assert read(found) == [("bob", "x.ipynb")]


def test_a_students_archive_of_far_too_many_members_and_a_class_of_more(tmp_path, monkeypatch):
    many = zipped(*(f"{number}.txt" for number in range(60)), content=b"")
    monkeypatch.setattr("resnet_lessons.instructor.grading.intake.archives.MOST_MEMBERS", 50)
    put(tmp_path, "alice/x.zip", content=many)
    put(tmp_path, "bob/x.ipynb")
    assert shown(find(tmp_path))[0] == (
        "alice",
        "x.zip",
        "holds more than 50 files. Pack the notebooks alone",
    )
    crowd = find(archive_at(tmp_path, *(f"s{number:02d}/x.ipynb" for number in range(60))))
    assert len(read(crowd)) == len(crowd) == 60


def test_a_damaged_class_archive_is_refused_in_words(tmp_path):
    content = archive_at(tmp_path, *STUDENTS).read_bytes()
    start = content.index(b"PK\x01\x02")
    (tmp_path / "class.zip").write_bytes(content[:start] + b"PK\x09\x09" + content[start + 4 :])
    with pytest.raises(SubmissionsError, match="damaged"):
        find(tmp_path / "class.zip")


def test_broken_archives_never_raise_anything_else(tmp_path):
    whole = zipped(*STUDENTS, ("carl/x.zip", zipped("x.ipynb")))
    for place in range(0, len(whole), 7):
        for byte in (0, 255):
            content = whole[:place] + bytes([byte]) + whole[place + 1 :]
            (tmp_path / "class.zip").write_bytes(content)
            try:
                assert find(tmp_path / "class.zip")
            except SubmissionsError as error:
                assert "class.zip" in str(error)


def test_a_table_of_very_long_names_is_not_read(tmp_path, monkeypatch):
    monkeypatch.setattr("resnet_lessons.instructor.grading.intake.archives._LARGEST_TABLE", 10_000)
    put(tmp_path, "alice/x.zip", content=zipped(*(f"{n}{'x' * 900}.txt" for n in range(12))))
    put(tmp_path, "bob/x.zip", content=zipped("x.ipynb", *(f"{n}.txt" for n in range(100))))
    assert shown(find(tmp_path)) == [
        ("alice", "x.zip", "holds names that are far too long. Pack the notebooks alone"),
        ("bob", "x.zip/x.ipynb", ""),
    ]


def test_of_a_long_name_in_a_tar_archive_little_is_kept():
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w", format=tarfile.GNU_FORMAT) as archive:
        archive.addfile(tarfile.TarInfo("x" * 50_000 + ".ipynb"))
        archive.addfile(tarfile.TarInfo("y" * 900 + ".ipynb"))
    assert [len(member.path) for member in tar.members(file)] == [1_001, 906]
    with archives.opened_tar(file) as found:
        assert ["far too long" in entry.problem for entry in found] == [True, False]
