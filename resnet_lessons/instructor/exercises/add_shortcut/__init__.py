"""Wrong variants of `add_shortcut`, as edits, and how hidden settings are sampled."""

from functools import partial

from resnet_lessons.course.exercises import Setting
from resnet_lessons.instructor.exercises.sampling import shape

_SUM = "residual + x"

EDITS = {
    "residual_alone": [(_SUM, "residual")],
    "shortcut_alone": [(_SUM, "x")],
    "shortcut_subtracted": [(_SUM, "residual - x")],
    "shortcut_doubled": [(_SUM, "residual + x + x")],
    "shortcut_multiplied": [(_SUM, "residual * x")],
    "shortcut_averaged": [(_SUM, "(residual + x) / 2")],
    "shortcut_concatenated": [(_SUM, "ops.concatenate([residual, x], axis=-1)")],
    "rectified_sum": [(_SUM, "ops.relu(residual + x)")],
    "rectified_residual": [(_SUM, "ops.relu(residual) + x")],
}


def _tensors(generator, dimensions):
    size = shape(generator, dimensions)
    return Setting(f"residual and x of shape {size}", {"shape": size})


HIDDEN_SETTINGS = tuple(partial(_tensors, dimensions=number) for number in (2, 3, 4, 5))
