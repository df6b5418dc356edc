"""How far the gradient reaches: its norm for each block."""

import numpy as np

from resnet_lessons.course.exercises.answers_as_arrays import number_of
from resnet_lessons.course.exercises.exercise import Exercise, Misconception, Unexpected, ids_of
from resnet_lessons.course.exercises.small_network import (
    images_for,
    is_same,
    make_small_network,
    network_setting,
    state_of,
)


def _try_answer(function, setting, seed):
    """The norms in the order of the blocks, and whether the network is as it was."""
    values = setting.values
    model, names = make_small_network(seed, **values["network"])
    images = images_for(values["count"], values["side"], seed)
    labels = np.arange(values["count"]) % values["network"]["classes"]
    before = state_of(model, images)
    answer = function(model, images, labels)
    return _norms(answer, names), is_same(before, state_of(model, images))


def _norms(answer, names):
    """The values of a dictionary as a float32 array, in the order of the names.

    Raises:
        Unexpected: when it is no dictionary, or one of other blocks.
    """
    expected = "a dictionary from each block's name to a number"
    if not isinstance(answer, dict):
        raise Unexpected(f"the answer is a {type(answer).__name__}, expected {expected}")
    for name in names:
        if name not in answer:
            raise Unexpected(f"the dictionary holds no norm of {name}, expected {expected}")
    if len(answer) != len(names):
        raise Unexpected(f"the dictionary holds {len(answer)} norms, expected {len(names)}")
    return np.array([number_of(answer[name], "a number for each block") for name in names])


_LOSS = "The mean, over the images, of the cross-entropy from logits."
_LOSS_LOOK = (
    "The section on gradients, what stands before the exercise: which loss, and what goes into it."
)
_NORM = (
    "One length for each block: the square root of the sum of the squares of all numbers in its "
    "gradient."
)
_NORM_LOOK = "The section on gradients, the example before the exercise: the length of a gradient."

MISCONCEPTIONS = (
    Misconception(
        "loss_on_probabilities",
        seen="The loss takes the logits for probabilities.",
        expected=_LOSS,
        why="Keras expects probabilities unless it is told `from_logits=True`. Logits below 0 and "
        "above 1 are cut off, and what was cut off has no gradient.",
        look=_LOSS_LOOK,
    ),
    Misconception(
        "softmax_before_the_loss",
        seen="There are two softmaxes: one of yours, and the one inside the loss.",
        expected=_LOSS,
        why="With `from_logits=True` the loss applies the softmax itself. Twice, all classes look "
        "almost alike, and the gradients shrink.",
        look=_LOSS_LOOK,
    ),
    Misconception(
        "losses_not_averaged",
        seen="The losses of all images were added up, not averaged.",
        expected=_LOSS,
        why="The tape adds up a vector of losses by itself. Then the gradient grows with the "
        "number of images, and two batches cannot be compared.",
        look=_LOSS_LOOK,
    ),
    Misconception(
        "gradient_in_training_mode",
        seen="The network was run as in training: with the batch's own mean and variance.",
        expected="`model(images, training=False)`, the network as it predicts.",
        why="In training mode each image's gradient hangs on the other images of the batch, and "
        "every call changes the averages that batch normalisation collects.",
        look=_LOSS_LOOK,
    ),
    Misconception(
        "kernels_only",
        seen="Only the kernels count; biases and the weights of batch normalisation are left out.",
        expected=_NORM,
        why="All of them are learnt by the same step, along one gradient.",
        look=_NORM_LOOK,
    ),
    Misconception(
        "norms_added",
        seen="The norms of a block's weights were added up.",
        expected=_NORM,
        why="Lengths at right angles add up like the sides of a triangle: their squares do. The "
        "sum of norms grows with the number of weights into which a block is split.",
        look=_NORM_LOOK,
    ),
    Misconception(
        "square_root_forgotten",
        seen="The numbers are the squares of the norms.",
        expected=_NORM,
        why="A squared length exaggerates: a gradient ten times as long looks a hundred times as "
        "large.",
        look=_NORM_LOOK,
    ),
    Misconception(
        "absolute_values_added",
        seen="The absolute values of the gradient were added up.",
        expected=_NORM,
        why="That is another norm, which grows with the number of weights: wide blocks would look "
        "as if they learnt more.",
        look=_NORM_LOOK,
    ),
    Misconception(
        "gradient_averaged_over_weights",
        seen="The norm was divided by the square root of the number of weights.",
        expected=_NORM,
        why="That is the size of an average weight's gradient, a fair question too. Here the "
        "length of the whole step is asked.",
        look=_NORM_LOOK,
    ),
    Misconception(
        "weights_measured",
        seen="The numbers are the norms of the weights themselves, not of their gradient.",
        expected=_NORM,
        why="How large a weight is says nothing about how the loss would change with it.",
        look="Your last line: what the tape returned is the gradient.",
    ),
    Misconception(
        "gradient_of_the_outputs",
        seen="The gradient is that of what the blocks hand on, not that of their weights.",
        expected="The gradient with respect to the block's weights.",
        why="How the loss changes with a block's output is what travels back along the shortcuts. "
        "What the block learns from it is its weights' gradient.",
        look="What you ask the tape for: `weights` is a list of weights for each block.",
    ),
)


EXERCISE = Exercise(
    id="gradient_norms",
    chapter=5,
    title="How far the gradient reaches",
    points=3,
    minutes=12,
    difficulty=4,
    importance=4,
    section="5.3 How far the gradient reaches",
    signature=("model", "images", "labels"),
    returns="a dictionary from each block's name to a number",
    hints=(
        "The gradient says for every weight how the loss would change with it. Which loss, of "
        "which images, and which weights belong to one block?",
        "Inside `with tf.GradientTape() as tape:` compute the logits with `training=False`, the "
        "cross-entropy of every image from the logits, and its mean. Behind it ask the tape for "
        "the gradient of that mean with respect to `weights`: it comes back in the same form, a "
        "list for each block. `tf.linalg.global_norm(list)` is the length of all its numbers "
        "together.",
        "with tf.GradientTape() as tape:\n"
        "    logits = model(images, training=…)\n"
        "    losses = keras.losses.sparse_categorical_crossentropy(…, …, from_logits=…)\n"
        "    loss = ops.…(losses)\n"
        "gradients = tape.gradient(…, weights)\n"
        "return {name: float(tf.linalg.global_norm(…)) for name in weights}",
    ),
    cases=(
        network_setting("three blocks and two images", ((3, 1, (0, 1, 2)),), classes=3, count=2),
        network_setting(
            "blocks that project, and seven images",
            ((3, 1, (0,)), (4, 2, (0, 1))),
            classes=4,
            count=7,
        ),
        network_setting(
            "two bottleneck blocks, numbers 1 and 10",
            ((2, 1, (1, 10)),),
            classes=5,
            bottleneck=True,
            count=3,
        ),
    ),
    misconceptions=ids_of(MISCONCEPTIONS),
    experiment=_try_answer,
    results=("norms, in the order of the blocks", "1 if the network is as it was"),
    counts_parameters=False,
)
