"""How far the gradient reaches: its norm for each block."""

from resnet_lessons.course.exercises.exercise import Exercise, Misconception, ids_of
from resnet_lessons.course.exercises.norms_by_block import (
    about_all_gradients,
    about_gradients,
    measure_norms,
)
from resnet_lessons.course.exercises.small_network import network_setting

_LOSS = "The mean, over the images, of the cross-entropy from logits."
_LOSS_LOOK = "Section 5.3: which loss the exercise asks for, and what goes into it."
_NORM = (
    "One length for each block: the square root of the sum of the squares of all numbers in its "
    "gradient."
)
_NORM_LOOK = "Section 5.3: the length of a gradient, in the example before the exercise."

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
        why="With `from_logits=True` the loss applies the softmax itself. Applied twice, it makes "
        "all classes look almost alike, and the gradients shrink.",
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
        why="In training mode each image's gradient depends on the other images of the batch, and "
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
        why="Lengths at right angles do not add up, but their squares do, as in a right-angled triangle. The "
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
        why="That is a different norm, and it grows faster with the number of weights: wide blocks "
        "would look as if they learnt more.",
        look=_NORM_LOOK,
    ),
    Misconception(
        "gradient_averaged_over_weights",
        seen="The norm was divided by the square root of the number of weights.",
        expected=_NORM,
        why="That is the size of an average weight's gradient, which is a fair question too. Here "
        "we ask for the length of the whole step.",
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
        seen="The gradient is that of what the blocks pass on, not that of their weights.",
        expected="The gradient with respect to the block's weights.",
        why="How the loss changes with a block's output is what travels back along the shortcuts. "
        "What the block learns from it is its weights' gradient.",
        look="What you ask the tape for: `weights` is a list of weights for each block.",
    ),
    Misconception(
        "largest_norm_taken",
        seen="Of the norms of a block's weights, only the largest was taken.",
        expected=_NORM,
        why="The step goes along all of a block's weights at once; each of them adds to its length.",
        look=_NORM_LOOK,
    ),
    Misconception(
        "norms_averaged",
        seen="The norms of a block's weights were averaged.",
        expected=_NORM,
        why="The step goes along all of a block's weights at once; each of them adds to its length. "
        "An average hides how many there are.",
        look=_NORM_LOOK,
    ),
    Misconception(
        "gradient_summed_with_signs",
        seen="The numbers of the gradient were added up with their signs before they were squared.",
        expected=_NORM,
        why="Numbers of opposite signs cancel: a large gradient may look like no gradient at all.",
        look=_NORM_LOOK,
    ),
    Misconception(
        "largest_number_taken",
        seen="The largest absolute value in a block's gradient was taken.",
        expected=_NORM,
        why="That is a different norm, which depends on a single number. All numbers of the "
        "gradient belong to the step.",
        look=_NORM_LOOK,
    ),
    Misconception(
        "absolute_values_averaged",
        seen="The absolute values of the gradient were averaged.",
        expected=_NORM,
        why="That is the size of an average number of the gradient. Here we ask for the length of "
        "the whole gradient.",
        look=_NORM_LOOK,
    ),
    Misconception(
        "norm_of_first_weight",
        seen="Only the first weight of each block counts.",
        expected=_NORM,
        why="A block has many weights, and one step changes all of them.",
        look="`weights[name]`: a list. `tf.linalg.global_norm` takes the whole list.",
    ),
    Misconception(
        "norm_of_last_weight",
        seen="Only the last weight of each block counts.",
        expected=_NORM,
        why="A block has many weights, and one step changes all of them.",
        look="`weights[name]`: a list. `tf.linalg.global_norm` takes the whole list.",
    ),
    Misconception(
        "first_image_only",
        seen="The loss is that of the first image alone.",
        expected=_LOSS,
        why="Each image pulls the weights its own way; the mean over all of them is what a step "
        "follows.",
        look=_LOSS_LOOK,
    ),
    Misconception(
        "loss_of_squared_errors",
        seen="The loss is the mean squared distance of the logits from one-hot labels.",
        expected=_LOSS,
        why="The network was trained with the cross-entropy; the gradient of a different loss "
        "points elsewhere.",
        look=_LOSS_LOOK,
    ),
    Misconception(
        "loss_outside_the_tape",
        seen="The tape gives None for every weight: the loss was computed after the `with` block "
        "had ended.",
        expected="The network is called and the loss is computed inside `with tf.GradientTape()`.",
        why="A tape records what is computed while it is open. It knows nothing of what comes "
        "later, so no gradient leads from the loss back to the weights.",
        look="How far the lines inside the `with` block are indented.",
    ),
    Misconception(
        "network_outside_the_tape",
        seen="The tape gives None for every weight: the network was called outside of the `with` "
        "block.",
        expected="The network is called and the loss is computed inside `with tf.GradientTape()`.",
        why="A tape records what is computed while it is open. To the tape, logits that were "
        "computed before are plain numbers.",
        look="Which lines are inside the `with` block: `model(images, training=False)` belongs "
        "there.",
    ),
    Misconception(
        "predict_in_the_tape",
        seen="The tape gives None for every weight: the logits come from `model.predict`.",
        expected="`model(images, training=False)`, which gives a tensor.",
        why="`predict` returns NumPy arrays. The tape does not see how they were computed, so no "
        "gradient passes through them.",
        look="The line that computes the logits.",
    ),
    Misconception(
        "gradient_interrupted",
        seen="The tape gives None for every weight: between the network and the loss something "
        "cannot be differentiated.",
        expected="From the logits to the loss, only operations of Keras or TensorFlow on tensors.",
        why="NumPy, `float`, `argmax` and `stop_gradient` cut the path that the gradient takes back "
        "from the loss to the weights.",
        look="What you do to the logits before they reach the loss, and to the loss before you ask "
        "the tape.",
    ),
    Misconception(
        "network_changed",
        seen="The norms are right, but the network has changed: the values of its weights, or which "
        "of them are trainable.",
        expected="The network stays as it is; you only measure its gradient.",
        why="If you measure twice, you should see the same twice. An optimiser's `apply` is a step "
        "of training.",
        look="What you do after you have asked the tape.",
    ),
    Misconception(
        "blocks_in_reverse_order",
        seen="The norms are right, but the dictionary begins with the last block.",
        expected="The order of the network: the first block first.",
        why="Figures go through the dictionary from left to right, as the image goes through the "
        "network.",
        look="The `Returns` line in the function's description.",
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
        "cross-entropy of every image from the logits, and its mean. After the `with` block, ask "
        "the tape for the gradient of that mean with respect to `weights`: it comes back in the "
        "same form, a list for each block. `tf.linalg.global_norm(list)` is the length of all its "
        "numbers together.",
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
            "two bottleneck blocks, numbers 2 and 10",
            ((2, 1, (2, 10)),),
            classes=5,
            bottleneck=True,
            count=3,
        ),
    ),
    misconceptions=ids_of(MISCONCEPTIONS),
    experiment=measure_norms,
    results=(
        "norms, in the order of the blocks",
        "blocks in the order of the dictionary",
        "the network is as it was (1 yes, 0 no)",
        "why there is no gradient (0 where there is one)",
    ),
    counts_parameters=False,
    explain=about_gradients,
    explain_all=about_all_gradients,
)
