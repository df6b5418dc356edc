"""Recorded runs, as arrays and facts: a chapter shows them before TensorFlow is loaded."""

import json
from pathlib import Path

import numpy as np

RECORDED = Path(__file__).with_name("recorded")
# Settings of the recorded copy races.
COPY_BLOCKS = (1, 2, 4, 8)
COPY_SCALES = (0.1, 0.25, 0.5, 1.0, 2.0)


def load(name):
    """A recorded run.

    Args:
        name: of its files in `recorded/`, without their ending: "degradation", "growth" or
            "identity_race" of the races, or one of those of `experiments.results`.

    Returns:
        (dict of read-only arrays, dict of facts: versions, seeds, settings)

    Raises:
        FileNotFoundError: when no such run was recorded.
    """
    with np.load(RECORDED / f"{name}.npz", allow_pickle=False) as file:
        arrays = {key: file[key] for key in file.files}
    for array in arrays.values():
        array.setflags(write=False)
    return arrays, json.loads((RECORDED / f"{name}.json").read_text())


def copy_race(blocks, scale):
    """A copy race of 150 steps.

    Args:
        blocks: one of `COPY_BLOCKS`.
        scale: one of `COPY_SCALES`.

    Returns:
        what `races.copy_race` returns; each value of a copy may be off by a thousandth of its error

    Raises:
        ValueError: when no race was recorded with these settings.
    """
    if blocks not in COPY_BLOCKS or scale not in COPY_SCALES:
        raise ValueError(
            f"no race was recorded with {blocks} blocks and scale {scale}; there are races with "
            f"{COPY_BLOCKS} blocks and scales {COPY_SCALES}"
        )
    arrays, _ = load("identity_race")
    place = COPY_BLOCKS.index(blocks), COPY_SCALES.index(scale)
    race = {"image": arrays["image"]}
    for name in ("plain", "residual"):
        race[f"{name}_loss"] = arrays[f"{name}_loss"][place]
        # Errors differ by fourteen orders of magnitude, so differences are kept in units of their
        # root mean square.
        unit = np.sqrt(arrays[f"{name}_error"][place])
        race[f"{name}_copy"] = race["image"] + unit * arrays[f"{name}_difference"][place]
    return race
