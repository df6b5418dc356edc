"""Outputs of a notebook as a page shows them."""

import base64
import json

import nbformat
import pytest

from resnet_lessons.figures.canvas import READER
from resnet_lessons.instructor.site.outputs import OutputError, Pictures, read_output
from tests.instructor.site.notebooks import (
    control,
    encoded,
    explorer,
    figure,
    frame,
    result,
    stream,
)


def read(output):
    pictures = Pictures()
    return read_output(output, pictures, "name"), pictures.files


def test_a_figure_is_two_files():
    shown, files = read(figure("a field"))
    assert (shown.frame.alt, shown.frame.width, shown.frame.height) == ("a field", 40, 20)
    assert files[shown.frame.light] == base64.b64decode(encoded("white"))
    assert files[shown.frame.dark] == base64.b64decode(encoded("black"))
    assert len(files) == 2


def test_equal_pictures_are_one_file():
    pictures = Pictures()
    assert (
        pictures.add(encoded("red"))
        == pictures.add(encoded("red"))
        != pictures.add(encoded("blue"))
    )
    assert len(pictures.files) == 2


def test_a_picture_from_elsewhere_is_shown_as_it_is():
    facts = {"alt": "a field", "width": 12, "height": 6}
    shown, files = read(result({"image/png": encoded("red")}, **{"image/png": facts}))
    assert vars(shown.frame).items() >= facts.items()
    assert shown.frame.light == shown.frame.dark in files
    shown, _ = read(result({"image/png": encoded("red"), "text/plain": "a field"}))
    assert (shown.frame.alt, shown.frame.width, shown.frame.height) == ("a field", 40, 20)


@pytest.mark.parametrize(
    "output",
    [
        result({"image/png": encoded("red")}),
        figure(" "),
        explorer([frame("one"), frame("")], [control("a", ["1", "2"])]),
        explorer([frame("one")], [control("a", ["1", "2"])]),
        nbformat.v4.new_output("error", ename="ValueError", evalue="no", traceback=[]),
    ],
    ids=["no alt text", "empty alt text", "a frame without", "a frame too few", "an error"],
)
def test_what_a_reader_could_not_use_is_refused(output):
    with pytest.raises(OutputError):
        read(output)


def test_an_explorer_shows_the_frame_at_which_it_starts():
    controls = [control("a", ["1", "2"], start=1), control("b", ["x", "y", "z"], start=2)]
    shown, _ = read(explorer([frame(f"frame {n}") for n in range(6)], controls))
    assert (shown.kind, shown.name) == ("explorer", "name")
    assert shown.frame.alt == "frame 5"
    data = json.loads(shown.data)
    assert data["controls"] == controls
    assert [each["alt"] for each in data["frames"]] == [f"frame {n}" for n in range(6)]
    assert data["frames"][0]["light"] == shown.frame.light


def test_an_explorers_data_cannot_end_its_script():
    shown, _ = read(explorer([frame("</script><!--")], [control("<b>", ["1"])], title="</script>"))
    assert "<" not in shown.data
    assert json.loads(shown.data)["title"] == "</script>"


def test_text_is_as_it_was_last():
    assert read(stream("\x1b[31mred\x1b[0m\n"))[0].content == "red"
    assert read(stream("1 of 2\r2 of 2\ndone\r\n"))[0].content == "2 of 2\ndone"
    assert read(result({"text/plain": "a < b"}))[0].content == "a < b"


@pytest.mark.parametrize("output", [stream("noise", "stderr"), stream("\n"), result({"x/y": "z"})])
def test_what_says_nothing_is_left_out(output):
    assert read(output)[0] is None


def test_html_is_kept_and_its_pictures_become_files():
    page = f'<p>so<img alt="a field" src="data:image/png;base64,{encoded("red")}"></p>'
    shown, files = read(result({"text/html": page, "text/plain": "so"}))
    (path,) = files
    assert shown.content == f'<p>so<img alt="a field" src="{path}"></p>'


def test_the_readers_form_comes_first():
    data = {
        "text/html": "<p>",
        "text/plain": "x",
        READER: {"kind": "figure", "frames": [frame("a")]},
    }
    assert read(result(data))[0].kind == "picture"
