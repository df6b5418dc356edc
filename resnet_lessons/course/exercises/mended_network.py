"""A broken residual network to mend, without hints: it passes when it learns."""

import numpy as np

from resnet_lessons.course.exercises.answers_as_arrays import model_of
from resnet_lessons.course.exercises.checkerboard import kernels_of, train_briefly
from resnet_lessons.course.exercises.exercise import (
    Exercise,
    Misconception,
    Setting,
    Unexpected,
    ids_of,
)

# Of the points; a network that tells nothing apart gets about half of them right.
ENOUGH = 0.9


def mending_setting(blocks, trained):
    """A setting: how many blocks the network has, and whether it is trained or only built."""
    return Setting(
        f"{blocks} block{'s' if blocks > 1 else ''}, {'trained briefly' if trained else 'built'}",
        {"blocks": blocks, "trained": trained},
    )


def _try_answer(function, setting, seed):
    """How many kernels the network has, whether they all move, and whether it learns."""
    blocks = setting.values["blocks"]
    network = model_of(function(blocks), "the network, a keras.Model")
    shapes = network.input_shape, network.output_shape
    if shapes != ((None, 2), (None, 2)):
        raise Unexpected(
            f"the network goes from {shapes[0]} to {shapes[1]}, expected from points (None, 2) to "
            "logits (None, 2)"
        )
    kernels = np.float32(len(kernels_of(network))).reshape(())
    if not setting.values["trained"]:
        return kernels, *_flags(0, 0, 0)
    found = train_briefly(network, seed)
    return kernels, *_flags(
        np.mean(found.moved) if found.moved else 0,
        found.training_share >= ENOUGH,
        found.new_share >= ENOUGH,
    )


def _flags(*values):
    return tuple(np.float32(value).reshape(()) for value in values)


def _explain(setting, arrays, expected):
    """The symptom, in a sentence."""
    if [array.shape for array in arrays] != [array.shape for array in expected]:
        return None
    kernels, moved, learnt, predicts = map(float, arrays)
    wanted = float(expected[0])
    if kernels != wanted:
        return (
            f"The network has {kernels:g} kernels; with two dense layers in each block, one before and "
            f"one after the blocks, it would have {wanted:g}."
        )
    if not 0 <= moved <= 1:
        return None
    if moved < 1:
        return _what_stays(round(moved * kernels), round(kernels))
    if not learnt:
        return "Every kernel moves, and still the network does not learn its own points."
    if not predicts:
        return "It learns its own points, but gets fewer than 90% of new ones right."
    return None


def _what_stays(moving, kernels):
    if moving:
        rest = "the others stay where they started"
        return f"Training moves {moving} of the {kernels} kernels; {rest}."
    return (
        f"Training moves none of the {kernels} kernels, not even the last one. That one stays where it is "
        "if it is fed zeros for every point, or if no gradient comes back to it."
    )


_LEARNS = "A network that after fifty steps gets 90% of its own points right, and 90% of new ones."


def _moves_in_vain(name):
    """The words for the three reasons why a network may not learn although all of it moves."""
    return Misconception(
        name,
        seen="The network does not learn, although training moves every kernel.",
        expected=_LEARNS,
        why="Kernels that move need not learn anything. The signal may fade from block to block, so that "
        "the gradient says nothing. It may grow instead, so that the first steps go far astray. Or the "
        "network may be linear, so that it can only draw straight lines.",
        look="Three things that you can measure before training: do two different points still differ "
        "after the last block, how large are the features there, and does the network do more than a "
        "linear one?",
    )


MISCONCEPTIONS = (
    Misconception(
        "mending_blocks_not_connected",
        seen="The network does not learn: between the points and the logits Keras finds two dense layers, "
        "the first and the last, and no block.",
        expected=_LEARNS,
        why="A `keras.Model` consists of what its output depends on, and of nothing else. Without its "
        "blocks the network is linear, and no straight line tells these points apart.",
        look="Follow the data backwards, line by line, from the logits to the points. Which tensors does "
        "each line read?",
    ),
    Misconception(
        "mending_kernels_do_not_move",
        seen="The network does not learn: biases move, but no kernel inside a block does.",
        expected=_LEARNS,
        why="A kernel's gradient is a product. If one of its factors is zero for every image, the kernel "
        "stays where it is, however long you train.",
        look="What is each kernel fed in the first step, and what does it pass back?",
    ),
    _moves_in_vain("mending_signal_fades"),
    _moves_in_vain("mending_stays_linear"),
    Misconception(
        "mending_nothing_arrives",
        seen="The network does not learn: no kernel moves except the last, and nothing about the "
        "points gets past the blocks.",
        expected=_LEARNS,
        why="If the last layer is fed zeros for every point, all points look alike to it.",
        look="Call the network on two different points before any training. Where do the two still "
        "differ?",
    ),
    Misconception(
        "mending_blocks_left_out",
        seen="The network may learn, but it has fewer blocks than were asked for.",
        expected="`blocks` residual blocks of two dense layers each, with one dense layer before them and "
        "one after.",
        why="Leaving out what is broken is no repair: the network should work at any depth.",
        look="How many times the loop over the blocks runs.",
    ),
)


EXERCISE = Exercise(
    id="mended_network",
    chapter=5,
    title="Repair a network that does not learn",
    points=4,
    minutes=20,
    difficulty=4,
    importance=4,
    section="5.8 Repair it yourself",
    signature=("blocks",),
    returns="a keras.Model from points to logits",
    hints=(),
    cases=(
        mending_setting(6, trained=True),
        mending_setting(3, trained=False),
    ),
    misconceptions=ids_of(MISCONCEPTIONS),
    experiment=_try_answer,
    compiles=True,
    results=(
        "kernels",
        "share of the kernels that training moves (0 where it is only built)",
        "the points it learns from are right (1 yes, 0 no or only built)",
        "new points are right (1 yes, 0 no or only built)",
    ),
    counts_parameters=False,
    keeps_initial_values=True,
    explain=_explain,
    equivalent={
        (
            "mending_signal_fades",
            "mending_stays_linear",
        ): "in both every kernel moves and nothing is learnt, and the words name every reason"
    },
)
