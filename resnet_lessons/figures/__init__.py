"""The figures of the lessons: arrays in, a matplotlib figure with alt text out."""

from resnet_lessons.figures.activations import branch_size, channel_mosaic, stride_effect
from resnet_lessons.figures.along_network import branch_profile, shape_steps
from resnet_lessons.figures.block_chain import block_layer_chain
from resnet_lessons.figures.block_diagram import block_anatomy_frame, two_paths
from resnet_lessons.figures.copying import identity_race
from resnet_lessons.figures.cost import block_costs
from resnet_lessons.figures.curves import degradation_curves, grown_network
from resnet_lessons.figures.map_of_depths import depth_map
from resnet_lessons.figures.mappings import (
    copied_image,
    residual_functions,
    small_kernels,
    untouched_image,
)
from resnet_lessons.figures.opened_block import network_map
from resnet_lessons.figures.scaling import scaled_block
from resnet_lessons.figures.seeing import receptive_field
from resnet_lessons.figures.shortcut_question import four_shortcuts, four_shortcuts_answer
from resnet_lessons.figures.walk import activation_walk

__all__ = [
    "activation_walk",
    "block_anatomy_frame",
    "block_costs",
    "block_layer_chain",
    "branch_profile",
    "branch_size",
    "channel_mosaic",
    "copied_image",
    "degradation_curves",
    "depth_map",
    "four_shortcuts",
    "four_shortcuts_answer",
    "grown_network",
    "identity_race",
    "network_map",
    "receptive_field",
    "residual_functions",
    "scaled_block",
    "shape_steps",
    "small_kernels",
    "stride_effect",
    "two_paths",
    "untouched_image",
]
