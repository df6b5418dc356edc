"""Chapter 5, what residual learning buys: what is asked."""

from resnet_lessons.course.exercises import small_network as experiments
from resnet_lessons.course.exercises.exercise import Exercise, Setting


def _network(text, block_layers, classes, side=6, bottleneck=False, **asked):
    values = {"block_layers": block_layers, "classes": classes, "bottleneck": bottleneck}
    return Setting(text, {"network": values, "side": side} | asked)


LESION = Exercise(
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
        "the logits, call it on the block's shortcut, and wrap the result from `model.input` into "
        "a model. No weight is touched.",
        'shortcut = model.get_layer(f"{block_name}_…").output\n'
        'output = model.get_layer(f"{block_name}_…").output\n'
        "rest = keras.Model(…, model.output)\n"
        "return keras.Model(model.input, rest(…))",
    ),
    cases=(
        _network(
            "a block in the middle, with an identity shortcut", ((4, 1, (0, 1, 2)),), 3,
            block_name="block_layer1_regular_block1",
        ),
        _network(
            "a block that projects and halves the side", ((3, 1, (0,)), (5, 2, (0, 1))), 4,
            block_name="block_layer2_regular_block0",
        ),
        _network(
            "the first block of all, which projects", ((3, 1, (0, 1)),), 3,
            block_name="block_layer1_regular_block0",
        ),
        _network(
            "the last block, a bottleneck block", ((2, 1, (0, 1)),), 5, bottleneck=True,
            block_name="block_layer1_bottleneck_block1",
        ),
    ),
    misconceptions=(
        "shortcut_cut_instead",
        "projection_cut_too",
        "branch_left_in",
        "rest_of_network_cut_too",
        "given_network_changed",
        "block_silenced",
        "weights_lost",
        "shortcut_in_place_of_branch",
    ),
    experiment=experiments.try_lesion,
    results=("logits of the network that was returned", "1 if the given network is as it was"),
    counts_parameters=False,
)  # fmt: skip

GRADIENT_NORMS = Exercise(
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
        _network("three blocks and two images", ((3, 1, (0, 1, 2)),), 3, count=2),
        _network(
            "blocks that project, and seven images", ((3, 1, (0,)), (4, 2, (0, 1))), 4, count=7
        ),
        _network(
            "two bottleneck blocks, numbers 1 and 10", ((2, 1, (1, 10)),), 5, bottleneck=True,
            count=3,
        ),
    ),
    misconceptions=(
        "loss_on_probabilities",
        "softmax_before_the_loss",
        "losses_not_averaged",
        "gradient_in_training_mode",
        "kernels_only",
        "norms_added",
        "square_root_forgotten",
        "absolute_values_added",
        "gradient_averaged_over_weights",
        "weights_measured",
        "gradient_of_the_outputs",
    ),
    experiment=experiments.try_gradient_norms,
    results=("norms, in the order of the blocks", "1 if the network is as it was"),
    counts_parameters=False,
)  # fmt: skip

EXERCISES = (LESION, GRADIENT_NORMS)
