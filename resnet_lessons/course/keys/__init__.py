"""Answer keys: what a right answer computes, and one fingerprint for each misconception.

A key is arrays only, in one npz file for each exercise. `make keys` builds them from the answers
and the wrong variants; a student bundle holds them and neither of those.
"""

import json
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

import numpy as np

from resnet_lessons.course.keys.call import Call

TOLERANCE = 1e-3
_NUMBERS = 8


@dataclass(frozen=True)
class Fingerprint:
    """What one program does in one case, short enough to store and to compare.

    Args:
        shapes: of the results.
        numbers: `_NUMBERS` weighted sums of each result's values.
        parameters: trainable values that its layers created.
        failure: kind of the failure, "" if there was none.
        failure_shapes: the shapes that could not be added, sorted.
    """

    shapes: tuple[tuple[int, ...], ...]
    numbers: tuple[float, ...]
    parameters: int
    failure: str = ""
    failure_shapes: tuple[tuple[int, ...], ...] = ()

    def matches(self, other):
        """Whether two programs did the same, within `TOLERANCE`."""
        facts = ("shapes", "parameters", "failure", "failure_shapes")
        if any(getattr(self, name) != getattr(other, name) for name in facts):
            return False
        return np.allclose(self.numbers, other.numbers, rtol=TOLERANCE, atol=TOLERANCE)


@dataclass(frozen=True)
class AnswerKey:
    """What an exercise's answer computes, and what each misconception does.

    Args:
        seed: of inputs and weights.
        expected: for each case the answer's arrays, channels last.
        parameters: for each case the trainable values that the answer creates.
        fingerprints: misconception id -> one fingerprint for each case.
        calls: for each case the calls that the answer makes.
        returned: for each case the number of the call whose result it returns.
        moved: for each case how many values of its moving statistics the call changes.
    """

    seed: int
    expected: tuple[tuple[np.ndarray, ...], ...]
    parameters: tuple[int, ...]
    fingerprints: dict[str, tuple[Fingerprint, ...]]
    calls: tuple[tuple[Call, ...], ...]
    returned: tuple[int, ...]
    moved: tuple[int, ...]


def fingerprint(outcome):
    """The `Fingerprint` of one outcome of the probe."""
    numbers = [number for array in outcome.arrays for number in _weighted_sums(array)]
    failure = outcome.failure
    return Fingerprint(
        shapes=tuple(tuple(array.shape) for array in outcome.arrays),
        numbers=tuple(numbers),
        # What a program had created by the time it failed depends on its order, not on the mistake.
        parameters=0 if failure else outcome.parameters,
        failure=failure.kind if failure else "",
        failure_shapes=tuple(sorted(failure.shapes)) if failure else (),
    )


def _weighted_sums(array):
    weights = np.random.default_rng(array.size).normal(size=(_NUMBERS, array.size))
    return (weights @ array.ravel().astype("float64") / np.sqrt(max(1, array.size))).tolist()


def key_path(exercise_id, folder=Path(__file__).parent):
    """Where the key of an exercise lies."""
    return Path(folder) / f"{exercise_id}.npz"


def save(key, path):
    """Writes a key as one npz file without pickles."""
    arrays = {
        f"expected_{case}_{result}": array
        for case, results in enumerate(key.expected)
        for result, array in enumerate(results)
    }
    facts = {
        "seed": key.seed,
        "results": [len(results) for results in key.expected],
        "parameters": key.parameters,
        "fingerprints": {
            name: [asdict(each) for each in fingerprints]
            for name, fingerprints in key.fingerprints.items()
        },
        "calls": [[asdict(call) for call in calls] for calls in key.calls],
        "returned": key.returned,
        "moved": key.moved,
    }
    np.savez_compressed(path, facts=np.array(json.dumps(facts)), **arrays)


def read(path):
    """Reads what `save` wrote."""
    with np.load(path, allow_pickle=False) as file:
        facts = json.loads(str(file["facts"]))
        expected = tuple(
            tuple(file[f"expected_{case}_{result}"] for result in range(results))
            for case, results in enumerate(facts["results"])
        )
    fingerprints = {
        name: tuple(fingerprint_from(each) for each in cases)
        for name, cases in facts["fingerprints"].items()
    }
    return AnswerKey(
        seed=facts["seed"],
        expected=expected,
        parameters=tuple(facts["parameters"]),
        fingerprints=fingerprints,
        calls=tuple(tuple(map(_call_from, calls)) for calls in facts["calls"]),
        returned=tuple(facts["returned"]),
        moved=tuple(facts["moved"]),
    )


def _call_from(facts):
    """The `Call` that was written as JSON, which has lists in place of tuples."""
    settings = {name: _as_tuple(value) for name, value in facts["settings"].items()}
    tuples = {name: tuple(facts[name]) for name in ("shape", "reads", "shape_read")}
    return Call(**facts | tuples | {"settings": settings})


def _as_tuple(value):
    return tuple(value) if isinstance(value, list) else value


def fingerprint_from(facts):
    """The `Fingerprint` that was written as JSON, which has lists in place of tuples."""
    for name in ("shapes", "failure_shapes"):
        facts[name] = tuple(tuple(shape) for shape in facts[name])
    return Fingerprint(**facts | {"numbers": tuple(facts["numbers"])})


@cache
def public_key(exercise_id):
    """The key of the instant check.

    Raises:
        FileNotFoundError: when the exercise has no key in this installation.
    """
    return read(key_path(exercise_id))
