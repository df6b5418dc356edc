"""What each misconception about lesions and gradients looks like, in the words a student reads."""

from resnet_lessons.course.exercises.exercise import Misconception

_CUT = "The rest of the network reads the block's shortcut where it used to read the sum."
_CUT_LOOK = "The section on cutting a branch out: what stands before the exercise."
_SAME = "The given network stays as it is; the network without the branch is another one."

_LOSS = "The mean, over the images, of the cross-entropy from logits."
_LOSS_LOOK = (
    "The section on gradients, what stands before the exercise: which loss, and what goes into it."
)
_NORM = (
    "One length for each block: the square root of the sum of the squares of all numbers in its "
    "gradient."
)
_NORM_LOOK = "The section on gradients, the example before the exercise: the length of a gradient."

CHAPTER5 = (
    Misconception(
        "shortcut_cut_instead",
        seen="The shortcut was cut: the block hands on its residual branch alone.",
        expected=_CUT,
        why="What is left then is a plain block. The question is the other one: what becomes of "
        "the network when a block adds nothing?",
        look=_CUT_LOOK,
    ),
    Misconception(
        "projection_cut_too",
        seen="The whole block was cut, its projection too: the rest reads what came into the "
        "block.",
        expected=_CUT + " Where the block projects, that is the projection's output.",
        why="A projecting block changes the shape. Without its projection the rest of the network "
        "is fed what it never saw, often in a shape that it cannot read.",
        look=_CUT_LOOK,
    ),
    Misconception(
        "branch_left_in",
        seen="Nothing was cut: the network predicts what it did before.",
        expected=_CUT,
        why="The point `<block>_output` stands behind the plus sign; the branch is in it.",
        look=_CUT_LOOK,
    ),
    Misconception(
        "rest_of_network_cut_too",
        seen="The network ends at the block: what came behind it was cut too.",
        expected=_CUT + " It ends in logits as before.",
        why="To see what a block is worth, the network must still answer.",
        look=_CUT_LOOK,
    ),
    Misconception(
        "given_network_changed",
        seen="The predictions are right, but the given network has changed: its weights are not "
        "what they were.",
        expected=_SAME,
        why="The next block is to be cut out of the whole network, not out of one that has lost a "
        "branch before. Weights that were overwritten are gone.",
        look=_CUT_LOOK,
    ),
    Misconception(
        "block_silenced",
        seen="The block hands on zeros: its shortcut was lost with the branch.",
        expected=_CUT,
        why="Behind a block of zeros nothing of the picture is left. In section 1.6 that is what "
        "happened without shortcuts.",
        look=_CUT_LOOK,
    ),
    Misconception(
        "weights_lost",
        seen="The part behind the block has other weights: it was made anew and not trained.",
        expected="All layers keep their weights; only the branch is missing.",
        why="`keras.models.clone_model` copies the layers and gives them fresh weights. A model "
        "made from tensors of the network uses the network's own layers.",
        look=_CUT_LOOK,
    ),
    Misconception(
        "shortcut_in_place_of_branch",
        seen="The shortcut is added twice: it stands where the branch was, too.",
        expected=_CUT,
        why="A missing branch adds zero. With the shortcut in its place the block doubles the "
        "signal.",
        look=_CUT_LOOK,
    ),
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
