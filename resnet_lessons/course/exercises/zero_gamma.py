"""A network whose blocks start with their shortcuts alone, by the last γ of each branch."""

import numpy as np

from resnet_lessons.course.exercises.answers_as_arrays import about_names, arrays_of, places_of
from resnet_lessons.course.exercises.exercise import (
    Exercise,
    Misconception,
    Setting,
    ids_of,
)
from resnet_lessons.course.exercises.residual_branches import teach

_CHANNELS = 2
# What a branch is made of: n a normalisation, r a ReLU, c a convolution.
OF_2015, OF_2016 = "cnrcn", "nrcnrc"
BOTTLENECK_OF_2015, BOTTLENECK_OF_2016 = "cnrcnrcn", "nrcnrcnrc"
_OF_NORMALIZATION = ("gamma", "beta", "moving mean", "moving variance")
_AS_IT_WAS, _IS_ZERO, _CHANGED = 1, 0, 2
_IN_WORDS = {_IS_ZERO: "zero", _AS_IT_WAS: "as it was", _CHANGED: "neither zero nor as it was"}


def branches_setting(text, branches):
    """A setting: {name of a block: what its branch is made of}."""
    return Setting(text, {"branches": dict(branches)})


def _layer(kind):
    from keras import layers

    if kind == "n":
        layer = layers.BatchNormalization()
    elif kind == "c":
        layer = layers.Conv2D(_CHANNELS, 3, padding="same")
    else:
        layer = layers.ReLU()
    layer.build((None, None, None, _CHANNELS))
    return layer


def _try_answer(function, setting, seed):
    """What became of each weight, whether all are as trainable, and which names came back."""
    made = setting.values["branches"]
    branches = {name: [_layer(kind) for kind in kinds] for name, kinds in made.items()}
    every = [layer for layers in branches.values() for layer in layers]
    for number, layer in enumerate(every):
        # Gamma and beta start at one and zero, as in a new network; kernels and biases do not.
        if "gamma" not in {weight.name for weight in layer.weights}:
            teach(layer, [*seed, 31, number])
    weights = [weight for layer in every for weight in layer.weights]
    trainable = [weight.trainable for weight in weights]
    before = arrays_of(weights)
    names = places_of(function(branches), "names of blocks", list(made))
    states = [_state(*pair) for pair in zip(before, arrays_of(weights), strict=True)]
    return (
        np.array(states, "float32"),
        names,
        np.float32(trainable == [weight.trainable for weight in weights]).reshape(()),
    )


def _state(before, after):
    if (after == before).all():
        return _AS_IT_WAS
    return _CHANGED if after.any() else _IS_ZERO


def _explain(setting, arrays, expected):
    """The first weight that is not as it should be, or which of the other results is wrong."""
    if arrays[0].shape != expected[0].shape:
        return None
    owners = list(_owners(setting.values["branches"]))
    for owner, state, right in zip(owners, arrays[0], expected[0], strict=True):
        if state != right:
            found = _IN_WORDS.get(float(state), "something else")
            return f"{owner} is {found}; it should be {_IN_WORDS[float(right)]}."
    if not arrays[2]:
        return "The weights are right, but some of them can no longer learn."
    names = about_names(arrays[1], expected[1], list(setting.values["branches"]))
    return f"The weights are right. {names}"


def _owners(branches):
    """What each weight is called, in their order."""
    for name, kinds in branches.items():
        numbers = {"n": 0, "c": 0}
        for kind in kinds.replace("r", ""):
            numbers[kind] += 1
            weights = _OF_NORMALIZATION if kind == "n" else ("kernel", "bias")
            layer = "batch normalisation" if kind == "n" else "convolution"
            yield from (f"In {name} the {w} of {layer} {numbers[kind]}" for w in weights)


_GAMMA = (
    "γ is zero in the last batch normalisation of a branch that ends with it, and nowhere else."
)
_NAMES = "The function returns the names of the blocks whose branch is silent now."
_LOOK = "The text before the exercise: what comes after the last γ in either kind of branch."
_NAMES_LOOK = "The `Returns` line in the function's description."

MISCONCEPTIONS = (
    Misconception(
        "gamma_before_relu_zeroed",
        seen="γ is also zero in branches that end with a convolution.",
        expected=_GAMMA,
        why="There a ReLU follows the last normalisation. It is fed nothing but zeros, where its slope is "
        "zero, so no gradient ever reaches this γ or anything before it.",
        look=_LOOK,
    ),
    Misconception(
        "every_gamma_zeroed",
        seen="Every γ of the branches is zero, not only the last one.",
        expected=_GAMMA,
        why="A γ before a ReLU must not be zero, because nothing gets through and no gradient comes back.",
        look=_LOOK,
    ),
    Misconception(
        "every_gamma_of_these_branches_zeroed",
        seen="In branches that end with a normalisation every γ is zero, not only the last one.",
        expected=_GAMMA,
        why="The last γ is enough to silence the branch. The others feed a ReLU, and at zero no "
        "gradient passes through it.",
        look=_LOOK,
    ),
    Misconception(
        "first_gamma_zeroed",
        seen="The first γ of the branch is zero, and the last one is not.",
        expected=_GAMMA,
        why="The layers that follow have biases and normalisations of their own, and turn zeros into "
        "something else again.",
        look=_LOOK,
    ),
    Misconception(
        "no_branch_silenced",
        seen="The right names came back, but no weight has changed: every γ is still one. (Every β was zero "
        "before.)",
        expected=_GAMMA,
        why="γ multiplies and β is added. With γ = 1 and β = 0 the branch returns normalised values, not "
        "zeros.",
        look="The line that assigns: which weight it changes, and whether it changes the layer's own.",
    ),
    Misconception(
        "last_kernel_zeroed_too",
        seen="Branches that end with a convolution were silenced as well, by their last kernel.",
        expected=_GAMMA,
        why="That is the zero mapping of chapter 1, and it can learn. But its bias is left, and this "
        "exercise asks only for γ, so these branches stay as they are.",
        look=_NAMES_LOOK,
    ),
    Misconception(
        "gamma_frozen",
        seen="The weights are right, but a layer can no longer learn.",
        expected="Every weight is as trainable as before.",
        why="Zero is where γ starts, not where it should stay.",
        look="What you set besides γ.",
    ),
    Misconception(
        "all_blocks_named",
        seen="The names of all blocks came back.",
        expected=_NAMES,
        why="If you start a network like this, you need to know which branches are not silent.",
        look=_NAMES_LOOK,
    ),
    Misconception(
        "other_blocks_named",
        seen="The names that came back are those of the blocks that were left alone.",
        expected=_NAMES,
        why="If you start a network like this, you need to know which branches are silent.",
        look=_NAMES_LOOK,
    ),
    Misconception(
        "only_first_block_silenced",
        seen="Only the first block that ends with a normalisation was silenced.",
        expected="Every branch that ends with a normalisation is silenced.",
        why="The next block still changes the signal that the first one leaves as it is.",
        look="Whether your `return` is inside the loop.",
    ),
)


EXERCISE = Exercise(
    id="zero_gamma",
    chapter=5,
    title="Start at γ = 0",
    points=2,
    minutes=10,
    difficulty=2,
    importance=3,
    section="5.5 Deeper once more",
    signature=("branches",),
    returns="a list of names of blocks",
    hints=(
        "A batch normalisation multiplies by γ, then adds β. If nothing but the plus sign comes after it, "
        "which of the two makes the branch silent? And what if a ReLU comes after it?",
        "Go through `branches.items()`. `layers_of_branch[-1]` is the last layer of a branch. If it is a "
        "`layers.BatchNormalization`, assign zeros to its `gamma` and note the block's name.",
        "silent = []\n"
        "for name, branch in branches.items():\n"
        "    last = …\n"
        "    if isinstance(last, …):\n"
        "        last.gamma.assign(…)\n"
        "        silent.append(…)\n"
        "return …",
    ),
    cases=(
        branches_setting("two blocks of 2015", {"block0": OF_2015, "block1": OF_2015}),
        branches_setting(
            "a block of 2016 between two of 2015",
            {"first": OF_2015, "second": OF_2016, "third": BOTTLENECK_OF_2015},
        ),
        branches_setting(
            "bottleneck blocks of both years",
            {"block0": BOTTLENECK_OF_2016, "block1": BOTTLENECK_OF_2015, "block2": OF_2015},
        ),
    ),
    misconceptions=ids_of(MISCONCEPTIONS),
    experiment=_try_answer,
    results=(
        "weights in order (0 zero, 1 as it was, 2 changed)",
        "places of the returned names among the blocks (−1 for none of them)",
        "weights are as trainable as before (1 yes, 0 no)",
    ),
    counts_parameters=False,
    keeps_initial_values=True,
    holds_codes=True,
    explain=_explain,
)
