"""An observation as what a frame holds: plain data and arrays."""

from dataclasses import asdict

LONGEST_TEXT = 300
MOST_CALLS = 64


def described(observation):
    """(header, arrays) of an `Observation`; texts are cut, and so is the list of calls."""
    arrays = [array for outcome in observation.outcomes for array in outcome.arrays]
    header = {
        "outcomes": [
            {
                "results": len(outcome.arrays),
                "parameters": int(outcome.parameters),
                "calls": [asdict(call) for call in outcome.calls[:MOST_CALLS]],
                "returned": outcome.returned,
                "failure": _failure(outcome.failure),
            }
            for outcome in observation.outcomes
        ],
        "symbolic": _failure(observation.symbolic_failure),
    }
    return header, arrays


def _failure(failure):
    if failure is None:
        return None
    return {
        "kind": failure.kind,
        "message": failure.message[:LONGEST_TEXT],
        "line": failure.line[:LONGEST_TEXT],
        "shapes": [list(map(int, shape)) for shape in failure.shapes],
    }
