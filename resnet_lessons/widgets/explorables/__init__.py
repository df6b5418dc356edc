"""Explorables: residual networks that compute in the reader's browser, with and without a kernel.

Their script comes from `explorables/`, whose sources `make explorables` turns into the files beside
this one. In a notebook it is a widget; the site has the same script in its pages.
"""

from resnet_lessons.widgets.explorables.mixing_desk import mixing_desk
from resnet_lessons.widgets.explorables.playground import playground
from resnet_lessons.widgets.explorables.unfold import unfold

__all__ = ["mixing_desk", "playground", "unfold"]
