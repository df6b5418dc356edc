"""Wrong variants of `residual_function`, as edits, and how hidden settings are sampled."""

from functools import partial

from resnet_lessons.course.exercises import Setting
from resnet_lessons.instructor.exercises.sampling import between, shape

_RESIDUAL = "optimal_mapping(x) - x"

EDITS = {
    "residual_turned_round": [(_RESIDUAL, "x - optimal_mapping(x)")],
    "nothing_subtracted": [(_RESIDUAL, "optimal_mapping(x)")],
    "input_added": [(_RESIDUAL, "optimal_mapping(x) + x")],
    "mapping_of_the_difference": [(_RESIDUAL, "optimal_mapping(optimal_mapping(x) - x)")],
    "residual_relative": [(_RESIDUAL, "(optimal_mapping(x) - x) / x")],
    "residual_without_sign": [(_RESIDUAL, "abs(optimal_mapping(x) - x)")],
    "residual_rectified": [(_RESIDUAL, "ops.relu(optimal_mapping(x) - x)")],
    "mapping_of_zero": [(_RESIDUAL, "optimal_mapping(x - x)")],
    "residual_squared": [(_RESIDUAL, "(optimal_mapping(x) - x) ** 2")],
}


def _polynomial(generator, dimensions):
    number = between(generator, 1, 3)
    coefficients = tuple(round(float(c), 2) for c in generator.uniform(-2, 2, number))
    size = shape(generator, dimensions)
    text = f"the optimal mapping has the coefficients {coefficients}, x has shape {size}"
    return Setting(text, {"coefficients": coefficients, "shape": size})


HIDDEN_SETTINGS = tuple(partial(_polynomial, dimensions=number) for number in (1, 2, 3, 4))
