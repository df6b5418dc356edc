"""No link is followed, no pipe waited for, no folder endless."""

import os

import pytest

from resnet_lessons.instructor.grading.intake import entries, folders, submissions
from tests.instructor.grading.intake.archive_tools import find, put, shown, zipped

HAND_IN = "Hand in the notebook itself, the file that ends in .ipynb"


def test_a_folder_of_far_too_many_files(tmp_path, monkeypatch):
    monkeypatch.setattr(folders, "MOST_MEMBERS", 20)
    put(tmp_path, *(f"alice/a/{number}.txt" for number in range(50)), "bob/x.ipynb")
    put(tmp_path, "carl/" + "d/" * 30 + "x.ipynb")
    alice, bob, carl = find(tmp_path)
    assert "more than 20 files" in alice.problem
    assert not bob.problem
    assert carl.problem


def test_a_notebook_that_lies_too_deep_is_told(tmp_path):
    put(tmp_path, "carl/" + "d/" * 30 + "x.ipynb")
    (carl,) = find(tmp_path)
    assert carl.problem == "lies more than 20 folders deep. Hand in the notebook itself"


def test_links_pipes_and_folders_on_disk(tmp_path):
    secret = put(tmp_path, "secret/x.ipynb") / "secret"
    root = put(tmp_path / "class", "zoe/x.ipynb")
    for name in ("alice", "bob", "carl", "dan"):
        (root / name).mkdir()
    (root / "alice/x.ipynb").symlink_to(secret / "x.ipynb")
    (root / "alice/data.csv").symlink_to("/etc/passwd")
    (root / "bob/work").symlink_to(secret)
    os.mkfifo(root / "carl/x.ipynb")
    (root / "dan/x.ipynb").mkdir()
    (root / "eve").symlink_to(secret)
    (root / "loop").symlink_to(root)
    assert shown(find(root)) == [
        ("alice", "x.ipynb", folders.LINK),
        ("bob", "", submissions.NOTHING_HANDED_IN),
        (
            "carl",
            "x.ipynb",
            "is no ordinary file (a pipe, socket or device). Hand in the file itself",
        ),
        ("dan", "x.ipynb", "is a folder, not a notebook. Hand in the file itself"),
        ("eve", "eve", folders.LINK),
        ("loop", "loop", folders.LINK),
        ("zoe", "x.ipynb", ""),
    ]


def test_what_changed_after_it_was_listed_is_not_followed(tmp_path):
    root = put(tmp_path / "class", "alice/x.ipynb", "bob/x.ipynb", "carl/x.ipynb")
    listed = [one for one in folders.entries(root) if one.open]
    for name in ("alice", "bob"):
        (root / name / "x.ipynb").unlink()
    (root / "alice/x.ipynb").symlink_to("/etc/passwd")
    os.mkfifo(root / "bob/x.ipynb")
    (root / "carl").rename(tmp_path / "carl")
    (root / "carl").symlink_to(tmp_path / "carl")
    for entry in listed:
        with pytest.raises(entries.Unreadable):
            entry.open()


def test_empty_large_and_forbidden_files(tmp_path, monkeypatch):
    put(tmp_path, "alice/x.ipynb", content=b"")
    put(tmp_path, "bob/x.ipynb", content=b" " * 200_000)
    put(tmp_path, "carl/x.ipynb", "dan/secret/x.ipynb")
    monkeypatch.setattr(entries, "LARGEST_FILE", 1000)
    really = os.open

    def refusing(path, flags, *arguments, **options):
        if path == "secret" or (
            path == "x.ipynb" and "carl" in os.readlink(f"/proc/self/fd/{options['dir_fd']}")
        ):
            raise PermissionError(13, "Permission denied")
        return really(path, flags, *arguments, **options)

    monkeypatch.setattr(os, "open", refusing)
    assert shown(find(tmp_path)) == [
        ("alice", "x.ipynb", f"is empty (0 bytes). Save it again. {HAND_IN}"),
        (
            "bob",
            "x.ipynb",
            "is larger than 0 MB. Clear all outputs, save it, and hand in that file",
        ),
        ("carl", "x.ipynb", "cannot be opened (Permission denied). Check who may read it"),
        ("dan", "secret", "cannot be opened (Permission denied). Check who may read it"),
    ]


def test_no_file_stays_open(tmp_path):
    before = len(os.listdir("/proc/self/fd"))
    put(tmp_path, "alice/deep/x.ipynb", "bob/x.ipynb")
    put(tmp_path, "bob/x.zip", content=zipped("x.ipynb"))
    find(tmp_path)
    assert len(os.listdir("/proc/self/fd")) == before
