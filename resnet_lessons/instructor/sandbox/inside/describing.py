"""An observation as what a frame holds: plain data and arrays."""

from dataclasses import asdict

LONGEST_TEXT = 300
MOST_CALLS = 64
# Of one setting. No answer of the lessons comes near either of them, nor does a wrong variant; the
# largest is a kernel of 9 x 9 x 8 x 8.
MOST_RESULTS = 16
MOST_VALUES = 1 << 15


def described(observation):
    """(header, arrays) of an `Observation`; texts are cut, and so is the list of calls.

    Of results that are far too large the shape alone is told. In the header's "results" it stands
    in their place, and None for each that is among the arrays.
    """
    results = [tuple(_kept(outcome.arrays[:MOST_RESULTS])) for outcome in observation.outcomes]
    arrays = [array for of_outcome in results for _, array in of_outcome if array is not None]
    header = {
        "outcomes": [
            {
                "results": [shape for shape, _ in of_outcome],
                "parameters": int(outcome.parameters),
                "calls": [asdict(call) for call in outcome.calls[:MOST_CALLS]],
                "returned": outcome.returned,
                "failure": described_failure(outcome.failure),
                "moved": int(outcome.moved),
            }
            for outcome, of_outcome in zip(observation.outcomes, results, strict=True)
        ],
        "symbolic": described_failure(observation.symbolic_failure),
    }
    return header, arrays


def _kept(arrays):
    """(None, array) of each result that fits among the others, (shape, None) of one that does not."""
    room = MOST_VALUES
    for array in arrays:
        if array.size > room:
            yield list(map(int, array.shape)), None
        else:
            room -= array.size
            yield None, array


def described_failure(failure):
    """A `Failure` as plain data, None if it is None."""
    if failure is None:
        return None
    return {
        "kind": failure.kind,
        "message": failure.message[:LONGEST_TEXT],
        "line": failure.line[:LONGEST_TEXT],
        "shapes": [list(map(int, shape)) for shape in failure.shapes],
    }
