"""What the probe saw: plain arrays and facts, which travel between processes and into verdicts.

Nothing here needs Keras, so that what decides on an observation need not load it.
"""

from dataclasses import dataclass

import numpy as np

from resnet_lessons.course.keys.call import COMPUTED, Call

PUBLIC_SEED = 2015


@dataclass(frozen=True)
class Failure:
    """Why a function gave no arrays.

    Args:
        kind: "not started", "groundwork", "addition" (two shapes that cannot be added), "symbolic",
            "exception", "wrong kind", "dtype", "not finite", "parameters", "flag" (does not follow the
            model's), "gradient" (stops short of some weights), "second call" (in one
            network) or "second network" (from one recipe).
        message: in plain words, cut to a few lines.
        line: the student's own line in which it happened, or "".
        shapes: of the two tensors that could not be added.
    """

    kind: str
    message: str
    line: str = ""
    shapes: tuple[tuple[int, ...], ...] = ()


@dataclass(frozen=True)
class Outcome:
    """What a function did in one case.

    Args:
        arrays: float32 results with channels last, or none after a failure.
        parameters: trainable values that its layers created.
        calls: the `Call`s that it made itself, in the order in which they ended.
        returned: number of the call whose result the function returned, `INPUTS` or `COMPUTED`.
        failure: why there are no arrays, or None.
        moved: how many values of its moving statistics the call has changed.
    """

    arrays: tuple[np.ndarray, ...] = ()
    parameters: int = 0
    calls: tuple[Call, ...] = ()
    returned: int = COMPUTED
    failure: Failure | None = None
    moved: int = 0


@dataclass(frozen=True)
class Observation:
    """What a function did in every case of its exercise.

    Args:
        outcomes: one for each case, in order.
        symbolic_failure: why Keras could not build a network with the answer, or None.
        unsettled: why this does not count, so that the answer runs again with Keras' own layers: "refused"
            (something happened that only Keras can judge) or "failed" (it fails, which is to be told in
            Keras' words); "" of what the answer does.
    """

    outcomes: tuple[Outcome, ...]
    symbolic_failure: Failure | None = None
    unsettled: str = ""


REFUSED, FAILED = (Observation((), unsettled=each) for each in ("refused", "failed"))
