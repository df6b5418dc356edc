"""Outputs of a notebook as a page shows them: pictures become files, everything else HTML."""

import base64
import hashlib
import io
import json
import math
import re
from dataclasses import dataclass
from types import MappingProxyType

import nbformat
from nbconvert.filters import strip_ansi
from PIL import Image

from resnet_lessons.figures.canvas import PIXEL_RATIO, READER

_EMBEDDED = re.compile(r'src="data:image/png;base64,([A-Za-z0-9+/=\s]+)"')


class OutputError(Exception):
    """An output that a reader could not use."""


class Pictures:
    """The picture files of a site, each once.

    Attributes:
        files: {path in the site: bytes}.
    """

    def __init__(self):
        self.files = {}

    def add(self, encoded):
        """Keeps a picture.

        Args:
            encoded: a PNG in base64.

        Returns:
            its path in the site.
        """
        content = base64.b64decode(encoded)
        path = f"pictures/{hashlib.sha256(content).hexdigest()[:16]}.png"
        self.files[path] = content
        return path


class PicturesInside:
    """Pictures that stand in the page itself, so that it can be sent as one file.

    Attributes:
        files: {}, since there are none.
    """

    files = MappingProxyType({})

    def add(self, encoded):
        """An address that holds the picture, a PNG in base64."""
        return f"data:image/png;base64,{encoded}"


@dataclass(frozen=True)
class FrameFiles:
    """One picture; `light` and `dark` are addresses, equal where there is but one."""

    alt: str
    width: int
    height: int
    light: str
    dark: str


@dataclass(frozen=True)
class Output:
    """One output.

    Attributes:
        kind: "picture", "explorer", "explorable", "question", "guesses", "html" or "text".
        content: its HTML or text; a question's guesses, as they open without a script; the name of
            an explorable.
        frame: of a picture, the one that an explorer shows first, or an explorable's.
        name: of its data in the page.
        data: what a script needs in the browser, as JSON that may stand in a page.
        shown: outputs that show what came of a question.
        story: what is told of it, as HTML.
        title, lead: of an explorable.
    """

    kind: str
    content: str = ""
    frame: FrameFiles | None = None
    name: str = ""
    data: str = ""
    shown: "tuple[Output, ...]" = ()
    story: str = ""
    title: str = ""
    lead: str = ""


def read_output(output, pictures, name):
    """Turns an output of a notebook into one of a page.

    Args:
        output: `NotebookNode`.
        pictures: `Pictures`, in which its pictures are kept, or `PicturesInside`.
        name: for its data, used once on the page.

    Returns:
        `Output`, or None for what a reader has no use for.

    Raises:
        OutputError: for an error, and for a picture without a description.
    """
    if output.output_type == "error":
        raise OutputError(f"a cell raised {output.ename}: {output.evalue}")
    if output.output_type == "stream":
        return _text(output.text) if output.name == "stdout" else None
    data = output.data
    if READER in data:
        return read_form(data[READER], pictures, name)
    if "text/html" in data:
        page = _EMBEDDED.sub(lambda found: f'src="{pictures.add(found[1])}"', data["text/html"])
        return Output("html", page)
    if "image/png" in data:
        facts = output.metadata.get("image/png", {})
        return Output("picture", frame=_lone_frame(data["image/png"], facts, data, pictures))
    return _text(data.get("text/plain", ""))


def _text(text):
    # A line that was written over, as progress is, stands as it was last.
    lines = strip_ansi(text).rstrip().split("\n")
    text = "\n".join(line.rstrip("\r").rpartition("\r")[2] for line in lines)
    return Output("text", text) if text.strip() else None


def _lone_frame(encoded, facts, data, pictures):
    path = pictures.add(encoded)
    drawn = Image.open(io.BytesIO(pictures.files[path])).size
    width = facts.get("width", drawn[0] // PIXEL_RATIO)
    height = facts.get("height", drawn[1] // PIXEL_RATIO)
    return _described(
        FrameFiles(facts.get("alt") or data.get("text/plain", ""), width, height, path, path)
    )


def _described(frame):
    if not frame.alt.strip():
        raise OutputError("a picture has no description: set its alt text")
    return frame


def _themed_frame(given, pictures):
    light, dark = pictures.add(given["light"]), pictures.add(given["dark"])
    return _described(FrameFiles(given["alt"], given["width"], given["height"], light, dark))


def read_form(form, pictures, name):
    """Turns what an output carries for readers into an output of a page; as `read_output`."""
    if form["kind"] == "guesses":
        return Output("guesses", form["html"], name=name, data=_json(form["questions"]))
    if form["kind"] == "question":
        return _question(form, pictures, name)
    frames = [_themed_frame(given, pictures) for given in form["frames"]]
    if form["kind"] == "figure":
        return Output("picture", frame=frames[0])
    if form["kind"] == "explorable":
        given = _json({"values": form["values"], "setting": form["setting"]})
        words = {"title": form["title"], "lead": form["lead"]}
        return Output("explorable", form["name"], frames[0], name, given, **words)
    if math.prod(len(control["options"]) for control in form["controls"]) != len(frames):
        raise OutputError(f"the explorer {form['title']!r} has not a frame for each position")
    description = {
        "title": form["title"],
        "controls": form["controls"],
        "frames": [vars(frame) for frame in frames],
        "note": form.get("note", ""),
    }
    first = frames[_start(form["controls"])]
    return Output("explorer", frame=first, name=name, data=_json(description))


def _question(form, pictures, name):
    given = [nbformat.v4.new_output("display_data", **each) for each in form["shown"]]
    shown = [read_output(each, pictures, f"{name}-came-{n}") for n, each in enumerate(given)]
    question = form["question"]
    return Output(
        "question",
        form["openings"],
        name=name,
        # What the page itself holds the script need not know.
        data=_json(question | {"story": ""}),
        shown=tuple(each for each in shown if each),
        story=question["story"],
    )


def _start(controls):
    """Index of the frame that is shown first; the last control varies fastest."""
    index = 0
    for control in controls:
        index = index * len(control["options"]) + control["start"]
    return index


def _json(value):
    """JSON that cannot end the script element in which it stands."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
