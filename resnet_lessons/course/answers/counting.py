"""Chapters 0 and 3: what can be counted before anything is built. Answers stand between markers."""


def warm_up(height, width, channels):
    """The shape of a picture after a step of a residual network.

    Args:
        height, width: of the picture, in positions; both are even numbers.
        channels: how many numbers there are at each position.

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
        bottleneck: True for bottleneck blocks and False for regular ones: one truth value for the
            whole network, or a list with one for each block layer.

    Returns:
        whole number (`int`); projections are not counted (He et al. 2015, table 1).
    """
    ### BEGIN SOLUTION
    if isinstance(bottleneck, bool):
        bottleneck = [bottleneck] * len(block_layer_sizes)
    count = 0
    for num_blocks, is_bottleneck in zip(block_layer_sizes, bottleneck, strict=True):
        layers_per_block = 3 if is_bottleneck else 2
        count += layers_per_block * num_blocks
    return 1 + count + 1
    ### END SOLUTION


def projection_blocks(block_layer_sizes, shapes=None):
    """The blocks of a residual network whose shortcut is a projection.

    Two rules are in use. In the lessons' network one block of every block layer projects. He et al.
    2015 (section 3.3, option B) project only where the shape changes, and this rule applies if the
    shapes are given.

    Args:
        block_layer_sizes: blocks in each block layer, such as [2, 2, 2, 2].
        shapes: None, or a list of tuples (height, width, channels): first the shape that enters the
            first block layer, then the one that leaves each block layer.

    Returns:
        list of pairs (block layer, block) of whole numbers (`int`), in any order: block layers are
        counted from 1, blocks from 0, as in `block_layer1_regular_block0`.
    """
    ### BEGIN SOLUTION
    pairs = []
    for block_layer in range(1, len(block_layer_sizes) + 1):
        if shapes is None or shapes[block_layer - 1] != shapes[block_layer]:
            pairs.append((block_layer, 0))
    return pairs
    ### END SOLUTION
