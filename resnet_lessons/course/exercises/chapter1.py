"""Chapter 1, identity and zero mappings: what is asked."""

from resnet_lessons.course.exercises import residual_branches as experiments
from resnet_lessons.course.exercises.exercise import Exercise, Setting


def _mapping(mapping, *shape):
    size = " × ".join(map(str, shape))
    text = f"the optimal mapping is {_MAPPING_TEXTS[mapping]}, x has shape {size}"
    return Setting(text, {"mapping": mapping, "shape": shape})


_MAPPING_TEXTS = {
    "identity": "the identity, H(x) = x",
    "small tweak": "a small tweak, H(x) = x + 0.1 x²",
    "shift": "a shift, H(x) = x + 1.5",
    "absolute value": "H(x) = |x|",
    "third power": "H(x) = 0.2 x³ − 1",
}


def _tensors(*shape):
    size = " × ".join(map(str, shape))
    return Setting(f"residual and x of shape {size}", {"shape": shape})


def _kernel(kernel_size, channels):
    text = f"kernel_size={kernel_size}, channels={channels}"
    return Setting(text, {"kernel_size": kernel_size, "channels": channels})


def _branch(channels, ends_with, convolutions=2):
    text = (
        f"a branch with {channels} channels and {convolutions} "
        f"convolution{'s' if convolutions > 1 else ''}, {_END_TEXTS[ends_with]}"
    )
    return Setting(
        text, {"channels": channels, "ends_with": ends_with, "convolutions": convolutions}
    )


_END_TEXTS = {
    "convolution": "the last with a bias",
    "convolution without bias": "the last without a bias",
    "normalisation": "then batch normalisation",
    "activation": "then a layer without weights",
}


def _growth(channels, classes, *ends_with):
    count = len(ends_with)
    text = (
        f"features of {channels} channels, {classes} classes, "
        f"{count} extra block{'' if count == 1 else 's'}"
    )
    return Setting(text, {"channels": channels, "classes": classes, "ends_with": ends_with})


RESIDUAL_FUNCTION = Exercise(
    id="residual_function",
    chapter=1,
    title="What is left to learn",
    points=1,
    minutes=4,
    difficulty=1,
    importance=5,
    section="1.3 What is left to learn",
    signature=("optimal_mapping", "x"),
    returns="a tensor of the shape of x",
    hints=(
        "The block gives F(x) + x, and it should give H(x). Solve for F(x).",
        "`optimal_mapping` is H, a function: call it on `x`. From what comes, take away what the "
        "shortcut brings along anyway.",
        "return optimal_mapping(…) - …",
    ),
    cases=(
        _mapping("small tweak", 2, 3, 4),
        _mapping("identity", 5, 2),
        _mapping("shift", 2, 4, 3, 2),
        _mapping("absolute value", 7),
        _mapping("third power", 1, 3, 5),
    ),
    misconceptions=(
        "residual_turned_round",
        "nothing_subtracted",
        "input_added",
        "mapping_of_the_difference",
        "residual_relative",
        "residual_without_sign",
    ),
    experiment=experiments.try_residual_function,
    results=("F(x)",),
)

ADD_SHORTCUT = Exercise(
    id="add_shortcut",
    chapter=1,
    title="The plus sign",
    points=1,
    minutes=3,
    difficulty=1,
    importance=5,
    section="1.4 The plus sign",
    signature=("residual", "x"),
    returns="a tensor of the shape of x",
    hints=(
        "Two paths meet. What one of them carries was left out of F(x) on purpose.",
        "`residual` is F(x), already computed. Bring `x` back, element by element, and do nothing "
        "else: no ReLU, no layer.",
        "return residual … x",
    ),
    cases=(
        _tensors(2, 4, 3, 2),
        _tensors(3, 5),
        _tensors(1, 2, 2, 7),
    ),
    misconceptions=(
        "residual_alone",
        "shortcut_alone",
        "shortcut_subtracted",
        "shortcut_doubled",
        "shortcut_multiplied",
        "shortcut_averaged",
        "shortcut_concatenated",
        "rectified_sum",
    ),
    experiment=experiments.try_add_shortcut,
    results=("F(x) + x",),
)

IDENTITY_KERNEL = Exercise(
    id="identity_kernel",
    chapter=1,
    title="A convolution that copies",
    points=3,
    minutes=10,
    difficulty=3,
    importance=3,
    section="1.5 Copying by hand",
    signature=("kernel_size", "channels"),
    returns="an array of shape (kernel_size, kernel_size, channels, channels)",
    hints=(
        "A convolution adds up neighbours, each times a number of the kernel. Which neighbour is "
        "the position itself? And from which channel should each channel come?",
        "Start from zeros of shape `(kernel_size, kernel_size, channels, channels)`. The middle "
        "row and column is `kernel_size // 2`. What stands there is a matrix from channel in to "
        "channel out: ones on its diagonal, zeros elsewhere.",
        'kernel = np.zeros((…, …, …, …), "float32")\nkernel[…, …] = np.eye(…)\nreturn kernel',
    ),
    cases=(
        _kernel(3, 2),
        _kernel(3, 1),
        _kernel(1, 4),
        _kernel(5, 3),
    ),
    misconceptions=(
        "channels_mixed",
        "channels_averaged",
        "averaging_kernel",
        "ones_everywhere",
        "identity_in_the_corner",
        "identity_at_every_position",
        "channels_reversed",
        "one_channel_only",
    ),
    experiment=experiments.try_identity_kernel,
    results=("the convolution's output", "the kernel"),
)

ZERO_MAPPING = Exercise(
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
        "A sum of products is zero when one factor of each is. Which layer has the last word, and "
        "which of its weights are added to what it computes?",
        "`residual_branch.layers` lists the layers; some, such as ReLU, have no weights. Take the "
        "last that has, and set *each* of its `trainable_weights` to zero with `assign`: a bias "
        "left standing is added everywhere. Leave the other layers alone, return the branch.",
        "last = [layer for layer in residual_branch.layers if …][-1]\n"
        "for weight in last.trainable_weights:\n"
        "    weight.assign(…)\n"
        "return …",
    ),
    cases=(
        _branch(3, "convolution"),
        _branch(2, "convolution without bias"),
        _branch(4, "normalisation"),
        _branch(3, "convolution", convolutions=1),
        _branch(2, "activation", convolutions=3),
    ),
    misconceptions=(
        "bias_left",
        "kernel_left",
        "first_layer_zeroed",
        "convolutions_zeroed",
        "everything_zeroed",
        "identity_instead_of_zero",
        "ones_instead_of_zeros",
        "shrunk_not_zeroed",
        "branch_left_as_it_was",
        "branch_multiplied_by_zero",
    ),
    experiment=experiments.try_zero_mapping,
    results=(
        "share of the outputs that are zero",
        "outputs, magnified where all are tiny",
        "outputs once the last layer has learnt something",
    ),
)

GROW = Exercise(
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
        _growth(3, 4, "convolution"),
        _growth(4, 3, "convolution", "convolution without bias", "convolution"),
        _growth(2, 5, "normalisation", "convolution"),
    ),
    misconceptions=(
        "new_blocks_random",
        "new_blocks_without_shortcut",
        "new_blocks_not_chained",
        "last_block_only",
        "first_block_only",
        "new_blocks_not_connected",
        "relu_after_new_blocks",
        "head_forgotten",
        "extra_shortcut_from_body",
    ),
    experiment=experiments.try_grow,
    results=(
        "share of the predictions that stay the same",
        "predictions of the grown network",
        "trainable parameters of the grown network",
        "predictions once the new blocks have learnt something",
    ),
)

EXERCISES = (RESIDUAL_FUNCTION, ADD_SHORTCUT, IDENTITY_KERNEL, ZERO_MAPPING, GROW)
