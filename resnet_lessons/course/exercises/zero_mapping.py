"""A branch that adds nothing, and that can still learn."""

import numpy as np

from resnet_lessons.course.exercises.answers_as_arrays import (
    arrays_of,
    model_of,
    predicted,
    share,
)
from resnet_lessons.course.exercises.exercise import Exercise, Misconception, Setting, ids_of
from resnet_lessons.course.exercises.gradients_reached import learning_flags
from resnet_lessons.course.exercises.random_tensors import normal
from resnet_lessons.course.exercises.residual_branches import make_branch, teach, weight_names

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


_AS_IT_WAS, _IS_ZERO, _CHANGED = 1, 0, 2


def _try_answer(function, setting, seed):
    """What the branch returns, what became of its weights, and whether it can learn."""
    channels = setting.values["channels"]
    branch, last = make_branch(
        channels, setting.values["ends_with"], setting.values["convolutions"]
    )
    features = normal((2, 4, 3, channels), seed)
    weights = list(branch.trainable_weights)
    before = arrays_of(weights)
    returned = model_of(function(branch), "the residual branch, a keras.Model")
    zeros = predicted(returned, features, "the residual branch")
    states = np.array(
        [_state(*pair) for pair in zip(before, arrays_of(weights), strict=True)], "float32"
    )
    teach(last, seed)
    learnt = predicted(returned, features, "the residual branch")
    learns = learning_flags(returned, weights, features, seed)
    return share(zeros == 0), states, _magnified(zeros), learnt, learns


def _state(before, after):
    if (after == before).all():
        return _AS_IT_WAS
    return _CHANGED if after.any() else _IS_ZERO


def _magnified(array):
    """An array whose values are all tiny, over the largest of them; any other as it is."""
    largest = np.abs(array).max(initial=0)
    return array / largest if 0 < largest < 0.01 else array


def _explain(setting, arrays, expected):
    if [array.shape for array in arrays] != [array.shape for array in expected]:
        return None
    names = weight_names(setting.values["ends_with"], setting.values["convolutions"])
    zeros, states, _, _, learns = arrays
    if (states == _AS_IT_WAS).all():
        if zeros == 1:
            return (
                "The branch returns zeros, but no weight of the given branch has changed; is what "
                "you returned another model, or a product with zero?"
            )
        frozen = "" if learns.any() else " None of them can learn any more: the branch is frozen."
        return "No trainable weight of the branch has changed." + frozen + _about_end(setting)
    if (states != expected[1]).any():
        return _about_states(names, states, expected[1]) + _about_end(setting)
    if not learns.all():
        layer, weight = names[int(np.argmin(learns))]
        return (
            f"The {weight} of {layer} cannot learn: it is not trainable, or no gradient reaches it."
        )
    return None


def _about_states(names, states, wanted):
    """Sentences on what became of the weights, where that is not what should."""
    by_layer = {}
    for (layer, weight), state, right in zip(names, states, wanted, strict=True):
        by_layer.setdefault(layer, []).append((weight, state, right))
    last = names[-1][0]
    told = [f"In {last}, the last layer with weights, {_states_in_words(by_layer.pop(last))}."]
    spoilt = [layer for layer, found in by_layer.items() if any(s != r for _, s, r in found)]
    if spoilt:
        told.append(f"These should have kept their weights, but did not: {', '.join(spoilt)}.")
    return " ".join(told)


def _states_in_words(found):
    words = {_IS_ZERO: "is zero", _AS_IT_WAS: "is as it was"}
    return " and ".join(
        f"the {weight} {words.get(float(state), 'has changed and is not zero')}"
        for weight, state, _ in found
    )


def _about_end(setting):
    if setting.values["ends_with"] == "activation":
        return " The very last layer here is an activation, which has no weights."
    return ""


_ZERO = (
    "Every trainable weight of the last layer with weights is zero: kernel and bias, or gamma and "
    "beta."
)
_ZERO_LOOK = "Section 1.6: which weights have the last word."

MISCONCEPTIONS = (
    Misconception(
        "bias_left",
        seen="The first of the last layer's weights is zero, but the second is not: the bias or "
        "beta, which is added at the end, stayed as it was.",
        expected=_ZERO,
        why="A bias is added at every position, whatever the kernel does. So the branch returns "
        "that number everywhere, and the block shifts its input.",
        look=_ZERO_LOOK,
    ),
    Misconception(
        "kernel_left",
        seen="Bias or beta is zero, but the kernel or gamma stayed as it was.",
        expected=_ZERO,
        why="The kernel still multiplies what it is fed, so the branch returns much the same as "
        "before.",
        look=_ZERO_LOOK,
    ),
    Misconception(
        "first_layer_zeroed",
        seen="The first layer's weights are zero, but the last layer's stayed as they were.",
        expected=_ZERO,
        why="Zeros go into the next layers, but biases and normalisations there turn them into "
        "something else again. Only the last layer has the last word.",
        look=_ZERO_LOOK,
    ),
    Misconception(
        "convolutions_zeroed",
        seen="Every convolution is zero, including the earlier ones.",
        expected=_ZERO,
        why="The earlier layers would lose the weights that they start from. And where a batch "
        "normalisation ends the branch, its beta is added all the same.",
        look=_ZERO_LOOK,
    ),
    Misconception(
        "everything_zeroed",
        seen="The branch returns zeros, but weights of earlier layers are zero too.",
        expected=_ZERO,
        why="Its kernels can no longer learn: the last kernel is fed zeros, so its gradient is "
        "zero, and because it is zero itself, no gradient reaches the layers before it.",
        look=_ZERO_LOOK,
    ),
    Misconception(
        "identity_instead_of_zero",
        seen="The last convolution became a copy.",
        expected=_ZERO,
        why="It is the *block* that should be the identity, and its shortcut already copies. So the "
        "branch must add nothing.",
        look=_ZERO_LOOK,
    ),
    Misconception(
        "ones_instead_of_zeros",
        seen="The last layer's weights are ones.",
        expected=_ZERO,
        why="Ones add up whatever the layer is fed. The branch adds nothing only where every "
        "weight is zero.",
        look=_ZERO_LOOK,
    ),
    Misconception(
        "shrunk_not_zeroed",
        seen="The outputs are the old ones times a small number, so they are small but not zero.",
        expected=_ZERO,
        why="Small is not nothing, because what the blocks add can grow from block to block. "
        "Zero stays zero, however many blocks follow.",
        look=_ZERO_LOOK,
    ),
    Misconception(
        "branch_left_as_it_was",
        seen="The branch returns what it did before; no weight has changed.",
        expected=_ZERO,
        why="`ops.zeros_like(weight)` makes new zeros, and an initialiser is used only once, when a "
        "layer is built. `weight.assign(…)` puts zeros into a weight that already exists.",
        look=_ZERO_LOOK,
    ),
    Misconception(
        "branch_multiplied_by_zero",
        seen="The branch's output is multiplied by zero; its weights are as they were.",
        expected=_ZERO,
        why="This zero is built in for good: no gradient passes through a product with zero, so "
        "the block can never learn. A zero in a weight is only where training starts.",
        look=_ZERO_LOOK,
    ),
    Misconception(
        "beta_left",
        seen="Where a batch normalisation ends the branch, gamma is zero, but beta stayed as it "
        "was. Where a convolution ends it, your answer is right.",
        expected=_ZERO,
        why="Beta is added after gamma has multiplied. In a new network gamma alone is enough, "
        "because beta starts at zero; here beta has already learnt something.",
        look=_ZERO_LOOK,
    ),
    Misconception(
        "last_weight_only",
        seen="Only the very last trainable weight is zero; the other weight of its layer stayed as "
        "it was.",
        expected=_ZERO,
        why="Both weights of the last layer shape what comes out: one multiplies, and the other is "
        "added.",
        look=_ZERO_LOOK,
    ),
    Misconception(
        "last_convolution_zeroed",
        seen="The last convolution is zero, even where a batch normalisation comes after it.",
        expected=_ZERO,
        why="A batch normalisation at the end adds its beta: zeros go in, and something else comes "
        "out.",
        look=_ZERO_LOOK,
    ),
    Misconception(
        "last_convolutions_kernel_zeroed",
        seen="Only the kernel of the last convolution is zero: its bias stayed as it was, and so "
        "did a batch normalisation after it.",
        expected=_ZERO,
        why="A bias is added at every position, whatever the kernel does, and so is the beta of a "
        "normalisation. So the branch returns those numbers everywhere.",
        look=_ZERO_LOOK,
    ),
    Misconception(
        "very_last_layer_taken",
        seen="You took the very last layer, even where it has no weights.",
        expected=_ZERO,
        why="Where an activation ends the branch, that layer has nothing to set to zero, so the "
        "branch returns the same as before.",
        look="`layer.weights`: this list is empty for a layer without weights.",
    ),
    Misconception(
        "branch_frozen",
        seen="The last layer's weights are zero, but no weight of the branch is trainable now.",
        expected="Weights that are as trainable as before.",
        why="A zero mapping is where training starts. A frozen branch will never add anything, so "
        "its block might as well be left out.",
        look="What you set besides the weights: leave `trainable` as it is.",
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
        "A sum of products is zero if each product has a factor that is zero. Which layer has the "
        "last word, and which of its weights are added to what it computes?",
        "`residual_branch.layers` lists the layers; some, such as ReLU, have no weights. Take the "
        "last layer that has some, and set *each* of its `trainable_weights` to zero with "
        "`assign`, since a bias that is left as it was is added everywhere. Leave the other layers "
        "alone, and return the branch.",
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
        "trainable weights in order (0 zero, 1 as it was, 2 changed)",
        "outputs, magnified where all are tiny",
        "outputs once the last layer has learnt something",
        "trainable weights in order (1 can learn, 0 cannot)",
    ),
    explain=_explain,
)
