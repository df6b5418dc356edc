"""What each misconception about the whole network and its cost looks like, in a student's words."""

from resnet_lessons.course.exercises.exercise import Misconception

_HEAD = "Pre-activation, the mean over all positions, and the dense layer, in this order."
_HEAD_LOOK = "The section on the whole network: what follows the last block."
_STEM = "A 7×7 convolution with strides 2, then max-pooling 3×3 with strides 2."
_STEM_LOOK = "The section on the whole network: what stands before the first block."
_STRIDES = "Each block layer gets its own item of `self.block_strides`, 1, 2, 2, 2 as a rule."
_FILTERS = (
    "`self.filters_initial` in the stem and in the first block layer, and twice as many in each "
    "block layer after it."
)
_LAYERS_LOOK = "The section on the whole network: the figure, and point 2 below it."
_AXES = "`data_format=self.data_format` in both poolings."
_AXES_WHY = (
    "A pooling must know which axes are height and width. With channels first and no "
    "`data_format` it takes channels for rows."
)
_AXES_LOOK = "Chapter 2, the table of the two data formats, and what a pooling layer can be told."

_COST = "For each layer with a kernel: numbers in the output × products behind each of them."
_COST_LOOK = "The section on what a network costs: its first paragraph."
_CALLS_LOOK = "What `rl.layer_calls` returns: print its pairs for a small network."

CHAPTER4 = (
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
        look="Chapter 2, the section on strides and padding.",
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
        look="Chapter 2, the bottleneck block: what `filters` means.",
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
    Misconception(
        "positions_forgotten",
        seen="Each kernel counts once, as if it were used at one position.",
        expected=_COST,
        why="A convolution lays the same kernel on every position of its output. That is why it "
        "has few weights and much work.",
        look=_COST_LOOK,
    ),
    Misconception(
        "every_parameter_counted",
        seen="The number is that of the model's parameters.",
        expected=_COST,
        why="Parameters say how much a network has to store, multiply-adds how much it has to do. "
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
        "multiply-adds, and numbers are compared only if they are counted alike.",
        look=_COST_LOOK,
    ),
    Misconception(
        "positions_of_the_input",
        seen="The positions of a layer's input are counted, not those of its output.",
        expected=_COST,
        why="With strides 2 the kernel is laid on every second position only: a quarter of the "
        "work.",
        look=_COST_LOOK,
    ),
    Misconception(
        "channels_in_forgotten",
        seen="The channels that come in are missing: each convolution counts as if it read one.",
        expected=_COST,
        why="A 3×3 kernel reads 3 × 3 values of every channel that comes in.",
        look=_COST_LOOK,
    ),
    Misconception(
        "channels_counted_twice",
        seen="The channels that go out are counted twice: in the output's shape and in the "
        "kernel's.",
        expected=_COST,
        why="The whole kernel belongs to a position with all its channels; one number of the "
        "output needs the part of the kernel that makes its channel.",
        look=_COST_LOOK,
    ),
    Misconception(
        "positions_on_last_axes",
        seen="With channels first, the channels were taken for a side of the picture.",
        expected=_COST,
        why="Where channels come first, the shape is (channels, height, width). The product of "
        "the whole shape needs not care about the order.",
        look=_COST_LOOK,
    ),
    Misconception(
        "dense_layers_forgotten",
        seen="Dense layers are left out.",
        expected=_COST,
        why="A dense layer multiplies every input with every weight, once. It is little beside "
        "the convolutions, and still work.",
        look=_CALLS_LOOK,
    ),
    Misconception(
        "models_inside_forgotten",
        seen="Layers of a model inside the model are left out.",
        expected="Every call of a layer, wherever it stands.",
        why="A block is often a model of its own. `model.layers` shows it as one layer without a "
        "kernel, and all that is in it would be missing.",
        look=_CALLS_LOOK,
    ),
    Misconception(
        "shared_layer_counted_once",
        seen="A layer that is called several times counts once.",
        expected="Every call counts.",
        why="Its weights are stored once, but the work is done again with each call.",
        look=_CALLS_LOOK,
    ),
)
