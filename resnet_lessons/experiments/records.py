"""Recorded runs of the experiments: a frozen dataclass of arrays, and where it came from."""

import dataclasses
import json

import numpy as np

from resnet_lessons.data.recorded_runs import RECORDED
from resnet_lessons.experiments import results

# Experiment -> the name of its files, without their ending, and what it returns.
_RUNS = {
    "degradation": ("degradation_by_depth", results.Degradation),
    "growth": ("growth_by_seed", results.Growth),
    "gradients": ("gradients", results.Gradients),
    "shattering": ("shattering", results.Shattering),
    "shortcut_variants": ("shortcut_variants", results.ShortcutVariants),
    "lesion": ("lesion", results.Lesions),
    "path_lengths": ("path_lengths", results.PathLengths),
    "loss_surface": ("loss_surface", results.LossSurface),
}


def recorded(experiment):
    """The recorded run of an experiment, one of `EXPERIMENTS`; returned as by `load`."""
    return load(*_RUNS[experiment])


def load(name, kind):
    """A recorded run, as its experiment returns it.

    Args:
        name: of the files in `recorded/`, without their ending.
        kind: the experiment's dataclass.

    Returns:
        (instance of `kind`, dict of facts: command, seeds, settings, seconds, versions)

    Raises:
        FileNotFoundError: when no such run was recorded.
    """
    with np.load(RECORDED / f"{name}.npz", allow_pickle=False) as file:
        arrays = {key: file[key] for key in file.files}
    for array in arrays.values():
        array.setflags(write=False)
    arrays["complete"] = bool(arrays["complete"])
    return kind(**arrays), json.loads((RECORDED / f"{name}.json").read_text())


def arrays_of(result):
    """{field: array} of an experiment's dataclass, floats as float32, ready to be saved."""
    arrays = {
        field.name: np.asarray(getattr(result, field.name)) for field in dataclasses.fields(result)
    }
    return {
        name: array.astype("float32") if array.dtype.kind == "f" else array
        for name, array in arrays.items()
    }
