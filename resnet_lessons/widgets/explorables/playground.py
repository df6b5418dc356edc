"""Explorable: two small networks that are trained in the browser, at any depth."""

from resnet_lessons import figures
from resnet_lessons.display import Message
from resnet_lessons.experiments import recorded
from resnet_lessons.widgets.explorables.explorable import Explorable, arrays_of

# What is compared at first -> where the controls stand, as in `explorables/playground/setting.js`.
_COMPARED = {
    "shortcuts": {},
    "depths": {"leftDepth": 14, "rightShortcut": "none"},
    "gradients": {},
}


def playground(compared="shortcuts"):
    """Two small networks that learn from scratch side by side, with shortcuts of several kinds or none.

    Args:
        compared: what is compared at first: "shortcuts" (42 layers, without and with them), "depths"
            (14 and 42 layers, both without), or "gradients", which is as "shortcuts", with a picture
            of what becomes of the gradients where no script runs.

    Returns:
        `Explorable`, or a `Message` where nothing of that name is compared.
    """
    if not isinstance(compared, str) or compared not in _COMPARED:
        return Message(
            f"The playground compares {', '.join(_COMPARED)} at first, but not {compared!r}."
        )
    return Explorable(
        "playground",
        "The depth playground",
        "Two small networks learn the same task side by side, here in your browser. Set the depth of each, "
        "its shortcuts and its start, and watch its loss, its gradients, and what it says of every place.",
        _stand_in(compared),
        setting=_COMPARED[compared],
    )


def _stand_in(compared):
    """The recorded figure on the same question."""
    if compared == "gradients":
        learnt = arrays_of("playground")
        return figures.learnt_agreement(learnt["agreement"], int(learnt["steps"]))
    return figures.degradation_by_depth(recorded("degradation")[0])
