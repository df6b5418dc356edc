"""What one student handed in: each file known by its content, archives opened, one file after the
other. Notebooks count; only where there is none, a script, an exported page or kept answers do."""

import contextlib
import io
import itertools
from dataclasses import dataclass, field, replace
from functools import partial

from resnet_lessons.course.exercises import EXERCISES
from resnet_lessons.instructor.grading.grades import NOT_TOLD, Delivery, Submission
from resnet_lessons.instructor.grading.intake import archives, conversions, kinds
from resnet_lessons.instructor.grading.intake.entries import (
    LARGEST_FILE,
    MOST_FILES_OF_A_STUDENT,
    Allowance,
    Entry,
    NoRoom,
    Unreadable,
    failed_at,
    is_wanted,
    too_large,
)
from resnet_lessons.instructor.grading.intake.matching import definitions
from resnet_lessons.instructor.grading.intake.owners import LONGEST, DistinctNames, some_of
from resnet_lessons.instructor.grading.intake.raw_notebook import LARGEST_NOTEBOOK
from resnet_lessons.instructor.grading.intake.slimming import slim

NOTHING_HANDED_IN = "no notebook was handed in"
# Archives in each other, and files of one student whose content is looked at.
_MOST_NESTED = 4
_MOST_LOOKED_AT = 1_000
_MOST_EXPLAINED = 5
_CUT = "Far more scripts and pages were handed in than are read: the last ones were left out."
_NO_NOTEBOOK = "holds no notebook. Pack the file that ends in .ipynb"
_TOO_DEEP = "is an archive inside of others, which is not opened. Hand in the notebook itself"
_SCRIPT = "It is a Python script, no notebook: its parts were read as cells."
_PAGE = (
    "It is a page that a notebook was exported to, no notebook: the code that it shows was read."
)


@dataclass(frozen=True)
class _Found:
    """One file, read.

    Args:
        name: its path inside what the student handed in; hostile text.
        kind: of `kinds`.
        content: of a notebook, one that was made of it, or a script, which becomes one where it counts.
        problem: why it cannot be read.
        left_out: bytes of outputs that are not in the content.
        note: what was made of it, a sentence.
        exercise: id of the one whose kept answer it is.
        delivery: how it came.
    """

    name: str
    kind: kinds.FileKind
    content: bytes = b""
    problem: str = ""
    left_out: int = 0
    note: str = ""
    exercise: str = ""
    delivery: Delivery = NOT_TOLD


def of_student(student_id, files, told):
    """The submissions of one student, at least one.

    Args:
        student_id: for the report.
        files: (`Owned`, `Entry`) pairs.
        told: a sentence about them all, or "".

    Yields:
        `Submission`; the last one carries what is told.

    Raises:
        NoRoom: when this machine's disk has no room to unpack an archive.
    """
    names, notes = DistinctNames(), [told] if told else []
    waiting, has_notebook, number = None, False, 0
    code, explained, code_size, is_cut = [], [], 0, False
    for found in _each(student_id, files):
        is_notebook = found.kind.what == kinds.NOTEBOOK
        if not is_notebook and not (found.problem and found.kind.is_told):
            others = code if found.note or found.exercise else explained
            code_size += len(found.content)
            is_kept = len(others) < MOST_FILES_OF_A_STUDENT and code_size <= LARGEST_NOTEBOOK
            others += [found] if is_kept else []
            is_cut |= others is code and not is_kept
            continue
        has_notebook |= is_notebook
        if waiting:
            yield waiting
        waiting, number = _submission(student_id, found, names), number + 1
        if number > MOST_FILES_OF_A_STUDENT:
            problem = f"only {MOST_FILES_OF_A_STUDENT} files were read, the rest was left out. Hand in fewer"
            waiting = Submission(student_id, "…", problem=problem)
            break
    if has_notebook:
        notes += _left_out(code)
    else:
        notes += [_CUT] if is_cut else []
        explained = [] if waiting else explained[:_MOST_EXPLAINED]
        for found in _instead(code) if code else explained:
            if waiting:
                yield waiting
            waiting = _submission(student_id, found, names)
    if not waiting:
        delivery = files[0][0].delivery if files else NOT_TOLD
        waiting = Submission(student_id, "", problem=NOTHING_HANDED_IN, delivery=delivery)
    yield replace(waiting, notes=(*waiting.notes, *notes))


def _submission(student_id, found, names):
    return Submission(
        student_id,
        # A long path keeps its end.
        names.new(found.name[-LONGEST:]),
        found.content,
        found.problem,
        left_out=found.left_out,
        notes=(found.note,) if found.note else (),
        is_converted=bool(found.note),
        delivery=found.delivery,
    )


def _left_out(code):
    """What lies beside a notebook and might have been meant to count."""
    if code:
        names = some_of([found.name for found in code])
        yield f"Beside the notebook lies code that does not count, since the notebook does: {names}."


def _instead(code):
    """What counts where there is no notebook: kept answers, those of a folder together, and what a
    notebook was made of."""
    kept = {}
    for found in code:
        if found.exercise:
            folder = found.name.rpartition("/")[0] or "kept answers"
            kept.setdefault(folder, {})[found.exercise] = found
    for folder, answers in kept.items():
        texts = {name: answers[name].content for name in EXERCISES if name in answers}
        content, delivery = conversions.kept_answers(texts), _latest(answers.values())
        notebook = kinds.FileKind(kinds.NOTEBOOK)
        yield _Found(folder, notebook, content, note=conversions.KEPT, delivery=delivery)
    for found in code:
        if found.kind.what == kinds.SCRIPT and found.note:
            yield replace(found, content=conversions.from_script(found.content))
        elif found.note:
            yield found


def _latest(answers):
    """How the last of some kept answers came: together they were not handed in before it."""
    return max((each.delivery for each in answers), key=lambda each: (bool(each.is_late), each.at))


@dataclass(frozen=True)
class _Reading:
    """How far one student's files were read.

    Args:
        student_id: for messages.
        allowance: of bytes.
        looked_at, pages: how many files, and how many pages, there were.
    """

    student_id: str
    allowance: Allowance = field(default_factory=Allowance)
    looked_at: itertools.count = field(default_factory=partial(itertools.count, 1))
    pages: itertools.count = field(default_factory=partial(itertools.count, 1))


def _each(student_id, files):
    """Every file of interest, those first that are called as a notebook or an archive."""
    reading = _Reading(student_id)
    named = [("/".join(owner.parts) or entry.parts[-1], owner, entry) for owner, entry in files]
    named.sort(key=lambda each: (bool(each[2].problem), not is_wanted(each[0]), each[0]))
    for name, owner, entry in named:
        if entry.problem and (is_wanted(name) or entry.is_folder or len(entry.parts) == 1):
            yield _Found(name, _TOLD, problem=entry.problem, delivery=owner.delivery)
        elif entry.open:
            for found in _read(name, entry, reading):
                yield replace(found, delivery=owner.delivery)


_TOLD = kinds.FileKind(kinds.EXPLAINED, is_told=True)


def _read(name, entry, reading, depth=0):
    """What a file is, or each file of an archive."""
    if next(reading.looked_at) > _MOST_LOOKED_AT and not is_wanted(name):
        return
    try:
        with entry.open() as file:
            start = reading.allowance.start(file, kinds.ENOUGH)
            kind = kinds.kind_of(name, start)
            pieces = itertools.chain([start], reading.allowance.pieces(file))
            if kind.what == kinds.PAGE and next(reading.pages) > MOST_FILES_OF_A_STUDENT:
                return
            if kind.what in _READ:
                yield _READ[kind.what](name, kind, pieces)
            elif kind.what == kinds.EXPLAINED:
                yield _Found(name, kind, problem=kind.problem)
            elif kind.what != kinds.OTHER:
                with _seekable(name, file, pieces, reading.allowance) as file:
                    yield from _inside(name, file, kind, reading, depth)
    except Unreadable as error:
        yield _Found(name, replace(_TOLD, is_told=is_wanted(name)), problem=str(error))
    except NoRoom:
        raise
    # What nobody foresaw is this file's alone.
    except Exception as error:
        yield _Found(name, _TOLD, problem=failed_at(reading.student_id, name, error))


def _notebook(name, kind, pieces):
    content, left_out = slim(pieces)
    return _Found(name, kind, content, left_out=left_out)


def _script(name, kind, pieces):
    content = _at_most(conversions.LARGEST_SCRIPT, pieces)
    exercise = name.rpartition("/")[2].removesuffix(".py")
    if exercise in EXERCISES and exercise in definitions(content.decode("utf-8", "replace")):
        return _Found(name, kind, content, exercise=exercise)
    return _Found(name, kind, content, note=_SCRIPT)


def _page(name, kind, pieces):
    content, problem = conversions.from_page(_at_most(conversions.LARGEST_PAGE, pieces), name)
    if problem:
        kind = kinds.FileKind(kinds.EXPLAINED, problem, kind.is_told)
        return _Found(name, kind, problem=problem)
    return _Found(name, kind, content, note=_PAGE)


def _saved(name, kind, pieces):
    content, problem = conversions.saved_answers(_at_most(conversions.LARGEST_SCRIPT, pieces))
    if problem:
        return _Found(name, kinds.FileKind(kinds.EXPLAINED, problem), problem=problem)
    return _Found(name, kind, content, note=conversions.KEPT)


_READ = {
    kinds.NOTEBOOK: _notebook,
    kinds.SCRIPT: _script,
    kinds.PAGE: _page,
    kinds.SAVED: _saved,
}


def _at_most(limit, pieces):
    content = bytearray()
    for piece in pieces:
        content += piece
        if len(content) > limit:
            raise Unreadable(too_large(limit))
    return bytes(content)


@contextlib.contextmanager
def _seekable(name, file, pieces, allowance):
    """A file in which one can seek: itself, where it lies on the disk."""
    if isinstance(getattr(file, "raw", None), io.FileIO):
        if file.seek(0, io.SEEK_END) > LARGEST_FILE:
            raise Unreadable(too_large(LARGEST_FILE))
        file.seek(0)
        yield file
        return
    with allowance.unpacked(name, pieces) as file:
        yield file


def _inside(name, file, kind, reading, depth):
    """What an archive holds, or that it holds nothing."""
    if depth == _MOST_NESTED:
        raise Unreadable(_TOO_DEEP)
    is_empty = True
    with _members(name, file, kind) as entries:
        for entry in sorted(entries, key=lambda entry: bool(entry.problem)):
            inner = "/".join(filter(None, (name, *entry.parts)))
            if entry.problem:
                found = [_Found(inner, _TOLD, problem=entry.problem)] * is_wanted(inner)
            elif entry.open:
                found = _read(inner, entry, reading, depth + 1)
            else:
                continue
            for each in found:
                is_empty = False
                yield each
    if is_empty:
        yield _Found(name, replace(_TOLD, is_told=is_wanted(name)), problem=_NO_NOTEBOOK)


def _members(name, file, kind):
    """The entries of an archive, open as long as they are read."""
    if kind.what == kinds.GZIP:
        # It holds one file, which has no name of its own.
        return contextlib.nullcontext([Entry((), partial(archives.unpacked, file))])
    opened = archives.opened_tar if kind.what == kinds.TAR else archives.opened
    return opened(file)
