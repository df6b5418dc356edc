"""Explorable: a small network that is trained in the browser, at any depth."""

from resnet_lessons import figures
from resnet_lessons.experiments import recorded
from resnet_lessons.widgets.explorables.explorable import Explorable


def playground():
    """A small network that learns from scratch, with shortcuts of several kinds and without.

    Returns:
        `Explorable`
    """
    degradation, _ = recorded("degradation")
    return Explorable(
        "playground",
        "The depth playground",
        "A small network that learns here, in your browser: at any depth, with shortcuts and without.",
        figures.degradation_by_depth(degradation),
    )
