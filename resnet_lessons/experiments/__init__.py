"""Chapter 5's experiments, one module each: `run` measures now, `recorded` loads what was measured.

Both give the same frozen dataclass of arrays. None of it calls an answer of an exercise. `ledger`
sets the papers' numbers beside those of the recorded runs.
"""

import importlib

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


def __getattr__(name):
    if name in (*EXPERIMENTS, "ledger"):
        return importlib.import_module(f"resnet_lessons.experiments.{name}")
    raise AttributeError(f"there is no experiment {name!r}; there are {', '.join(EXPERIMENTS)}")


def __dir__():
    return sorted([*globals(), *EXPERIMENTS, "ledger"])
