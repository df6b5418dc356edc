"""Explorable: two small networks that are trained in the browser, at any depth."""

from resnet_lessons import figures
from resnet_lessons.experiments import recorded
from resnet_lessons.widgets.explorables.explorable import Explorable


def playground():
    """Two small networks that learn from scratch side by side, with shortcuts of several kinds or none.

    Returns:
        `Explorable`
    """
    degradation, _ = recorded("degradation")
    return Explorable(
        "playground",
        "The depth playground",
        "Two small networks learn the same task side by side, here in your browser. Set the depth of each, "
        "its shortcuts and its start, and watch its loss, its gradients, and what it says of every place.",
        figures.degradation_by_depth(degradation),
    )
