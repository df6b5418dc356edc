"""Chapter 4, the whole network: what is asked."""

from resnet_lessons.course.exercises import layer_chain as experiments
from resnet_lessons.course.exercises.exercise import Case, Exercise, Setting


def network_case(
    height, width, channels, is_training, num_layers=18, data_format="channels_last", **host
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


BUILD_RESNET = Exercise(
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
        "`layers.MaxPooling2D`, 3 by 3, strides 2, padding \"same\". A loop over "
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
            40, 37, 3, False, filters_initial=4, block_layer_sizes=(1, 2, 1, 1), output_size=5
        ),
        network_case(
            18, 15, 2, True, data_format="channels_first",
            filters_initial=3, block_layer_sizes=(2, 1, 1, 1), block_strides=(1, 2, 1, 1),
            output_size=4,
        ),
        network_case(
            7, 6, 3, False, num_layers=50,
            filters_initial=2, block_layer_sizes=(1, 1, 1, 1), output_size=3,
        ),
    ),
    misconceptions=(
        "final_pre_activation_missing",
        "pre_activation_after_stem",
        "stem_pooling_missing",
        "stem_pooling_without_padding",
        "stem_same_padding",
        "strides_2_in_every_layer",
        "strides_left_out",
        "strides_written_down",
        "filters_not_doubled",
        "filters_doubled_too_early",
        "filters_expanded_before_layer",
        "one_size_for_every_layer",
        "layers_fed_stem_output",
        "softmax_on_logits",
        "flattened_not_averaged",
        "maximum_at_the_end",
        "final_pooling_axes_ignored",
        "stem_pooling_axes_ignored",
        "both_pooling_axes_ignored",
        "filters_written_as_64",
        "training_flag_dropped",
        "training_always_on",
    ),
)  # fmt: skip


def _network(text, input_shape, *parts, data_format="channels_last"):
    values = {"input_shape": input_shape, "parts": parts, "data_format": data_format}
    return Setting(text, values)


COUNT_FLOPS = Exercise(
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
        "product of the axes before it is the number of multiply-adds behind one number of the "
        "output. `np.prod` multiplies the items of a shape.",
        "multiply_adds = 0\n"
        "for layer, output_shape in calls:\n"
        "    if hasattr(layer, …):\n"
        "        multiply_adds += int(np.prod(…) * np.prod(layer.kernel.shape[…]))\n"
        "return multiply_adds",
    ),
    cases=(
        _network(
            "a 3×3 convolution with strides 2 and a dense layer", (9, 7, 3),
            ("convolution", 4, (3, 3), 2, "same"), ("relu",), ("average",), ("dense", 5),
        ),
        _network(
            "two convolutions with channels first, one of them 1×1", (2, 6, 5),
            ("convolution", 3, (5, 3), 1, "valid"), ("normalization",),
            ("convolution", 6, (1, 1), 2, "same"),
            data_format="channels_first",
        ),
        _network(
            "a model inside the model", (6, 6, 2),
            ("convolution", 3, (3, 3), 1, "same"),
            ("inside", ("convolution", 4, (3, 3), 2, "same"), ("relu",), ("average",)),
            ("dense", 3), ("relu",), ("dense", 2),
        ),
        _network(
            "one convolution that is called three times", (5, 4, 1),
            ("convolution", 3, (2, 2), 1, "valid"), ("again_and_again", 3, 3),
        ),
    ),
    misconceptions=(
        "positions_forgotten",
        "every_parameter_counted",
        "biases_counted",
        "two_for_each_multiply_add",
        "positions_of_the_input",
        "channels_in_forgotten",
        "channels_counted_twice",
        "positions_on_last_axes",
        "dense_layers_forgotten",
        "models_inside_forgotten",
        "shared_layer_counted_once",
    ),
    experiment=experiments.try_count_flops,
    results=("multiply-adds for one image",),
    counts_parameters=False,
)  # fmt: skip

EXERCISES = (BUILD_RESNET, COUNT_FLOPS)
