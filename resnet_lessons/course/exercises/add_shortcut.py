"""The plus sign: where the residual and the shortcut meet."""

import numpy as np

from resnet_lessons.course.exercises.answers_as_arrays import array_of
from resnet_lessons.course.exercises.exercise import Exercise, Misconception, Setting, ids_of
from resnet_lessons.course.exercises.formulas import formula_of, normalised, one_number
from resnet_lessons.course.exercises.random_tensors import normal


def _setting(*shape):
    size = " × ".join(map(str, shape))
    return Setting(f"residual and x of shape {size}", {"shape": shape})


def _try_answer(function, setting, seed):
    """The block's output for a random residual and input, and those two."""
    shape = setting.values["shape"]
    residual, x = normal(shape, [*seed, 0]), normal(shape, [*seed, 1])
    found = array_of(function(residual, x), "a tensor of the shape of x")
    return found, array_of(residual, "a tensor"), array_of(x, "a tensor")


@np.errstate(all="ignore")
def _explain(setting, arrays, expected):
    found, (wanted, residual, x) = arrays[0], expected
    others = {
        "F(x) + ReLU(x)": residual + np.maximum(x, 0),
        "ReLU(F(x)) + ReLU(x)": np.maximum(residual, 0) + np.maximum(x, 0),
        "the larger of F(x) and x": np.maximum(residual, x),
        "the smaller of F(x) and x": np.minimum(residual, x),
        "the sigmoid of the sum": 1 / (1 + np.exp(-wanted)),
        "the hyperbolic tangent of the sum": np.tanh(wanted),
        "F(x) / x": residual / x,
    }
    named = {"F(x)": residual, "x": x}
    return (
        one_number(found, wanted)
        or normalised(found, wanted)
        or _twice_as_long(found.shape, wanted.shape)
        or formula_of(found, named, others, "F(x) + x")
    )


def _twice_as_long(shape, wanted):
    """A sentence where two tensors were put one after the other, else None."""
    for axis, length in enumerate(wanted):
        if shape == (*wanted[:axis], 2 * length, *wanted[axis + 1 :]):
            return (
                f"Axis {axis} is twice as long: the two tensors were joined end to end. "
                "A sum keeps the shape."
            )
    return None


_SUM = "F(x) + x, the sum of the two paths and nothing else."
_SUM_LOOK = "Section 1.4, on the plus sign."

MISCONCEPTIONS = (
    Misconception(
        "residual_alone",
        seen="The output is the residual alone; the input was not added back.",
        expected=_SUM,
        why="Without the shortcut this is a plain block, and a branch that gives zeros wipes the "
        "signal out.",
        look=_SUM_LOOK,
    ),
    Misconception(
        "shortcut_alone",
        seen="The output is x alone; the residual is missing.",
        expected=_SUM,
        why="A block that only ever passes on its input learns nothing, however long it is trained.",
        look=_SUM_LOOK,
    ),
    Misconception(
        "shortcut_subtracted",
        seen="The input is subtracted: F(x) − x.",
        expected=_SUM,
        why="F(x) was defined as H(x) − x. Subtracting x a second time gives H(x) − 2x.",
        look=_SUM_LOOK,
    ),
    Misconception(
        "shortcut_doubled",
        seen="The input is added twice.",
        expected=_SUM,
        why="If the branch gives zeros, the block doubles the signal, and twenty such blocks make it a "
        "million times larger.",
        look=_SUM_LOOK,
    ),
    Misconception(
        "shortcut_multiplied",
        seen="The two paths are multiplied.",
        expected=_SUM,
        why="If the branch gives zeros, the product is zero: the signal is lost, whereas a sum "
        "passes it on.",
        look=_SUM_LOOK,
    ),
    Misconception(
        "shortcut_averaged",
        seen="The output is half of the sum, an average.",
        expected=_SUM,
        why="If the branch gives zeros, each block halves the signal. After twenty blocks only a "
        "millionth of it is left.",
        look=_SUM_LOOK,
    ),
    Misconception(
        "shortcut_concatenated",
        seen="The two paths were put side by side, in twice as many channels.",
        expected=_SUM,
        why="Adding keeps the shape, so that any number of blocks can follow one another. "
        "Concatenation makes each block wider than the last; a network that does so is DenseNet.",
        look=_SUM_LOOK,
    ),
    Misconception(
        "rectified_sum",
        seen="A ReLU follows the addition.",
        expected=_SUM,
        why="It cuts off every negative value that comes along the shortcut, so that a block with "
        "F(x) = 0 is no longer the identity.",
        look=_SUM_LOOK,
    ),
    Misconception(
        "rectified_residual",
        seen="Where the residual is negative, it is missing from the sum, as after a ReLU.",
        expected=_SUM,
        why="A branch must be able to subtract as well as to add. With a ReLU before the plus "
        "sign, each block could only make its input larger.",
        look=_SUM_LOOK,
    ),
)


EXERCISE = Exercise(
    id="add_shortcut",
    chapter=1,
    title="The plus sign",
    points=1,
    minutes=3,
    difficulty=1,
    importance=5,
    section="1.4 The plus sign",
    signature=("residual", "x"),
    returns="a tensor of the shape of x",
    hints=(
        "Two paths meet here. What one of them carries was left out of F(x) on purpose.",
        "`residual` is F(x), already computed. Bring `x` back, element by element, and do nothing "
        "else: no ReLU, no layer.",
        "return residual … x",
    ),
    cases=(
        _setting(2, 4, 3, 2),
        _setting(3, 5),
        _setting(1, 2, 2, 7),
    ),
    misconceptions=ids_of(MISCONCEPTIONS),
    experiment=_try_answer,
    results=("F(x) + x", "the given residual", "the given x"),
    explain=_explain,
)
