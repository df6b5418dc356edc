"""The cost table of chapter 4 with a column of what the student's own `count_flops` counts."""

import contextlib
from dataclasses import replace

from resnet_lessons.checker.printing import Nowhere, cut_short
from resnet_lessons.display import Message
from resnet_lessons.network import costs
from resnet_lessons.network.depths import CLASSES

OWN_COUNTED = (18, 34, 50)
_EXERCISE = "count_flops"


def cost_table(own=None, image_size=224):
    """What the six networks cost, beside the paper's numbers and Keras' own ResNet50V2.

    Args:
        own: the student's `count_flops`, for a column of what it counts in networks of 18, 34 and
            50 layers, in a few seconds; None to leave it out. Where it cannot count, a note says
            why.
        image_size: side of the square image, in pixels, at least 1.

    Returns:
        `CostTable`

    Raises:
        ValueError: when `image_size` is no whole number above 0.
    """
    table = costs.cost_table(image_size)
    if own is None:
        return table
    counted, reason = _own_counts(own, table.image_size)
    rows = tuple(replace(row, own_multiply_adds=counted.get(row.num_layers)) for row in table.rows)
    return replace(table, rows=rows, notes=(*table.notes, reason) if reason else table.notes)


def _own_counts(own, image_size):
    """({num_layers: what the student's function counts}, why there is nothing or "")."""
    if not callable(own):
        return {}, f"own is {own!r}, not a function: there is no column for it."
    # They load TensorFlow, which the table itself does not need.
    from resnet_lessons.student import passed_answers
    from resnet_lessons.student.networks import my_network

    if _EXERCISE not in passed_answers.passed():
        return {}, f"{_EXERCISE} has not passed yet; once it has, it gets a column here."
    counted = {}
    for depth in OWN_COUNTED:
        with contextlib.redirect_stdout(Nowhere()):
            network = my_network(depth, CLASSES, image_size)
        if isinstance(network, Message):
            return {}, f"There is no column for your {_EXERCISE}. {network.text}"
        try:
            with cut_short():
                counted[depth] = int(own(network))
        except Exception as error:
            why = f"{type(error).__name__}: {error}"
            return {}, f"Your {_EXERCISE} stopped at ResNet-{depth} ({why}): no column for it."
    return counted, ""
