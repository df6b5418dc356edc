"""Explorers and explorables, in a notebook and in the site.

Explorers are controls over figures. They compute and draw nothing themselves: what a control shows is
a figure, what it measures is an experiment. Explorables (`explorables/`) compute in the browser.
"""

from resnet_lessons.widgets.block_anatomy import block_anatomy
from resnet_lessons.widgets.experiments import experiment
from resnet_lessons.widgets.explorables import mixing_desk, playground, unfold
from resnet_lessons.widgets.identity_race import identity_race
from resnet_lessons.widgets.residual_activations import residual_activations
from resnet_lessons.widgets.what_is_seen import what_is_seen
from resnet_lessons.widgets.zero_mapping import zero_mapping

__all__ = [
    "block_anatomy",
    "experiment",
    "identity_race",
    "mixing_desk",
    "playground",
    "residual_activations",
    "unfold",
    "what_is_seen",
    "zero_mapping",
]
