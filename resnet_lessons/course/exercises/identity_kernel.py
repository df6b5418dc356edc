"""A convolution that copies: its kernel, made by hand."""

from resnet_lessons.course.exercises.answers_as_arrays import array_of
from resnet_lessons.course.exercises.exercise import (
    Exercise,
    Misconception,
    Setting,
    Unexpected,
    ids_of,
)
from resnet_lessons.course.exercises.random_tensors import normal


def kernel_of(kernel_size, channels):
    """A setting: the size of a kernel and the channels that it copies."""
    text = f"kernel_size={kernel_size}, channels={channels}"
    return Setting(text, {"kernel_size": kernel_size, "channels": channels})


def _try_answer(function, setting, seed):
    """The kernel, and what a convolution with it makes of random features."""
    import keras

    size, channels = setting.values["kernel_size"], setting.values["channels"]
    kernel = array_of(function(size, channels), "an array (row, column, channel in, channel out)")
    if kernel.shape != (size, size, channels, channels):
        wanted = (size, size, channels, channels)
        raise Unexpected(f"the kernel has shape {_size(kernel.shape)}, expected {_size(wanted)}")
    features = normal((2, 5, 4, channels), seed)
    copied = keras.ops.conv(features, kernel, padding="same")
    return keras.ops.convert_to_numpy(copied), kernel


def _size(shape):
    return " × ".join(map(str, shape))


_COPY = "A one from each channel to itself in the middle of the kernel, zeros everywhere else."
_COPY_LOOK = "The section on copying by hand: which neighbour, which channel."

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
        seen="Each position becomes the mean of its neighbourhood: the picture is blurred.",
        expected=_COPY,
        why="The weights add up to one, but a copy takes all of it from one place: the position "
        "itself.",
        look=_COPY_LOOK,
    ),
    Misconception(
        "ones_everywhere",
        seen="The whole kernel is ones: each value becomes the sum of all its neighbours, in all "
        "channels.",
        expected=_COPY,
        why="Every one in a kernel lets one more value into the sum. A copy lets in a single one.",
        look=_COPY_LOOK,
    ),
    Misconception(
        "identity_in_the_corner",
        seen="The ones stand in the corner of the kernel, at row 0 and column 0.",
        expected=_COPY,
        why="The kernel lies with its middle on the position. With the one in a corner the picture "
        "moves, here by half a kernel down and to the right.",
        look=_COPY_LOOK,
    ),
    Misconception(
        "identity_at_every_position",
        seen="The channels are right, but at every position of the kernel: it adds up neighbours.",
        expected=_COPY,
        why="Every one in a kernel lets one more value into the sum. A copy lets in a single one.",
        look=_COPY_LOOK,
    ),
    Misconception(
        "channels_reversed",
        seen="The picture stays, but its channels come out in reverse order.",
        expected=_COPY,
        why="The matrix from channels in to channels out has its ones on the other diagonal: red "
        "and blue change places.",
        look=_COPY_LOOK,
    ),
    Misconception(
        "one_channel_only",
        seen="Only the first channel is copied; the others come out as zeros.",
        expected=_COPY,
        why="Each channel of the output needs a one of its own, from the channel of its number.",
        look=_COPY_LOOK,
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
        "Start from zeros of shape `(kernel_size, kernel_size, channels, channels)`. The middle "
        "row and column is `kernel_size // 2`. What stands there is a matrix from channel in to "
        "channel out: ones on its diagonal, zeros elsewhere.",
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
    results=("the convolution's output", "the kernel"),
)
