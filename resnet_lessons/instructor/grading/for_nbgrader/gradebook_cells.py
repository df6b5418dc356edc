"""The assignments of the course in nbgrader's gradebook, with the cells that nbgrader would write.

`nbgrader generate_assignment` may have been there before, or may come after: names, texts and
checksums are those that it writes itself, so that both agree.
"""

import json

from resnet_lessons.instructor.grading.alone import check_cell
from resnet_lessons.instructor.grading.for_nbgrader.gradebook_access import GradebookError
from resnet_lessons.instructor.grading.intake.released import NOTEBOOKS, released_notebooks


def check_name(exercise_id):
    """The name of the cell that is graded."""
    return f"{exercise_id}_check"


def assignment(session, course, chapter, exercises):
    """The assignment of a chapter, made where it is not there, with the points of today.

    Args:
        session: on the gradebook.
        course: id of the course it belongs to if it is made.
        chapter: its number; the assignment and its notebook are named like the released one.
        exercises: the chapter's `Exercise`s.

    Returns:
        `nbgrader.api.Assignment`

    Raises:
        GradebookError: when another course has something else of that name.
    """
    from nbgrader.api import Assignment, Notebook

    released = _released(chapter)
    name = released.stem
    found = session.query(Assignment).filter_by(name=name).one_or_none()
    if found is None:
        found = Assignment(name=name, course_id=course)
        session.add(found)
    elif found.course_id != course:
        _assert_ours(found, exercises)
    notebook = next((each for each in found.notebooks if each.name == name), None)
    if notebook is None:
        kernel = json.dumps(released.kernelspec)
        notebook = Notebook(name=name, assignment=found, kernelspec=kernel)
        session.add(notebook)
    for exercise in exercises:
        _write_cells(session, notebook, exercise, released.fill_ins.get(exercise.id, ""))
    session.flush()
    return found


def _released(chapter):
    """The `ReleasedChapter` whose name the assignment has."""
    chapters = released_notebooks().chapters
    if chapter not in chapters:
        raise GradebookError(
            f"There is no notebook of chapter {chapter} in {NOTEBOOKS}, and the gradebook needs its "
            "name. Run `resnet-lessons build`, then this again."
        )
    return chapters[chapter]


def _assert_ours(found, exercises):
    """An assignment's name is unique over all courses: one of another course may be ours, made by
    `nbgrader generate_assignment`, or something else that is called the same."""
    cells = {
        cell.name
        for notebook in found.notebooks
        if notebook.name == found.name
        for cell in notebook.grade_cells
    }
    if not {check_name(exercise.id) for exercise in exercises} <= cells:
        raise GradebookError(
            f"The gradebook holds another assignment named {found.name}, of the course "
            f"{found.course_id!r}. Name another gradebook: nbgrader keeps one of each name."
        )


def _write_cells(session, notebook, exercise, given):
    from nbgrader.api import GradeCell, SolutionCell

    check, points = check_name(exercise.id), float(exercise.points)
    graded = next((cell for cell in notebook.grade_cells if cell.name == check), None)
    changed = graded is None or graded.max_score != points
    if graded is None:
        graded = GradeCell(name=check, notebook=notebook, cell_type="code", max_score=points)
        session.add(graded)
    graded.max_score = points
    if all(cell.name != exercise.id for cell in notebook.solution_cells):
        session.add(SolutionCell(name=exercise.id, notebook=notebook))
    _write_source(session, notebook, exercise.id, given)
    source = _write_source(session, notebook, check, check_cell(exercise), locked=True)
    # It counts the points, and nbgrader refuses to grade where the two disagree.
    if changed or not source.checksum:
        source.checksum = _checksum(source, points)


def _write_source(session, notebook, name, text, locked=False):
    """The text of a cell; one that is there stays, for it may be newer than ours."""
    from nbgrader.api import SourceCell

    for cell in notebook.source_cells:
        if cell.name == name:
            return cell
    cell = SourceCell(name=name, notebook=notebook, cell_type="code", locked=locked, source=text)
    session.add(cell)
    cell.checksum = None if locked else _checksum(cell)
    return cell


def _checksum(cell, points=None):
    """nbgrader's checksum of a cell: to be graded if it has points, else to be filled in."""
    from nbformat import from_dict
    from nbgrader.utils import compute_checksum

    is_graded = points is not None
    facts = {"grade_id": cell.name, "grade": is_graded, "solution": not is_graded, "task": False}
    facts |= {"locked": cell.locked, "points": points, "schema_version": 3}
    node = {"cell_type": "code", "source": cell.source or "", "metadata": {"nbgrader": facts}}
    return compute_checksum(from_dict(node))
