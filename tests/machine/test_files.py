"""A file is there whole, or as it was before."""

import os

import pytest

from resnet_lessons.machine.files import remove_leftovers, written_whole


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


def test_what_a_killed_process_left_is_removed_and_what_is_being_written_stays(tmp_path):
    path = tmp_path / "run[1].npz"
    write(path, b"whole")
    names = ["run[1].npz.abc.part", "run[1].npz.def.part", "run1.npz.abc.part"]
    old, new, of_another = (tmp_path / name for name in names)
    for leftover in (old, new, of_another):
        leftover.write_bytes(b"half")
    for leftover in (old, of_another):
        os.utime(leftover, (0, 0))
    remove_leftovers(path)
    assert set(os.listdir(tmp_path)) == {path.name, new.name, of_another.name}


def test_a_leftover_is_known_by_the_name_that_it_was_written_under(tmp_path):
    path = tmp_path / "file"
    with written_whole(path) as file:
        file.write(b"half")
        (unfinished,) = tmp_path.iterdir()
        os.utime(unfinished, (0, 0))
        remove_leftovers(path)
        assert not unfinished.exists()
        unfinished.touch()


def test_where_there_is_no_folder_nothing_is_left_over(tmp_path):
    remove_leftovers(tmp_path / "none" / "file")
    assert os.listdir(tmp_path) == []
