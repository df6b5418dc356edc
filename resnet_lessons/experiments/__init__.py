"""What chapters 1, 5 and 6 measure, one module for each experiment, and the papers' claims beside it.

`run` measures now; `recorded` loads what was measured, without TensorFlow. Both give the same frozen
dataclass of arrays. Nothing here calls an answer of an exercise, and nothing draws.
"""

import importlib

from resnet_lessons.experiments import results
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
    "residual_sum",
    "signal_size",
    "block_starts",
    "stochastic_depth",
    "residual_streams",
)

# Recorded only: `make recorded-depth` takes hours.
LONG_RUNS = ("depth_that_helps", "loss_surface_56")


def recorded(name):
    """The recorded run of an experiment; nothing of it needs TensorFlow.

    Args:
        name: one of `EXPERIMENTS` or of `LONG_RUNS`.

    Returns:
        (frozen dataclass of arrays, dict of facts: command, seeds, settings, seconds, versions)

    Raises:
        ValueError: when there is no such experiment.
    """
    if name not in (known := EXPERIMENTS + LONG_RUNS):
        raise ValueError(f"there is no experiment {name!r}; there are {', '.join(known)}")
    return results.recorded(name)


# Public name -> the module that it stands for.
_MODULES = {**{name: name for name in EXPERIMENTS}, "ledger": "claims_table"}


def __getattr__(name):
    if name in _MODULES:
        loading.finish()
        return importlib.import_module(f"resnet_lessons.experiments.{_MODULES[name]}")
    raise AttributeError(f"there is no experiment {name!r}; there are {', '.join(EXPERIMENTS)}")


def __dir__():
    return sorted([*globals(), *_MODULES])
