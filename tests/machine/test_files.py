"""A file is there whole, or as it was before."""

import os

import pytest

from resnet_lessons.machine.files import written_whole


def write(path, *pieces):
    with written_whole(path) as file:
        for piece in pieces:
            file.write(piece)
            if piece == b"stop":
                raise KeyboardInterrupt


def test_a_file_takes_the_place_of_another(tmp_path):
    path = tmp_path / "new" / "file"
    write(path, b"one")
    write(path, b"an", b"other")
    assert path.read_bytes() == b"another"
    assert os.listdir(path.parent) == ["file"]


def test_what_was_there_stays_when_writing_stops(tmp_path):
    write(tmp_path / "file", b"one")
    with pytest.raises(KeyboardInterrupt):
        write(tmp_path / "file", b"an", b"stop")
    assert (tmp_path / "file").read_bytes() == b"one"
    assert os.listdir(tmp_path) == ["file"]


def test_a_failing_disk_leaves_nothing_behind(tmp_path, monkeypatch):
    def refuse(*_):
        raise OSError("no space")

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(OSError, match="no space"):
        write(tmp_path / "file", b"one")
    assert os.listdir(tmp_path) == []
