"""A student's feedback page, as a file of the kind that a platform shows it as."""

import json
import re

from resnet_lessons.instructor.grading.handing_back.new_files import zipped

PAGE = "feedback.html"
# Markdown takes a line that begins so for HTML; what stands before is of use on a page alone.
_BODY = re.compile(r"(?P<inside><header>.*)</body>", re.S)
_EMBLEM = re.compile(r"<svg.*?</svg>", re.S)
# One block of HTML ends where a line is empty; what a student wrote after it would be read as Markdown.
_EMPTY_LINES = re.compile(r"\n\s*\n")
_METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def page_of(student):
    """The bytes of a student's feedback page, or None where it is not there."""
    try:
        return student.feedback.read_bytes()
    except OSError:
        return None


def shown_as(name, page):
    """The page as the content of a file of this name, or None where no such file can hold it.

    Args:
        name: of the file; a notebook holds the page in a cell, an archive as a file.
        page: its bytes.
    """
    ending = name.lower().rpartition(".")[2]
    if ending == "ipynb":
        return _notebook(page.decode("utf-8"))
    if ending in ("html", "htm"):
        return page
    return zipped([(PAGE, page)]) if ending == "zip" else None


def _notebook(page):
    match = _BODY.search(page)
    text = _EMBLEM.sub("", match["inside"] if match else page)
    text = _EMPTY_LINES.sub("\n", text).strip()
    cell = {"cell_type": "markdown", "id": "feedback", "metadata": {}, "source": text}
    content = {"cells": [cell], "metadata": _METADATA, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(content).encode("ascii")
