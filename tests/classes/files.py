"""How a notebook reaches the folder: the ways it may be saved, and the files that are none."""

import json

from tests.classes.notebook import path_of


def _plain(notebook):
    return (json.dumps(notebook, indent=1, ensure_ascii=False) + "\n").encode()


def _nbformat_3(notebook):
    import nbformat

    # The library complains about what the old format does not know; that is the point.
    sheets = nbformat.from_dict(json.loads(json.dumps(notebook)))
    return nbformat.v3.writes_json(nbformat.convert(sheets, 3)).encode()


def _byte_order_mark(notebook):
    return b"\xef\xbb\xbf" + _plain(notebook)


def _windows_lines(notebook):
    for cell in notebook["cells"]:
        cell["source"] = cell["source"].replace("\n", "\r\n")
    return _plain(notebook).replace(b"\n", b"\r\n")


def _one_line(notebook):
    return json.dumps(notebook, separators=(",", ":")).encode()


# Name -> function from a clean notebook to the file's bytes. A grader must read them all.
SAVES = {
    "plain": _plain, "nbformat_3": _nbformat_3, "byte_order_mark": _byte_order_mark,
    "windows_lines": _windows_lines, "one_line": _one_line,
}  # fmt: skip


def _empty(path, content, chapter, chance):
    path.write_bytes(b"")


def _cut_off(path, content, chapter, chance):
    path.write_bytes(content[: len(content) * 2 // 3])


def _merge_markers(path, content, chapter, chance):
    lines = content.splitlines(keepends=True)
    middle = len(lines) // 2
    both = [b"<<<<<<< HEAD\n", *lines[middle : middle + 3], b"=======\n"]
    both += [*lines[middle : middle + 2], b">>>>>>> second try\n"]
    path.write_bytes(b"".join([*lines[:middle], *both, *lines[middle + 3 :]]))


def _binary(path, content, chapter, chance):
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chance.randbytes(4000))


def _web_page(path, content, chapter, chance):
    path.write_text("<!DOCTYPE html>\n<title>Sign in</title>\n<p>Your session is over.</p>\n")


def _other_json(path, content, chapter, chance):
    path.write_text('{"name": "homework", "version": 1, "cells": "see the other file"}\n')


def _directory(path, content, chapter, chance):
    path.mkdir()
    (path / "notes.txt").write_text("The notebook is on my other computer.\n")


def _link_out(path, content, chapter, chance):
    """To a notebook that can be read, so that a grader which follows the link gives itself away."""
    path.symlink_to(path_of(chapter).resolve())


# Name -> function (path, a right notebook's bytes, chapter, generator) that writes something there.
UNREADABLE = {
    "empty": _empty, "cut_off": _cut_off, "merge_markers": _merge_markers, "binary": _binary,
    "web_page": _web_page, "other_json": _other_json, "directory": _directory,
    "link_out": _link_out,
}  # fmt: skip
