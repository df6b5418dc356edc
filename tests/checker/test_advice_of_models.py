"""What students are told where a model, a weight, an array or a method of the network refuses."""

import pytest

from resnet_lessons.checker.advice import Raised, advice
from resnet_lessons.checker.probe import probe
from resnet_lessons.course.exercises import EXERCISES
from tests.checker.test_advice import LONGEST, said_of, written

ORDER = "come in this order: `self.custom_conv2d(inputs, filters, kernel_size, strides)`."
PLACES = {
    "self.custom_conv2d(x, 3, filters, is_training)": "While `self.custom_conv2d` ran, `strides` was "
    "False, but a whole number is needed there. Have two arguments changed places? Its arguments "
    f"{ORDER}",
    "self.custom_conv2d(x, 3, '3x3', 1)": "`kernel_size` was '3x3', but a whole number is needed",
    "self.custom_conv2d(filters, x, 3, 1)": "it got a whole number where a tensor is expected",
    "self.custom_conv2d((x, x), 4, 3, 1)": "a tuple, that is, several values where a tensor",
    "self.custom_conv2d(x, 4, 3, 1, False)": "The fifth argument of `self.custom_conv2d` is a name, but "
    "here it is False. Is there one argument too many?",
    "self.custom_conv2d(x, -4, 3, 1)": "A convolution is asked for -4 filters",
    "self.pre_activation(False, x)": "While `self.pre_activation` ran, it got True or False where a tensor",
    "self.bottleneck_block(x, 1, False, 1, 0)": "in this order: `self.bottleneck_block(inputs, filters, "
    "strides, is_training, index)`.",
    "layers.BatchNormalization(filters)(x)": "not how many channels there are",
    "keras.Sequential([self.pre_activation])(x)": "A function is among the layers",
    "keras.Sequential([functools.partial(self.pre_activation)])(x)": "A function is among",
    "keras.Sequential([layers.ReLU])(x)": "A class is among the layers",
    "keras.Sequential(['relu'])(x)": "A string is among the layers",
    "keras.Sequential([[layers.ReLU()]])(x)": "A list is among the layers",
    "keras.Sequential([layers.ReLU(), x])(x)": "A tensor is among the layers",
    "keras.Sequential([None])(x)": "None is among the layers",
    "keras.Model(x, x)": "`keras.Model(inputs, outputs)` is made from it later. Return",
    "layers.Conv2D(4, 3)(keras.Input((2, 5, 5, 4)))": "has 5 axes, but this convolution takes 4",
    "keras.initializers.Identity()((3, 3, 2, 2))": "makes matrices, which have two axes",
    "np.zeros(3, 3)": "`np.zeros((2, 3))`",
    "np.zeros((1, 1))[1, 1]": "axis 0 of this array has size 1, so there is no place 1",
    "np.zeros((3, 3))[1.5, 1]": "`//` gives a whole number",
    "np.zeros((3, 3))[1, 1, 1]": "This array has 2 axes, and its square brackets ask for places along 3",
    "np.sum(np.eye(2), axis=3)": "This tensor has 2 axes, numbered from 0, but axis 3",
    "np.linalg.norm(np.ones((2, 2, 2)), ord=2)": "one long vector",
    "[1, 2]['a']": "The parts of a list are numbered, but here a string",
    "{[1]: 2}": "A tuple can",
    "[].append(1, 2)": "`append((a, b))`",
    "filters * x.shape[0] * keras.Input(()).shape[0]": "A shape holds None where a size is left open",
}


@pytest.mark.parametrize("line", PLACES)
def test_what_stands_in_a_wrong_place(line):
    words, _ = said_of(f"return {line}")
    assert PLACES[line] in words


PLAIN = {
    ("zero_mapping", "residual_branch.layers[-1].kernel = 0"): "`layer.kernel.assign(values)`",
    (
        "zero_mapping",
        "residual_branch.layers[-1].kernel.assign(0)",
    ): "A weight of shape (3, 3, 3, 3) is given a value of shape ()",
    ("zero_mapping", "residual_branch.layers[-1].weight.zero_()"): "Here it is `layer.kernel`",
    ("zero_mapping", "residual_branch.layers[0].bias"): "has no `bias`: not every layer has it",
    ("zero_mapping", "residual_branch.parameters()"): "`model.trainable_weights`",
    ("zero_mapping", "residual_branch[-1]"): "Its layers are in `model.layers`",
    ("zero_mapping", "residual_branch.layers[-1].set_weights([1])"): "the layer has 2 weights",
    ("zero_mapping", "residual_branch.get_layer(index=99)"): "The model has 7 layers",
    (
        "grow",
        "keras.Model(keras.Input((6, 5, 1)), head(body.output))",
    ): "Call the part on the new one: `head(features)`",
    ("grow", "keras.Model(inputs=body.input, output=head(body.output))"): "both with an s",
    ("grow", "head(body)"): "A model is given where a tensor is expected",
    ("grow", "body(keras.Input(body.input_shape))"): "`model.input_shape[1:]` leaves it out",
    (
        "count_weight_layers",
        "a, b, c, d = block_layer_sizes[:1]",
    ): "4 values, but the right side has 1",
    ("projection_blocks", "p = []; p = p.append(1); p = p.append(2)"): "without the `=`",
    ("lesion", "keras.Model(keras.Input((4,)), model.output)"): "such as the `_output` of a block",
    ("gradient_norms", "tf.GradientTape().gradient(images, [])"): "Or it recorded nothing",
    (
        "gradient_norms",
        "with tf.GradientTape() as tape: tape.gradient(model(images), [images])",
    ): "Compute with `model(images)` and functions of `ops`",
    (
        "backward_pass",
        "with tf.GradientTape() as tape: tape.gradient(tf.constant(x), [x])",
    ): "Make a variable of it first, `tf.Variable(array)`",
    (
        "backward_pass",
        "with tf.GradientTape() as tape: tape.watch([x])",
    ): "`tape.watch` takes tensors",
    ("gradient_norms", "model.fit(images, labels)"): "Only a model that was compiled",
}


@pytest.mark.parametrize("exercise, line", PLAIN)
def test_what_a_plain_function_is_told(exercise, line):
    signature = ", ".join(EXERCISES[exercise].signature) + (
        "=None" * bool(EXERCISES[exercise].optional)
    )
    function = written(f"def {exercise}({signature}):\n    {line}\n", exercise)
    failures = (outcome.failure for outcome in probe(EXERCISES[exercise], function).outcomes)
    words = next(filter(None, failures)).message.split("\n")[0]
    assert PLAIN[exercise, line] in words
    assert len(words) <= LONGEST


NONE = {
    "output_gradient.tolist()[0][0] + gradient": "`+` is between a number and None",
    "tf.constant(x) + gradient": "None is given where a tensor is expected",
    "gradient[0]": "The value before the square brackets is None",
    "gradient.numpy()": "The value before `.numpy` is None",
}


@pytest.mark.parametrize("line", NONE)
def test_none_may_come_of_a_tape(line):
    function = written(
        "def backward_pass(x, kernel1, kernel2, output_gradient):\n    x = tf.constant(x)\n"
        "    with tf.GradientTape() as tape:\n        y = 2 * x\n"
        f"    gradient = tape.gradient(y, x)\n    return {line}\n",
        "backward_pass",
    )
    message = probe(EXERCISES["backward_pass"], function).outcomes[0].failure.message
    words = message.split("\n")[0]
    assert NONE[line] in words
    assert "A tape gives None for what had no part in what it recorded" in words
    assert len(words) <= LONGEST


def test_a_class_without_call_is_asked_for_it():
    function = written(
        "def grow(body, head, extra_blocks):\n    class Net(keras.Model):\n"
        "        def forward(self, x):\n            return x\n    return Net()\n",
        "grow",
    )
    message = probe(EXERCISES["grow"], function).outcomes[0].failure.message
    assert message.startswith(
        "A class of Keras computes in its method `call(self, inputs)`, and yours"
    )


def test_no_cause_is_told_that_was_not_seen():
    """Where Python's words alone are known, and not what ran, no method is named."""
    words = advice(Raised("ValueError", "strides is False; it must be a whole number, 1 or more"))
    assert words == "`strides` was False, but a whole number is needed there."
