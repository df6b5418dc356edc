"""The texts that synthetic students write: right ones, wrong ones, unfinished and broken ones."""

import ast
import functools
import re

from resnet_lessons.course.exercises import EXERCISES
from resnet_lessons.instructor.answers import HOLE, answer, with_holes, without_markers
from resnet_lessons.instructor.exercises import programs, variants

CHAPTERS = (1, 2, 3, 4, 5)

# What stands above this line goes into a cell that the student added.
NEXT_CELL = "# (the next cell)\n"

# Judged otherwise from one seed or geometry to the next, so no class holds them.
LEFT_OUT = {
    ("bottleneck_block", "wrong/dropout"): "what it drops is sampled anew in each run",
    ("block_layer", "wrong/dropout"): "what it drops is sampled anew in each run",
    ("pre_activation", "wrong/dropout"): "what it drops is sampled anew in each run",
    ("regular_block", "wrong/dropout"): "what it drops is sampled anew in each run",
}

_WITH_HELPERS = {
    "residual_function": "residual_function = lambda optimal_mapping, x: optimal_mapping(x) - x\n",
    "add_shortcut": "add_shortcut = lambda residual, x: residual + x\n",
    "identity_kernel": """\
CENTRE = 2
TYPE = np.float32
# (the next cell)
def identity_kernel(kernel_size, channels):
    kernel = np.zeros((kernel_size, kernel_size, channels, channels), TYPE)
    kernel[kernel_size // CENTRE, kernel_size // CENTRE] = np.eye(channels)
    return kernel
""",
    "pre_activation": """\
CHANNEL_AXIS = {"channels_first": 1, "channels_last": -1}


def normalize(inputs, axis, is_training):
    return layers.BatchNormalization(axis=axis)(inputs, training=is_training)
# (the next cell)
def pre_activation(self, inputs, is_training):
    return ops.relu(normalize(inputs, CHANNEL_AXIS[self.data_format], is_training))
""",
    "original_block": """\
def normalized(self, inputs, is_training):
    axis = 1 if self.data_format == "channels_first" else -1
    return layers.BatchNormalization(axis=axis)(inputs, training=is_training)
# (the next cell)
def original_block(self, inputs, filters, strides, is_training, index, shortcut_filters=None):
    shortcut = inputs
    if shortcut_filters is not None:
        shortcut = self.custom_conv2d(inputs, shortcut_filters, 1, strides)
        shortcut = normalized(self, shortcut, is_training)
    x = ops.relu(normalized(self, self.custom_conv2d(inputs, filters, 3, strides), is_training))
    x = normalized(self, self.custom_conv2d(x, filters, 3, 1), is_training)
    return ops.relu(x + shortcut)
""",
    "block_layer": """\
EXPANSION = 4
# (the next cell)
def block_layer(self, inputs, filters, strides, num_blocks, is_training, index):
    block, wide = self.regular_block, filters
    if self.bottleneck:
        block, wide = self.bottleneck_block, EXPANSION * filters
    x = block(inputs, filters, strides, is_training, 0, wide)
    for number in range(1, num_blocks):
        x = block(x, filters, 1, is_training, number)
    return x
""",
    "count_weight_layers": """\
STEM = DENSE = 1
PER_BLOCK = {False: 2, True: 3}
# (the next cell)
def count_weight_layers(block_layer_sizes, bottleneck):
    kinds = bottleneck if isinstance(bottleneck, list) else [bottleneck] * len(block_layer_sizes)
    pairs = zip(kinds, block_layer_sizes)
    return STEM + sum(PER_BLOCK[bool(kind)] * size for kind, size in pairs) + DENSE
""",
    "build_resnet": """\
def stem(self, inputs):
    outputs = self.custom_conv2d(inputs, self.filters_initial, 7, 2)
    return layers.MaxPooling2D(3, 2, padding="same", data_format=self.data_format)(outputs)


def head(self, outputs, is_training):
    outputs = self.pre_activation(outputs, is_training)
    outputs = layers.GlobalAveragePooling2D(data_format=self.data_format)(outputs)
    return layers.Dense(self.output_size)(outputs)
# (the next cell)
def build_resnet(self, inputs, is_training):
    outputs, filters = stem(self, inputs), self.filters_initial
    for index, (size, strides) in enumerate(zip(self.block_layer_sizes, self.block_strides), 1):
        outputs = self.block_layer(outputs, filters, strides, size, is_training, index)
        filters *= 2
    return head(self, outputs, is_training)
""",
    "count_flops": """\
def cost(layer, output_shape):
    kernel = getattr(layer, "kernel", None)
    return 0 if kernel is None else int(np.prod(output_shape) * np.prod(kernel.shape[:-1]))
# (the next cell)
def count_flops(model):
    return sum(cost(layer, output_shape) for layer, output_shape in rl.layer_calls(model))
""",
    "load_by_name": """\
def shapes(arrays):
    return [tuple(array.shape) for array in arrays]
# (the next cell)
def load_by_name(network, saved):
    kept = []
    for layer in network.layers:
        arrays = saved.get(layer.name, [])
        if shapes(arrays) == shapes(layer.weights):
            layer.set_weights(arrays)
        elif layer.weights:
            kept.append(layer.name)
    return kept
""",
    "lesion": """\
POINTS = ("shortcut", "output")
# (the next cell)
def lesion(model, block_name):
    shortcut, output = (model.get_layer(f"{block_name}_{point}").output for point in POINTS)
    return keras.Model(model.input, keras.Model(output, model.output)(shortcut))
""",
    "zero_gamma": """\
def ends_normalized(branch):
    return isinstance(branch[-1], layers.BatchNormalization)
# (the next cell)
def zero_gamma(branches):
    silent = [name for name in branches if ends_normalized(branches[name])]
    for name in silent:
        gamma = branches[name][-1].gamma
        gamma.assign(ops.zeros_like(gamma))
    return silent
""",
    "mended_network": """\
def dense(features):
    return layers.Dense(16)(ops.relu(features))
# (the next cell)
def mended_network(blocks):
    points = keras.Input((2,))
    features = layers.Dense(16)(points)
    for _ in range(blocks):
        features = features + dense(dense(features))
    return keras.Model(points, layers.Dense(2)(features))
""",
    "backward_pass": """\
def forward(x, kernel1):
    features = x @ kernel1
    return features, np.maximum(features, 0)
# (the next cell)
def backward_pass(x, kernel1, kernel2, output_gradient):
    features, activated = forward(x, kernel1)
    back = (output_gradient @ kernel2.T) * (features > 0)
    return output_gradient + back @ kernel1.T, x.T @ back, activated.T @ output_gradient
""",
    "gradient_norms": """\
cross_entropy = keras.losses.SparseCategoricalCrossentropy(from_logits=True)


def length(gradients):
    return sum(float(ops.sum(gradient**2)) for gradient in gradients) ** 0.5
# (the next cell)
def gradient_norms(model, images, labels):
    weights = rl.block_weights(model)
    with tf.GradientTape() as tape:
        loss = cross_entropy(labels, model(images, training=False))
    gradients = tape.gradient(loss, weights)
    return {name: length(gradients[name]) for name in weights}
""",
}


def exercises_of(chapter):
    """Ids of a chapter's exercises, in the course's order."""
    return [each.id for each in EXERCISES.values() if each.chapter == chapter]


@functools.cache
def texts(exercise_id):
    """Every text that a student may write for an exercise.

    Returns:
        {"kind/name": text}; kinds are "right", "misconception", "wrong", "unfinished", "broken".
    """
    given = answer(exercise_id)
    right, stub = without_markers(given), with_holes(given)
    kinds = {
        "right": {
            "the_answer": right,
            **programs.texts("right", exercise_id),
            **_own(exercise_id, right),
        },
        "misconception": variants(exercise_id),
        "wrong": programs.texts("wrong", exercise_id),
        "unfinished": _unfinished(stub),
        "broken": _broken(exercise_id, right, stub),
    }
    return {
        f"{kind}/{name}": _with_own_helpers(text, exercise_id)
        for kind, named in kinds.items()
        for name, text in named.items()
    }


def _with_own_helpers(text, exercise_id):
    """The text with a right answer of its own, in an added cell, for each that it calls by name.

    Otherwise what it earns would depend on what the student answered there.
    """
    called = re.compile(rf"(?<![\w.])({'|'.join(EXERCISES)})(?=\()(?<!\b{exercise_id})")
    names = sorted({match.group() for match in called.finditer(text)})
    if not names:
        return text
    helpers = [
        without_markers(answer(name)).replace(f"def {name}(", f"def own_{name}(") for name in names
    ]
    after = text if NEXT_CELL in text else NEXT_CELL + text
    return "\n\n".join(helpers) + "\n" + called.sub(r"own_\1", after)


def names(exercise_id, kind):
    """The keys of one kind that a class may hold."""
    return [
        key
        for key in texts(exercise_id)
        if key.startswith(f"{kind}/") and (exercise_id, key) not in LEFT_OUT
    ]


def without_helpers(text, exercise_id):
    """The text with everything but the function itself moved into an added cell."""
    if NEXT_CELL in text:
        return text
    for node in ast.parse(text).body:
        if isinstance(node, ast.FunctionDef) and node.name == exercise_id:
            first = min([node.lineno, *(each.lineno for each in node.decorator_list)]) - 1
            lines = text.splitlines(keepends=True)
            around = "".join(lines[:first] + lines[node.end_lineno :]).strip()
            function = "".join(lines[first : node.end_lineno])
            return f"{around}\n{NEXT_CELL}{function}" if around else text
    return text


def _own(exercise_id, right):
    """Right answers that lean on cells which the student added."""
    tree = ast.parse(right).body[0]
    # A name of its own: two answers that lean on one name would spoil each other.
    tree.name = f"first_{exercise_id}"
    signature, called = ast.unparse(tree.args), ", ".join(each.arg for each in tree.args.args)
    function = f"def {exercise_id}({signature}):\n    return {tree.name}({called})\n"
    own = {"calls_another_cell": f"{ast.unparse(tree)}\n{NEXT_CELL}{function}"}
    if exercise_id in _WITH_HELPERS:
        own["with_own_cells" if NEXT_CELL in _WITH_HELPERS[exercise_id] else "lambda"] = (
            _WITH_HELPERS[exercise_id]
        )
    return own


def _unfinished(stub):
    return {
        "hole": stub,
        "begun": stub.replace(HOLE, f"first_step = 1\n    {HOLE}"),
        "nothing_returned": stub.replace(HOLE, "pass"),
        "undefined_name": stub.replace(HOLE, "return what_comes_next"),
    }


def _broken(exercise_id, right, stub):
    call = stub.replace(HOLE, "return BatchNormalisation()(1)")
    return {
        "syntax_error": right.rstrip() + ")\n",
        "indentation": right.replace("    return ", "     return "),
        "function_renamed": right.replace(f"def {exercise_id}(", "def my_function("),
        "import_fails": f"from keras.layers import BatchNormalisation\n\n\n{call}",
    }
