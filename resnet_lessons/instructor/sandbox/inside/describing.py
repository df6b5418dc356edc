"""An observation as what a frame holds: plain data and arrays."""

LONGEST_TEXT = 300
_MOST_LAYERS = 12


def described(observation):
    """(header, arrays) of an `Observation`; texts are cut, and so is the list of layers."""
    arrays = [array for outcome in observation.outcomes for array in outcome.arrays]
    header = {
        "outcomes": [
            {
                "results": len(outcome.arrays),
                "parameters": int(outcome.parameters),
                "layers": [[kind, list(shape)] for kind, shape in outcome.layers[:_MOST_LAYERS]],
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
