"""The data of the explorables: arrays that are exported from the lessons' networks, or measured."""

import json

import numpy as np

from resnet_lessons.instructor.explorables.script_build import BUILT, SOURCES


def _networks():
    # It loads Keras, which the script alone does not need.
    from resnet_lessons.instructor.explorables import network_export

    return network_export.arrays()


def _path_gradients():
    from resnet_lessons.instructor.explorables import path_gradients

    return path_gradients.arrays()


def _playground():
    """Of the record of `explorables/playground/record.js`, what its picture in section 5.3 shows.

    The networks without shortcuts come first; of each there is a seed, and each has a correlation
    before its first step and after the last.
    """
    record = json.loads((SOURCES / "playground" / "recorded.json").read_text(encoding="utf-8"))
    kinds = ("none", "identity")
    begun = [[one["before"] for one in record["shortcuts"][kind]["42"]] for kind in kinds]
    ended = [record["agreementAfter"][kind] for kind in kinds]
    agreement = np.stack([begun, ended], axis=-1).astype("float32")
    return {"agreement": agreement, "steps": np.int32(record["steps"])}


# Name of an explorable with data -> a function that makes its arrays.
EXPORTS = {"mixing_desk": _networks, "unfold": _path_gradients, "playground": _playground}
# Of what was measured; weights in half precision are equal to the last bit.
_TOLERANCE = {"rtol": 0.02, "atol": 0.01}


def path_of(name):
    """The file that keeps the arrays of an explorable."""
    return BUILT / f"{name}.npz"


def build(name):
    """Makes the arrays of an explorable and writes them, each time the same bytes.

    Args:
        name: of `EXPORTS`.
    """
    np.savez_compressed(path_of(name), **EXPORTS[name]())


def differences(name):
    """What differs between the arrays that are kept and those that would be made now.

    Args:
        name: of `EXPORTS`.

    Returns:
        list of texts
    """
    if not path_of(name).is_file():
        return [f"{path_of(name).name} is missing"]
    with np.load(path_of(name), allow_pickle=False) as file:
        kept = {key: file[key] for key in file.files}
    made = EXPORTS[name]()
    if kept.keys() != made.keys():
        return [f"{name}: arrays {sorted(kept.keys() ^ made.keys())} are in one of two only"]
    return [f"{name}: {key}" for key in made if not _is_equal(kept[key], np.asarray(made[key]))]


def _is_equal(kept, made):
    if (kept.shape, kept.dtype) != (made.shape, made.dtype):
        return False
    if made.dtype in (np.float32, np.float64):
        return np.allclose(kept, made, **_TOLERANCE)
    return np.array_equal(kept, made)
