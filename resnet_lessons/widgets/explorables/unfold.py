"""Explorable: a network unfolded into its paths."""

from resnet_lessons import figures
from resnet_lessons.experiments import recorded
from resnet_lessons.widgets.explorables.explorable import Explorable


def unfold():
    """All paths through a residual network, and the gradient that was measured along them.

    Returns:
        `Explorable`
    """
    paths, _ = recorded("path_lengths")
    return Explorable(
        "unfold",
        "Unfold a network",
        "Every block doubles the paths from the picture to the answer. Which of them carry the gradient?",
        figures.path_lengths(paths),
    )
