"""What the rest of a network reads where a block was cut, by what passes its layers: for `lesion`."""

import contextlib
from functools import partial

import numpy as np

from resnet_lessons.course.exercises.answers_as_arrays import is_alike
from resnet_lessons.course.exercises.calls_on_the_way import passing
from resnet_lessons.course.keys import TOLERANCE

# What the rest of the network reads, beside a block's shortcut and branch: something else, a sum of
# multiples of the two, such a sum and a number for each channel, or the shortcut after a ReLU.
UNKNOWN, SUM, SUM_AND_OFFSET, RECTIFIED = range(4)
NO_SUM_LOST = -1
_POINTS = ("shortcut", "residual", "output")
_NEXT = "next"


def shortcut_alone():
    """What `Passed.beside` returns of a right answer."""
    return np.array((1, 0, SUM), "float32"), np.float32(NO_SUM_LOST)


def watched(model, names, asked):
    """A function that watches a network: (network) -> context that yields what passes, a `Passed`.

    Args:
        model: the given `keras.Model`, before anything is done with it.
        names: of its blocks, in their order.
        asked: the block that is to be cut.
    """
    output = model.get_layer(f"{asked}_output").output
    following = next(
        layer for layer in model.layers if layer.weights and getattr(layer, "input", None) is output
    )
    places = {(name, point): f"{name}_{point}" for name in names for point in _POINTS}
    return partial(_watching, places | {_NEXT: following.name}, names, asked)


@contextlib.contextmanager
def _watching(places, names, asked, network):
    by_name = {layer.name: layer for layer in network._flatten_layers(include_self=False)}
    layers = {place: by_name[name] for place, name in places.items() if name in by_name}
    with passing(layers) as calls:
        yield Passed(calls, names, asked)


class Passed:
    """What passed the points of a network while it ran."""

    def __init__(self, calls, names, asked):
        self._calls, self._names, self._asked = calls, names, asked

    def beside(self, usual):
        """What the rest of the network reads, and the first block behind the cut whose sum is lost.

        Args:
            usual: what passes the given network.

        Returns:
            float32 array (share of the shortcut, share of the branch, one of the constants above);
            float32 number of that block, or `NO_SUM_LOST`.
        """
        shortcut, branch, _ = usual._at_points(self._asked)
        return _shares(self._read_by(_NEXT), shortcut, branch), np.float32(self._lost_sum())

    def _read_by(self, place):
        return next((inputs for key, inputs, _ in self._calls if key == place), None)

    def _at_points(self, name):
        return [self._read_by((name, point)) for point in _POINTS]

    def _lost_sum(self):
        first = self._names.index(self._asked) + 1
        for number, name in enumerate(self._names[first:], first):
            points = self._at_points(name)
            if all(each is not None for each in points) and not _is_sum(*points):
                return number
        return NO_SUM_LOST


def _is_sum(shortcut, branch, output):
    return shortcut.shape == branch.shape and is_alike(output, shortcut + branch)


def _shares(fed, shortcut, branch):
    """How an array is made of a shortcut and a branch, as `Passed.beside` returns it."""
    if fed is None or fed.shape != shortcut.shape or not np.isfinite(fed).all():
        return np.array((0, 0, UNKNOWN), "float32")
    if is_alike(fed, np.maximum(shortcut, 0)):
        return np.array((0, 0, RECTIFIED), "float32")
    sums = np.stack([shortcut.ravel(), branch.ravel()], axis=1).astype("float64")
    channels = fed.shape[-1]
    offsets = np.tile(np.eye(channels), (fed.size // channels, 1))
    for kind, columns in ((SUM, sums), (SUM_AND_OFFSET, np.hstack([sums, offsets]))):
        factors, *_ = np.linalg.lstsq(columns, fed.ravel(), rcond=None)
        if is_alike(columns @ factors, fed.ravel()):
            return np.array((*factors[:2], kind), "float32")
    return np.array((0, 0, UNKNOWN), "float32")


# In words ---------------------------------------------------------------------------------------


def about_rest(fed, lost, names):
    """A sentence on the rest of a network, or "".

    Args:
        fed, lost: as `Passed.beside` returns them.
        names: of the network's blocks.
    """
    if lost in range(len(names)):
        return (
            f"After the cut, what {names[int(lost)]} gives is not its shortcut plus its branch: the "
            "plus sign was lost. `model.layers` is only a list, and calling one layer after the other "
            "leaves out what reads two tensors; `keras.Model(a, b)` keeps all connections."
        )
    shortcut, branch, kind = fed.tolist()
    start = "What comes after the block reads"
    if kind == RECTIFIED:
        return f"{start} the shortcut after a ReLU; expected the shortcut itself."
    if kind not in (SUM, SUM_AND_OFFSET):
        return ""
    parts = [_times(shortcut, "the shortcut"), _times(branch, "the residual branch")]
    parts += ["a number for each channel, such as a bias that is left"] * (kind == SUM_AND_OFFSET)
    told = " plus ".join(filter(None, parts)) or "zeros"
    if told == "the shortcut":
        return ""
    return f"{start} {told}; expected the shortcut alone, once."


def _times(share, what):
    if abs(share) < TOLERANCE:
        return ""
    return what if abs(share - 1) < TOLERANCE else f"{share:.3g} times {what}"
