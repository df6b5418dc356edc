"""Explorable: ten blocks of a trained network, and a fader for the residual branch of each."""

from resnet_lessons import figures
from resnet_lessons.experiments import recorded
from resnet_lessons.widgets.explorables.explorable import Explorable


def mixing_desk():
    """A trained network and its plain twin, with a fader for each of their ten blocks.

    Returns:
        `Explorable`
    """
    lesions, _ = recorded("lesion")
    return Explorable(
        "mixing_desk",
        "The mixing desk",
        "Ten blocks of a trained residual network, with a fader for the branch of each, and its plain "
        "twin beside it. Both compute here, in your browser.",
        figures.lesions(lesions, "dropped"),
    )
