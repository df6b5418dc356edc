"""Wrong variants of `mended_network`, as edits, and how hidden settings are sampled."""

from functools import partial

from resnet_lessons.course.exercises.mended_network import mending_setting
from resnet_lessons.instructor.exercises.sampling import between

_DENSE = "features = layers.Dense(16)(ops.relu(features))"
_HEAD = "layers.Dense(2)(features)"
_FIRST = "features = layers.Dense(16)(points)"
_ZEROS = (_DENSE, _DENSE.replace("Dense(16)", 'Dense(16, kernel_initializer="zeros")'))
_SHORTCUT_TAKEN_LATE = [
    ("        shortcut = features\n", ""),
    (
        "features = features + shortcut",
        "shortcut = features\n        features = features + shortcut",
    ),
]

EDITS = {
    # The broken network of the chapter has the other two faults as well; they make no difference then.
    "mending_blocks_not_connected": [
        (_FIRST, "start = features = layers.Dense(16)(points)"),
        (_HEAD, "layers.Dense(2)(start)"),
    ],
    "mending_kernels_do_not_move": [_ZEROS],
    "mending_signal_fades": _SHORTCUT_TAKEN_LATE,
    "mending_stays_linear": [("ops.relu(features)", "features")],
    "mending_nothing_arrives": [_ZEROS, *_SHORTCUT_TAKEN_LATE],
    "mending_blocks_left_out": [("range(blocks)", "range(1)")],
}


def _network(generator, least, most, trained=False):
    return mending_setting(between(generator, least, most), trained)


# Building takes little time, so the built networks may differ much: other seeds, other settings.
HIDDEN_SETTINGS = (
    partial(_network, least=5, most=7, trained=True),
    partial(_network, least=1, most=2),
    partial(_network, least=4, most=11),
    partial(_network, least=12, most=30),
)
