"""The search for answers finds them however they are hidden."""

import zipfile

import nbformat
import pytest

from resnet_lessons.instructor import leaks
from resnet_lessons.instructor.answers import answer, regions

SECRET = regions(answer("regular_block"))[0].text


def found(folder):
    return leaks.search(folder, [SECRET])


def notebook_with(source="", output=""):
    cell = nbformat.v4.new_code_cell(source)
    cell.outputs = [nbformat.v4.new_output("stream", text=output)]
    return nbformat.writes(nbformat.v4.new_notebook(cells=[cell]))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("plain.py", SECRET),
        ("two_lines_joined.py", SECRET.replace("\n", " ; ").replace(";", "")),
        ("with_comments.py", SECRET.replace("\n", "  # a comment\n")),
        ("last_three_lines.py", "\n".join(SECRET.splitlines()[-3:])),
        ("cell.ipynb", notebook_with(source=SECRET)),
        ("output.ipynb", notebook_with(output=SECRET)),
        ("METADATA", f"Description: {SECRET}"),
    ],
)
def test_an_answer_is_found(tmp_path, name, text):
    (tmp_path / name).write_text(text)
    (sentence,) = found(tmp_path)
    assert name in sentence


def test_an_answer_inside_a_wheel_is_found(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.whl", "w") as wheel:
        wheel.writestr("package/model.py", SECRET)
    sentence = found(tmp_path)[-1]
    assert sentence.startswith("a.whl/package/model.py: conv1 = self.custom_conv2d(")


def test_compiled_code_and_the_instructors_part_are_refused(tmp_path):
    (tmp_path / "model.pyc").write_bytes(b"\x00" * 20)
    (tmp_path / "instructor").mkdir()
    (tmp_path / "instructor" / "keys.py").write_text("")
    assert len(found(tmp_path)) == 2


def test_what_everyone_writes_is_no_leak(tmp_path):
    (tmp_path / "two_lines.py").write_text("\n".join(SECRET.splitlines()[:2]))
    (tmp_path / "short.py").write_text("return residual + x")
    assert found(tmp_path) == []
    assert leaks.search(tmp_path, ["    return residual + x"]) == []
