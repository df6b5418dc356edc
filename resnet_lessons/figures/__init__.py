"""Arrays in, a matplotlib figure with alt text out.

A figure runs no network and knows no answer, so it draws whatever arrays of the right shapes it gets. What
describes these it imports from `machine`, `data`, `network`, `display`, `training`, `experiments` and
`checker`; contracts in `pyproject.toml` forbid it the answers and Keras.
"""

from resnet_lessons.figures.along_network import branch_profile, shape_steps
from resnet_lessons.figures.block_chain import block_layer_chain
from resnet_lessons.figures.block_diagram import block_anatomy_frame, two_paths
from resnet_lessons.figures.block_family import block_family
from resnet_lessons.figures.branch_turned_down import scaled_block
from resnet_lessons.figures.channel_pictures import branch_size, channel_mosaic, stride_effect
from resnet_lessons.figures.confusion import confusion_matrix, surest_and_wrong
from resnet_lessons.figures.copying import identity_race
from resnet_lessons.figures.costs_of_blocks import block_costs
from resnet_lessons.figures.costs_of_networks import network_costs
from resnet_lessons.figures.cropping import preprocessing
from resnet_lessons.figures.cut_branches import (
    residual_stream,
    stochastic_depth,
    streams_beside_blocks,
)
from resnet_lessons.figures.depth_degradation import degradation_by_depth, degradation_curves
from resnet_lessons.figures.depth_that_helps import depth_that_helps
from resnet_lessons.figures.dropped_shortcuts import dropped_shortcuts
from resnet_lessons.figures.gradients_along_line import learnt_agreement, shattered_gradients
from resnet_lessons.figures.gradients_by_block import block_gradients, gradient_norms
from resnet_lessons.figures.identity_mappings import (
    copied_image,
    residual_functions,
    silent_blocks,
    small_kernels,
    untouched_image,
)
from resnet_lessons.figures.kernel_areas import kernel_areas
from resnet_lessons.figures.learning_run import learning_curves
from resnet_lessons.figures.lesioned import lesions, lesions_together
from resnet_lessons.figures.loss_curves import depth_losses, variant_losses
from resnet_lessons.figures.loss_maps import loss_surfaces
from resnet_lessons.figures.network_growth import grown_network, growth_by_seed
from resnet_lessons.figures.network_parts import parameter_shares, whole_network
from resnet_lessons.figures.networks_by_depth import depth_map
from resnet_lessons.figures.paths_by_length import path_lengths
from resnet_lessons.figures.seeing import receptive_field, seen_from
from resnet_lessons.figures.shortcut_question import four_shortcuts, four_shortcuts_answer
from resnet_lessons.figures.signal_sizes import signal_size
from resnet_lessons.figures.starts import block_starts, start_losses
from resnet_lessons.figures.three_conventions import three_conventions
from resnet_lessons.figures.variants import shortcut_variants
from resnet_lessons.figures.walk import activation_walk
from resnet_lessons.figures.written_out import residual_sum

__all__ = [
    "activation_walk",
    "block_anatomy_frame",
    "block_costs",
    "block_family",
    "block_gradients",
    "block_layer_chain",
    "block_starts",
    "branch_profile",
    "branch_size",
    "channel_mosaic",
    "confusion_matrix",
    "copied_image",
    "degradation_by_depth",
    "degradation_curves",
    "depth_losses",
    "depth_map",
    "depth_that_helps",
    "dropped_shortcuts",
    "four_shortcuts",
    "four_shortcuts_answer",
    "gradient_norms",
    "grown_network",
    "growth_by_seed",
    "identity_race",
    "kernel_areas",
    "learning_curves",
    "learnt_agreement",
    "lesions",
    "lesions_together",
    "loss_surfaces",
    "network_costs",
    "parameter_shares",
    "path_lengths",
    "preprocessing",
    "receptive_field",
    "residual_functions",
    "residual_stream",
    "residual_sum",
    "scaled_block",
    "seen_from",
    "shape_steps",
    "shattered_gradients",
    "shortcut_variants",
    "signal_size",
    "silent_blocks",
    "small_kernels",
    "start_losses",
    "stochastic_depth",
    "streams_beside_blocks",
    "stride_effect",
    "surest_and_wrong",
    "three_conventions",
    "two_paths",
    "untouched_image",
    "variant_losses",
    "whole_network",
]
