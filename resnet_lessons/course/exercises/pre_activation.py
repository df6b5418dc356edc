"""Normalise, then rectify: what stands before every convolution."""

from resnet_lessons.course.exercises.exercise import Case, Exercise, Misconception, ids_of
from resnet_lessons.course.exercises.shared_misconceptions import TWO_MODES, shared
from resnet_lessons.course.exercises.what_numbers_show import of_a_pre_activation


def _case(height, width, channels, is_training=False, data_format="channels_last"):
    return Case(height, width, channels, {"is_training": is_training}, data_format=data_format)


def _explain(case, arrays, expected):
    return of_a_pre_activation(arrays[0], expected[0])


MISCONCEPTIONS = (
    Misconception(
        "relu_before_normalization",
        seen="ReLU comes first and batch normalisation after it.",
        expected="Batch normalisation first, then ReLU.",
        why="Normalising after the ReLU shifts and scales its output again, so that the next "
        "convolution does not see a rectified signal. Normalising first centres the values around "
        "zero, where ReLU makes a real difference.",
        look="Section 2.2, on pre-activation, and the grey boxes 'BN + ReLU' of the first figure.",
    ),
    Misconception(
        "normalization_missing",
        seen="The output is the ReLU of the inputs; nothing was normalised.",
        expected="Batch normalisation first, then ReLU.",
        why="The sum grows from block to block, so without normalisation each convolution sees "
        "ever larger values.",
        look="Section 2.2, on pre-activation, and `layers.BatchNormalization`.",
    ),
    Misconception(
        "normalization_unused",
        seen="Batch normalisation is computed, but nothing reads its result: the output is the ReLU "
        "of the inputs.",
        expected="ReLU of what the normalisation returned.",
        why="A layer changes nothing in place. You have to keep what it returns in a variable and "
        "pass it to the next step.",
        look="What you wrote in the parentheses of your ReLU.",
    ),
    Misconception(
        "inputs_returned",
        seen="The inputs are returned unchanged: nothing was normalised, and no ReLU was applied.",
        expected="Batch normalisation first, then ReLU.",
        why="Layers and functions change nothing in place, so return what the last one returned.",
        look="Your `return` line, and section 2.2, on pre-activation.",
    ),
    Misconception(
        "batch_statistics_always",
        seen="The inputs are normalised by hand, with the mean and variance of the current batch "
        "even when `is_training` is False; there are no parameters to learn.",
        expected="`layers.BatchNormalization`, called with `training=is_training`.",
        why=TWO_MODES + " And each channel needs a scale and an offset that can be learnt.",
        look="Section 2.2, on pre-activation: what batch normalisation does in training.",
    ),
    Misconception(
        "relu_missing",
        seen="The output holds negative numbers: it is normalised, but no ReLU follows.",
        expected="Batch normalisation first, then ReLU.",
        why="Convolution and normalisation are linear. Without ReLU between them, two convolutions "
        "can do no more than one.",
        look="Section 2.2, on pre-activation, and `ops.relu`.",
    ),
    Misconception(
        "channel_axis_ignored",
        seen="With channels_first, batch normalisation works on the last axis, which is the width.",
        expected="The axis of the channels: 1 for channels_first, the last for channels_last.",
        why="Batch normalisation keeps one mean and one variance for each channel. On the wrong "
        "axis it keeps one for each column of the picture.",
        look="The table of the two data formats, and `self.data_format`.",
    ),
    Misconception(
        "channel_axes_exchanged",
        seen="Batch normalisation works on axis 1 with channels_last and on the last axis with "
        "channels_first: the other way round.",
        expected="The axis of the channels: 1 for channels_first, the last for channels_last.",
        why="Batch normalisation keeps one mean and one variance for each channel. On the wrong "
        "axis it keeps one for each row or column of the picture.",
        look="The table of the two data formats, and `self.data_format`.",
    ),
    Misconception(
        "channel_axis_always_1",
        seen="Batch normalisation works on axis 1 in both data formats; with channels_last that is "
        "the height.",
        expected="The axis of the channels: 1 for channels_first, the last for channels_last.",
        why="Batch normalisation keeps one mean and one variance for each channel. On the wrong "
        "axis it keeps one for each row of the picture.",
        look="The table of the two data formats, and `self.data_format`.",
    ),
    Misconception(
        "layer_normalization",
        seen="Layer normalisation takes the place of batch normalisation.",
        expected="`layers.BatchNormalization`, called with `training=is_training`.",
        why="Layer normalisation brings all channels of one position to a common scale. Batch "
        "normalisation treats each channel by itself, over all images and positions.",
        look="Section 2.2, on pre-activation, and `layers.BatchNormalization`.",
    ),
    Misconception(
        "relu_before_and_after",
        seen="There is a ReLU before batch normalisation, and another one after it.",
        expected="Batch normalisation first, then one ReLU.",
        why="The first ReLU cuts off what is negative before the normalisation has centred it: the "
        "negative half of the sum never reaches the branch.",
        look="Section 2.2, on pre-activation, and the grey boxes 'BN + ReLU' of the first figure.",
    ),
    Misconception(
        "normalized_twice",
        seen="Batch normalisation comes twice in a row, then ReLU.",
        expected="Batch normalisation once, then ReLU.",
        why="The inputs need to be normalised only once; the second layer only adds parameters.",
        look="Section 2.2, on pre-activation, and the grey boxes 'BN + ReLU' of the first figure.",
    ),
    Misconception(
        "axis_and_flag_missing",
        seen="Two things at once: `is_training` does not reach batch normalisation, and with "
        "channels_first it works on the last axis, which is the width.",
        expected="`axis=` when the layer is made, and `training=is_training` when it is called.",
        why=TWO_MODES,
        look="Section 2.2, on pre-activation: the two details that decide whether it is right.",
    ),
    *shared(
        "training_flag_dropped",
        "training_always_on",
        "training_flag_inverted",
        "pre_activated_twice",
    ),
)


EXERCISE = Exercise(
    id="pre_activation",
    chapter=2,
    title="Normalise, then rectify",
    points=2,
    minutes=5,
    difficulty=1,
    importance=5,
    section="2.2 Pre-activation",
    signature=("self", "inputs", "is_training"),
    returns="one tensor of the inputs' shape",
    hints=(
        "Two steps, in this order: bring each channel to a common scale, then cut off what is "
        "negative. Which layer does the first, and on which axis do the channels lie?",
        "Make a `layers.BatchNormalization` with `axis=1` when `self.data_format` is "
        "'channels_first' and `axis=-1` otherwise. Call it on the inputs and pass on "
        "`training=is_training`. Apply `ops.relu` to the result and return it.",
        "axis = 1 if … else -1\n"
        "normalized = layers.BatchNormalization(axis=…)(…, training=…)\n"
        "return ops.relu(…)",
    ),
    cases=(
        _case(4, 3, 5),
        _case(4, 3, 5, is_training=True),
        _case(3, 2, 4, data_format="channels_first"),
        _case(2, 3, 4, is_training=True, data_format="channels_first"),
    ),
    misconceptions=ids_of(MISCONCEPTIONS),
    explain=_explain,
)
