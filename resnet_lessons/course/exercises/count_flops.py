"""What the network costs: multiply–adds for one image."""

import math

import numpy as np

from resnet_lessons.course.exercises.answers_as_numbers import whole
from resnet_lessons.course.exercises.exercise import Exercise, Misconception, Setting, ids_of
from resnet_lessons.course.exercises.layer_chain import make_chain
from resnet_lessons.course.exercises.work_counted import way_of_counting


def _setting(text, input_shape, *parts, data_format="channels_last"):
    values = {"input_shape": input_shape, "parts": parts, "data_format": data_format}
    return Setting(text, values)


# float32 holds seven digits of it, which is more than is compared.
_LARGEST = 10**15


def _try_answer(function, setting, seed):
    """The multiply–adds that are counted in one network."""
    return (whole(function(make_chain(**setting.values)), _LARGEST),)


_RATIOS = {
    2: "twice the right number",
    0.5: "half of the right number",
    1000: "a thousand times the right number",
    0.001: "a thousandth of the right number",
    1e-6: "a millionth of the right number",
}
_MOST_IMAGES = 512
# So many numbers a 32-bit integer tells apart.
_ROUND = 2**32


def _explain(setting, arrays, expected):
    (count,), (wanted,) = arrays, expected
    if count.shape or not np.isfinite(count):
        return None
    for ratio, words in _RATIOS.items():
        if np.isclose(count, ratio * wanted, rtol=1e-6):
            return f"The count is {words}."
    if count == 0:
        return (
            "The count is 0: either nothing was added up, or the sum was divided by a large number "
            "and rounded."
        )
    rounds = (float(wanted) - float(count)) / _ROUND
    if round(rounds) and math.isclose(rounds, round(rounds), rel_tol=1e-6):
        return (
            f"The count is off by a multiple of {_ROUND:,}, as after an overflow in 32 bits: add up "
            "in Python's own `int`."
        )
    times = float(count) / float(wanted)
    if times == int(times) <= _MOST_IMAGES:
        return f"The count is {times:g} times the right number, which is for one image."
    size = "large" if count > wanted else "small"
    return f"The count is too {size} by {abs(float(count) - float(wanted)):g}."


def _explain_all(settings, arrays, expected):
    """The one way of counting that gives every number that came, in a sentence, or None."""
    counted = [
        (float(found[0]), setting.values)
        for setting, found in zip(settings, arrays, strict=True)
        if found and found[0].shape == ()
    ]
    way = way_of_counting(counted)
    return way and f"Your numbers are those that you get if {way}."


_COST = "For each layer with a kernel: numbers in its output × products that make one of them."
_COST_LOOK = "Section 4.4: what one number of the output takes, and how many there are."
_CALLS_LOOK = "What `rl.layer_calls` returns: print its pairs for a small network."

MISCONCEPTIONS = (
    Misconception(
        "positions_forgotten",
        seen="Each kernel counts once, as if it were used at one position.",
        expected=_COST,
        why="A convolution uses the same kernel at every position of its output. That is why it "
        "has few weights but much work.",
        look=_COST_LOOK,
    ),
    Misconception(
        "every_parameter_counted",
        seen="The answer is the number of the model's parameters.",
        expected=_COST,
        why="Parameters say how much a network stores, multiply–adds how much it computes. "
        "In a convolution each weight works at every position.",
        look=_COST_LOOK,
    ),
    Misconception(
        "biases_counted",
        seen="The biases are counted too: one more for each number of an output.",
        expected=_COST + " Biases are left out.",
        why="A bias is added without a multiplication; the tables of the papers leave it out.",
        look=_COST_LOOK,
    ),
    Misconception(
        "two_for_each_multiply_add",
        seen="The number is twice the right one: a multiplication and its addition count as two.",
        expected="One for each multiplication together with the addition after it.",
        why="Both ways of counting are in use. The paper's 1.8 billion for ResNet-18 are "
        "multiply–adds, and two numbers can be compared only if they are counted alike.",
        look=_COST_LOOK,
    ),
    Misconception(
        "positions_of_the_input",
        seen="The positions of a layer's input are counted, not those of its output.",
        expected=_COST,
        why="With strides 2 the kernel is used at every second row and column only: a quarter of the "
        "work.",
        look=_COST_LOOK,
    ),
    Misconception(
        "channels_in_forgotten",
        seen="The channels that come in are missing: each convolution counts as if it read only one.",
        expected=_COST,
        why="A 3×3 kernel reads 3 × 3 values of every channel that comes in.",
        look=_COST_LOOK,
    ),
    Misconception(
        "channels_counted_twice",
        seen="The channels that go out are counted twice: in the output's shape and in the "
        "kernel's.",
        expected=_COST,
        why="The whole kernel makes all channels of a position. One number of the "
        "output needs only the part of the kernel that makes its channel.",
        look=_COST_LOOK,
    ),
    Misconception(
        "positions_on_last_axes",
        seen="With channels first, the channels were taken for a side of the picture.",
        expected=_COST,
        why="Where channels come first, the shape is (channels, height, width). The product of "
        "the whole shape is the same in either order.",
        look=_COST_LOOK,
    ),
    Misconception(
        "dense_layers_forgotten",
        seen="Dense layers are left out.",
        expected=_COST,
        why="A dense layer uses each of its weights once. That is little work relative to "
        "the convolutions, but it counts.",
        look=_CALLS_LOOK,
    ),
    Misconception(
        "models_inside_forgotten",
        seen="Layers of a model inside the model are left out.",
        expected="Every call of a layer, wherever it is.",
        why="A block is often a model of its own. `model.layers` shows it as one layer without a "
        "kernel, so the work of all layers in it would be missing.",
        look=_CALLS_LOOK,
    ),
    Misconception(
        "shared_layer_counted_once",
        seen="A layer that is called several times counts once.",
        expected="Every call counts.",
        why="Its weights are stored once, but the work is done again with each call.",
        look=_CALLS_LOOK,
    ),
    Misconception(
        "shape_of_the_first_call",
        seen="A layer that is called at two sizes counts as if both calls had the first size.",
        expected="Each call counts with the shape of its own output.",
        why="`layer.output` knows the first call only. The pair from `rl.layer_calls` holds the "
        "shape of its own call.",
        look=_CALLS_LOOK,
    ),
    Misconception(
        "work_of_normalizations_counted",
        seen="Batch normalisations are counted, too: one for each number that they give.",
        expected=_COST,
        why="A normalisation multiplies once for each number, very little relative to a kernel; the "
        "tables of the papers leave it out.",
        look=_COST_LOOK,
    ),
    Misconception(
        "every_layer_counted",
        seen="Layers without a kernel are counted, too: one for each number that they give.",
        expected=_COST,
        why="A ReLU or a pooling multiplies nothing; the tables of the papers leave them out.",
        look=_COST_LOOK,
    ),
    Misconception(
        "channels_out_forgotten",
        seen="The channels that go out are missing: each layer counts as if it gave only one.",
        expected=_COST,
        why="Each channel of the output has its own part of the kernel, which is used at every position.",
        look=_COST_LOOK,
    ),
    Misconception(
        "dense_layers_at_every_position",
        seen="Dense layers count as often as the last convolution before them has positions.",
        expected=_COST,
        why="An average over all positions comes before the dense layer, so the dense layer uses each "
        "of its weights only once.",
        look="The shape that `rl.layer_calls` pairs with a dense layer.",
    ),
    Misconception(
        "outputs_counted",
        seen="The numbers that the layers with a kernel give are counted, not the products that make "
        "them.",
        expected=_COST,
        why="One number of a 3×3 convolution on 64 channels is the sum of 576 products.",
        look=_COST_LOOK,
    ),
)


EXERCISE = Exercise(
    id="count_flops",
    chapter=4,
    title="What the network costs",
    points=3,
    minutes=12,
    difficulty=3,
    importance=3,
    section="4.4 What it costs",
    signature=("model",),
    returns="a whole number",
    hints=(
        "Take one number of a convolution's output. How many products were added up to make it? "
        "And how many such numbers leave the layer?",
        "Go through the pairs (layer, output_shape). A layer with a kernel has the attribute "
        "`kernel`; leave out the others. The kernel's last axis is the output's channels; the "
        "product of the axes before it is the number of multiply–adds that make one number of the "
        "output. `np.prod` multiplies the items of a shape.",
        "multiply_adds = 0\n"
        "for layer, output_shape in calls:\n"
        "    if hasattr(layer, …):\n"
        "        multiply_adds += int(np.prod(…) * np.prod(layer.kernel.shape[…]))\n"
        "return multiply_adds",
    ),
    cases=(
        _setting(
            "a 3×3 convolution with strides 2 and a dense layer",
            (9, 7, 3),
            ("convolution", 4, (3, 3), 2, "same"),
            ("relu",),
            ("average",),
            ("dense", 5),
        ),
        _setting(
            "two convolutions with channels first, one of them 1×1",
            (2, 6, 5),
            ("convolution", 3, (5, 3), 1, "valid"),
            ("normalization",),
            ("convolution", 6, (1, 1), 2, "same"),
            data_format="channels_first",
        ),
        _setting(
            "a model inside the model",
            (6, 6, 2),
            ("convolution", 3, (3, 3), 1, "same"),
            ("inside", ("convolution", 4, (3, 3), 2, "same"), ("relu",), ("average",)),
            ("dense", 3),
            ("relu",),
            ("dense", 2),
        ),
        _setting(
            "one convolution that is called three times",
            (5, 4, 1),
            ("convolution", 3, (2, 2), 1, "valid"),
            ("again_and_again", 3, 3),
        ),
        _setting(
            "one convolution that is called twice, at two sizes, and a model inside the model",
            (8, 6, 2),
            ("at_two_sizes", 3),
            ("inside", ("convolution", 3, (1, 1), 1, "same"), ("average",), ("dense", 2)),
        ),
        _setting(
            "one convolution of a large picture, more than a 32-bit number can count",
            (512, 512, 16),
            ("convolution", 64, (3, 3), 1, "same"),
        ),
    ),
    misconceptions=ids_of(MISCONCEPTIONS),
    experiment=_try_answer,
    results=("multiply–adds for one image",),
    counts_parameters=False,
    explain=_explain,
    explain_all=_explain_all,
)
