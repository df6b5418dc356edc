"""What a file is, by its first bytes; its name decides only where they leave it open."""

import codecs
import re
from dataclasses import dataclass

from resnet_lessons.instructor.grading.intake import tar
from resnet_lessons.instructor.grading.intake.entries import is_notebook, is_wanted
from resnet_lessons.instructor.grading.intake.matching import definitions

# So many bytes from the beginning are looked at.
ENOUGH = 64_000
NOTEBOOK, ZIP, TAR, GZIP, SCRIPT, PAGE = "notebook", "zip", "tar", "gzip", "script", "page"
# The file that `rl.save_answers()` writes.
SAVED = "saved answers"
# Something that is explained, and something that is of no interest.
EXPLAINED, OTHER = "explained", "other"
_IPYNB = "Hand in the notebook itself, the file that ends in .ipynb"
_NO_CODE = "is {}, from which no code can be taken back whole. " + _IPYNB
_UNPACK = "is {}, which is not opened here. Hand in the notebook itself, or a plain zip of it"
_OTHER_ARCHIVES = (
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!\x1a\x07", "a rar archive"),
    (b"BZh", "packed with bzip2"),
    (b"\xfd7zXZ\0", "packed with xz"),
    (b"\x28\xb5\x2f\xfd", "packed with zstd"),
)
_NO_NOTEBOOKS = (
    (b"%PDF", "a PDF"),
    (b"{\\rtf", "a text of a word processor (RTF)"),
    (b"\xd0\xcf\x11\xe0", "an old file of Microsoft Office"),
    (b"\x89PNG", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
)
# They are zip archives themselves.
_OFFICE = {
    "docx": "a document of Microsoft Word",
    "odt": "a document of a word processor",
    "pages": "a document of Apple's Pages",
    "pptx": "a presentation",
    "xlsx": "a spreadsheet",
}
_DATA = ("npz", "keras", "whl", "jar", "epub", "ods", "odp")
_MARKUP = re.compile(r"<[!a-zA-Z]")
_OF_CODE = ("", "py", "txt", "ipynb", "json")
_NOTEBOOKS_OWN = re.compile(r'"(?:cells|worksheets|nbformat|cell_type)"\s*:')
_SAVED = re.compile(r'\{\s{0,99}"resnet_lessons_answers"\s{0,99}:')
_LINK = re.compile(
    r"https?://(?:colab\.research\.google|drive\.google|docs\.google|(?:www\.)?kaggle|github)"
    r"\.com/[^\s\"'<>]+"
)
_LONGEST_LINK_FILE = 2_000


@dataclass(frozen=True)
class FileKind:
    """What a file is.

    Args:
        what: one of the constants above.
        problem: why it is not read and what to do, for `EXPLAINED`.
        is_told: whether that is told beside a notebook, too.
    """

    what: str
    problem: str = ""
    is_told: bool = False


def kind_of(name, start):
    """The `FileKind` of a file.

    Args:
        name: of the file; hostile text.
        start: its first `ENOUGH` bytes, all of them if it has fewer.
    """
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    if not start and is_wanted(name):
        return FileKind(EXPLAINED, f"is empty (0 bytes). Save it again. {_IPYNB}", is_told=True)
    for beginning, what in _OTHER_ARCHIVES:
        if start.startswith(beginning):
            return FileKind(EXPLAINED, _UNPACK.format(what), is_told=True)
    for beginning, what in _NO_NOTEBOOKS:
        if start.startswith(beginning):
            return FileKind(EXPLAINED, _NO_CODE.format(what), is_notebook(name))
    if start.startswith(b"\x1f\x8b"):
        return FileKind(GZIP)
    if tar.is_tar(start):
        return FileKind(TAR)
    if start.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        if ending in _OFFICE:
            return FileKind(EXPLAINED, _NO_CODE.format(_OFFICE[ending]))
        return FileKind(OTHER if ending in _DATA else ZIP)
    text = _text(start)
    if text is None and is_notebook(name):
        return FileKind(EXPLAINED, f"is binary, no notebook. {_IPYNB}", is_told=True)
    kind = FileKind(OTHER) if text is None else _kind_of_text(name, ending, text)
    # A damaged one is told.
    return FileKind(ZIP) if kind.what == OTHER and ending == "zip" else kind


def _kind_of_text(name, ending, text):
    begun = text.lstrip()
    if _SAVED.match(begun):
        return FileKind(SAVED)
    if begun.startswith("{") and (is_notebook(name) or _NOTEBOOKS_OWN.search(text)):
        return FileKind(NOTEBOOK)
    if ending in ("html", "htm") or (ending in _OF_CODE and _MARKUP.match(begun)):
        return FileKind(PAGE, is_told=is_notebook(name))
    if ending in _OF_CODE and definitions(text):
        return FileKind(SCRIPT)
    if is_notebook(name):
        return FileKind(NOTEBOOK)
    if ending == "py":
        return FileKind(EXPLAINED, f"is a Python file that answers no exercise. {_IPYNB}")
    problem = only_a_link(text)
    return FileKind(EXPLAINED, problem) if problem else FileKind(OTHER)


def only_a_link(text):
    """The problem of a short text with a link to a notebook elsewhere, "" of any other."""
    found = _LINK.search(text) if len(text) < _LONGEST_LINK_FILE else None
    if not found:
        return ""
    return f"holds a link ({found.group()[:60]}), which is not followed. {_IPYNB}"


def _text(start):
    """Bytes as a text, or None where they are none."""
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
        (b"{\0", "utf-16-le"),
        (b"\0{", "utf-16-be"),
    ):
        if start.startswith(mark):
            return start.decode(encoding, "replace")
    if b"\0" in start:
        return None
    return start.decode("utf-8", "replace")
