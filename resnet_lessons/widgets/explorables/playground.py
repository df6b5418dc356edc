"""Explorable: two small networks that are trained in the browser, at any depth."""

import numpy as np

from resnet_lessons import figures
from resnet_lessons.data.images import fashion_mnist
from resnet_lessons.display import Message
from resnet_lessons.experiments import recorded
from resnet_lessons.widgets.explorables.explorable import Explorable, arrays_of

# What is compared at first -> where the controls stand, as in `explorables/playground/setting.js`.
_COMPARED = {
    "shortcuts": {},
    "depths": {"leftDepth": 14, "rightShortcut": "none"},
    "gradients": {},
}
# T-shirts and shirts, the two classes that are easiest to take for each other; as many of both as the
# tasks of `explorables/playground/tasks.js` have points.
_CLASSES = (0, 6)
_POINTS = 384


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
        "its shortcuts and its start, and watch its loss, its gradients, and its answers.",
        _stand_in(compared),
        playground_values(),
        setting=_COMPARED[compared],
    )


def playground_values():
    """What the playground computes with.

    Returns:
        {"garments": uint8 (384, 14, 14)}: the first shipped T-shirts and shirts in turn, from training
        images of half their width and height, in which each pixel is the mean of four.
    """
    data = fashion_mnist()
    of_class = [data.train_images[data.train_labels == label] for label in _CLASSES]
    each = _POINTS // len(_CLASSES)
    in_turn = np.stack([images[:each, ..., 0] for images in of_class], axis=1)
    quarters = in_turn.reshape(_POINTS, 14, 2, 14, 2).mean(axis=(2, 4))
    return {"garments": quarters.round().astype("uint8")}


def _stand_in(compared):
    """The recorded figure on the same question."""
    if compared == "gradients":
        learnt = arrays_of("playground")
        return figures.learnt_agreement(learnt["agreement"], int(learnt["steps"]))
    return figures.degradation_by_depth(recorded("degradation")[0])
