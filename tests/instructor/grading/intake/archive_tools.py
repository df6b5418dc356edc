"""Folders and archives of submissions, for tests."""

import io
import warnings
import zipfile

NOTEBOOK = b'{"cells": [], "nbformat": 4, "nbformat_minor": 5, "metadata": {}}'


def put(folder, *paths, content=NOTEBOOK):
    for path in paths:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    return folder


def zipped(*members, content=NOTEBOOK, method=zipfile.ZIP_DEFLATED):
    """Bytes of an archive; a member is a name or a (name or ZipInfo, bytes) pair."""
    file = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(file, "w", method) as archive:
        warnings.simplefilter("ignore")
        for member in members:
            name, inside = (member, content) if isinstance(member, str) else member
            archive.writestr(name, inside)
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
