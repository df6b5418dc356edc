"""What both blocks share: their signature, and the settings in which they are tried."""

from resnet_lessons.course.exercises.exercise import Case

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
