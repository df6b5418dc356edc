"""A recorded run's files: its arrays, and where they came from."""

import dataclasses
import json
import os
import platform

import keras
import numpy as np
import tensorflow

from resnet_lessons.machine.files import written_whole


def arrays_of(result):
    """{field: array} of a dataclass of arrays, floats as float32, ready to be saved."""
    return {
        field.name: in_single_precision(np.asarray(getattr(result, field.name)))
        for field in dataclasses.fields(result)
    }


def in_single_precision(array):
    """Floats as float32, or float16 where they are; other numbers as they are."""
    return array.astype("float32") if array.dtype in ("float32", "float64") else array


def save_run(folder, name, arrays, facts):
    """Writes arrays and facts of a finished run, with the machine and the versions it ran on.

    Args:
        folder: `Path` that takes `<name>.npz` and `<name>.json`.
        name: of the run.
        arrays: {name: array}.
        facts: dict that JSON can hold.

    Returns:
        bytes of the arrays' file
    """
    machine = {
        "processors": os.cpu_count(),
        "python": platform.python_version(),
        "numpy": np.__version__,
        "keras": keras.__version__,
        "backend": keras.backend.backend(),
        "tensorflow": tensorflow.__version__,
        "device": "CPU",
    }
    # Before the arrays are written: what JSON cannot hold leaves no file.
    text = json.dumps({**facts, **machine}, indent=2) + "\n"
    with written_whole(folder / f"{name}.npz") as file:
        np.savez_compressed(file, **arrays)
    # Last: facts never speak of arrays that are not there.
    with written_whole(folder / f"{name}.json") as file:
        file.write(text.encode())
    return (folder / f"{name}.npz").stat().st_size
