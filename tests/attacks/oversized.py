"""Attacks with results that are larger, or of another kind, than what was asked for."""

from tests.attacks.attack import ANY, Attack, HostileCell, in_cell, returning, wrong

_FRAME = """
import sys

import numpy as np

job = sys.modules["inside.job"]
honest = job.described


def forged(observation):
    header, arrays = honest(observation)
    count = len(header["outcomes"])
    for outcome in header["outcomes"]:
        outcome.update(CHANGED)
    return header, ARRAYS(count)


job.described = forged
"""


def _forged(name, tries, changed, arrays="()", **expected):
    """An observation in the grader's own form, in which every setting and the arrays are changed."""
    code = f"CHANGED = {changed}\nARRAYS = lambda count: {arrays}\n{_FRAME}"
    return in_cell(name, tries, code, verdicts=ANY[1:], **expected)


_LARGE = (
    returning(
        "large_results",
        "returns two megabytes in every setting, so that they lie in the ledger",
        "ops.ones((512, 1024))",
    ),
    Attack(
        "large_results_in_every_answer",
        "returns two megabytes in every setting of every exercise of a chapter",
        tuple(
            HostileCell(wrong(name, f"return {result}"), name)
            for name, result in {
                "pre_activation": "ops.ones((512, 1024))",
                "pre_activation_with_shortcut": "ops.ones((512, 512)), ops.ones((512, 512))",
                "regular_block": "ops.ones((512, 1024))",
                "bottleneck_block": "ops.ones((512, 1024))",
            }.items()
        ),
    ),
    returning(
        "large_result_of_the_right_rank",
        "returns what was asked for, many times as high and as wide",
        "ops.ones((2, 400, 400, inputs.shape[-1]))",
    ),
    returning(
        "result_without_a_value",
        "returns a result that is as long as there are numbers and holds no value",
        "ops.ones((0, 2**31 - 1))",
    ),
)

_FORGED = (
    _forged(
        "forged_thirty_megabytes",
        "forges an observation with thirty megabytes of values",
        "{'results': [None]}",
        "[np.ones(7_500_000 // count, 'float32')] * count",
    ),
    _forged(
        "forged_thousands_of_results",
        "forges an observation with a thousand results in every setting",
        "{'results': [None] * 1000}",
        "[np.float32(1)] * 1000 * count",
    ),
    _forged(
        "forged_shapes_without_values",
        "forges an observation whose results have a shape of 16 GB each and hold nothing",
        "{'results': [[1 << 16, 1 << 16]] * 16}",
    ),
    _forged(
        "forged_endless_shape",
        "forges an observation with a shape of more numbers than there are atoms",
        "{'results': [[1 << 52] * 16]}",
    ),
    _forged(
        "forged_shape_of_an_addition",
        "forges two shapes that cannot be added, of a hundred thousand lengths each",
        "{'results': [], 'failure': {'kind': 'addition', 'message': '', 'line': '', "
        "'shapes': [[2] * 10_000] * 2}}",
    ),
    _forged(
        "forged_numbers_of_a_call",
        "forges a call that read 10**300 numbers of 10**300 tensors",
        "{'calls': [{'kind': 'Conv2D', 'settings': {'filters': 10**300}, 'shape': [10**300], "
        "'reads': [], 'number_read': 1e300, 'number_returned': 1e300, 'shape_read': []}]}",
    ),
    _forged(
        "forged_deep_setting",
        "forges a call with a setting that is nested ninety times",
        "{'calls': [{'kind': 'Conv2D', 'settings': {'strides': eval('[' * 90 + ']' * 90)}, "
        "'shape': [], 'reads': [], 'number_read': None, 'number_returned': None, "
        "'shape_read': []}]}",
    ),
)

_KINDS = {
    "scalars": "np.float32(1)",
    "nothing": "np.ones(0, 'float32')",
    "not_a_number": "np.full((3, 2), np.nan, 'float32')",
    "infinite": "np.full((9,), np.inf, 'float32')",
    "squares": "np.ones((2, 2), 'float32')",
}
_EXPERIMENT = """
import sys

import numpy as np

exercise = sys.modules["inside.job"].EXERCISES["{target}"]
object.__setattr__(exercise, "experiment", lambda *_: ({result},) * {count})
"""


def _experiment(target, count, kind):
    """Results of the right number that the lessons' own experiment could never have found."""
    return in_cell(
        f"{target}_of_{kind}",
        f"replaces the experiment of {target}, so that it finds results that it cannot find",
        _EXPERIMENT.format(target=target, count=count, result=_KINDS[kind]),
        target=target,
        verdicts=ANY[1:],
    )


_OF_ANOTHER_KIND = tuple(
    _experiment(target, count, kind)
    for target, count in {"grow": 9, "projection_blocks": 3, "lesion": 6}.items()
    for kind in _KINDS
)

ATTACKS = _LARGE + _FORGED + _OF_ANOTHER_KIND
