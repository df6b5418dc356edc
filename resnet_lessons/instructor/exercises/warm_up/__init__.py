"""Wrong variants of `warm_up`, as edits, and how hidden settings are sampled."""

from resnet_lessons.course.exercises.warm_up import picture
from resnet_lessons.instructor.exercises.sampling import between

_ANSWER = "height // 2, width // 2, 2 * channels"

EDITS = {
    "channels_left_alone": [(_ANSWER, "height // 2, width // 2, channels")],
    "channels_halved": [(_ANSWER, "height // 2, width // 2, channels // 2")],
    "width_left_alone": [(_ANSWER, "height // 2, width, 2 * channels")],
    "sides_left_alone": [(_ANSWER, "height, width, 2 * channels")],
    "sides_doubled": [(_ANSWER, "2 * height, 2 * width, 2 * channels")],
}


def _picture(generator):
    height, width, channels = (between(generator, 1, 99) for _ in range(3))
    return picture(2 * height, 2 * width, channels)


HIDDEN_SETTINGS = (_picture,) * 4
