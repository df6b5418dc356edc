"""The order in which a submission's cells run, so that an answer meets what it met in the notebook.

A check calls an answer after its cell: what the student defined between the two, in the check's own
cell for instance, is there by then. And whoever goes up and down in a notebook has run cells that stand
below. So an answer is judged where its check stands, and what cells further down define is there
before, as long as nothing above defines it too.
"""

from dataclasses import replace

from resnet_lessons.instructor.grading.intake.matching import checks


def arranged(cells, raw_cells):
    """The cells in the order in which they run.

    Args:
        cells: `Cell`s in the order of the notebook, the checks that hold more than a check included.
        raw_cells: all `RawCell`s of the notebook.

    Returns:
        the same cells. Those of which only definitions matter, and an answer's that is judged further
        down, stand there once more, `again`.
    """
    own = [cell for cell in cells if not cell.released and not cell.exercise]
    answers = [cell for cell in cells if cell.exercise]
    if not own or not answers:
        return tuple(cells)
    places = {cell.exercise: _place(cell, own, raw_cells) for cell in answers}
    first = min(places.values())
    # Before anything of the student's, so that what stands above an answer has the last word.
    top = next(cell.number for cell in cells if not cell.released)
    order = [(top, -1, replace(cell, again=True)) for cell in own if cell.number > first]
    for cell in cells:
        place = places.get(cell.exercise, cell.number)
        if place > cell.number:
            order.append((cell.number, 0, replace(cell, exercise="", again=True)))
        order.append((place, int(place > cell.number), cell))
    return tuple(cell for _, _, cell in sorted(order, key=lambda one: one[:2]))


def _place(answer, own, raw_cells):
    """The number of the cell after which an answer is judged."""
    below = (cell for cell in raw_cells if cell.number > answer.number and cell.kind == "code")
    check = next((cell for cell in below if checks(cell, answer.exercise)), None)
    if check is None:
        return answer.number
    between = [cell.number for cell in own if answer.number < cell.number <= check.number]
    return max(between, default=answer.number)
