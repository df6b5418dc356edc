"""The folder of a site is ours or empty."""

import pytest

from resnet_lessons.instructor.site import folder

FILES = {"index.html": b"one", "a.html": b"a", "pictures/a.png": b"picture"}


def test_a_new_site_and_the_next_one(tmp_path):
    out = tmp_path / "deep" / "site"
    folder.write(out, FILES)
    assert {name: (out / name).read_bytes() for name in FILES} == FILES
    (out / "CNAME").write_text("kept")
    folder.write(out, {"index.html": b"two"})
    left = {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()}
    assert left == {"index.html", "CNAME", folder.MARKER}
    assert (out / "index.html").read_bytes() == b"two"


def test_an_empty_folder_will_do(tmp_path):
    folder.write(tmp_path, FILES)
    assert (tmp_path / "a.html").exists()


def test_a_folder_with_something_else_is_refused_and_left_alone(tmp_path):
    (tmp_path / "index.html").write_text("mine")
    with pytest.raises(folder.FolderRefused, match="something else"):
        folder.write(tmp_path, FILES)
    assert [path.name for path in tmp_path.iterdir()] == ["index.html"]
    assert (tmp_path / "index.html").read_text() == "mine"


def test_a_file_is_refused(tmp_path):
    (tmp_path / "site").write_text("mine")
    with pytest.raises(folder.FolderRefused, match="is a file"):
        folder.write(tmp_path / "site", FILES)
