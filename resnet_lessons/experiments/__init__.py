"""Chapter 5's experiments, one module each: `run` measures now, `recorded` loads what was measured.

Both give the same frozen dataclass of arrays. `recorded(name)` of this package does so without
TensorFlow. None of it calls an answer of an exercise. `ledger` sets the papers' numbers beside those
of the recorded runs.
"""

import importlib

from resnet_lessons.machine import loading

EXPERIMENTS = (
    "degradation",
    "growth",
    "gradients",
    "shattering",
    "shortcut_variants",
    "lesion",
    "path_lengths",
    "loss_surface",
)


def recorded(name):
    """The recorded run of an experiment; nothing of it needs TensorFlow.

    Args:
        name: one of `EXPERIMENTS`.

    Returns:
        (frozen dataclass of arrays, dict of facts: command, seeds, settings, seconds, versions)

    Raises:
        ValueError: when there is no such experiment.
    """
    if name not in EXPERIMENTS:
        raise ValueError(f"there is no experiment {name!r}; there are {', '.join(EXPERIMENTS)}")
    return importlib.import_module("resnet_lessons.experiments.records").recorded(name)


def __getattr__(name):
    if name in (*EXPERIMENTS, "ledger"):
        loading.finish()
        return importlib.import_module(f"resnet_lessons.experiments.{name}")
    raise AttributeError(f"there is no experiment {name!r}; there are {', '.join(EXPERIMENTS)}")


def __dir__():
    return sorted([*globals(), *EXPERIMENTS, "ledger"])
