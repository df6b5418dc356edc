"""What both blocks share: their signature, the settings in which they are tried, what numbers show."""

from resnet_lessons.course.exercises.exercise import Case
from resnet_lessons.course.exercises.what_numbers_show import of_a_tensor

BLOCK_SIGNATURE = (
    "self",
    "inputs",
    "filters",
    "strides",
    "is_training",
    "index",
    "shortcut_filters",
)


def block_case(
    height,
    width,
    channels,
    *,
    filters,
    strides,
    shortcut_filters=None,
    is_training=False,
    data_format="channels_last",
    num_layers=18,
):
    """A setting for a block; `shortcut_filters` None asks for an identity shortcut."""
    arguments = {"filters": filters, "strides": strides, "is_training": is_training, "index": 0}
    if shortcut_filters is not None:
        arguments["shortcut_filters"] = shortcut_filters
    return Case(height, width, channels, arguments, num_layers, data_format)


def explain_block(case, arrays, expected):
    """What the output of a wrong block shows, in a sentence, or None."""
    return of_a_tensor(arrays[0], expected[0], "The output")
