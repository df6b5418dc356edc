"""What is left to learn: F(x) for an optimal mapping H(x)."""

import numpy as np

from resnet_lessons.course.exercises.answers_as_arrays import array_of
from resnet_lessons.course.exercises.exercise import Exercise, Misconception, Setting, ids_of
from resnet_lessons.course.exercises.formulas import along_an_axis, cut_off, formula_of, one_number
from resnet_lessons.course.exercises.random_tensors import normal

# Optimal mappings H by name: in words, and as a function from a tensor to one of the same shape.
_MAPPINGS = {
    "identity": ("the identity, H(x) = x", lambda x: x),
    "small tweak": ("a small tweak, H(x) = x + 0.1 x²", lambda x: x + 0.1 * x * x),
    "shift": ("a shift, H(x) = x + 1.5", lambda x: x + 1.5),
    "absolute value": ("H(x) = |x|", abs),
    "third power": ("H(x) = 0.2 x³ − 1", lambda x: 0.2 * x * x * x - 1),
}


def _setting(mapping, *shape):
    size = " × ".join(map(str, shape))
    words, _ = _MAPPINGS[mapping]
    text = f"the optimal mapping is {words}, x has shape {size}"
    return Setting(text, {"mapping": mapping, "shape": shape})


def _mapping(values):
    """The optimal mapping of a setting: one of `_MAPPINGS` by name, or a polynomial by its
    "coefficients", the constant first."""
    if "coefficients" not in values:
        _, function = _MAPPINGS[values["mapping"]]
        return function

    def polynomial(x):
        total = 0.0 * x
        for coefficient in reversed(values["coefficients"]):
            total = total * x + coefficient
        return total

    return polynomial


def _try_answer(function, setting, seed):
    """F(x) for one optimal mapping, and the x and H(x) that it was made of."""
    mapping = _mapping(setting.values)
    x = normal(setting.values["shape"], seed)
    found = array_of(function(mapping, x), "a tensor of the shape of x")
    return found, array_of(x, "a tensor"), array_of(mapping(x), "a tensor")


@np.errstate(all="ignore")
def _explain(setting, arrays, expected):
    found, (wanted, x, mapped) = arrays[0], expected
    others = {
        "the square of H(x) − x": wanted**2,
        "H(x) − x where it is positive, and 0 elsewhere": np.maximum(wanted, 0),
        "H(x) · x": mapped * x,
        "H(x) / x": mapped / x,
    }
    named = {"H(x)": mapped, "x": x}
    return (
        one_number(found, wanted)
        or along_an_axis(found, wanted)
        or formula_of(found, named, others, "H(x) − x")
        or formula_of(found, named, _of_other_numbers(setting, x, mapped), "H(x) − x")
        or cut_off(found, wanted)
    )


def _of_other_numbers(setting, x, mapped):
    """Formulas in which H is applied to something else than x, or the difference is changed."""
    mapping = _mapping(setting.values)
    given = {
        "H(−x)": mapping(-x),
        "H(|x|)": mapping(abs(x)),
        "H(H(x))": mapping(mapped),
        "H(max(x, 0))": mapping(np.maximum(x, 0)),
    }
    formulas = {
        "H(H(x)) − H(x)": mapping(mapped) - mapped,
        "log |H(x)| − log |x|": np.log(abs(mapped)) - np.log(abs(x)),
        "H(x) − x, rounded": np.rint(mapped - x),
    }
    return formulas | given | {f"{words} − x": value - x for words, value in given.items()}


_LEFT = "F(x) = H(x) − x: what the block should give, minus what the shortcut already brings."
_LEFT_LOOK = "Section 1.3: solve F(x) + x = H(x) for F(x)."

MISCONCEPTIONS = (
    Misconception(
        "residual_turned_round",
        seen="F(x) is x − H(x), which has the opposite sign.",
        expected=_LEFT,
        why="With this branch the block gives x − H(x) + x = 2x − H(x), and not H(x).",
        look=_LEFT_LOOK,
    ),
    Misconception(
        "nothing_subtracted",
        seen="F(x) is H(x) itself; nothing was subtracted.",
        expected=_LEFT,
        why="The shortcut adds x to whatever the branch gives. A branch that computes all of H(x) "
        "makes a block that gives H(x) + x.",
        look=_LEFT_LOOK,
    ),
    Misconception(
        "input_added",
        seen="F(x) is H(x) + x.",
        expected=_LEFT,
        why="The block itself adds x, after the branch. The branch has to leave x out, because "
        "otherwise the sum holds too much of it.",
        look=_LEFT_LOOK,
    ),
    Misconception(
        "mapping_of_the_difference",
        seen="H is applied a second time, to the difference H(x) − x.",
        expected=_LEFT,
        why="The difference is already the answer. H is what the whole block should compute, so "
        "you call it only once.",
        look=_LEFT_LOOK,
    ),
    Misconception(
        "residual_relative",
        seen="The difference is divided by x, as for a change in percent.",
        expected=_LEFT,
        why="The block adds F(x) to x. Only the difference itself, in the same units as x, brings "
        "x to H(x).",
        look=_LEFT_LOOK,
    ),
    Misconception(
        "residual_without_sign",
        seen="The sign of the difference was dropped: F(x) is nowhere negative.",
        expected=_LEFT,
        why="A branch must be able to subtract as well as to add. That is why it does not end "
        "with a ReLU.",
        look=_LEFT_LOOK,
    ),
    Misconception(
        "residual_rectified",
        seen="F(x) is H(x) − x only where that is positive, and 0 elsewhere, as after a ReLU.",
        expected=_LEFT,
        why="A branch must be able to subtract as well as to add. That is why it does not end "
        "with a ReLU.",
        look=_LEFT_LOOK,
    ),
    Misconception(
        "residual_squared",
        seen="F(x) is the square of H(x) − x.",
        expected=_LEFT,
        why="A squared difference is what a loss measures: how far off something is. The block "
        "adds F(x) to x, and needs the difference itself, with its sign.",
        look=_LEFT_LOOK,
    ),
    Misconception(
        "mapping_of_zero",
        seen="H is applied to zeros, as in H(x − x), so you get the same number in every place.",
        expected=_LEFT,
        why="The parentheses decide what comes first. Call H on x, then subtract x from what H "
        "returns.",
        look="What you wrote in the parentheses after `optimal_mapping`.",
    ),
)


EXERCISE = Exercise(
    id="residual_function",
    chapter=1,
    title="What is left to learn",
    points=1,
    minutes=4,
    difficulty=1,
    importance=5,
    section="1.3 What is left to learn",
    signature=("optimal_mapping", "x"),
    returns="a tensor of the shape of x",
    hints=(
        "The block gives F(x) + x, and it should give H(x). Solve for F(x).",
        "`optimal_mapping` is H, a function: call it on `x`. From the result, subtract what the "
        "shortcut brings anyway.",
        "return optimal_mapping(…) - …",
    ),
    cases=(
        _setting("small tweak", 2, 3, 4),
        _setting("identity", 5, 2),
        _setting("shift", 2, 4, 3, 2),
        _setting("absolute value", 7),
        _setting("third power", 1, 3, 5),
    ),
    misconceptions=ids_of(MISCONCEPTIONS),
    experiment=_try_answer,
    results=("F(x)", "the given x", "H(x)"),
    explain=_explain,
)
