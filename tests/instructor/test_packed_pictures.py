"""Pictures of notebooks that are packed anew are the same to the pixel, and never larger."""

import base64
import io

import nbformat
import numpy as np
import pytest
from PIL import Image

from resnet_lessons.figures.png_palette import with_a_palette
from resnet_lessons.instructor import packed_pictures
from resnet_lessons.instructor.notebooks import NOTEBOOKS


def png(picture, **options):
    buffer = io.BytesIO()
    picture.save(buffer, format="png", **options)
    return base64.b64encode(buffer.getvalue()).decode()


def read(text):
    with Image.open(io.BytesIO(base64.b64decode(text))) as picture:
        return picture.mode, picture.size, np.asarray(picture.convert("RGBA")).tolist()


@pytest.fixture(scope="module")
def drawn():
    y, x = np.mgrid[:80, :120]
    return with_a_palette(np.stack([x, y, x * y % 256], axis=-1).astype("uint8"))


def test_the_same_in_fewer_bytes(drawn):
    text = png(drawn, compress_level=1)
    packed = packed_pictures.packed(text)
    assert len(packed) < len(text) and read(packed) == read(text)


def test_what_is_packed_well_stays(drawn):
    text = png(drawn, optimize=True) + "\n"
    assert packed_pictures.packed(text) == text


def test_pictures_of_outputs_and_within_pages(drawn):
    text = png(drawn, compress_level=1)
    page = f'<p>before</p><img src="data:image/png;base64,{text}" alt="a">'
    notebook = nbformat.v4.new_notebook(
        cells=[
            nbformat.v4.new_markdown_cell("words"),
            nbformat.v4.new_code_cell(
                outputs=[
                    nbformat.v4.new_output("stream", text="said"),
                    nbformat.v4.new_output("display_data", {"image/png": text, "text/plain": "a"}),
                    nbformat.v4.new_output("display_data", {"text/html": page}),
                ]
            ),
        ]
    )
    packed_pictures.pack(notebook)
    said, picture, within = notebook.cells[1].outputs
    packed = packed_pictures.packed(text)
    assert said.text == "said" and picture.data["text/plain"] == "a"
    assert picture.data["image/png"] == packed != text
    assert within.data["text/html"] == page.replace(text, packed)


def test_committed_notebooks_are_packed():
    path = max(NOTEBOOKS.glob("*.ipynb"), key=lambda each: each.stat().st_size)
    notebook = nbformat.read(path, as_version=4)
    before = nbformat.writes(notebook)
    packed_pictures.pack(notebook)
    assert nbformat.writes(notebook) == before
