"""Small notebooks for the tests of the site, made by hand."""

import base64
import io

import nbformat
from PIL import Image

from resnet_lessons.course.questions import questions
from resnet_lessons.figures.canvas import READER
from resnet_lessons.student import guesses
from resnet_lessons.student.asking import openings


def encoded(colour, size=(80, 40)):
    """A PNG of one colour in base64."""
    buffer = io.BytesIO()
    Image.new("RGB", size, colour).save(buffer, "png")
    return base64.b64encode(buffer.getvalue()).decode("ascii")


def frame(alt, light="white", dark="black"):
    return {"alt": alt, "width": 40, "height": 20, "light": encoded(light), "dark": encoded(dark)}


def control(name, options, start=0, kind="slider"):
    return {"name": name, "options": options, "start": start, "kind": kind}


def explorer(frames, controls, title="What happens?"):
    return result(
        {READER: {"kind": "explorer", "title": title, "controls": controls, "frames": frames}}
    )


def explorable(name, title="To play with"):
    form = {
        "kind": "explorable",
        "name": name,
        "title": title,
        "lead": "Play.",
        "frames": [frame("p")],
    }
    return result({READER: form | {"values": {}, "setting": {}}})


def figure(alt="a white field"):
    return result({READER: {"kind": "figure", "frames": [frame(alt)]}, "image/png": encoded("red")})


def result(data, **metadata):
    return nbformat.v4.new_output("display_data", data, metadata=metadata)


def stream(text, name="stdout"):
    return nbformat.v4.new_output("stream", name=name, text=text)


def prose(text):
    return nbformat.v4.new_markdown_cell(text)


def code(source="1", *outputs, **metadata):
    return nbformat.v4.new_code_cell(source, outputs=list(outputs), metadata=metadata)


def notebook(*cells):
    return nbformat.v4.new_notebook(cells=list(cells))


def asked(name, *shown):
    """The output of a cell that asks a question of the lessons; `shown` are outputs such as `figure()`."""
    question = questions()[name]
    form = {
        "kind": "question",
        "question": question.as_dict(),
        "openings": openings(question),
        "shown": [{"data": dict(each.data), "metadata": {}} for each in shown],
    }
    return result({READER: form})


def guessed(*names):
    """The output of a cell that compares guesses with what came."""
    table = guesses.Guesses(tuple((questions()[name], None) for name in names))
    data = table._repr_mimebundle_()
    form = {
        "kind": "guesses",
        "questions": [questions()[name].as_dict() for name in names],
        "html": data["text/html"],
    }
    return result({READER: form})
