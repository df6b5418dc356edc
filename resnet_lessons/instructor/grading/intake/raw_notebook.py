"""Hostile bytes in, the cells of a notebook of any version out. Nothing here raises for what a
student handed in, and nothing compiles a student's text.

nbformat's converter is not used: it validates, and refuses what is to be mended here.
"""

import codecs
import json
import re
from dataclasses import dataclass, field

LARGEST_NOTEBOOK = 20_000_000
MOST_CELLS = 2_000
# Each list or object of a JSON text takes fifty times the memory of its two characters.
_MOST_BRACKETS = 2_000_000
_LONGEST_NUMBER = 18
_HAND_IN = "Hand in the notebook itself, the file that ends in .ipynb"
_CUT_OFF = (
    "was cut off when it was saved or sent: it ends in line {}, in the middle. Save it again, and hand "
    "in the whole file"
)
_SETTLE = "Settle the merge, open the notebook to see whether it is whole, and hand it in again"
_RESTORE = (
    "Open it in Jupyter; if it does not open there, go back to an earlier version of it (File, Revert "
    "Notebook to Checkpoint)"
)
_MARKERS = re.compile(r"^(<<<<<<<|>>>>>>>|\|\|\|\|\|\|\||=======)(?=[ \r\n]|\Z)", re.M)
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    # Without a mark: the brace that every notebook starts with.
    (b"{\0\0\0", "utf-32-le"),
    (b"\0\0\0{", "utf-32-be"),
    (b"{\0", "utf-16-le"),
    (b"\0{", "utf-16-be"),
)


class NotANotebook(Exception):
    """The bytes are no notebook; the text says why, for the report."""


@dataclass(frozen=True)
class RawCell:
    """A cell as handed in, its parts of the types they should have.

    Args:
        number: its place in the notebook, from 1.
        kind: "code", "markdown", "raw" or whatever stood there.
        source: its text, without lone surrogates.
        metadata: a dictionary, perhaps empty.
        has_id: whether it carries a cell id.
    """

    number: int
    kind: str
    source: str
    metadata: dict = field(default_factory=dict)
    has_id: bool = False

    @property
    def nbgrader(self):
        """nbgrader's metadata, a dictionary, perhaps empty."""
        return as_dictionary(self.metadata.get("nbgrader"))

    @property
    def grade_id(self):
        """nbgrader's name of the cell, "" if it has none."""
        name = self.nbgrader.get("grade_id")
        return name if isinstance(name, str) else ""


@dataclass(frozen=True)
class RawNotebook:
    """A notebook as handed in.

    Args:
        cells: `RawCell`s.
        metadata: a dictionary, perhaps empty.
        version: (major, minor) of its format, zeros where nothing says it.
        damage: what had to be mended to read it, a sentence each.
        size: of the file in bytes.
    """

    cells: tuple[RawCell, ...]
    metadata: dict
    version: tuple[int, int]
    damage: tuple[str, ...]
    size: int


def as_dictionary(thing):
    """The thing itself if it is a dictionary, an empty one otherwise."""
    return thing if isinstance(thing, dict) else {}


def read(content):
    """A notebook from its bytes.

    Raises:
        NotANotebook: when it is none.
    """
    text, damage = _decoded(content)
    try:
        notebook = _parsed(text)
        if not isinstance(notebook, dict):
            raise NotANotebook(f"is JSON, but no notebook. {_HAND_IN}")
        listed = _cells(notebook)
        cells, more = _checked(listed)
    except RecursionError:
        raise NotANotebook(f"is nested far too deeply for a notebook. {_HAND_IN}") from None
    version = (_whole(notebook.get("nbformat")), _whole(notebook.get("nbformat_minor")))
    metadata = as_dictionary(notebook.get("metadata"))
    return RawNotebook(cells, metadata, version, (*damage, *more), len(content))


def _decoded(content):
    """The text and what is wrong with it."""
    if not content.strip():
        raise NotANotebook(f"is empty. Save it again. {_HAND_IN}")
    if len(content) > LARGEST_NOTEBOOK:
        size = LARGEST_NOTEBOOK // 1_000_000
        raise NotANotebook(f"is larger than {size} MB. Clear all outputs, and hand it in again")
    marks = (name for mark, name in _BYTE_ORDER_MARKS if content.startswith(mark))
    encoding = next(marks, "utf-8")
    damage = () if encoding == "utf-8" else ("The file is not written in plain UTF-8.",)
    try:
        return content.decode(encoding), damage
    except UnicodeDecodeError:
        pass
    if b"\0" in content or not content.lstrip().startswith(b"{"):
        raise NotANotebook(f"is binary, no notebook. {_HAND_IN}")
    replaced = "The file holds bytes that are no UTF-8; each was replaced by a question mark."
    return content.decode("utf-8", errors="replace"), (replaced,)


def _parsed(text):
    if text.count("[") + text.count("{") > _MOST_BRACKETS:
        raise NotANotebook(f"holds far more parts than a notebook. {_HAND_IN}")
    try:
        return json.loads(text, parse_int=_short_number, parse_constant=lambda name: None)
    except json.JSONDecodeError as error:
        reason = f"is no valid JSON, line {error.lineno}: {error.msg}. {_RESTORE}"
        if text.lstrip().startswith("{") and _is_cut_off(text, error):
            reason = _CUT_OFF.format(error.lineno)
    except ValueError:
        reason = f"is no valid JSON. {_RESTORE}"
    # Valid JSON cannot hold one: a line never starts inside a string.
    if marker := _MARKERS.search(text):
        line = text.count("\n", 0, marker.start()) + 1
        reason = (
            f"holds merge markers ({marker.group(1)}), line {line}; the merge was never settled. "
            f"{_SETTLE}"
        )
    if "\0" in text:
        reason = f"is binary, no notebook. {_HAND_IN}"
    raise NotANotebook(reason)


def _is_cut_off(text, error):
    """Whether a text is right up to its end, which is in the middle of something."""
    return error.msg.startswith("Unterminated string") or error.pos >= len(text.rstrip())


def _short_number(digits):
    """A whole number; Python refuses those of thousands of digits."""
    return int(digits) if len(digits) <= _LONGEST_NUMBER else 0


def _whole(thing):
    return thing if isinstance(thing, int) and not isinstance(thing, bool) else 0


def _cells(notebook):
    """The list of cells; those of all worksheets before version 4."""
    cells = notebook.get("cells")
    if isinstance(cells, list):
        return cells
    worksheets = notebook.get("worksheets")
    if isinstance(worksheets, list):
        inside = [as_dictionary(sheet).get("cells") for sheet in worksheets]
        return [cell for listed in inside if isinstance(listed, list) for cell in listed]
    raise NotANotebook(f"is JSON, but no notebook: it has no list of cells. {_HAND_IN}")


def _checked(listed):
    cells, strange, no_text = [], [], []
    for number, cell in enumerate(listed, 1):
        if not isinstance(cell, dict):
            strange.append(number)
            continue
        # Before version 4 the text of a code cell stood in `input`.
        source, is_text = _text(cell.get("source", cell.get("input", "")))
        no_text += [] if is_text else [number]
        kind, metadata = cell.get("cell_type"), as_dictionary(cell.get("metadata"))
        kind = kind if isinstance(kind, str) else "code"
        cells.append(RawCell(number, kind, source, metadata, isinstance(cell.get("id"), str)))
    damage = []
    if strange:
        damage.append(f"{numbered(strange)} could not be read and was left out.")
    if no_text:
        damage.append(f"{numbered(no_text)} held something that is no text, which was left out.")
    return tuple(cells), tuple(damage)


def _text(source):
    """A cell's text, and whether that is all that stood there."""
    lines = source if isinstance(source, list) else [source]
    kept = [line for line in lines if isinstance(line, str)]
    text = "".join(kept).replace("\r\n", "\n").replace("\r", "\n")
    # A lone surrogate cannot be written as UTF-8, so it would stop whoever passes the text on.
    return text.encode("utf-8", "replace").decode(), len(kept) == len(lines)


def numbered(numbers):
    """Cells by their numbers, in words."""
    shown = ", ".join(map(str, numbers[:8]))
    more = f" and {len(numbers) - 8} more" if len(numbers) > 8 else ""
    return f"Cell {shown}{more}" if len(numbers) == 1 else f"Each of the cells {shown}{more}"
