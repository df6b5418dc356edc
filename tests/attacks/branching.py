"""Attacks that are right where they think they are watched, and something else elsewhere."""

from tests.attacks.attack import (
    ANY,
    FAILED,
    Attack,
    HostileCell,
    in_function,
    right_with,
    with_right_answer,
)

_NEXT = ("pre_activation_with_shortcut",)


def _sometimes(name, tries, condition, before="", share=0.5, verdicts=FAILED, **expected):
    """Right where the condition, an expression, is true; zeros elsewhere."""
    body = f"if not ({condition}):\n    return ops.zeros_like(inputs)"
    return with_right_answer(name, tries, body, before, share=share, verdicts=verdicts, **expected)


_PUBLIC = """
import numpy as np


def is_public(inputs):
    if not hasattr(inputs, "numpy"):
        return True
    seen, shape = np.asarray(inputs, "float32"), tuple(inputs.shape)
    for number in range(64):
        public = np.random.default_rng([2015, number]).normal(0.3, 4.0, shape)
        if np.allclose(seen, public, atol=1e-3):
            return True
    return False
"""

_PLACES = (
    _sometimes(
        "right_in_a_notebook",
        "is right where a kernel runs it, as in the check",
        "'ipykernel' in sys.modules",
        "import sys",
        share=0.0,
    ),
    _sometimes(
        "right_for_public_seed",
        "is right for the inputs of the instant check",
        "is_public(inputs)",
        _PUBLIC,
        share=0.0,
    ),
    _sometimes(
        "right_for_public_shapes",
        "is right for the sizes of the instant check, wrong for all others",
        "not hasattr(inputs, 'numpy') or tuple(inputs.shape) in SHAPES",
        """
        def public_shapes():
            from resnet_lessons.course.exercises import EXERCISES

            return [case.input_shape for case in EXERCISES["pre_activation"].cases]


        SHAPES = public_shapes()
        """,
    ),
    _sometimes(
        "wrong_in_a_sandbox",
        "is right where it sees the files of a whole machine",
        "os.path.exists('/etc/passwd') and os.path.exists('/home')",
        "import os",
        # A machine without the sandbox may show them.
        share=1.0,
        verdicts=ANY,
    ),
    _sometimes(
        "right_on_this_day",
        "is right today, whatever the day, and wrong from the second look at the clock",
        "clock.append(time.time()) or clock[-1] - clock[0] < 0.001",
        "import time\n\nclock = []",
    ),
)

_CALLS = (
    _sometimes(
        "right_at_first",
        "is right in the first three calls, wrong in those after them",
        "calls.append(1) or len(calls) <= 3",
        "calls = []",
    ),
    with_right_answer(
        "exit_later",
        "is right in the first three calls, and leaves with status 0 in the fourth",
        "calls.append(1)\nif len(calls) > 3:\n    os._exit(0)",
        "import os\n\ncalls = []",
        verdicts=FAILED,
        share=0.5,
        passes=_NEXT,
    ),
    with_right_answer(
        "hole_later",
        "is right in the first three calls, and not started in the fourth",
        "calls.append(1)\nif len(calls) > 3:\n    raise NotImplementedError",
        "calls = []",
        verdicts=FAILED,
        share=0.5,
    ),
    _sometimes(
        "right_when_not_training",
        "is right for inference only",
        "not is_training",
    ),
    _sometimes(
        "right_on_symbols",
        "is right where there are no numbers",
        "not hasattr(inputs, 'numpy')",
        share=0.0,
    ),
    _sometimes(
        "right_on_numbers",
        "is right on numbers, and something else when Keras builds a network",
        "hasattr(inputs, 'numpy')",
    ),
    with_right_answer(
        "hang_in_public_run",
        "is right in hidden settings, and never returns in the instant check's",
        "if hasattr(inputs, 'numpy') and is_public(inputs):\n    while True:\n        pass",
        _PUBLIC,
    ),
    in_function(
        "hang_in_explanation",
        "is wrong in hidden settings, and never returns in the run that explains why",
        "if hasattr(inputs, 'numpy') and is_public(inputs):\n    while True:\n        pass",
        _PUBLIC,
        passes=_NEXT,
    ),
    in_function(
        "exit_in_explanation",
        "is wrong in hidden settings, and leaves in the run that explains why",
        "if hasattr(inputs, 'numpy') and is_public(inputs):\n    os._exit(0)",
        f"import os\n{_PUBLIC}",
        passes=_NEXT,
    ),
    in_function(
        "random_numbers",
        "returns what a random number says: right never, the same never",
        "return ops.zeros_like(inputs) + random.random()",
        "import random",
    ),
    in_function(
        "groundwork_for_ever",
        "says that it misses the groundwork of itself",
        "raise GroundworkMissing('pre_activation')",
        "from resnet_lessons.checker.groundwork import GroundworkMissing",
    ),
    in_function(
        "hole_for_ever",
        "says that it was not started, in the words of the hole",
        "raise NotImplementedError",
        verdicts=ANY[1:],
    ),
    Attack(
        "replaced_later",
        "answers rightly, and a later cell puts something else in the answer's place",
        (
            HostileCell(right_with("pre_activation"), "pre_activation"),
            HostileCell("pre_activation = None\nlayers = ops = keras = None"),
        ),
        verdicts=ANY,
        share=1.0,
    ),
)

ATTACKS = _PLACES + _CALLS
