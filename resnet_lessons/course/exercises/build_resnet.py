"""The whole network, from images to logits."""

from resnet_lessons.course.exercises.exercise import Case, Exercise, Misconception, ids_of
from resnet_lessons.course.exercises.shared_misconceptions import shared


def network_case(
    height, width, channels, is_training=False, num_layers=18, data_format="channels_last", **host
):
    """A small network: few filters and few blocks.

    Args:
        height, width, channels: of the images.
        is_training: as handed to the network.
        num_layers: 18 or 34 for regular blocks, more for bottleneck blocks.
        data_format: "channels_last" or "channels_first".
        host: attributes such as `filters_initial`, tuples in place of lists.
    """
    return Case(
        height, width, channels, {"is_training": is_training}, num_layers, data_format, host
    )


_HEAD = "Pre-activation, the mean over all positions, and the dense layer, in this order."
_HEAD_LOOK = "Section 4.2: what follows the last block."
_STEM = "A 7×7 convolution with strides 2, then max-pooling 3×3 with strides 2."
_STEM_LOOK = "Section 4.2: what stands before the first block."
_STRIDES = "Each block layer gets its own item of `self.block_strides`, 1, 2, 2, 2 as a rule."
_FILTERS = (
    "`self.filters_initial` in the stem and in the first block layer, and twice as many in each "
    "block layer after it."
)
_LAYERS_LOOK = "Section 4.2: the figure, and point 2 below it."
_AXES = "`data_format=self.data_format` in both poolings."
_AXES_WHY = (
    "A pooling must know which axes are height and width. With channels first and no "
    "`data_format` it takes channels for rows."
)
_AXES_LOOK = "Section 2.2: the table of the two data formats, and what a pooling layer can be told."

MISCONCEPTIONS = (
    Misconception(
        "final_pre_activation_missing",
        seen="The last block's sum goes into the mean as it is: no pre-activation follows the "
        "last block layer.",
        expected=_HEAD,
        why="In a pre-activation network each block normalises and rectifies what it reads, and "
        "hands on a raw sum. Behind the last sum there is no block that would do it, so the head "
        "has to.",
        look=_HEAD_LOOK,
    ),
    Misconception(
        "pre_activation_after_stem",
        seen="Batch normalisation and ReLU follow the stem's convolution.",
        expected="No pre-activation in the stem: the first block pre-activates what it reads.",
        why="The first block begins with a pre-activation of its own. Networks of 2015 and "
        "torchvision's have one in the stem, for their blocks begin with a convolution.",
        look=_STEM_LOOK,
    ),
    Misconception(
        "stem_pooling_missing",
        seen="There is no max-pooling behind the stem's convolution.",
        expected=_STEM,
        why="Without it every block works on twice the height and twice the width, four times the "
        "work in the whole network.",
        look=_STEM_LOOK,
    ),
    Misconception(
        "stem_pooling_without_padding",
        seen='The max-pooling has padding "valid": windows that reach over the edge are left out.',
        expected='Padding "same": the side is halved and rounded up.',
        why="A picture of 224 pixels has 112 positions behind the convolution, and should have 56 "
        "behind the pooling. Without padding there are 55, and each later side is off.",
        look=_STEM_LOOK,
    ),
    Misconception(
        "stem_same_padding",
        seen='The stem is a convolution with "same" padding; on even sides it pads otherwise than '
        "`self.custom_conv2d`.",
        expected="`self.custom_conv2d(inputs, self.filters_initial, 7, 2)`",
        why='For strides 2 "same" pads one pixel more at the end where the side is even, and both '
        "ends alike where it is odd. Fixed padding does the same for every side.",
        look="Section 2.4, on fixed padding.",
    ),
    Misconception(
        "strides_2_in_every_layer",
        seen="Every block layer has strides 2, the first one too.",
        expected=_STRIDES,
        why="The stem has shrunk the picture to a quarter already, so the first block layer keeps "
        "the size.",
        look=_LAYERS_LOOK,
    ),
    Misconception(
        "strides_left_out",
        seen="Every block layer has strides 1: the picture never shrinks behind the stem.",
        expected=_STRIDES,
        why="Filters double from layer to layer. Without smaller sides the work would grow four "
        "times with each.",
        look=_LAYERS_LOOK,
    ),
    Misconception(
        "strides_written_down",
        seen="The strides are 1, 2, 2, 2 whatever `self.block_strides` says.",
        expected=_STRIDES,
        why="The network keeps its strides in a list so that it can be changed: for small "
        "pictures, for example, one shrinks less.",
        look=_LAYERS_LOOK,
    ),
    Misconception(
        "filters_not_doubled",
        seen="All block layers have as many filters as the first.",
        expected=_FILTERS,
        why="Where the side is halved, a quarter of the positions is left. Twice the filters keep "
        "the work of a block the same and make room for what the network finds.",
        look=_LAYERS_LOOK,
    ),
    Misconception(
        "filters_doubled_too_early",
        seen="The first block layer has twice `self.filters_initial` already, and each one after "
        "it twice as many as it should.",
        expected=_FILTERS,
        why="The index of the block layers counts from 1, so the first has 2⁰ times the filters.",
        look=_LAYERS_LOOK,
    ),
    Misconception(
        "filters_expanded_before_layer",
        seen="With bottleneck blocks the block layers are handed four times the filters.",
        expected=_FILTERS,
        why="A bottleneck block widens its output by itself: `filters` are those of its first two "
        "convolutions. Widened twice, its output has sixteen times `filters` channels.",
        look="Section 2.7: what `filters` means in a bottleneck block.",
    ),
    Misconception(
        "one_size_for_every_layer",
        seen="Every block layer has as many blocks as the first.",
        expected="Each block layer has its own item of `self.block_layer_sizes`.",
        why="ResNet-50 has 3, 4, 6 and 3 blocks. With 3 in each it would be a network of 38 "
        "weight layers.",
        look=_LAYERS_LOOK,
    ),
    Misconception(
        "layers_fed_stem_output",
        seen="Every block layer reads the stem's output, so only the last one counts.",
        expected="Each block layer reads the output of the one before.",
        why="A chain: what is not handed on is lost, and so is all that those layers learnt.",
        look="The line of your loop: which name stands on its left, and which one does it read?",
    ),
    Misconception(
        "softmax_on_logits",
        seen="A softmax follows the dense layer: the results are probabilities.",
        expected="Logits: what the dense layer gives, with nothing behind it.",
        why="The loss is computed from logits, which is exact where a probability would be "
        "rounded to 0. With two softmaxes in a row the gradients become tiny.",
        look="The line Returns in the function's description.",
    ),
    Misconception(
        "flattened_not_averaged",
        seen="The last features are laid side by side, position by position, in place of their "
        "mean.",
        expected=_HEAD,
        why="The mean asks whether a feature is there, wherever it is, and works for pictures of "
        "every size. Flattened, 7 × 7 × 512 numbers would need 25 million weights.",
        look=_HEAD_LOOK,
    ),
    Misconception(
        "maximum_at_the_end",
        seen="The last pooling takes the maximum over all positions.",
        expected=_HEAD,
        why="He et al. take the mean: every position has a say, and every position learns.",
        look=_HEAD_LOOK,
    ),
    Misconception(
        "final_pooling_axes_ignored",
        seen="With channels first, the mean at the end is not taken over height and width.",
        expected=_AXES,
        why=_AXES_WHY,
        look=_AXES_LOOK,
    ),
    Misconception(
        "stem_pooling_axes_ignored",
        seen="With channels first, the max-pooling of the stem does not work on height and width.",
        expected=_AXES,
        why=_AXES_WHY,
        look=_AXES_LOOK,
    ),
    Misconception(
        "both_pooling_axes_ignored",
        seen="With channels first, neither pooling works on height and width.",
        expected=_AXES,
        why=_AXES_WHY,
        look=_AXES_LOOK,
    ),
    Misconception(
        "filters_written_as_64",
        seen="The network has 64 filters whatever `self.filters_initial` says.",
        expected=_FILTERS,
        why="64 is what the paper's network starts with. A network for small pictures makes do "
        "with fewer, and this one says how many.",
        look="Every 64 in your answer.",
    ),
    *shared("training_flag_dropped", "training_always_on"),
)


EXERCISE = Exercise(
    id="build_resnet",
    chapter=4,
    title="The whole network",
    points=5,
    minutes=20,
    difficulty=4,
    importance=5,
    section="4.2 The whole network",
    signature=("self", "inputs", "is_training"),
    returns="one tensor, the logits",
    groundwork=(
        "pre_activation",
        "pre_activation_with_shortcut",
        "regular_block",
        "bottleneck_block",
        "block_layer",
    ),
    hints=(
        "Follow one image from left to right. What makes it small before the first block? What "
        "changes from one block layer to the next, and which lists of the network say so? What is "
        "still to do with the last block's sum before it becomes one number for each class?",
        "Stem: `self.custom_conv2d` with `self.filters_initial` filters, kernel 7, strides 2, then "
        '`layers.MaxPooling2D`, 3 by 3, strides 2, padding "same". A loop over '
        "`self.block_layer_sizes`: each block layer has twice the filters of the one before and "
        "its own item of `self.block_strides`; its `index` counts from 1. Head: "
        "`self.pre_activation`, `layers.GlobalAveragePooling2D`, `layers.Dense`. Both poolings "
        "need `data_format=self.data_format`.",
        "outputs = self.custom_conv2d(inputs, …, 7, 2)\n"
        "outputs = layers.MaxPooling2D(3, 2, padding=…, data_format=…)(outputs)\n"
        "for index, num_blocks in enumerate(…, start=1):\n"
        "    outputs = self.block_layer(outputs, … * 2 ** (index - 1), …, num_blocks, "
        "is_training, index)\n"
        "outputs = self.pre_activation(…, is_training)\n"
        "outputs = layers.GlobalAveragePooling2D(data_format=…)(outputs)\n"
        "return layers.Dense(…)(outputs)",
    ),
    cases=(
        network_case(
            height=40,
            width=37,
            channels=3,
            filters_initial=4,
            block_layer_sizes=(1, 2, 1, 1),
            output_size=5,
        ),
        network_case(
            height=18,
            width=15,
            channels=2,
            is_training=True,
            data_format="channels_first",
            filters_initial=6,
            block_layer_sizes=(2, 1, 1, 1),
            block_strides=(1, 2, 1, 1),
            output_size=4,
        ),
        network_case(
            height=7,
            width=6,
            channels=3,
            num_layers=50,
            filters_initial=2,
            block_layer_sizes=(1, 1, 1, 1),
            output_size=3,
        ),
    ),
    misconceptions=ids_of(MISCONCEPTIONS),
    is_built_once=True,
)
