"""The figures of the lessons: arrays in, a matplotlib figure with alt text out."""

from resnet_lessons.figures.activations import branch_size, channel_mosaic, stride_effect
from resnet_lessons.figures.block_diagram import shape_gallery, two_paths
from resnet_lessons.figures.cost import block_costs
from resnet_lessons.figures.shortcut_question import four_shortcuts, four_shortcuts_answer

__all__ = [
    "block_costs",
    "branch_size",
    "channel_mosaic",
    "four_shortcuts",
    "four_shortcuts_answer",
    "shape_gallery",
    "stride_effect",
    "two_paths",
]
