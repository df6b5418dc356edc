"""The backward pass of x + F(x), by hand."""

import numpy as np

from resnet_lessons.course.exercises.answers_as_arrays import array_of, is_alike, unexpected
from resnet_lessons.course.exercises.exercise import (
    Exercise,
    Misconception,
    Setting,
    Unexpected,
    ids_of,
)
from resnet_lessons.display import joined

_NAMES = ("x_gradient", "kernel1_gradient", "kernel2_gradient")
_THREE = f"three arrays: {', '.join(_NAMES)}"
_OF_A_TAPE = (
    "Did a tape give it? A tape watches variables by itself, "
    "but a constant only after `tape.watch(…)`."
)


def backward_setting(batch, channels, width, silent=False):
    """A setting: a block of some size, whose ReLU lets nothing through where it is `silent`."""
    end = ", whose ReLU lets nothing through" if silent else ""
    inputs = f"{batch} input{'s' if batch > 1 else ''}"
    text = f"{inputs} of {channels} channels, a branch of width {width}{end}"
    values = {"batch": batch, "channels": channels, "width": width, "silent": silent}
    return Setting(text, values)


def _try_answer(function, setting, seed):
    """The three gradients, and what they were made of."""
    given = _given(setting.values, seed)
    returned = function(*(array.copy() for array in given))
    if not isinstance(returned, (tuple, list)) or len(returned) != len(_NAMES):
        raise unexpected(returned, _THREE)
    if missing := [name for name, each in zip(_NAMES, returned, strict=True) if each is None]:
        raise Unexpected(
            f"the function returned nothing (None) for {joined(missing)}, expected {_THREE}. {_OF_A_TAPE}"
        )
    pairs = zip(returned, _NAMES, strict=True)
    return (*(array_of(each, f"an array for {name}") for each, name in pairs), *given)


def _given(values, seed):
    """x, both kernels and the gradient of the output, float32."""
    generator = np.random.default_rng([*seed, 11])
    batch, channels, width = values["batch"], values["channels"], values["width"]
    shapes = ((batch, channels), (channels, width), (width, channels), (batch, channels))
    x, kernel1, kernel2, gradient = (generator.normal(0.3, 1.0, shape) for shape in shapes)
    if values["silent"]:
        x, kernel1 = abs(x), -abs(kernel1)
    return tuple(array.astype("float32") for array in (x, kernel1, kernel2, gradient))


def _explain(setting, arrays, expected):
    """Which of the gradients are right, and what a wrong one is instead."""
    right = [is_alike(one, other) for one, other in zip(arrays[:3], expected[:3], strict=True)]
    if all(right):
        return None
    number = right.index(False)
    told = f"{_NAMES[number]} is not what was expected."
    found, wanted = arrays[number], expected[number]
    for words, other in _confusable(expected).items():
        if is_alike(found, other) and not is_alike(other, wanted):
            told = f"{_NAMES[number]} is {words}."
            break
    # Where the ReLU lets nothing through, what is zero is right by chance.
    kept = [
        name
        for name, is_right, each in zip(_NAMES, right, expected[:3], strict=True)
        if is_right and each.any()
    ]
    if not kept:
        return told
    return f"{told} {joined(kept)} {'is' if len(kept) == 1 else 'are'} right."


def _confusable(expected):
    """What may stand in a gradient's place, in words -> array."""
    x_gradient, kernel1_gradient, kernel2_gradient, x, kernel1, kernel2, gradient = expected
    branch = x_gradient - gradient
    size = np.float32(len(x))
    return {
        "the gradient that comes along the shortcut, minus that of the branch": gradient - branch,
        "the product of what comes along the two paths, not their sum": gradient * branch,
        "half of the sum of what comes along the two paths": x_gradient / 2,
        "the gradient of x divided by the number of inputs": x_gradient / size,
        "the gradient of kernel1, transposed": kernel1_gradient.T,
        "the gradient of kernel2, transposed": kernel2_gradient.T,
        "the input x": x,
        "kernel1 itself": kernel1,
        "kernel2 itself": kernel2,
        "the gradient of the output": gradient,
    }


_X = "The gradients that come back along both paths, added up."
_X_LOOK = "The list of rules before the exercise: what becomes of an array that is used twice."
_RELU = (
    "The ReLU passes the gradient on where its *input* was positive, and passes zero everywhere "
    "else."
)
_RELU_LOOK = "The list of rules before the exercise: the line about the ReLU."
_PRODUCT_LOOK = "The list of rules before the exercise: the line about the product."

MISCONCEPTIONS = (
    Misconception(
        "backward_without_shortcut",
        seen="The gradient of x holds only what comes back through the branch; the shortcut's part "
        "is missing.",
        expected=_X,
        why="The block's output changes with x along both paths. What comes along the shortcut is "
        "the part that survives a hundred blocks.",
        look=_X_LOOK,
    ),
    Misconception(
        "backward_without_branch",
        seen="The gradient of x holds only what comes back along the shortcut; the branch's part is "
        "missing.",
        expected=_X,
        why="The branch reads x as well, so a change of x also changes what the branch adds.",
        look=_X_LOOK,
    ),
    Misconception(
        "backward_shortcut_twice",
        seen="The gradient of the output is in the gradient of x twice.",
        expected=_X,
        why="There is only one shortcut. A gradient that doubled in each block would be a thousand "
        "times too large after ten of them.",
        look=_X_LOOK,
    ),
    Misconception(
        "backward_one_added",
        seen="A 1 is added to what comes back through the branch, in place of the gradient of the "
        "output.",
        expected=_X,
        why="The derivative of x + F(x) is 1 + F'(x), and the output's gradient is multiplied by "
        "all of it: by the 1 as well.",
        look=_X_LOOK,
    ),
    Misconception(
        "backward_through_relu_unchanged",
        seen="The ReLU passes the whole gradient on.",
        expected=_RELU,
        why="Where the ReLU gave zero, a small change of its input changes nothing, so no gradient "
        "comes back there.",
        look=_RELU_LOOK,
    ),
    Misconception(
        "backward_relu_of_the_gradient",
        seen="The gradient itself went through a ReLU: its negative numbers became zero.",
        expected=_RELU,
        why="What came in on the way forward decides whether the ReLU was open. The gradient may "
        "well be negative there.",
        look=_RELU_LOOK,
    ),
    Misconception(
        "backward_times_activated",
        seen="The gradient was multiplied by what the ReLU returned.",
        expected=_RELU,
        why="The slope of a ReLU is 1 wherever it is open, however large its input is.",
        look=_RELU_LOOK,
    ),
    Misconception(
        "backward_relu_forgotten_for_kernel1",
        seen="The gradient of x respects the ReLU, but that of kernel1 does not.",
        expected=_RELU,
        why="kernel1 lies before the ReLU, as x does, so its gradient passes through the ReLU too.",
        look=_RELU_LOOK,
    ),
    Misconception(
        "backward_features_not_activated",
        seen="The gradient of kernel2 is computed from the numbers before the ReLU.",
        expected="kernel2 multiplies what the ReLU returned, so its gradient is computed from "
        "that.",
        why="A weight's gradient is large where its own input was large. The input of kernel2 has "
        "no negative numbers.",
        look=_PRODUCT_LOOK,
    ),
    Misconception(
        "backward_averaged_over_batch",
        seen="The gradients of the kernels were divided by the number of inputs.",
        expected="The sum over all inputs, which the matrix product forms by itself.",
        why="If the loss is a mean, the division is in `output_gradient` already; here it would "
        "happen twice.",
        look=_PRODUCT_LOOK,
    ),
    Misconception(
        "backward_kernels_transposed",
        seen="The gradients of the kernels are transposed.",
        expected="Each gradient has the shape of its kernel: `kernel1` is (channels, width).",
        why="A step of training subtracts the gradient from the kernel, number by number.",
        look=_PRODUCT_LOOK,
    ),
    Misconception(
        "backward_in_another_order",
        seen="The three gradients are right, but the gradients of the two kernels are swapped.",
        expected="(x_gradient, kernel1_gradient, kernel2_gradient)",
        why="The code that calls your function tells them apart by their order.",
        look="The `Returns` line in the function's description.",
    ),
    Misconception(
        "backward_output_gradient_left_out",
        seen="`output_gradient` is not used in the gradients: they are those of the sum of all "
        "outputs.",
        expected="Gradients of the loss. They begin with `output_gradient`, which says how the loss "
        "changes with each number of the output.",
        why="More blocks and a loss follow this one. What they passed back is all that this block knows "
        "of them.",
        look="Where `output_gradient` comes into your lines; if you use a tape, "
        "`tape.gradient(output, …, output_gradients=output_gradient)`.",
    ),
    Misconception(
        "backward_shortcut_in_kernel2",
        seen="The gradient of kernel2 is computed from x, the input of the block.",
        expected="kernel2 multiplies what the ReLU returned, so its gradient is computed from "
        "that.",
        why="A weight's gradient is computed from what that weight was fed and what came back to "
        "its output.",
        look=_PRODUCT_LOOK,
    ),
)


EXERCISE = Exercise(
    id="backward_pass",
    chapter=5,
    title="Backwards through x + F(x)",
    points=3,
    minutes=15,
    difficulty=4,
    importance=4,
    section="5.3 How far the gradient reaches",
    signature=("x", "kernel1", "kernel2", "output_gradient"),
    returns="three arrays",
    hints=(
        "Write the forward pass first, one operation on each line, and give each result a name. "
        "Then go through these lines from the last to the first: what did each of them read, and "
        "which gradient does it pass back to that?",
        "Two lines forward: `features`, the product of x and kernel1, and what the ReLU makes of "
        "it. Then backward: the plus sign passes `output_gradient` to both paths; the second "
        "product passes a gradient to kernel2 and to the ReLU; the ReLU keeps it where `features` "
        "was positive; the first product passes it to kernel1 and to x. x was used twice.",
        "features = x @ kernel1\n"
        "activated = np.maximum(features, 0)\n"
        "activated_gradient = output_gradient @ …\n"
        "features_gradient = activated_gradient * (…)\n"
        "x_gradient = … + features_gradient @ …\n"
        "kernel1_gradient = … @ features_gradient\n"
        "kernel2_gradient = … @ …",
    ),
    cases=(
        # Its ReLU is open for some and closed for others, and no gradient is zero: what a message says of
        # the first setting holds of all of them.
        backward_setting(4, 3, 5),
        backward_setting(5, 4, 4),
        backward_setting(1, 3, 4),
        backward_setting(3, 2, 4, silent=True),
    ),
    misconceptions=ids_of(MISCONCEPTIONS),
    experiment=_try_answer,
    results=(*_NAMES, "x", "kernel1", "kernel2", "the gradient of the output"),
    counts_parameters=False,
    explain=_explain,
)
