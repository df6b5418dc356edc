"""Chapter 3, block layers: what is asked."""

from resnet_lessons.exercises.exercise import Case, Exercise


def _layer(
    num_layers, height, width, channels, filters, strides, num_blocks, is_training,
    data_format="channels_last",
):
    arguments = {
        "filters": filters,
        "strides": strides,
        "num_blocks": num_blocks,
        "is_training": is_training,
        "index": 1,
    }
    return Case(height, width, channels, arguments, num_layers, data_format)


BLOCK_LAYER = Exercise(
    id="block_layer",
    chapter=3,
    title="A chain of blocks",
    points=4,
    minutes=15,
    difficulty=3,
    importance=5,
    section="3.2 The block layer",
    signature=("self", "inputs", "filters", "strides", "num_blocks", "is_training", "index"),
    returns="one tensor",
    groundwork=(
        "pre_activation",
        "pre_activation_with_shortcut",
        "regular_block",
        "bottleneck_block",
    ),
    hints=(
        "One block is different from the others. Which, and what does it do that the others need "
        "not do again?",
        "How many channels leave a block? `filters`, or four times as many when "
        "`self.bottleneck`. Build the first block with the layer's strides and that number as "
        "`shortcut_filters`. Then, in a loop over the remaining `num_blocks - 1`, feed each block "
        "the previous output, with strides 1 and no `shortcut_filters`.",
        "shortcut_filters = … if self.bottleneck else …\n"
        "outputs = block(inputs, filters, …, is_training, 0, …)\n"
        "for block_index in range(1, …):\n"
        "    outputs = block(…, filters, …, is_training, block_index)\n"
        "return …",
    ),
    cases=(
        _layer(18, 8, 7, 3, 4, 2, 3, False),
        _layer(18, 4, 3, 4, 4, 1, 2, False),
        _layer(18, 4, 5, 3, 4, 1, 1, True),
        _layer(50, 6, 5, 4, 2, 2, 2, False),
        _layer(50, 3, 4, 8, 2, 1, 3, True, "channels_first"),
        _layer(18, 6, 5, 3, 4, 2, 2, True, "channels_first"),
    ),
    misconceptions=(
        "stride_in_every_block",
        "every_block_like_the_first",
        "stride_missing_in_layer",
        "projection_in_every_block",
        "layer_projection_only_where_stride",
        "layer_projection_missing",
        "shortcut_not_expanded",
        "blocks_fed_layer_input",
        "one_block_too_many",
        "one_block_too_few",
        "training_flag_dropped",
        "training_always_on",
    ),
)

EXERCISES = (BLOCK_LAYER,)
