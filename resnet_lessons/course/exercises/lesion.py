"""Cut the residual branch of a block out of a network."""

import numpy as np

from resnet_lessons.course.exercises.answers_as_arrays import (
    is_alike,
    is_probabilities,
    model_of,
    predicted,
    values_told_apart,
    weight_values,
)
from resnet_lessons.course.exercises.calls_on_the_way import silenced
from resnet_lessons.course.exercises.cut_block import (
    NO_SUM_LOST,
    RECTIFIED,
    SUM,
    SUM_AND_OFFSET,
    UNKNOWN,
    about_rest,
    shortcut_alone,
    watched,
)
from resnet_lessons.course.exercises.exercise import Exercise, Misconception, ids_of
from resnet_lessons.course.exercises.small_network import (
    block_names_in,
    images_for,
    is_same,
    make_small_network,
    network_setting,
    state_of,
)

_NONE_CUT, _ALL_CUT, _UNKNOWN = -1, -2, -3


def _try_answer(function, setting, seed):
    """What the network without a branch predicts, with which weights, whether the given one is as it
    was, and what was cut."""
    values = setting.values
    model, names = make_small_network(seed, **values["network"])
    images = images_for(3, values["side"], seed)
    before = state_of(model, images)
    own = before[: len(model.weights)]
    watch = watched(model, names, values["block_name"])
    returned = function(model, values["block_name"])
    returned = model_of(returned, "the network without the branch, a keras.Model")
    with watch(returned) as seen:
        logits = predicted(returned, images, "the network without the branch")
    kept = weight_values(returned) <= values_told_apart(own)
    after = state_of(model, images)
    same = is_same(before, after)
    for weight, value, now in zip(model.weights, own, after, strict=False):
        if (value != now).any():
            weight.assign(value)
    cut = _what_was_cut(model, names, values["block_name"], images, logits)
    rest = shortcut_alone()
    if cut == _UNKNOWN:
        with watch(model) as usual:
            predicted(model, images, "the network")
        rest = seen.beside(usual)
    return logits, same, np.float32(kept), np.float32(cut), *rest


def _what_was_cut(model, names, asked, images, logits):
    """The number of the block whose branch is missing by the logits, or one of the codes above."""
    for name in sorted(names, key=lambda name: name != asked):
        if _is_predicted_without(model, [name], images, logits):
            return names.index(name)
    if _is_predicted_without(model, [], images, logits):
        return _NONE_CUT
    return _ALL_CUT if _is_predicted_without(model, names, images, logits) else _UNKNOWN


def _is_predicted_without(model, names, images, logits):
    points = [model.get_layer(f"{name}_residual") for name in names]
    with silenced(points):
        found = predicted(model, images, "the network")
    return is_alike(found, logits)


@np.errstate(all="ignore")
def _explain(setting, arrays, expected):
    logits, same, kept, cut, fed, lost = arrays
    if same.shape or kept.shape or cut.shape or lost.shape or fed.shape != (3,):
        return None
    told = []
    if is_probabilities(logits):
        told.append("The predictions are probabilities; expected logits, so no softmax.")
    elif cut != expected[3]:
        told.append(_about_cut(setting.values, arrays, expected[0]))
    if kept != 1:
        told.append(
            "Some weights of the returned network have values that no weight of the given network "
            "has: they were made anew or changed."
        )
    if same != 1:
        told.append("The given network has changed; it should have stayed as it was.")
    return " ".join(filter(None, told)) or None


def _about_cut(values, arrays, wanted):
    """A sentence on what was cut in place of the block's branch, or ""."""
    names, asked = block_names_in(values["network"]), values["block_name"]
    logits, _, kept, cut, fed, lost = arrays
    if logits.shape != wanted.shape:
        return _about_shape(logits.shape, wanted.shape)
    if cut == _NONE_CUT:
        return "The network predicts the same as before: no branch was cut."
    if cut == _ALL_CUT and len(names) > 1:
        return f"The branches of all blocks were cut; expected that of {asked} alone."
    if cut in range(len(names)):
        return f"The branch of {names[int(cut)]} was cut; expected that of {asked}."
    if kept != 1:
        # Other weights give other predictions, whatever was cut.
        return ""
    return about_rest(fed, lost, names) or (
        f"The predictions are not those of the network without the branch of {asked}, of another "
        "block, or of all blocks: what comes after the block is fed something other than the "
        "shortcut, or its layers are joined in a different way."
    )


def _about_shape(shape, wanted):
    """A sentence on logits of another shape, or ""."""
    if len(shape) != len(wanted) or shape[0] != wanted[0]:
        return ""
    return (
        f"The network gives {shape[-1]} numbers for each image; expected {wanted[-1]} logits, as the "
        "given network's last layer makes them."
    )


_CUT = "The rest of the network reads the block's shortcut where it used to read the sum."
_CUT_LOOK = "Section 5.1: what a block's output is, and what is left when its branch is cut."
_SAME = "The given network stays as it is; the network without the branch is a separate one."

MISCONCEPTIONS = (
    Misconception(
        "shortcut_cut_instead",
        seen="The shortcut was cut, so the block passes on its residual branch alone.",
        expected=_CUT,
        why="What is left is a plain block. But the question here is a different one: what happens "
        "to the network when a block adds nothing?",
        look=_CUT_LOOK,
    ),
    Misconception(
        "projection_cut_too",
        seen="The whole block was cut, including its projection: the rest reads what came into the "
        "block.",
        expected=_CUT + " Where the block projects, that is the projection's output.",
        why="A projecting block changes the shape. Without its projection, the rest of the network "
        "is fed something that it has never seen, often in a shape that it cannot read.",
        look=_CUT_LOOK,
    ),
    Misconception(
        "branch_left_in",
        seen="Nothing was cut: the network predicts the same as before.",
        expected=_CUT,
        why="The point `<block>_output` comes after the plus sign, so the branch is already in it.",
        look=_CUT_LOOK,
    ),
    Misconception(
        "rest_of_network_cut_too",
        seen="The network ends at the block: everything after it was cut too.",
        expected=_CUT + " It ends in logits as before.",
        why="We see what a block is worth only if the network still gives an answer.",
        look=_CUT_LOOK,
    ),
    Misconception(
        "given_network_changed",
        seen="The predictions are right, but the given network has changed: its weights are not "
        "what they were.",
        expected=_SAME,
        why="You will want to cut the next block out of the whole network, not out of one that has "
        "already lost a branch. Weights that were overwritten are gone.",
        look=_CUT_LOOK,
    ),
    Misconception(
        "block_silenced",
        seen="The block passes on zeros: its shortcut was lost together with the branch.",
        expected=_CUT,
        why="After a block of zeros, nothing of the picture is left. In section 1.6 that is what "
        "happened without shortcuts.",
        look=_CUT_LOOK,
    ),
    Misconception(
        "weights_lost",
        seen="The part after the block has other weights: it was made anew and not trained.",
        expected="All layers keep their weights; only the branch is missing.",
        why="`keras.models.clone_model` copies the layers and gives them new weights. A model that "
        "you make from the network's tensors uses the network's own layers.",
        look=_CUT_LOOK,
    ),
    Misconception(
        "shortcut_in_place_of_branch",
        seen="The shortcut is added twice: it also takes the place of the branch.",
        expected=_CUT,
        why="A missing branch adds zero. With the shortcut in its place, the block doubles the "
        "signal.",
        look=_CUT_LOOK,
    ),
    Misconception(
        "all_branches_cut",
        seen="The branches of all blocks were cut, not only that of one.",
        expected=_CUT + " Every other block keeps its branch.",
        why="To see what one block is worth, all the others must work as before.",
        look="`block_name`: which points of the network belong to it?",
    ),
    Misconception(
        "branch_halved",
        seen="Half of the branch is still there.",
        expected=_CUT,
        why="Section 1.6 asked what happens when a branch is turned down. Here you cut it out.",
        look=_CUT_LOOK,
    ),
    Misconception(
        "branch_taken_away_twice",
        seen="The branch is subtracted from the shortcut: it was taken out of the sum twice.",
        expected=_CUT,
        why="The sum without the branch is already the shortcut, so nothing is left to subtract.",
        look=_CUT_LOOK,
    ),
    Misconception(
        "softmax_at_the_end",
        seen="The network ends in probabilities: a softmax was added.",
        expected="Logits, as the given network gives them.",
        why="You will compare the two networks, and logits cannot be compared with probabilities.",
        look="The `Returns` line in the function's description.",
    ),
    Misconception(
        "weights_of_its_own",
        seen="The predictions are right, but the returned network has other weights: values that "
        "no weight of the given network has.",
        expected="The same weights; only the branch is missing.",
        why="A branch that is cut out is gone: no weight has to be set to zero or made anew. With "
        "weights of its own, this is a different network, not the same one without a branch.",
        look=_CUT_LOOK,
    ),
)


EXERCISE = Exercise(
    id="lesion",
    chapter=5,
    title="Cut a branch out",
    points=3,
    minutes=12,
    difficulty=4,
    importance=4,
    section="5.1 Cut a branch out",
    signature=("model", "block_name"),
    returns="another keras.Model, from images to logits",
    hints=(
        "A block's output is its shortcut plus its residual branch. If the branch is gone, what "
        "should the rest of the network read where it used to read the sum?",
        "`model.get_layer(name).output` is the tensor at a named point. `keras.Model(a, b)` is the "
        "part of a network between two of its tensors. So make the part from the block's output to "
        "the logits, call it on the block's shortcut, and make a model from `model.input` to that "
        "result. No weight is touched.",
        'shortcut = model.get_layer(f"{block_name}_…").output\n'
        'output = model.get_layer(f"{block_name}_…").output\n'
        "rest = keras.Model(…, model.output)\n"
        "return keras.Model(model.input, rest(…))",
    ),
    cases=(
        network_setting(
            "a block in the middle, with an identity shortcut",
            ((4, 1, (0, 1, 2)),),
            classes=3,
            block_name="block_layer1_regular_block1",
        ),
        network_setting(
            "a block that projects and halves the side",
            ((3, 1, (0,)), (5, 2, (0, 1))),
            classes=4,
            block_name="block_layer2_regular_block0",
        ),
        network_setting(
            "the first block of all, which projects",
            ((3, 1, (0, 1)),),
            classes=3,
            block_name="block_layer1_regular_block0",
        ),
        network_setting(
            "the last block, a bottleneck block",
            ((2, 1, (0, 1)),),
            classes=5,
            bottleneck=True,
            block_name="block_layer1_bottleneck_block1",
        ),
    ),
    misconceptions=ids_of(MISCONCEPTIONS),
    experiment=_try_answer,
    results=(
        "logits of the network that was returned",
        "the given network is as it was (1 yes, 0 no)",
        "every weight of the network that was returned is one of the given network's (1 yes, 0 no)",
        f"the block that was cut, counted from 0 ({_NONE_CUT} none, {_ALL_CUT} all, {_UNKNOWN} unknown)",
        f"after the block comes so many times the shortcut, so many times the branch, and ({SUM} "
        f"nothing else, {SUM_AND_OFFSET} a number for each channel, {RECTIFIED} a ReLU, {UNKNOWN} "
        "something else)",
        f"the first later block whose sum is lost, counted from 0 ({NO_SUM_LOST} none)",
    ),
    counts_parameters=False,
    explain=_explain,
)
