"""Folders and archives of submissions, for tests."""

import io
import warnings
import zipfile

from resnet_lessons.instructor.grading.intake import submissions

NOTEBOOK = b'{"cells": [], "nbformat": 4, "nbformat_minor": 5, "metadata": {}}'


def find(path):
    """Everything that was handed in, at once."""
    return tuple(sorted(submissions.find(path), key=lambda one: (one.student_id, one.name)))


def _usual(name):
    """What a file of a name holds."""
    return (
        NOTEBOOK if name.replace("\\", "/").rpartition("/")[2].endswith(".ipynb") else b"Some text."
    )


def put(folder, *paths, content=None):
    for path in paths:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(_usual(path) if content is None else content)
    return folder


def zipped(*members, content=None, method=zipfile.ZIP_DEFLATED):
    """Bytes of an archive; a member is a name or a (name or ZipInfo, bytes) pair."""
    file = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(file, "w", method) as archive:
        warnings.simplefilter("ignore")
        for member in members:
            name, inside = (member, content) if isinstance(member, str) else member
            archive.writestr(name, _usual(name) if inside is None else inside)
    return file.getvalue()


def archive_at(tmp_path, *members, **options):
    path = tmp_path / "class.zip"
    path.write_bytes(zipped(*members, **options))
    return path


def shown(found):
    return [(one.student_id, one.name, one.problem) for one in found]


def read(found):
    """(student, name) of what could be read."""
    assert all(one.content == NOTEBOOK for one in found if not one.problem)
    assert all(one.content == b"" for one in found if one.problem)
    return [(one.student_id, one.name) for one in found if not one.problem]
