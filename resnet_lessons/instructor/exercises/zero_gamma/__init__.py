"""Wrong variants of `zero_gamma`, as edits, and how hidden settings are sampled."""

from resnet_lessons.course.exercises.zero_gamma import (
    BOTTLENECK_OF_2015,
    BOTTLENECK_OF_2016,
    OF_2015,
    OF_2016,
    branches_setting,
)
from resnet_lessons.instructor.exercises.sampling import between, one_of

_IF = "if isinstance(branch[-1], layers.BatchNormalization):"
_ASSIGN = "branch[-1].gamma.assign(ops.zeros_like(branch[-1].gamma))"
_APPEND = "silent.append(name)"
_NORMS = "[each for each in branch if isinstance(each, layers.BatchNormalization)]"


def _assigned(layer, weight="gamma"):
    return f"{layer}.{weight}.assign(ops.zeros_like({layer}.{weight}))"


_EACH = f"for each in {_NORMS}:\n"

EDITS = {
    "gamma_before_relu_zeroed": [
        (_IF, f"last = {_NORMS}[-1]\n        if last:"),
        (_ASSIGN, _assigned("last")),
    ],
    "every_gamma_zeroed": [
        (_IF, "if branch:"),
        (_ASSIGN, f"{_EACH}                {_assigned('each')}"),
    ],
    "every_gamma_of_these_branches_zeroed": [
        (_ASSIGN, f"{_EACH}                {_assigned('each')}")
    ],
    "first_gamma_zeroed": [(_ASSIGN, f"first = {_NORMS}[0]\n            {_assigned('first')}")],
    "no_branch_silenced": [(_ASSIGN, _assigned("branch[-1]", "beta"))],
    "last_kernel_zeroed_too": [
        (
            _APPEND,
            f"{_APPEND}\n        else:\n            {_assigned('branch[-1]', 'kernel')}\n"
            f"            {_APPEND}",
        )
    ],
    "gamma_frozen": [(_ASSIGN, f"{_ASSIGN}\n            branch[-1].trainable = False")],
    "all_blocks_named": [("return silent", "return list(branches)")],
    "other_blocks_named": [
        ("return silent", "return [name for name in branches if name not in silent]")
    ],
    "only_first_block_silenced": [(_APPEND, f"{_APPEND}\n            break")],
}

_KINDS = (OF_2015, OF_2016, BOTTLENECK_OF_2015, BOTTLENECK_OF_2016)


def _blocks(generator):
    # One of each year at least, and two of 2015, so that every mistake shows.
    chosen = [OF_2015, one_of(generator, (OF_2016, BOTTLENECK_OF_2016)), BOTTLENECK_OF_2015]
    chosen += [one_of(generator, _KINDS) for _ in range(between(generator, 1, 2))]
    order = [chosen[int(place)] for place in generator.permutation(len(chosen))]
    named = {
        f"unit_{between(generator, 10, 99)}_{number}": kind for number, kind in enumerate(order)
    }
    return branches_setting(f"branches of {named}", named)


HIDDEN_SETTINGS = (_blocks,) * 4
