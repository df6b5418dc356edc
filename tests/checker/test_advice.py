"""What students write by habit, and what they are told: each runs as a block's method would."""

import functools
import linecache

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers, ops

from resnet_lessons.checker.advice import Raised, advice
from resnet_lessons.checker.failures import from_exception
from resnet_lessons.checker.groundwork import Groundwork
from resnet_lessons.checker.method import Method
from resnet_lessons.course.exercises import EXERCISES

BLOCK = EXERCISES["regular_block"]
FIRST_LINE = (
    "def regular_block(self, inputs, filters, strides, is_training, index, shortcut_filters=None):"
)
# As long as a message may be that travels from the hidden grader, with room for Python's own words.
LONGEST = 260
NAMES_OF_A_NOTEBOOK = {
    "keras": keras, "layers": layers, "ops": ops, "np": np, "tf": tf, "functools": functools,
}  # fmt: skip


def written(source, name):
    """The function that a cell defines."""
    names = dict(NAMES_OF_A_NOTEBOOK)
    linecache.cache["<advised>"] = (len(source), None, source.splitlines(True), "<advised>")
    exec(compile(source, "<advised>", "exec"), names)
    return names[name]


def failure_of(source, exercise=BLOCK, groundwork=None):
    """The `Failure` of a cell that defines an answer, in the exercise's first case."""
    function, case = written(source, exercise.id), exercise.cases[0]
    method = Method.of(exercise, function, groundwork or Groundwork())
    try:
        method.call(ops.ones(case.input_shape), case)
    except Exception as error:
        return from_exception(error, function)
    raise AssertionError("nothing was raised")


def said_of(line, before=""):
    """The advice on a block whose body is one line, and what Python says."""
    source = f"{FIRST_LINE}\n    x = inputs\n{before}    {line}\n"
    words, in_python = failure_of(source).message.split("\n")
    assert len(words) <= LONGEST
    assert words.endswith((".", "?"))
    return words, in_python


# A call's arguments ------------------------------------------------------------------------------

PRE_ACTIVATION = "`self.pre_activation(inputs, is_training)`"
CONVOLUTION = "`self.custom_conv2d(inputs, filters, kernel_size, strides)`"
CALLS = {
    "self.pre_activation(x)": f"`self.pre_activation` also needs `is_training`: {PRE_ACTIVATION}.",
    "self.pre_activation(is_training=1)": f"also needs `inputs`: {PRE_ACTIVATION}.",
    "self.pre_activation(x, training=1)": "Did you mean `is_training`?",
    "self.pre_activation(self, x, 1)": "takes 2 arguments, but got 3. It is called as `self.pre",
    "self.custom_conv2d(x, 4, 3)": f"also needs `strides`: {CONVOLUTION}.",
    "self.custom_conv2d(x, 4)": "also needs `kernel_size` and `strides`",
    "self.custom_conv2d(x, 4, 3, 1, stride=2)": "`stride`: in Keras it is `strides`.",
    "self.custom_conv2d(x, 4, 3, 1, padding='same')": f"It is called as {CONVOLUTION}.",
    "self.custom_conv2d(x, 4, 3, 1, strides=2)": f"is given twice: once by position, and once by "
    f"name. Keep one of the two. The order is {CONVOLUTION}.",
    "self.custom_conv2d(x, x, 3, 1)": f"a tensor in place of a number. The order is {CONVOLUTION}.",
    "self.regular_block(x, 4, 1)": "`self.regular_block` also needs `is_training` and `index`",
    "self.pre_activation_with_shortcut(x, 1, 4)": "as one pair: `(shortcut_filters, strides)`.",
    "self.pre_activation_with_shortcut(x, 1, (4, 1, 2))": "as one pair",
    "layers.Add()(x, x)": "as one list, in a second pair of parentheses: `layers.Add()([a, b])`.",
    "layers.Add([x, x])": "as one list",
    "layers.Concatenate()(x)": "`layers.Concatenate()([a, b])`",
    "layers.BatchNormalization()(x, is_training)": "`layer(inputs, training=is_training)`",
    "layers.BatchNormalization()(x, is_training=1)": "in Keras it is `training`, in the call",
    "layers.BatchNormalization(training=True)(x)": "`training=` belongs to the call",
    "layers.BatchNormalization(x)": "Make it first, call it second",
    "layers.BatchNormalization(eps=1e-5)(x)": "in Keras it is `epsilon`",
    "layers.BatchNormalization(num_features=4)(x)": "leave it out, since Keras sees the channels",
    "layers.Conv2D(4, 3, stride=2)(x)": "`layers.Conv2D` has no argument `stride`",
    "layers.Conv2D(4, 3, bias=False)(x)": "in Keras it is `use_bias`",
    "layers.Conv2D(in_channels=4, out_channels=4, kernel_size=3)(x)": "`out_channels`: in Keras it is",
    "layers.Conv2D(4)(x)": "`layers.Conv2D` also needs `kernel_size`",
    "layers.Conv2D(4, 4, kernel_size=3)(x)": "`kernel_size` is given twice",
    "layers.Conv2D(4, 3, padding=1)(x)": '`padding` is `"same"` or `"valid"`',
    "layers.MaxPooling2D(3, 2, 1)(x)": '`padding` is `"same"` or `"valid"`',
    "layers.Conv2D(4, 3)(self)": "called with `self`, the network",
    "layers.Conv2D(4, 3)(4)": "called with something that is not a tensor (a whole number)",
    "layers.ReLU(inplace=True)(x)": "leave it out, since a tensor of TensorFlow is never changed",
    "layers.ReLU()()": "called without a tensor",
    "layers.ReLU(x)": "A layer was made with a tensor",
    "layers.Activation('relu', x)": "takes 1 argument, but got 2",
    "ops.relu(x, x)": "`relu` takes 1 argument, but got 2.",
    "ops.mean(x, dim=1)": "in Keras it is `axis`",
    "keras.Sequential(layers.ReLU(), layers.ReLU())(x)": "as one list: `keras.Sequential([...])`",
}


@pytest.mark.parametrize("line", CALLS)
def test_a_call_that_does_not_fit(line):
    words, in_python = said_of(f"return {line}")
    assert CALLS[line] in words
    assert "Did you mean `self." not in words
    assert in_python.split(":")[0] in ("TypeError", "ValueError", "AttributeError")


def test_a_call_over_several_lines_is_read_whole():
    words, _ = said_of("return layers.Add(\n    )(\n        x,\n        x,\n    )")
    assert "`layers.Add()([a, b])`" in words


def test_a_method_of_the_network_called_as_a_function():
    source = (
        "def pre_activation(self, inputs, is_training):\n    return inputs\n"
        f"{FIRST_LINE}\n    return pre_activation(inputs, is_training)\n"
    )
    assert failure_of(source).message.startswith(
        f"`pre_activation` is a method of the network. Did you mean {PRE_ACTIVATION}?\nTypeError"
    )


def test_an_answer_of_ones_own_is_called_as_the_lessons_is():
    def pre_activation(self, inputs, is_training):
        return inputs

    groundwork = Groundwork({"pre_activation": pre_activation})
    source = f"{FIRST_LINE}\n    return self.pre_activation(inputs)\n"
    message = failure_of(source, groundwork=groundwork).message
    assert f"also needs `is_training`: {PRE_ACTIVATION}." in message


# The first line of an answer ---------------------------------------------------------------------

CHANGED = {
    "def regular_block(inputs, filters, strides, is_training, index, shortcut_filters=None):\n"
    "    return self.pre_activation(inputs, is_training)": "`self`, the network, is missing",
    "def regular_block(inputs, filters, strides, is_training, index):\n    return inputs": "`self`, the",
    "def regular_block(self, inputs, filters):\n    return inputs": "does not have the parameters that",
    "def regular_block(self):\n    return self": "does not have the parameters that",
    "def regular_block(inputs, self, filters, strides, is_training, index, shortcut_filters=None):\n"
    "    return self.pre_activation(inputs, is_training)": "not in the order of the exercise",
}


@pytest.mark.parametrize("source", CHANGED)
def test_a_changed_first_line_is_restored(source):
    words = failure_of(source).message.split("\n")[0]
    assert CHANGED[source] in words
    assert words.endswith(f"Restore the first line: `{FIRST_LINE}`.")


def test_a_plain_functions_first_line_is_restored_too():
    raised = Raised(
        "TypeError",
        "add_shortcut() takes 1 positional argument but 2 were given",
        function="add_shortcut",
        parameters=("x",),
        is_entered=False,
    )
    assert "`def add_shortcut(residual, x):`" in advice(raised)


def test_parameters_of_other_names_are_nobodys_mistake():
    source = "def regular_block(net, x, f, s, train, i, sf=None):\n    return net.pre_activation(train)\n"
    assert "Restore" not in failure_of(source).message


# Names -------------------------------------------------------------------------------------------

NAMES = {
    "custom_conv2d(x, 4, 3, 1)": "Did you mean `self.custom_conv2d`?",
    "data_format": "Did you mean `self.data_format`?",
    "rl.depths": "Run the import cells near the top",
    "math.sqrt(2)": "Write `import math` above your function",
    "inputz": "Did you mean `inputs`?",
    "something": "Nothing here has the name `something`",
    "relu(x)": "Write where it comes from: `ops.relu`.",
    "Conv2D(4, 3)(x)": "Write where it comes from: `layers.Conv2D`.",
    "nn.Conv2d(3, 3)": "PyTorch's `nn` is not used here",
    "F.relu(x)": "PyTorch's functions",
    "torch.relu(x)": "PyTorch is not used here",
    "K.mean(x)": "in `ops` now",
    "layers.BatchNormalisation()": "Did you mean `layers.BatchNormalization`?",
    "layers.BatchNorm2d(4)": "Here it is `layers.BatchNormalization(",
    "layers.Relu()": "Did you mean `layers.ReLU`?",
    "layers.conv2d(x)": "Did you mean `layers.Conv2D`?",
    "layers.Linear(4)": "Here it is `layers.Dense(",
    "ops.Relu(x)": "Did you mean `ops.relu`?",
    "ops.concat([x, x])": "Here it is `ops.concatenate(",
    "ops.reduce_mean(x)": "Here it is `ops.mean(",
    "keras.ReLU()": "Did you mean `layers.ReLU`?",
    "keras.backend.mean(x)": "Did you mean `ops.mean`?",
    "tf.relu(x)": "Did you mean `ops.relu`?",
    "tf.layers.conv2d(x)": "`tf.layers` belongs to TensorFlow 1. Layers are in `keras.layers`",
    "tf.placeholder(tf.float32)": "belongs to TensorFlow 1.",
    "tf.Session()": "belongs to TensorFlow 1.",
    "np.maxx(x)": "Did you mean `np.max`?",
    "self.custom_conv2(x, 4, 3, 1)": "Did you mean `self.custom_conv2d`?",
    "self.block_layer_size": "Did you mean `self.block_layer_sizes`?",
    "self.filters": "write it without `self.`",
    "self.conv1(x)": f"Here a layer is made where it is used: {CONVOLUTION}.",
    "self.bn1(x)": "Here a layer is made where it is used: `layers.BatchNormalization(",
    "self.downsample(x)": "Here a layer is made where it is used",
    "self.forward(x)": "The network has no `forward`",
    "x.view(2, -1)": "Here it is `ops.reshape(tensor, shape)`.",
    "x.size(0)": "Here it is `tensor.shape`.",
    "x.mean()": "`ops.mean(tensor)`",
    "(x, x).shape": "is a tuple, that is, several values",
    "print().shape": "The value before `.shape` is None",
    "self.pre_activation.shape": "Call it first, with parentheses",
}


@pytest.mark.parametrize("line", NAMES)
def test_a_name_that_means_nothing_there(line):
    assert NAMES[line] in said_of(f"return {line}")[0]


def test_an_attribute_that_is_set_later_is_read_too_early():
    words, _ = said_of("self.conv1 = layers.Conv2D(4, 3)", before="    self.conv1(x)\n")
    assert words.startswith("`self.conv1` is read here before it is set")


def test_a_variable_that_is_read_too_early():
    words, _ = said_of("y = x", before="    y = y + x\n")
    assert words.startswith("`y` is read here before it was given a value")


def test_no_name_is_advised_that_the_student_did_not_write():
    words, _ = said_of("return ops.relu(inputs.shape.custom_conv2)")
    assert "custom_conv2d" not in words
    message = "'Network' object has no attribute 'custom_conv2'"
    raised = Raised("AttributeError", message, names=frozenset({"inputs"}))
    assert "Did you mean" not in advice(raised)


# Values of the wrong kind, and messages of libraries ----------------------------------------------

VALUES = {
    "return x + None": "None is given where a tensor is expected",
    "return x + layers.ReLU()": "The layer ReLU itself",
    "return x + layers.ReLU": "A class is given where a tensor is expected",
    "return x + self": "The network, `self`",
    "return layers.ReLU()(x)(x)": "A tensor is called as if it were a layer",
    "return x.shape()": "A shape is read without parentheses",
    "return filters(3)": "a whole number, not a function",
    "return self.data_format()": "leave the parentheses out",
    "return self(x)": "The network itself cannot be called",
    "return filters[0]": "a whole number: it has no parts",
    "return print()[0]": "The value before the square brackets is None",
    "a, b = 5": "there is only a whole number",
    "a, b = strides": "`a, b` should receive several values, but `strides` is only a whole number.",
    "a, b = print()": "Several values are expected here, but there is None",
    "a, b = x.shape": "The left side names 2 values, but the right side has more",
    "a, b, c = 1, 2": "The left side names 3 values, but the right side has 2.",
    "return filters + None": "`+` is between a whole number and None",
    "return filters + self.data_format": "`+` is between a whole number and a string",
    "return range(filters / 2)": "`//` gives a whole number",
    "return len(filters)": "`len` counts parts",
    "x[0] = 1": "A tensor never changes",
    "return 1 if x > 0 else 2": "`if` cannot tell whether it is true",
    "return float(x)": "A tensor of many numbers is given where one number is expected",
    "return tf.cast(x, 'float64') * x": "One tensor holds float64 numbers, the other float32",
    "return x * tf.constant(2)": "One tensor holds float32 numbers, the other int32",
    "return x + 'a'": "A string is given where numbers are expected",
    "return layers.Conv2D(4, 3)(ops.ones((2, 3)))": "tensors of 4 dimensions, but got one of 2",
    "return layers.Conv2D(4, 9)(x)": "Nothing is left of the picture",
    "return layers.Conv2D(None, 3)(x)": "A number of channels is None",
    "return layers.Conv2D(4.0, 3)(x)": "`//` gives a whole number",
    "return layers.Conv2D(4, 3, data_format='NHWC')(x)": '`"channels_last"`',
    "return layers.Activation('Relu')(x)": 'in lower-case letters, such as `"relu"`',
    "return layers.Conv2D(4, 3, name='a/b')(x)": "may not hold a `/`",
    "return layers.Conv2D(4, 3).kernel": "no weights until it is called",
    "return layers.Conv2D(4, 3).output": "A layer that was not called has no output",
    "return ops.reshape(x, (3, 3))": "as many numbers as the old one",
    "return ops.sum(x, axis=9)": "has 4 axes, numbered from 0, but axis 9 is asked for",
    "return x[10]": "axis 0 of this tensor has no place 10",
    "return [][0]": "Counting begins at 0",
    "return {'a': 1}['b']": "asked for `'b'`, a key that it does not hold",
    "return 1 / 0": "divided by 0",
    "return max([])": "empty here",
    "return np.max([])": "empty here",
    "return np.ones(3) + np.ones(4)": "shapes that do not fit together",
    "return self.regular_block(x, 4, 1, False, 0)": "calls itself again and again",
    "import torch": "PyTorch is not used here",
    "from keras.layers import BatchNorm": "`keras.layers` has no `BatchNorm`",
}


@pytest.mark.parametrize("line", VALUES)
def test_a_value_of_the_wrong_kind(line):
    assert VALUES[line] in said_of(line)[0]


def test_a_layer_called_on_other_channels():
    words, _ = said_of(
        "return layer(ops.ones((2, 4, 4, 7)))",
        before="    layer = layers.Conv2D(4, 3)\n    layer(x)\n",
    )
    assert "on tensors of 4 channels" in words


@pytest.mark.parametrize("message", ["", "wrong", "shape is wrong"])
def test_silence_where_nothing_is_known(message):
    for name in ("ValueError", "TypeError", "AssertionError", "Exception"):
        assert advice(Raised(name, message)) == ""
