"""Attacks that forge what a probe saw, inside the process that probes."""

from tests.attacks.attack import ANY, in_cell
from tests.attacks.patching import EVERY_MODULE

_TYPES = """
from resnet_lessons.checker.observation import Failure, Observation, Outcome
"""


def _observed(name, tries, observation, **expected):
    code = f"{_TYPES}{EVERY_MODULE}\nimport numpy as np\n\n\ndef forged(*a, **k):\n    return {observation}\n"
    put = (
        "\n\nfor module in every_module():\n"
        "    if callable(vars(module).get('probe')):\n        module.probe = forged\n"
    )
    return in_cell(name, tries, code + put, verdicts=ANY[1:], **expected)


ATTACKS = (
    _observed("no_outcomes", "forges a probe that saw no setting at all", "Observation(())"),
    _observed(
        "many_outcomes",
        "forges a probe that saw a hundred thousand settings",
        "Observation((Outcome(),) * 100000)",
    ),
    _observed(
        "forged_failure",
        "forges a failure of a kind that there is not, with markup and a megabyte of text",
        "Observation((Outcome(failure=Failure('<b>@MARKER@', '<b>@MARKER@' * 10**5, '{{ 7*7 }}', "
        "((1 << 70, -1),) * 9)),) * 99)",
        markup=("<b>@MARKER@",),
        forbidden=("&lt;b&gt;@MARKER@" * 100,),
    ),
    _observed(
        "forged_outcomes",
        "forges outcomes whose fields are of other types",
        "Observation(tuple(Outcome(None, float('nan'), 7, 'passed') for _ in range(40)), 1)",
    ),
    _observed(
        "forged_arrays",
        "forges outcomes with arrays of other kinds, sizes and shapes",
        "Observation(tuple(Outcome((np.zeros(n, dtype=object), np.array('passed'), "
        "np.zeros((0, n)), np.float64(n)), 1 << 200) for n in range(40)))",
    ),
    _observed(
        "forged_layers",
        "forges a list of layers with markup, texts for shapes and no end",
        "Observation((Outcome((), 0, (('<b>@MARKER@', ('<b>@MARKER@', None)),) * 10**5),) * 40)",
        markup=("<b>@MARKER@",),
    ),
)
