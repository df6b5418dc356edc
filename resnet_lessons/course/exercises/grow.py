"""Grow a trained network by blocks that are the identity."""

import numpy as np

from resnet_lessons.course.exercises.answers_as_arrays import model_of, predicted, share
from resnet_lessons.course.exercises.exercise import Exercise, Misconception, Setting, ids_of
from resnet_lessons.course.exercises.random_tensors import normal
from resnet_lessons.course.exercises.residual_branches import make_branch, teach


def _setting(channels, classes, *ends_with):
    count = len(ends_with)
    text = (
        f"features of {channels} channels, {classes} classes, "
        f"{count} extra block{'' if count == 1 else 's'}"
    )
    return Setting(text, {"channels": channels, "classes": classes, "ends_with": ends_with})


def _try_answer(function, setting, seed):
    """What a grown network predicts, before and after its new blocks have learnt something."""
    values = setting.values
    body, head = _make_body_and_head(values["channels"], values["classes"])
    made = [make_branch(values["channels"], end) for end in values["ends_with"]]
    images = normal((3, 6, 5, 1), seed)
    before = predicted(head, body(images), "the head")
    grown = function(body, head, [branch for branch, _ in made])
    grown = model_of(grown, "the grown network, a keras.Model from images to logits")
    after = predicted(grown, images, "the grown network")
    same = after.shape == before.shape and abs(after - before) < 1e-4
    for number, (_, last) in enumerate(made):
        teach(last, [*seed, number])
    learnt = predicted(grown, images, "the grown network")
    return share(same), after, _count(grown.trainable_weights), learnt


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


def _count(weights):
    return np.float32(sum(int(np.prod(weight.shape)) for weight in weights)).reshape(())


_GROWN = "Each new block gives zero_branch(features) + features and is fed the block before it."
_GROWN_LOOK = "The section on growing a network: the figure with the new blocks at its end."

MISCONCEPTIONS = (
    Misconception(
        "new_blocks_random",
        seen="The new blocks add what their random weights make of the features; the predictions "
        "change.",
        expected="Each new residual branch is made a zero mapping first.",
        why="The head has learnt to read the old features. Random numbers added to them ruin what "
        "the network knew.",
        look=_GROWN_LOOK,
    ),
    Misconception(
        "new_blocks_without_shortcut",
        seen="The new branches stand there without a shortcut: zeros reach the head, which "
        "predicts the same for every image.",
        expected=_GROWN,
        why="A zero mapping on its own wipes everything out. Only beside a shortcut does it make "
        "an identity.",
        look=_GROWN_LOOK,
    ),
    Misconception(
        "new_blocks_not_chained",
        seen="Every new branch reads the body's output; sums are chained, branches are not.",
        expected=_GROWN,
        why="Nothing shows at first, as all of them are zero. Once they learn, the network is "
        "wider and not deeper: no new block can build on the one before.",
        look=_GROWN_LOOK,
    ),
    Misconception(
        "last_block_only",
        seen="Only the last of the new blocks is in the network; each one replaced the one before.",
        expected=_GROWN,
        why="Inside the loop the new sum has to start from the previous sum, and not from "
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
        seen="The new blocks were built, but the head still reads the body's output.",
        expected="The head reads what the last new block gives.",
        why="Keras keeps only what lies on the way from the images to the logits. Blocks beside "
        "that way are not part of the network and never learn.",
        look=_GROWN_LOOK,
    ),
    Misconception(
        "relu_after_new_blocks",
        seen="A ReLU follows the addition in the new blocks; the predictions change.",
        expected=_GROWN,
        why="Features may be negative, and the head has learnt to read them. The ReLU cuts them "
        "off, so the block is no identity, even with a branch of zeros.",
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
        why="Nothing shows at first, as all branches are zero. Once they learn, what an earlier "
        "new block adds is lost at the next plus sign: a shortcut starts where its branch does.",
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
        "A block that is the identity changes nothing, wherever it stands. What makes a block the "
        "identity, and between which two parts of the network do the new ones belong?",
        "Start from `body.output`. In a loop: make the branch a zero mapping, call it on the "
        "features so far, and add the shortcut. The sum is what the next block reads. At the end "
        "call the head on the features, and wrap `body.input` and the logits into a `keras.Model`.",
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
        "trainable parameters of the grown network",
        "predictions once the new blocks have learnt something",
    ),
)
