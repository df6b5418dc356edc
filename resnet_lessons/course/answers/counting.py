"""Chapters 0 and 3: what can be counted before anything is built. Answers stand between markers."""


def warm_up(height, width, channels):
    """The shape of a picture after a step of a residual network.

    Args:
        height, width: positions, even numbers.
        channels: numbers at each position.

    Returns:
        (height, width, channels) after the step, three whole numbers.
    """
    ### BEGIN SOLUTION
    return height // 2, width // 2, 2 * channels
    ### END SOLUTION


def count_weight_layers(block_layer_sizes, bottleneck):
    """The number of weight layers that gives a residual network its name.

    Args:
        block_layer_sizes: blocks in each block layer, such as [2, 2, 2, 2].
        bottleneck: whether the blocks are bottleneck blocks, or else regular ones.

    Returns:
        whole number (`int`); projections are not counted (He et al. 2015, table 1).
    """
    ### BEGIN SOLUTION
    layers_per_block = 3 if bottleneck else 2
    return 1 + layers_per_block * sum(block_layer_sizes) + 1
    ### END SOLUTION


def projection_blocks(block_layer_sizes):
    """The blocks of a residual network whose shortcut is a projection.

    Args:
        block_layer_sizes: blocks in each block layer, such as [2, 2, 2, 2].

    Returns:
        list of pairs (block layer, block) of whole numbers (`int`), in any order: block layers are
        counted from 1, blocks from 0, as in `block_layer1_regular_block0`.
    """
    ### BEGIN SOLUTION
    number_of_layers = len(block_layer_sizes)
    return [(block_layer, 0) for block_layer in range(1, number_of_layers + 1)]
    ### END SOLUTION
