"""Students' names and texts, which may hold anything, made safe to print and to name files after."""

import hashlib
import itertools
import unicodedata
from collections import defaultdict

_EXTENSION = ".html"
_LONGEST = 120  # bytes; file systems allow 255, paths on Windows 260 in all
_PLAIN = frozenset(" ._-@+")
# Devices of Windows, with any extension.
_RESERVED = {"con", "prn", "aux", "nul"} | {
    f"{device}{number}" for device in ("com", "lpt") for number in "0123456789¹²³"
}
# Letters and marks that show nothing, so that two names would look alike.
_INVISIBLE = frozenset(map(chr, (0x34F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFFA0))) | {
    chr(code)
    for first, last in ((0x180B, 0x180F), (0xFE00, 0xFE0F), (0xE0100, 0xE01EF))
    for code in range(first, last + 1)
}
# They turn the direction of what follows, or the order of letters in a name.
_TURNS_TEXT = frozenset(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A))))


def visible(text, keep=""):
    """A text that stays where it is put and can be written as UTF-8.

    Control characters, halves of characters and those that turn the direction of writing appear
    as escapes such as `\\x1b`, so that different names stay different.

    Args:
        text: anything a student may have written.
        keep: control characters that may stay.
    """
    plain = text.translate(dict.fromkeys(map(ord, keep)))
    if plain.isascii() and plain.isprintable():
        return text
    return "".join(
        _escape(letter) if _disturbs(letter) and letter not in keep else letter for letter in text
    )


def _disturbs(letter):
    return letter in _TURNS_TEXT or unicodedata.category(letter) in ("Cc", "Cs", "Zl", "Zp")


def _escape(letter):
    return letter.encode("unicode_escape").decode("ascii")


def feedback_names(graded):
    """Id -> name of the feedback file, for each student of a `GradedClass`; see `file_names`."""
    return file_names(student.student_id for student in graded.students)


def file_names(student_ids):
    """A file name for each student: readable, and safe on every common file system.

    A name that cannot stay as it is, or that another student's name equals where upper and lower
    case are the same, is changed and gets the start of a hash of the id.

    Returns:
        dict, id -> name with extension; it does not depend on the order of the ids.
    """
    names = {student_id: _first_choice(student_id) for student_id in sorted(student_ids)}
    digits = 8
    while clashing := _clashing(names):
        for student_id in clashing:
            names[student_id] = _with_hash(student_id, digits)
        digits = min(2 * digits, 64)
    return {student_id: name + _EXTENSION for student_id, name in names.items()}


def _clashing(names):
    groups = defaultdict(list)
    for student_id, name in names.items():
        groups[unicodedata.normalize("NFKC", name).casefold()].append(student_id)
    return [student_id for group in groups.values() if len(group) > 1 for student_id in group]


def _first_choice(student_id):
    fits = len(student_id.encode("utf-8", "surrogatepass")) <= _LONGEST - len(_EXTENSION)
    return student_id if fits and _safe(student_id) == student_id else _with_hash(student_id, 8)


def _with_hash(student_id, digits):
    digest = hashlib.sha256(student_id.encode("utf-8", "surrogatepass")).hexdigest()[:digits]
    room = _LONGEST - len(_EXTENSION) - 1 - digits
    start = _safe(student_id).encode()[:room].decode(errors="ignore").rstrip(" .")
    return f"{start}-{digest}"


def _safe(text):
    """The text with nothing but letters, digits and a few signs; "student" if nothing is left."""
    text = unicodedata.normalize("NFC", text)
    runs = itertools.groupby(text, _may_stay)
    text = "".join("".join(run) if stays else "_" for stays, run in runs)
    text = " ".join(text.split()).lstrip("-. ").rstrip(". ")
    if not any(letter.isalnum() for letter in text):
        return "student"
    if text.split(".")[0].rstrip(" ").casefold() in _RESERVED:
        return f"student {text}"
    return text


def _may_stay(letter):
    if letter.isascii():
        return letter.isalnum() or letter in _PLAIN
    return unicodedata.category(letter)[0] in "LMN" and letter not in _INVISIBLE
