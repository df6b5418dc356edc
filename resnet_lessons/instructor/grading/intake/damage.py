"""What was wrong with a notebook and mended, in sentences for the report."""

import re
from dataclasses import dataclass

from resnet_lessons.course.exercises import EXERCISES, exercises_of
from resnet_lessons.instructor.grading.intake.matching import (
    BESIDE_ANOTHER,
    BY_DEFINITION,
    FURTHER_IN,
    HANDED_TO_CHECK,
    NAMED_ONLY,
    OTHER_HOLE,
    Candidate,
    called_checks,
    checked_id,
)
from resnet_lessons.instructor.grading.intake.owners import printable
from resnet_lessons.instructor.grading.intake.raw_notebook import RawNotebook, as_dictionary
from resnet_lessons.student.hand_in_file import ENDING

_LARGE_OUTPUTS = 5_000_000
_KERNEL = "python3"
_COLAB = ("colab", "colab_type", "outputId")
# What browsers and learning platforms add to the name of a second copy.
_COPY = re.compile(r"(?:-\d+| ?\(\d+\)|-Copy\d+)$")


@dataclass(frozen=True)
class Rebuilt:
    """A notebook and what was recognised in it.

    Args:
        notebook: as handed in.
        name: of its file.
        chapters: that it answers.
        found: {exercise id: list of `Candidate`, the one that counts first}
        kept: {exercise id: `Candidate`} of those chapters.
        is_converted: whether the notebook was made of something else, which has no checks and no
            metadata.
    """

    notebook: RawNotebook
    name: str
    chapters: tuple[int, ...]
    found: dict[str, list[Candidate]]
    kept: dict[str, Candidate]
    is_converted: bool = False


def repairs(rebuilt, released):
    """Sentences, in an order from the whole file to single cells.

    Args:
        rebuilt: `Rebuilt`.
        released: `Released`.
    """
    if rebuilt.is_converted:
        return [*_missing(rebuilt), *_copies(rebuilt)]
    return [
        *rebuilt.notebook.damage,
        *_format(rebuilt.notebook),
        *_kernel(rebuilt.notebook),
        *_tools(rebuilt.notebook),
        *_outputs(rebuilt.notebook),
        *_name(rebuilt, released),
        *_missing(rebuilt),
        *_order(rebuilt, released),
        *_recognised(rebuilt),
        *_copies(rebuilt),
        *_copied_checks(rebuilt),
        *_points(rebuilt, released),
    ]


def _format(notebook):
    major = notebook.version[0]
    if major == 4:
        return
    if major == 0:
        yield "The notebook does not say in which format it is written; format 4 was taken."
    else:
        age = "an old" if major < 4 else "a newer"
        yield f"The notebook is written in {age} format ({major}); it was read as format 4."


def _kernel(notebook):
    kernel = as_dictionary(notebook.metadata.get("kernelspec"))
    name = kernel.get("name")
    if not isinstance(name, str) or not name:
        yield "The kernelspec is missing; Python 3 was taken."
    elif name != _KERNEL:
        yield f"The kernelspec is {_quoted(name)}; Python 3 was taken."


def _tools(notebook):
    cells = notebook.cells
    everything = [notebook.metadata, *(cell.metadata for cell in cells)]
    if any(key in metadata for metadata in everything for key in _COLAB):
        yield "The notebook was saved by Google Colab, which adds metadata of its own."
    if any("vscode" in metadata for metadata in everything):
        yield "The notebook was saved by VS Code, which adds metadata of its own."
    lacking = sum(not cell.has_id for cell in cells)
    if notebook.version >= (4, 5) and lacking:
        yield f"{lacking} of {len(cells)} cells carry no cell id."


def _outputs(notebook):
    size = notebook.size - sum(len(cell.source) for cell in notebook.cells)
    if size > _LARGE_OUTPUTS:
        yield f"Outputs of {size / 1e6:.0f} MB were ignored."


def _name(rebuilt, released):
    expected = [released.chapters[one].stem for one in rebuilt.chapters if one in released.chapters]
    base = rebuilt.name.rpartition("/")[2]
    stem = base[: -len(".ipynb")] if base.lower().endswith(".ipynb") else base
    if expected and _COPY.sub("", stem).removesuffix(ENDING) not in expected:
        yield f"The notebook is called {_quoted(base)} in place of {expected[0]}.ipynb."


def _missing(rebuilt):
    lost = [each.id for each in exercises_of(rebuilt.chapters) if each.id not in rebuilt.kept]
    if lost:
        cells = "The cell" if len(lost) == 1 else "The cells"
        yield f"{cells} of {_listed(lost)} missing: not started."
    if rebuilt.is_converted:
        return
    checked = set()
    for cell in rebuilt.notebook.cells:
        checked.add(checked_id(cell))
        checked.update(called_checks(cell.source))
    unchecked = [name for name in rebuilt.kept if name not in checked]
    if unchecked:
        cells = "The check cell" if len(unchecked) == 1 else "The check cells"
        yield f"{cells} of {_listed(unchecked)} missing, which grading does not need."


def _order(rebuilt, released):
    for chapter in rebuilt.chapters:
        if chapter not in released.chapters:
            continue
        expected = [name for name in released.chapters[chapter].fill_ins if name in rebuilt.kept]
        stands = sorted(expected, key=lambda name: rebuilt.kept[name].cell.number)
        if stands != expected:
            names = _quoted_list(stands)
            yield f"Cells were moved: the exercises of chapter {chapter} stand in the order {names}."


def _recognised(rebuilt):
    for name, candidate in rebuilt.kept.items():
        cell = candidate.cell
        if candidate.kind == BESIDE_ANOTHER:
            yield f"Cell {cell.number} defines `{name}` beside `{cell.grade_id}`; it counts for both."
        elif candidate.kind == HANDED_TO_CHECK:
            yield (
                f"The check of `{name}` is called with `{_short(candidate.called)}`, which cell "
                f"{cell.number} defines; it counts as the answer."
            )
        elif candidate.kind in (BY_DEFINITION, FURTHER_IN, OTHER_HOLE):
            lost = (
                f"carries the id {_quoted(cell.grade_id)}" if cell.grade_id else "has no metadata"
            )
            yield f"Cell {cell.number} {lost}; it was recognised by its definition of `{name}`."
        elif candidate.kind == NAMED_ONLY:
            yield f"Cell {cell.number} carries the id of `{name}` and does not define it at its margin."
        if cell.kind != "code":
            kind = f"of the type {_quoted(cell.kind)}"
            yield f"Cell {cell.number}, the answer to `{name}`, is {kind}; it was used as code."


def _copies(rebuilt):
    for name, candidates in rebuilt.found.items():
        numbers = sorted(one.cell.number for one in candidates)
        shown = ", ".join(map(str, numbers[:8])) + (" …" if len(numbers) > 8 else "")
        taken = candidates[0].cell.number
        if name not in rebuilt.kept:
            yield (
                f"Cell {shown} holds `{name}` of chapter {EXERCISES[name].chapter}, to which this "
                "notebook does not belong; it was not graded here."
            )
        elif len(candidates) > 1:
            what = (
                "none of which was filled in" if candidates[0].is_hole else "the answer that counts"
            )
            yield f"`{name}` stands in cells {shown}; cell {taken} was taken, {what}."


def _copied_checks(rebuilt):
    checks = [checked_id(cell) for cell in rebuilt.notebook.cells]
    twice = [name for name in EXERCISES if checks.count(name) > 1]
    if twice:
        yield f"More than one check cell carries the id of {_quoted_list(twice)}; none is needed."


def _points(rebuilt, released):
    for cell in rebuilt.notebook.cells:
        name = checked_id(cell)
        if name not in EXERCISES or "points" not in cell.nbgrader:
            continue
        chapter = released.chapters.get(EXERCISES[name].chapter)
        expected = chapter.points.get(name) if chapter else None
        given = cell.nbgrader["points"]
        if expected is not None and (given != expected or isinstance(given, bool)):
            is_number = isinstance(given, int | float) and not isinstance(given, bool)
            shown = f"{given:g}" if is_number else "something that is no number"
            yield (
                f"Cell {cell.number} gives `{name}` {shown} points in its metadata, the released "
                f"notebook {expected:g}; the metadata does not count."
            )


def _listed(names):
    shown = ", ".join(f"`{name}`" for name in names)
    return f"{shown} is" if len(names) == 1 else f"{shown} are"


def _quoted_list(names):
    return ", ".join(f"`{name}`" for name in names)


def _short(name):
    return printable(name, longest=60)


def _quoted(text):
    return f"'{printable(text, longest=60)}'"
