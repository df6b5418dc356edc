"""Answers that need nothing but themselves: equal ones do the same, so one of them stands for all.

Where every cell down to an answer only defines things, what the answer does depends on its own text
and on the definitions that it uses. Two students who wrote the same, comments and layout aside, are
then judged by one run. A cell that does anything else, and be it a print, may change what an answer
does: such a notebook is judged as a whole.
"""

import itertools
import logging
from collections import Counter, defaultdict
from dataclasses import replace

from resnet_lessons.instructor.grading.grades import Cell, Prepared
from resnet_lessons.instructor.grading.reading.read_cell import (
    ReadCell,
    read_cell,
    without_comments,
)

# More cells of a student's own down to an answer, and more text in them, are not read: it would take the
# time of whoever grades.
_MOST_CELLS, _LONGEST_OF_ALL = 60, 60_000
_NOTHING = ReadCell("", True, (), frozenset())
_log = logging.getLogger(__name__)


def self_contained(prepared, exercise_id):
    """An answer with all that it uses, or None where something else may have a say.

    Returns:
        a `Prepared` submission of the released cells before it, of the statements that define what it
        uses, and of its own cell, comments, docstrings and layout left out: answers that do the same
        have equal ones, by `submission_digest`.
    """
    cells = []
    for cell in prepared.cells:
        cells.append(cell)
        if cell.exercise == exercise_id:
            break
    else:
        return None
    try:
        kept = _on_their_own(cells)
    # What nobody foresaw is this file's alone, which is judged as a whole.
    except Exception as error:
        whose = "/".join(prepared.origin)
        _log.error(f"The grader itself failed at {whose!r}; please report this.", exc_info=error)
        return None
    return kept and Prepared(kept, prepared.chapters, origin=prepared.origin)


def in_its_lines(prepared, exercise_id):
    """The same with the answer's cell in the lines in which it stands, comments of their own left out;
    or None where the answer uses anything of the student's that stands elsewhere."""
    alone = self_contained(prepared, exercise_id)
    if alone is None:
        return None
    *before, answer = alone.cells
    if not all(cell.released or _only_imports(cell) for cell in before):
        return None
    source = without_comments(prepared.answer(exercise_id).source)
    return replace(alone, cells=(*before, replace(answer, source=source)))


def _only_imports(cell):
    return all(each.is_import for each in read_cell(cell.source).statements)


def plain_text(source):
    """A text for what a cell does, comments and layout aside; the text itself if it is no Python."""
    read = read_cell(source)
    return source if read is None else read.text


def _on_their_own(cells):
    """The cells, the last of which is an answer, as those that are run and compared; or None."""
    lengths = [len(cell.source) for cell in cells if not cell.released]
    if len(lengths) > _MOST_CELLS or sum(lengths) > _LONGEST_OF_ALL:
        return None
    read = [(cell, read_cell(cell.source, cell.released or cell.again)) for cell in cells]
    read[-1] = cells[-1], read_cell(cells[-1].source)
    own = [each for cell, each in read if not cell.released] + [read[-1][1]]
    if not all(each and each.is_definitions for each in own):
        return None
    needed = _needed([(cell, each or _NOTHING) for cell, each in read])
    asked_for = frozenset().union(*(each.asks_for for _, kept in needed for each in kept))
    # In the notebook, what was passed over is run where an answer asks for it.
    if any(asked_for & each.passed_over for each in own):
        return None
    # What is run is what was compared, whoever wrote it first; and code may know the number of its cell.
    return tuple(
        replace(cell, number=place) for place, cell in enumerate(_written(_once(needed)), 1)
    )


def _needed(read):
    """Of each cell the statements that an answer needs: all of a released one and of its own, and
    elsewhere those that define what it uses. What it only imports is left out."""
    *_, (answer, _) = read
    statements = [(cell, each) for cell, found in read for each in found.statements]
    waiting, defined_by = set(), defaultdict(set)
    for number, (cell, each) in enumerate(statements):
        if cell.released or (cell is answer and not each.is_import):
            waiting.add(number)
        for name in each.defines:
            defined_by[name].add(number)
    kept = set()
    while waiting:
        kept.add(number := waiting.pop())
        # Below it too: a function looks a name up when it is called.
        for name in statements[number][1].uses:
            waiting |= defined_by.pop(name, set()) - kept
    numbers = itertools.count()
    return [
        (cell, [each for each in found.statements if next(numbers) in kept]) for cell, found in read
    ]


def _once(needed):
    """The same without imports that are there already, if nothing else has their names."""
    texts = defaultdict(set)
    for statement in itertools.chain.from_iterable(kept for _, kept in needed):
        for name in statement.defines:
            texts[name].add(statement.text)
    seen, once = set(), []
    for cell, kept in needed:
        first = []
        for each in kept:
            is_known = each.text in seen and all(len(texts[name]) == 1 for name in each.defines)
            if not (each.is_import and is_known):
                first.append(each)
            seen.add(each.text)
        once.append((cell, first))
    return once


def _written(needed):
    """The cells: released ones as they are, what stands between them in one, the answer in the last."""
    waiting = []
    *before, (answer, own) = needed
    for cell, kept in before:
        if cell.released:
            yield from _in_one(waiting)
            # What is kept for what it defines answers nothing here.
            yield replace(cell, exercise="", again=False)
            waiting = []
        else:
            waiting += kept
    if answer.released:
        yield from _in_one(waiting)
        yield answer
        return
    # The imports at the top of an answer's cell are what others have in a cell of their own.
    while own and own[0].is_import:
        waiting, own = [*waiting, own[0]], own[1:]
    yield from _in_one(waiting)
    yield replace(answer, source=_text(own))


def _in_one(statements):
    """A cell of them, if there are any, in which neighbouring imports of different names stand in one
    order."""
    if statements:
        runs = [
            list(run) for _, run in itertools.groupby(statements, key=lambda each: each.is_import)
        ]
        yield Cell(0, _text(itertools.chain.from_iterable(map(_in_one_order, runs))))


def _in_one_order(run):
    names = Counter(name for each in run for name in each.defines)
    is_free = run[0].is_import and max(names.values()) == 1
    return sorted(run, key=lambda each: each.text) if is_free else run


def _text(statements):
    return "\n".join(each.text for each in statements)
