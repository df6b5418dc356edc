"""Settings of the wrong kind or size, one's own assertions, and other errors that beginners meet."""

import pytest

from resnet_lessons.checker.advice import Raised, advice
from resnet_lessons.checker.failures import from_exception, wrong_kind
from tests.checker.test_advice import BLOCK, FIRST_LINE, failure_of, said_of, written

ONE_AXIS = "`axis` is one whole number here, but several were given."
AXES = {
    "layers.BatchNormalization(axis=(1, 2))(x)": "one whole number, the axis of the channels, but several",
    "layers.BatchNormalization(axis=[1, 2])(x)": "but several were given",
    "layers.BatchNormalization(axis='channels')(x)": "but a string was given",
    "layers.BatchNormalization(axis=None)(x)": "but None was given",
    "ops.concatenate([x, x], axis=(1, 2))": ONE_AXIS,
    "layers.Concatenate(axis=(1, 2))([x, x])": ONE_AXIS,
    "ops.stack([x, x], axis=(1, 2))": ONE_AXIS,
    "ops.split(x, 2, axis=(1, 2))": ONE_AXIS,
    "ops.mean(x, axis='channels')": "`axis` is one whole number here, but a string was given.",
    "ops.concatenate([x, x], axis=9)": "have 4 axes, numbered from 0, but axis 9 is asked for",
    "layers.LayerNormalization(64)(x)": "first argument of `layers.LayerNormalization`, is the number",
    "ops.squeeze(x, axis=1)": "Only an axis of size 1",
    "ops.transpose(x, (0, 1))": "this tensor has 4 axes, but 2 are named",
    "ops.transpose(x, 0, 2, 3, 1)": "`ops.transpose(x, (0, 2, 3, 1))`",
    "layers.Permute((0, 3, 1, 2))(x)": "numbers the axes from 1 and leaves the batch out",
}
SETTINGS = {
    "layers.Conv2D(4, '3')(x)": "`kernel_size` takes a whole number of 1 or more, or a pair",
    "layers.Conv2D(4, 3, '2')(x)": "is it a string in quotation marks, or an array?",
    "layers.Conv2D(4, (3, 3, 3))(x)": "but a different number of values was given",
    "layers.Conv2D(4, 3.0)(x)": "a fraction was given",
    "layers.Conv2D(4, None)(x)": "but None was given",
    "layers.Conv2D(4, 3, 0)(x)": "0 and negative numbers are refused",
    "layers.Conv2D(4, 3, padding='reflect')(x)": '`padding` is `"same"`, which adds zeros, or',
    "layers.Conv2D(4, 3, 2, dilation_rate=2)(x)": "leave `dilation_rate` out",
    "layers.Conv2D(4, 3, groups=7)(x)": "leave `groups` out",
    "layers.Conv2D(4, 3, kernel_regularizer='L3')(x)": "A regularizer is made by a call",
    "layers.ZeroPadding2D('same')(x)": "takes a number of pixels",
    "layers.Dropout(5)(x)": "between 0 and 1",
    "layers.GroupNormalization(32)(x)": "4 channels cannot be divided into 32 groups",
    "ops.pad(x, 1)": "one pair for each axis",
    "ops.pad(x, [[1, 1], [1, 1]])": "`self.custom_padding` does it for you",
    "ops.pad(x, [[0, 0], [1, 1], [1, 1], [0, 0]], mode='same')": "as its mode",
    "ops.where(x > 0, x)": "needs both",
    "ops.slice(x, 0, 1)": "Square brackets are shorter",
    "ops.cast(x, 'float')": 'such as `"float32"`',
    "ops.conv(x, ops.ones((3, 3, 7, 4)))": "This kernel takes 7 channels, but 4 arrive.",
    "layers.Conv2D(4, 3).count_params()": "no weights until it is called on a tensor",
    "layers.Conv2D(4, 3).weights[0]": "The layer has no weight of that number",
}
PLAIN = {
    "return ops.add([x, x])": "one by one, not as a list: `ops.add(a, b)`",
    "return layers.Dense(4)(x, x)": "Hand it one tensor",
    "return layers.ReLU()(layers.ReLU())": "`second(first(inputs))`",
    "return keras.Sequential(layers.ReLU())(x)": "as one list",
    "return max(x, 0)": "To compare them number by number, use `ops.maximum(a, b)`.",
    "t = (1, 2)\n    t[0] = 3": "A tuple never changes",
    "x.shape[0] = 3": "A shape never changes",
    "t = None\n    t[0] = 3": "The value before the square brackets is None",
    "filters[0] = 3": "a whole number: it has no parts to be replaced",
    "return 3 in None": "Several values are expected here, but there is None",
    "return [1, 2][:filters / 2]": "A slice begins and ends at whole numbers",
    "return -None": "`-` comes before None",
    "return abs('a')": "`abs` is given a string",
    "return int(x.shape)": "Take the one you need: `inputs.shape[-1]`.",
    "return range(x)": "An array or a tensor is given where one whole number is expected",
    "return '2' ** 2": "`**` is between a string and a whole number",
    "return 'block%d' % 'a'": "In an f-string",
    "return '{}{}'.format(1)": "In an f-string",
    "return '_'.join(['a', 1])": "`str(value)`",
    "return true": "In Python this is written `True`.",
    "return np.reshape(np.zeros(12), (5,))": "as many numbers as the old one",
    "return open('weights.h5')": "An answer needs no files",
    "return tf.compat.v1.placeholder(tf.float32)": "belong to TensorFlow 1.",
    "return float(keras.Input((3,)))": "A symbolic tensor has a shape but no numbers yet",
    "return layers.Add()([x, keras.Input((5, 4, 4))])": "meets one that holds numbers",
    "return keras.Input((3,)).numpy()": "it has a shape but no numbers yet",
    "return keras.activations.sofmax(x)": "Did you mean `activations.softmax`?",
}


@pytest.mark.parametrize("line", [*AXES, *SETTINGS])
def test_a_setting_of_the_wrong_kind(line):
    assert {**AXES, **SETTINGS}[line] in said_of(f"return {line}")[0]


@pytest.mark.parametrize("line", PLAIN)
def test_what_beginners_meet(line):
    assert PLAIN[line] in said_of(line)[0]


def test_a_shape_of_a_symbolic_tensor_is_a_tuple():
    assert "leave the part after `.shape` out" in said_of("return (1, 2).as_list()")[0]


def test_axes_that_may_be_several_are_not_told_to_be_one():
    raised = Raised(
        "TypeError", "'<' not supported between instances of 'tuple' and 'int'", line="a < b"
    )
    assert "axis" not in advice(raised)


# One's own assertions -----------------------------------------------------------------------------

ASSERTIONS = {
    "assert filters == 3": ", since `filters` is 4.",
    "assert filters == x.shape[1]": ", since `filters` is 4 and `x.shape[1]` is 5.",
    "assert x.shape == (2, 3), 'oh no'": ", since `x.shape` is (2, 5, 4, 4).",
    "assert x.shape[1] == filters + 2": ", since `x.shape[1]` is 5.",
    "assert isinstance(filters, str)": "what it asks for does not hold.",
    "assert filters == [0] * 1000": ", since `filters` is 4.",
    "assert 'a' * 1000 == self.data_format": ", since `self.data_format` is 'channels_last'.",
    "assert ops.sum(x) == 3": "what it asks for does not hold.",
    "assert x is None": "what it asks for does not hold.",
    "if filters: assert not filters": "what it asks for does not hold.",
}


@pytest.mark.parametrize("line", ASSERTIONS)
def test_ones_own_assertion_is_told_as_that(line):
    words = failure_of(f"{FIRST_LINE}\n    x = inputs\n    {line}\n").message.split("\n")[0]
    assert words.startswith("Your own `assert` on this line stopped the function")
    assert ASSERTIONS[line] in words


def test_a_value_that_cannot_be_read_does_no_harm():
    class Odd:
        @property
        def shape(self):
            raise RuntimeError

    source = "def regular_block(odd):\n    assert odd.shape_ == odd.shape\n"
    block = written(source, "regular_block")
    Odd.shape_ = property(lambda self: 0)
    with pytest.raises(RuntimeError):
        block(Odd())
    Odd.shape_, Odd.shape = Odd(), 3
    with pytest.raises(AssertionError) as caught:
        block(Odd())
    assert "since `odd.shape` is 3." in from_exception(caught.value, block).message


def test_an_assertion_of_a_librarys_is_not_the_students_own():
    words = failure_of(f"{FIRST_LINE}\n    np.testing.assert_allclose(inputs, 0)\n").message
    assert words.startswith("AssertionError")


def test_ones_own_raise_is_told_as_that():
    words, _ = said_of("raise ValueError('no such filters')")
    assert words.startswith("Your own `raise` on this line stopped the function.")
    assert "Your own" not in failure_of(f"{FIRST_LINE}\n    raise Valueerror(3)\n").message


def test_a_new_input_is_no_result():
    import keras

    failure = wrong_kind((keras.Input((3,)),), BLOCK)
    assert "a symbolic tensor" in failure.message and "not from a new input" in failure.message
