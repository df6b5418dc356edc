"""Wrong variants of `identity_kernel`, as edits, and how hidden settings are sampled."""

from functools import partial

from resnet_lessons.course.exercises.identity_kernel import kernel_of
from resnet_lessons.instructor.exercises.sampling import between, one_of

_MIDDLE = "kernel[middle, middle] = np.eye(channels)"

EDITS = {
    "channels_mixed": [(_MIDDLE, "kernel[middle, middle] = 1")],
    "channels_averaged": [(_MIDDLE, "kernel[middle, middle] = 1 / channels")],
    "averaging_kernel": [(_MIDDLE, "kernel[:] = np.eye(channels) / kernel_size**2")],
    "ones_everywhere": [(_MIDDLE, "kernel[:] = 1")],
    "identity_in_the_corner": [(_MIDDLE, "kernel[0, 0] = np.eye(channels)")],
    "identity_at_every_position": [(_MIDDLE, "kernel[:] = np.eye(channels)")],
    "channels_reversed": [(_MIDDLE, "kernel[middle, middle] = np.eye(channels)[::-1]")],
    "one_channel_only": [(_MIDDLE, "kernel[middle, middle, 0, 0] = 1")],
    "kernel_not_float32": [(', "float32"', "")],
    "kernel_of_zeros": [(_MIDDLE, "pass")],
    "channels_first_in_the_kernel": [("return kernel", "return kernel.transpose(3, 2, 0, 1)")],
}


def _kernel(generator, sizes):
    return kernel_of(one_of(generator, sizes), between(generator, 2, 8))


HIDDEN_SETTINGS = tuple(partial(_kernel, sizes=sizes) for sizes in ((7, 9), (1, 3), (3, 5), (5, 7)))
