"""A branch that adds nothing, and that can still learn."""

import numpy as np

from resnet_lessons.course.exercises.answers_as_arrays import model_of, predicted, share
from resnet_lessons.course.exercises.exercise import Exercise, Misconception, Setting, ids_of
from resnet_lessons.course.exercises.random_tensors import normal
from resnet_lessons.course.exercises.residual_branches import make_branch, teach

_END_TEXTS = {
    "convolution": "the last with a bias",
    "convolution without bias": "the last without a bias",
    "normalisation": "then batch normalisation",
    "activation": "then a layer without weights",
}


def _setting(channels, ends_with, convolutions=2):
    text = (
        f"a branch with {channels} channels and {convolutions} "
        f"convolution{'s' if convolutions > 1 else ''}, {_END_TEXTS[ends_with]}"
    )
    return Setting(
        text, {"channels": channels, "ends_with": ends_with, "convolutions": convolutions}
    )


def _try_answer(function, setting, seed):
    """What the branch returns, and what it returns once its last layer has learnt something."""
    channels = setting.values["channels"]
    branch, last = make_branch(
        channels, setting.values["ends_with"], setting.values["convolutions"]
    )
    features = normal((2, 4, 3, channels), seed)
    returned = model_of(function(branch), "the residual branch, a keras.Model")
    zeros = predicted(returned, features, "the residual branch")
    teach(last, seed)
    learnt = predicted(returned, features, "the residual branch")
    return share(zeros == 0), _magnified(zeros), learnt


def _magnified(array):
    """An array whose values are all tiny, over the largest of them; any other as it is."""
    largest = np.abs(array).max(initial=0)
    return array / largest if 0 < largest < 0.01 else array


_ZERO = (
    "Every trainable weight of the last layer with weights is zero: kernel and bias, or gamma and "
    "beta."
)
_ZERO_LOOK = "The section on adding nothing: which weights have the last word."

MISCONCEPTIONS = (
    Misconception(
        "bias_left",
        seen="The first of the last layer's weights is zero, but not the second: what is added at "
        "its end, the bias or beta, stayed.",
        expected=_ZERO,
        why="A bias is added at every position, whatever the kernel does. The branch returns that "
        "number everywhere, and the block shifts its input.",
        look=_ZERO_LOOK,
    ),
    Misconception(
        "kernel_left",
        seen="Bias or beta is zero, but the kernel or gamma stayed.",
        expected=_ZERO,
        why="The kernel still multiplies what comes along, so the branch returns much what it did.",
        look=_ZERO_LOOK,
    ),
    Misconception(
        "first_layer_zeroed",
        seen="The first layer's weights are zero, and the last layer's stayed.",
        expected=_ZERO,
        why="Zeros go into the next layers, but biases and normalisation there make something of "
        "them again. Only the last layer has the last word.",
        look=_ZERO_LOOK,
    ),
    Misconception(
        "convolutions_zeroed",
        seen="Every convolution is zero, the earlier ones too.",
        expected=_ZERO,
        why="The layers before the last would lose what they could start from, and where a batch "
        "normalisation ends the branch, its beta is added all the same.",
        look=_ZERO_LOOK,
    ),
    Misconception(
        "everything_zeroed",
        seen="The branch returns zeros, but weights of earlier layers are zero too.",
        expected=_ZERO,
        why="It cannot learn any more: the last kernel is fed zeros, so its gradient is zero, and "
        "no gradient passes it to reach the layers before.",
        look=_ZERO_LOOK,
    ),
    Misconception(
        "identity_instead_of_zero",
        seen="The last convolution became a copy.",
        expected=_ZERO,
        why="It is the *block* that should be the identity, and its shortcut copies already. The "
        "branch has to add nothing.",
        look=_ZERO_LOOK,
    ),
    Misconception(
        "ones_instead_of_zeros",
        seen="The last layer's weights are ones.",
        expected=_ZERO,
        why="Ones add up whatever comes along. Nothing is added where every weight is zero.",
        look=_ZERO_LOOK,
    ),
    Misconception(
        "shrunk_not_zeroed",
        seen="The outputs are the old ones times a small number: small, but not zero.",
        expected=_ZERO,
        why="Small is not nothing: what each block adds grows from block to block. Zero is exact, "
        "however many blocks follow.",
        look=_ZERO_LOOK,
    ),
    Misconception(
        "branch_left_as_it_was",
        seen="The branch returns what it did before; no weight has changed.",
        expected=_ZERO,
        why="`ops.zeros_like(weight)` makes new zeros. `weight.assign(…)` puts them in place.",
        look=_ZERO_LOOK,
    ),
    Misconception(
        "branch_multiplied_by_zero",
        seen="The branch's output is multiplied by zero; its weights are as they were.",
        expected=_ZERO,
        why="The zero is built in for good: no gradient passes a product with zero, and the block "
        "can never learn. A zero in a weight is only where training starts.",
        look=_ZERO_LOOK,
    ),
)


EXERCISE = Exercise(
    id="zero_mapping",
    chapter=1,
    title="A branch that adds nothing",
    points=3,
    minutes=10,
    difficulty=3,
    importance=4,
    section="1.6 Adding nothing",
    signature=("residual_branch",),
    returns="the residual branch itself, a keras.Model",
    hints=(
        "A sum of products is zero when one factor of each is. Which layer has the last word, and "
        "which of its weights are added to what it computes?",
        "`residual_branch.layers` lists the layers; some, such as ReLU, have no weights. Take the "
        "last that has, and set *each* of its `trainable_weights` to zero with `assign`: a bias "
        "left standing is added everywhere. Leave the other layers alone, return the branch.",
        "last = [layer for layer in residual_branch.layers if …][-1]\n"
        "for weight in last.trainable_weights:\n"
        "    weight.assign(…)\n"
        "return …",
    ),
    cases=(
        _setting(3, "convolution"),
        _setting(2, "convolution without bias"),
        _setting(4, "normalisation"),
        _setting(3, "convolution", convolutions=1),
        _setting(2, "activation", convolutions=3),
    ),
    misconceptions=ids_of(MISCONCEPTIONS),
    experiment=_try_answer,
    results=(
        "share of the outputs that are zero",
        "outputs, magnified where all are tiny",
        "outputs once the last layer has learnt something",
    ),
)
