"""A convolution that copies: its kernel, made by hand."""

import numpy as np

from resnet_lessons.course.exercises.answers_as_arrays import array_of
from resnet_lessons.course.exercises.exercise import Exercise, Misconception, Setting, ids_of
from resnet_lessons.course.exercises.random_tensors import normal


def kernel_of(kernel_size, channels):
    """A setting: the size of a kernel and the channels that it copies."""
    text = f"kernel_size={kernel_size}, channels={channels}"
    return Setting(text, {"kernel_size": kernel_size, "channels": channels})


def _try_answer(function, setting, seed):
    """The kernel, what a convolution with it makes of random features, and whether it is float32.

    A kernel of another shape is not convolved. The type is judged where the copy is right, so that
    other mistakes are told first.
    """
    import keras

    size, channels = setting.values["kernel_size"], setting.values["channels"]
    returned = function(size, channels)
    kernel = array_of(returned, "an array (row, column, channel in, channel out)")
    if kernel.shape != (size, size, channels, channels):
        return kernel, np.zeros(0, "float32"), np.float32(1)
    features = normal((2, 5, 4, channels), seed)
    copied = keras.ops.convert_to_numpy(keras.ops.conv(features, kernel, padding="same"))
    is_float32 = keras.backend.standardize_dtype(returned.dtype) == "float32"
    is_copy = np.allclose(copied, keras.ops.convert_to_numpy(features), atol=1e-3)
    return kernel, copied, np.float32(is_float32 or not is_copy)


@np.errstate(all="ignore")
def _explain(setting, arrays, expected):
    kernel, wanted = arrays[0], expected[0]
    if kernel.shape != wanted.shape:
        return _about_shape(kernel.shape, wanted.shape)
    if not np.isfinite(kernel).all():
        return None
    if (kernel == wanted).all():
        return 'Every number is right, but they are not float32: `np.zeros(shape, "float32")`.'
    if not kernel.any():
        return "Every number of the kernel is 0: none of the input gets through."
    size = len(kernel)
    places = {tuple(map(int, place)) for place in np.argwhere(kernel.any(axis=(2, 3)))}
    middle = (size // 2, size // 2)
    if len(places) == 1 and middle not in places:
        row, column = places.pop()
        return (
            f"Everything that is not 0 is at row {row}, column {column} of the kernel; "
            f"expected row {middle[0]}, column {middle[1]}, the middle, counted from 0."
        )
    if len(places) > 1:
        return f"{len(places)} of {size * size} positions are not 0; expected one, the middle."
    return _about_middle(kernel[middle])


def _about_middle(matrix):
    """A sentence on the matrix from channel in to channel out in the middle of a kernel."""
    diagonal = np.diag(matrix)
    if not (matrix - np.diag(diagonal)).any() and (diagonal == diagonal[0]).all():
        return f"Each channel comes out times {diagonal[0]:g}; expected times 1."
    source = matrix.argmax(axis=0)
    for channel, column in enumerate(matrix.T):
        if np.count_nonzero(column) != 1 or source[channel] != channel or column[channel] != 1:
            parts = [
                f"{value:g} · channel {number}" for number, value in enumerate(column) if value
            ]
            return (
                f"Channel {channel} of the output is {' + '.join(parts[:4]) or '0'}"
                f"{' + …' if len(parts) > 4 else ''}; expected channel {channel} of the input."
            )
    return None


def _about_shape(shape, wanted):
    size, _, channels, _ = wanted
    if shape == (channels, channels, size, size):
        return (
            "The channels come first, as in PyTorch; Keras puts row and column first: "
            "(row, column, channel in, channel out)."
        )
    if shape == (size, size, channels, 1):
        return (
            "The last axis, channel out, is 1, as in the kernel of a depthwise convolution; expected "
            "as many channels out as in, and a number for each pair of them."
        )
    if len(shape) < 4:
        return (
            f"The array has {len(shape)} axes; expected four: row, column, channel in, channel out."
        )
    return None


_COPY = "A one from each channel to itself in the middle of the kernel, zeros everywhere else."
_COPY_LOOK = "Section 1.5: which neighbour, which channel."

MISCONCEPTIONS = (
    Misconception(
        "channels_mixed",
        seen="The middle is full of ones: each channel of the output is the sum of all channels.",
        expected=_COPY,
        why="The middle of the kernel is a matrix from channels in to channels out. For a copy it "
        "is the identity matrix, with ones on the diagonal only.",
        look=_COPY_LOOK,
    ),
    Misconception(
        "channels_averaged",
        seen="Each channel of the output is the mean of all channels.",
        expected=_COPY,
        why="A mean of red, green and blue is grey. A copy takes each channel from itself.",
        look=_COPY_LOOK,
    ),
    Misconception(
        "averaging_kernel",
        seen="Each position becomes the mean of its neighbourhood, so the picture is blurred.",
        expected=_COPY,
        why="The weights do add up to one, but a copy takes everything from a single place: the "
        "position itself.",
        look=_COPY_LOOK,
    ),
    Misconception(
        "ones_everywhere",
        seen="The whole kernel is ones: each value becomes the sum of all its neighbours, in all "
        "channels.",
        expected=_COPY,
        why="Every 1 in a kernel lets one more value into the sum. A copy lets in only a single "
        "value.",
        look=_COPY_LOOK,
    ),
    Misconception(
        "identity_in_the_corner",
        seen="The ones are in the corner of the kernel, at row 0 and column 0.",
        expected=_COPY,
        why="The middle of the kernel lies on the position that is computed. With the ones in a "
        "corner the picture moves, here by half a kernel down and to the right.",
        look=_COPY_LOOK,
    ),
    Misconception(
        "identity_at_every_position",
        seen="The channels are right, but at every position of the kernel: it adds up neighbours.",
        expected=_COPY,
        why="Every 1 in a kernel lets one more value into the sum. A copy lets in only a single "
        "value.",
        look=_COPY_LOOK,
    ),
    Misconception(
        "channels_reversed",
        seen="The picture stays, but its channels come out in reverse order.",
        expected=_COPY,
        why="The matrix from channels in to channels out has its ones on the other diagonal, so "
        "red and blue change places.",
        look=_COPY_LOOK,
    ),
    Misconception(
        "one_channel_only",
        seen="Only the first channel is copied; the others come out as zeros.",
        expected=_COPY,
        why="Each channel of the output needs a one of its own, from the channel of the same "
        "number.",
        look=_COPY_LOOK,
    ),
    Misconception(
        "kernel_not_float32",
        seen="The convolution copies, but the kernel's numbers are not float32.",
        expected="An array of float32 numbers, the type of a Keras layer's weights.",
        why="`np.zeros`, `np.ones` and `np.eye` make float64 unless you tell them otherwise. "
        "TensorFlow refuses to multiply float64 or whole numbers by float32 features.",
        look='The type that you gave to the array: `np.zeros(shape, "float32")`.',
    ),
    Misconception(
        "kernel_of_zeros",
        seen="The kernel is full of zeros: none of the input gets through.",
        expected=_COPY,
        why="A convolution adds up products. If every number of the kernel is zero, so is the sum.",
        look=_COPY_LOOK,
    ),
    Misconception(
        "channels_first_in_the_kernel",
        seen="The kernel's shape begins with the channels, as PyTorch has it.",
        expected="The shape (kernel_size, kernel_size, channels, channels): row, column, channel "
        "in, channel out.",
        why="Keras reads the first two axes as rows and columns, whatever you put there.",
        look="The `Returns` line in the function's description.",
    ),
)


EXERCISE = Exercise(
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
        "Start from zeros of shape `(kernel_size, kernel_size, channels, channels)`. The middle row "
        "and the middle column both have the index `kernel_size // 2`. What belongs there is a matrix "
        "from channel in to channel out: ones on its diagonal, zeros elsewhere.",
        'kernel = np.zeros((…, …, …, …), "float32")\nkernel[…, …] = np.eye(…)\nreturn kernel',
    ),
    cases=(
        kernel_of(3, 2),
        kernel_of(3, 1),
        kernel_of(1, 4),
        kernel_of(5, 3),
    ),
    misconceptions=ids_of(MISCONCEPTIONS),
    experiment=_try_answer,
    results=(
        "the kernel",
        "the convolution's output",
        "the kernel's numbers are float32 (1 yes, 0 no)",
    ),
    explain=_explain,
)
