"""Grow a trained network by blocks that are the identity."""

from itertools import chain

import numpy as np

from resnet_lessons.course.exercises.answers_as_arrays import (
    arrays_of,
    is_probabilities,
    model_of,
    predicted,
    share,
)
from resnet_lessons.course.exercises.calls_on_the_way import passing
from resnet_lessons.course.exercises.exercise import Exercise, Misconception, Setting, ids_of
from resnet_lessons.course.exercises.new_blocks import (
    ADDS,
    ADDS_NOTHING,
    ADDS_TO_BODY,
    NO_MULTIPLE,
    REPLACES,
    UNKNOWN,
    about_held,
    about_order,
    held_weights,
    new_block_ends,
    parts_that_learn,
    wake,
    walk,
)
from resnet_lessons.course.exercises.random_tensors import normal
from resnet_lessons.course.exercises.residual_branches import make_branch, settle, teach


def _setting(channels, classes, *ends_with):
    count = len(ends_with)
    text = (
        f"features of {channels} channels, {classes} classes, "
        f"{count} extra block{'' if count == 1 else 's'}"
    )
    return Setting(text, {"channels": channels, "classes": classes, "ends_with": ends_with})


def _try_answer(function, setting, seed):
    """What a grown network predicts, how its new blocks are connected, and what can learn."""
    values = setting.values
    body, head = _make_body_and_head(values["channels"], values["classes"])
    made = [make_branch(values["channels"], end) for end in values["ends_with"]]
    branches = [branch for branch, _ in made]
    for number, model in enumerate((body, head, *branches)):
        settle(model, [*seed, number])
    images = normal((3, 6, 5, 1), seed)
    features = predicted(body, images, "the body")
    before = predicted(head, features, "the head")
    trained = arrays_of(body.weights + head.weights)
    parts = [part.trainable_weights for part in (body, head, *branches)]
    grown = model_of(
        function(body, head, list(branches)),
        "the grown network, a keras.Model from images to logits",
    )
    held = held_weights(grown, body, head)
    ends = new_block_ends(head, made)
    with passing(ends) as calls:
        after = predicted(grown, images, "the grown network")
    at_first = walk(calls, features)
    same = after.shape == before.shape and abs(after - before) < 1e-4
    now = arrays_of(body.weights + head.weights)
    kept = all((one == other).all() for one, other in zip(now, trained, strict=True))
    for number, (_, last) in enumerate(made):
        teach(last, [*seed, number])
    wake(grown, chain.from_iterable(parts), seed)
    with passing(ends) as calls:
        predicted(grown, images, "the grown network")
    learnt = walk(calls, predicted(body, images, "the body"))
    return (
        share(same),
        after,
        np.float32(kept),
        learnt.order,
        np.float32(
            learnt.starts_at_body if learnt.order.size else _count(grown) == _count(body, head)
        ),
        at_first.shares,
        learnt.sums,
        parts_that_learn(grown, parts, images, seed),
        held,
    )


def _make_body_and_head(channels, classes):
    """A small network in two parts: images to features, features to logits."""
    import keras
    from keras import layers

    images = keras.Input((None, None, 1))
    outputs = layers.Conv2D(channels, 3, padding="same")(images)
    branch, _ = make_branch(channels, "convolution")
    body = keras.Model(images, branch(outputs) + outputs)
    features = keras.Input((None, None, channels))
    outputs = layers.ReLU()(layers.BatchNormalization()(features))
    outputs = layers.GlobalAveragePooling2D()(outputs)
    return body, keras.Model(features, layers.Dense(classes)(outputs))


def _count(*models):
    """The number of trainable values in models."""
    weights = chain.from_iterable(model.trainable_weights for model in models)
    return sum(int(np.prod(weight.shape)) for weight in weights)


def _explain(setting, arrays, expected):
    same, after, kept, order, starts_at_body, shares, sums, learns, held = arrays
    if after.shape != expected[1].shape or same.shape or kept.shape or starts_at_body.shape:
        return None
    if is_probabilities(after):
        return "The predictions are probabilities; expected logits, so no softmax after the head."
    if kept != 1:
        return "Some weights of the given body or head have changed; they should stay as they are."
    if held.shape == expected[-1].shape and not held.all():
        return about_held(held)
    found = order.ravel().tolist()
    if (sentence := about_order(found, len(setting.values["ends_with"]))) is not None:
        return sentence
    if len(sums.shape) != 1 or not sums.shape == shares.shape == order.shape:
        return None
    if starts_at_body != 1:
        return "The first new block does not read what the body gives."
    for number, code, times in zip(found, sums.tolist(), shares.tolist(), strict=True):
        if code == UNKNOWN and times not in (1, NO_MULTIPLE):
            return (
                f"At first, what comes after extra_blocks[{int(number)}] is {times:.3g} times what that "
                "branch was fed; expected the same: the shortcut added once, to a branch of zeros."
            )
        if code != ADDS:
            return _SUMS.get(code, _SUMS[UNKNOWN]).format(number=int(number))
    if (shares != 1).any():
        number = int(found[int(np.argmax(shares != 1))])
        return (
            f"The new block with extra_blocks[{number}] is the first that changes its features; at "
            "first every new block should be the identity."
        )
    if learns.shape == expected[-2].shape and not learns.all():
        return _LEARNS[0] if not learns[0] else _LEARNS[1].format(number=int(np.argmin(learns)) - 1)
    return "The new blocks are as expected, but what comes before or after them is not."


_SUMS = {
    ADDS_NOTHING: "Once it has learnt something, what extra_blocks[{number}] computes does not "
    "reach what comes next; it should arrive there, added to what the branch was fed.",
    ADDS_TO_BODY: "Around extra_blocks[{number}] the shortcut starts at the body's output; it "
    "should start where the branch starts.",
    REPLACES: "Around extra_blocks[{number}] there is no shortcut: what comes next is fed the "
    "branch's output alone.",
    UNKNOWN: "What comes after extra_blocks[{number}] is fed something other than the sum of that "
    "branch's output and what the branch was fed.",
}
_LEARNS = (
    "Some weights of the body or the head can no longer learn: they are not trainable, or no "
    "gradient reaches them.",
    "extra_blocks[{number}] cannot learn: some of its weights are not trainable, or no gradient "
    "reaches them.",
)


_GROWN = (
    "Each new block returns zero_branch(features) + features, and reads the output of the block "
    "before it."
)
_GROWN_LOOK = "Section 1.7: where the new blocks belong."

MISCONCEPTIONS = (
    Misconception(
        "new_blocks_random",
        seen="The new blocks add what their random weights make of the features, so the "
        "predictions change.",
        expected="You make each new residual branch a zero mapping first.",
        why="The head has learnt to read the old features. Adding random numbers to them ruins "
        "what the network knew.",
        look=_GROWN_LOOK,
    ),
    Misconception(
        "new_blocks_without_shortcut",
        seen="The new branches have no shortcut: zeros reach the head, which predicts the same for "
        "every image.",
        expected=_GROWN,
        why="A zero mapping on its own wipes everything out. Only together with a shortcut does it "
        "make an identity.",
        look=_GROWN_LOOK,
    ),
    Misconception(
        "new_blocks_not_chained",
        seen="Every new branch reads the body's output: the sums are chained, but the branches are "
        "not.",
        expected=_GROWN,
        why="At first you see no difference, because all branches are zero. Once they learn, the "
        "network is wider instead of deeper: no new block can build on the one before.",
        look=_GROWN_LOOK,
    ),
    Misconception(
        "last_block_only",
        seen="Only the last of the new blocks is in the network; each one replaced the one before.",
        expected=_GROWN,
        why="Inside the loop, each new sum has to start from the previous sum and not from "
        "`body.output` again.",
        look=_GROWN_LOOK,
    ),
    Misconception(
        "first_block_only",
        seen="Only the first of the new blocks is in the network.",
        expected=_GROWN,
        why="`extra_blocks` is a list of any length; each of its branches becomes a block.",
        look=_GROWN_LOOK,
    ),
    Misconception(
        "new_blocks_not_connected",
        seen="The head still reads the body's output: none of the new blocks is in the network.",
        expected="The head reads what the last new block gives.",
        why="Keras keeps only what lies on a path from the images to the logits. Other blocks are "
        "not part of the network and never learn.",
        look=_GROWN_LOOK,
    ),
    Misconception(
        "relu_after_new_blocks",
        seen="A ReLU follows the addition in the new blocks, so the predictions change.",
        expected=_GROWN,
        why="Features may be negative, and the head has learnt to read those too. The ReLU cuts "
        "them off, so the block is not the identity, even with a branch of zeros.",
        look=_GROWN_LOOK,
    ),
    Misconception(
        "head_forgotten",
        seen="The network ends in features; the head is missing.",
        expected="The head turns the last features into logits.",
        why="Without it there is nothing to predict from.",
        look=_GROWN_LOOK,
    ),
    Misconception(
        "extra_shortcut_from_body",
        seen="The branches are chained, but every shortcut starts at the body's output.",
        expected=_GROWN,
        why="At first you see no difference, because all branches are zero. Once they learn, the "
        "next plus sign loses what an earlier new block added. A shortcut starts where its branch "
        "does.",
        look=_GROWN_LOOK,
    ),
)


EXERCISE = Exercise(
    id="grow",
    chapter=1,
    title="Grow a trained network",
    points=4,
    minutes=12,
    difficulty=4,
    importance=4,
    section="1.7 Grow a trained network",
    signature=("body", "head", "extra_blocks"),
    returns="a keras.Model from images to logits",
    hints=(
        "A block that is the identity changes nothing, wherever you put it. What makes a block the "
        "identity, and between which two parts of the network do the new ones belong?",
        "Start from `body.output`. In a loop: make the branch a zero mapping, call it on the "
        "features so far, and add the shortcut. The sum is what the next block reads. At the end "
        "call the head on the features, and make a `keras.Model` from `body.input` to the logits.",
        "features = body.output\n"
        "for residual_branch in extra_blocks:\n"
        "    branch = …(residual_branch)\n"
        "    features = …(branch(…), …)\n"
        "return keras.Model(body.input, head(…))",
    ),
    cases=(
        _setting(3, 4, "convolution"),
        _setting(4, 3, "convolution", "convolution without bias", "convolution"),
        _setting(2, 5, "normalisation", "convolution"),
    ),
    misconceptions=ids_of(MISCONCEPTIONS),
    experiment=_try_answer,
    results=(
        "share of the predictions that stay the same",
        "predictions of the grown network",
        "body and head keep their weights (1 yes, 0 no)",
        "extra blocks in the order in which the features pass through them, counted from 0",
        "the first new block reads what the body gives (1 yes, 0 no)",
        f"each new block at first gives so many times what it was fed ({NO_MULTIPLE} something "
        "else)",
        f"each new block, once it has learnt, gives ({ADDS} what it was fed plus its branch, "
        f"{ADDS_NOTHING} what it was fed alone, {ADDS_TO_BODY} the body's features plus its "
        f"branch, {REPLACES} its branch alone, {UNKNOWN} something else)",
        "can learn (1 yes, 0 no), body with head first, then each extra block",
        "the grown network holds the weights (1 yes, 0 no), of the body first, then of the head",
    ),
    counts_parameters=False,
    keeps_initial_values=True,
    explain=_explain,
)
