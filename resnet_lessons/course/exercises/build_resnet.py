"""The whole network, from images to logits."""

from resnet_lessons.course.exercises.exercise import Case, Exercise, Misconception, ids_of
from resnet_lessons.course.exercises.shared_misconceptions import shared


def network_case(
    height, width, channels, is_training=False, num_layers=18, data_format="channels_last", **host
):
    """A small network: few filters and few blocks.

    Args:
        height, width, channels: of the images.
        is_training: as it is given to the network.
        num_layers: 18 or 34 for regular blocks, more for bottleneck blocks.
        data_format: "channels_last" or "channels_first".
        host: attributes such as `filters_initial`, tuples in place of lists.
    """
    return Case(
        height, width, channels, {"is_training": is_training}, num_layers, data_format, host
    )


_HEAD = "First pre-activation, then the mean over all positions, then the dense layer."
_HEAD_LOOK = "Section 4.2: what follows the last block."
_STEM = "A 7×7 convolution with strides 2, then max-pooling 3×3 with strides 2."
_STEM_LOOK = "Section 4.2: what comes before the first block."
_STRIDES = "Each block layer gets its own item of `self.block_strides`, usually 1, 2, 2, 2."
_FILTERS = (
    "`self.filters_initial` in the stem and in the first block layer, and twice as many in each "
    "block layer after it."
)
_LAYERS_LOOK = "Section 4.2: the figure, and point 2 below it."
_AXES = "`data_format=self.data_format` in both poolings."
_AXES_WHY = (
    "A pooling must know which axes are height and width. Without `data_format` it takes "
    "channels for rows where channels come first."
)
_AXES_LOOK = (
    "Section 2.2: the table of the two data formats, and which settings a pooling layer takes."
)

MISCONCEPTIONS = (
    Misconception(
        "final_pre_activation_missing",
        seen="The last block's sum goes into the mean as it is: no pre-activation follows the "
        "last block layer.",
        expected=_HEAD,
        why="In a pre-activation network each block normalises and rectifies what it reads, and "
        "passes on a raw sum. After the last sum no further block does this, so the head "
        "has to.",
        look=_HEAD_LOOK,
    ),
    Misconception(
        "pre_activation_after_stem",
        seen="Batch normalisation and ReLU follow the stem's convolution.",
        expected="No pre-activation in the stem: the first block pre-activates what it reads.",
        why="The first block begins with a pre-activation of its own. Networks of 2015 and "
        "torchvision's have one in the stem, because their blocks begin with a convolution.",
        look=_STEM_LOOK,
    ),
    Misconception(
        "stem_pooling_missing",
        seen="There is no max-pooling after the stem's convolution.",
        expected=_STEM,
        why="Without it every block works on twice the height and twice the width, which is four times "
        "the work.",
        look=_STEM_LOOK,
    ),
    Misconception(
        "stem_pooling_without_padding",
        seen='The max-pooling has padding "valid": windows that reach over the edge are left out.',
        expected='Padding "same": the side is halved and rounded up.',
        why="A side of 224 pixels has 112 positions after the convolution, and should have 56 "
        "after the pooling. Without padding there are 55, and the last row and column are left out.",
        look=_STEM_LOOK,
    ),
    Misconception(
        "stem_same_padding",
        seen='The stem is a convolution with "same" padding; on even sides it pads differently '
        "from `self.custom_conv2d`.",
        expected="`self.custom_conv2d(inputs, self.filters_initial, 7, 2)`",
        why='For strides 2 "same" pads one pixel more at the end where the side is even, and both '
        "ends alike where it is odd. Fixed padding pads both ends alike in either case.",
        look="Section 2.4, on fixed padding.",
    ),
    Misconception(
        "strides_2_in_every_layer",
        seen="Every block layer has strides 2, the first one too.",
        expected=_STRIDES,
        why="The stem has already shrunk each side to a quarter, so the first block layer keeps "
        "the size.",
        look=_LAYERS_LOOK,
    ),
    Misconception(
        "strides_left_out",
        seen="Every block layer has strides 1: the picture never shrinks after the stem.",
        expected=_STRIDES,
        why="Filters double from layer to layer. If the sides stayed the same, a block would take four "
        "times the work of a block in the layer before.",
        look=_LAYERS_LOOK,
    ),
    Misconception(
        "strides_written_down",
        seen="The strides are 1, 2, 2, 2 whatever `self.block_strides` says.",
        expected=_STRIDES,
        why="The network keeps its strides in a list so that they can be changed. For small "
        "pictures, for example, a network shrinks them less.",
        look=_LAYERS_LOOK,
    ),
    Misconception(
        "filters_not_doubled",
        seen="All block layers have as many filters as the first.",
        expected=_FILTERS,
        why="Where the side is halved, a quarter of the positions are left. Twice the filters keep "
        "the work of a block the same and make room for what the network finds.",
        look=_LAYERS_LOOK,
    ),
    Misconception(
        "filters_doubled_too_early",
        seen="The first block layer has twice `self.filters_initial` already, and each one after "
        "it twice as many as it should.",
        expected=_FILTERS,
        why="Block layers are counted from 1, so the first has 2⁰ times the filters.",
        look=_LAYERS_LOOK,
    ),
    Misconception(
        "filters_expanded_before_layer",
        seen="With bottleneck blocks the block layers are given four times the filters.",
        expected=_FILTERS,
        why="A bottleneck block widens its output itself: `filters` are those of its first two "
        "convolutions. If it is widened twice, the output has sixteen times `filters` channels.",
        look="Section 2.7: what `filters` means in a bottleneck block.",
    ),
    Misconception(
        "one_size_for_every_layer",
        seen="Every block layer has as many blocks as the first.",
        expected="Each block layer has its own item of `self.block_layer_sizes`.",
        why="ResNet-50 has 3, 4, 6 and 3 blocks. With 3 in each block layer it would have 38 "
        "weight layers.",
        look=_LAYERS_LOOK,
    ),
    Misconception(
        "layers_fed_stem_output",
        seen="Every block layer reads the stem's output, so only the last one counts.",
        expected="Each block layer reads the output of the one before.",
        why="Block layers form a chain. What a layer does not pass on is lost, together with "
        "everything that it has learnt.",
        look="The line of your loop: which name is on its left, and which one does it read?",
    ),
    Misconception(
        "softmax_on_logits",
        seen="A softmax follows the dense layer: the results are probabilities.",
        expected="Logits: what the dense layer gives, with nothing after it.",
        why="The loss is computed from logits, which is exact where a probability would be "
        "rounded to 0. It applies a softmax itself, and two in a row make the gradients much smaller.",
        look="The `Returns` line in the function's description.",
    ),
    Misconception(
        "flattened_not_averaged",
        seen="The last features are laid side by side, position by position, instead of being averaged.",
        expected=_HEAD,
        why="The mean asks whether a feature is there, wherever it is, and works for pictures of "
        "every size. Flattened, 7 × 7 × 512 numbers would need 25 million weights.",
        look=_HEAD_LOOK,
    ),
    Misconception(
        "maximum_at_the_end",
        seen="The last pooling takes the maximum over all positions.",
        expected=_HEAD,
        why="He et al. take the mean, so that every position has a say and every position learns.",
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
        why="The paper's network starts with 64. A network for small pictures makes do "
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
        "Follow one image from left to right. What shrinks it before the first block? What "
        "changes from one block layer to the next, and which lists of the network say so? What is "
        "left to do with the last block's sum before it becomes one number for each class?",
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
