"""What the kernel ran and the notebook's file does not hold: whoever hands that file in loses it."""

import re

from resnet_lessons.student.bindings import Bindings
from resnet_lessons.student.notebook_cells import as_python, is_untouched

_THIS_CALL = re.compile(r"\bhand_in\s*\(")
THE_CALL = "the cell that you have just run"


def unsaved(saved, ran, exercise_ids, has_this_call=True):
    """What of the cells that ran is not in a notebook's file.

    Args:
        saved: `SavedNotebook`.
        ran: `RanCell`s of this kernel, the newest last.
        exercise_ids: of the answers to look for.
        has_this_call: whether the cell that asks, the newest, should stand in that file.

    Returns:
        words for each: the cell that asks, then answers that ran last with another text
    """
    lacking = []
    if has_this_call and ran and _THIS_CALL.search(ran[-1].text):
        lacking += [] if saved.holding(ran[-1].text) else [THE_CALL]
    in_kernel = Bindings([(number, cell.python) for number, cell in enumerate(ran)])
    in_file = Bindings(as_python(saved))
    for name in exercise_ids:
        newest = in_kernel.of(name)[-1:]
        if newest and not _is_in(saved, in_file.of(name), newest[0], ran[newest[0].place]):
            lacking.append(f"`{name}` as you ran it last")
    return tuple(lacking)


def _is_in(saved, in_file, newest, cell):
    """Whether the file holds what the kernel ran last for an answer, in whatever cell; a cell to fill in
    that ran as it was handed out holds nothing to lose."""
    is_same = any(each.is_like(newest) for each in in_file)
    return is_same or is_untouched(cell.text) or saved.holding(cell.text) is not None
