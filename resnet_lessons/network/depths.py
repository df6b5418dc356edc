"""The networks of 18 to 200 weight layers, taken apart by arithmetic: nothing is built.

Whole numbers only, as in `anatomy`, so that figures and tables can show a network before a student
has written one.
"""

from dataclasses import dataclass

from resnet_lessons.network.anatomy import BlockAnatomy, Shape, block_anatomy, side_after
from resnet_lessons.network.validation import check_depth

# Weight layers -> blocks in each of the four block layers (He et al. 2015, table 1; for 200
# He et al. 2016).
BLOCK_LAYER_SIZES = {
    18: [2, 2, 2, 2],
    34: [3, 4, 6, 3],
    50: [3, 4, 6, 3],
    101: [3, 4, 23, 3],
    152: [3, 8, 36, 3],
    200: [3, 24, 36, 3],
}
FIRST_BOTTLENECK_DEPTH = 50
BLOCK_STRIDES = (1, 2, 2, 2)
STEM_FILTERS = 64
# Kernel size and strides of the stem's convolution and of its max-pooling.
STEM_CONVOLUTION, STEM_POOLING = (7, 2), (3, 2)
# Classes of ImageNet, for which the papers count.
CLASSES = 1000


@dataclass(frozen=True)
class BlockLayerAnatomy:
    """A chain of blocks.

    Attributes:
        index: its number in the network, from 1.
        blocks: `BlockAnatomy` of each, first block first.
    """

    index: int
    blocks: tuple[BlockAnatomy, ...]

    @property
    def input_shape(self):
        """(height, width, channels) that enters the first block."""
        return self.blocks[0].input_shape

    @property
    def output_shape(self):
        """(height, width, channels) that leaves the last block."""
        return self.blocks[-1].output_shape

    @property
    def projections(self):
        """Whether each block projects its shortcut."""
        return tuple(block.projects for block in self.blocks)

    @property
    def part(self):
        """`Part`: what all of its blocks cost."""
        return Part(
            f"block layer {self.index}",
            sum(block.parameters for block in self.blocks),
            sum(block.multiply_adds for block in self.blocks),
        )


@dataclass(frozen=True)
class Part:
    """A part of a network, counted.

    Attributes:
        name: "stem", "block layer 1" to "block layer 4", or "head".
        parameters: trainable ones.
        multiply_adds: for one image.
    """

    name: str
    parameters: int
    multiply_adds: int


@dataclass(frozen=True)
class NetworkAnatomy:
    """A whole network: stem, four block layers, head.

    Attributes:
        num_layers: the number in its name.
        image_shape, stem_shape, pooled_shape: (height, width, channels) of the image, after the
            stem's convolution, and after its max-pooling.
        block_layers: four of them.
    """

    num_layers: int
    image_shape: Shape
    stem_shape: Shape
    pooled_shape: Shape
    block_layers: tuple[BlockLayerAnatomy, ...]

    @property
    def name(self):
        """Such as "ResNet-50"."""
        return f"ResNet-{self.num_layers}"

    @property
    def kind(self):
        """Of its blocks: "regular" or "bottleneck"."""
        return self.block_layers[0].blocks[0].kind

    @property
    def sizes(self):
        """Blocks in each block layer."""
        return tuple(len(layer.blocks) for layer in self.block_layers)

    @property
    def convolutions_per_block(self):
        """On the residual branch of one block."""
        branch = self.block_layers[0].blocks[0].branch
        return sum(step.kind == "convolution" for step in branch)

    @property
    def shapes(self):
        """((name, shape), …) of the image and of what leaves each part, in order."""
        return (
            ("image", self.image_shape),
            ("stem convolution", self.stem_shape),
            ("max-pooling", self.pooled_shape),
            *((f"block layer {layer.index}", layer.output_shape) for layer in self.block_layers),
        )

    @property
    def blocks(self):
        """`BlockAnatomy` of every block, first block first."""
        return tuple(block for layer in self.block_layers for block in layer.blocks)

    @property
    def parts(self):
        """`Part` of the stem, of each block layer and of the head for 1,000 classes, in order.

        The head is the last pre-activation, the channel means and the dense layer.
        """
        height, width, _ = self.stem_shape
        weights = STEM_CONVOLUTION[0] ** 2 * self.image_shape[2] * STEM_FILTERS
        stem = Part("stem", weights + STEM_FILTERS, weights * height * width)
        channels = self.block_layers[-1].output_shape[2]
        pre_activation, dense = 2 * channels, (channels + 1) * CLASSES
        head = Part("head", pre_activation + dense, channels * CLASSES)
        return (stem, *(layer.part for layer in self.block_layers), head)

    @property
    def parameters(self):
        """Trainable parameters of the whole network for 1,000 classes."""
        return sum(part.parameters for part in self.parts)

    @property
    def multiply_adds(self):
        """Of the convolutions, projections included, and the dense layer, for one image."""
        return sum(part.multiply_adds for part in self.parts)


def block_layer_anatomy(kind, index, input_shape, filters, strides, num_blocks):
    """Takes a block layer apart: the first block has the strides and projects, the others neither.

    Args:
        kind: of the blocks, "regular" or "bottleneck".
        index: its number in the network, from 1.
        input_shape: (height, width, channels).
        filters, strides: as handed to the block layer.
        num_blocks: at least 1.

    Returns:
        `BlockLayerAnatomy`

    Raises:
        ValueError: when no such block layer exists.
    """
    if num_blocks < 1:
        raise ValueError(f"num_blocks is {num_blocks!r}; a block layer has at least one block")
    blocks = [block_anatomy(kind, *input_shape, filters, strides, projection=True)]
    for _ in range(1, num_blocks):
        blocks.append(block_anatomy(kind, *blocks[-1].output_shape, filters))
    return BlockLayerAnatomy(index, tuple(blocks))


def network_anatomy(num_layers=50, image_size=224):
    """Takes one of the networks apart.

    Args:
        num_layers: 18, 34, 50, 101, 152 or 200.
        image_size: side of the square colour image, in pixels.

    Returns:
        `NetworkAnatomy`

    Raises:
        ValueError: when there is no such network.
    """
    check_depth(num_layers, BLOCK_LAYER_SIZES)
    kind = "bottleneck" if num_layers >= FIRST_BOTTLENECK_DEPTH else "regular"
    stem_side = side_after(image_size, STEM_CONVOLUTION[1])
    pooled_side = side_after(stem_side, STEM_POOLING[1])
    shape = pooled_shape = (pooled_side, pooled_side, STEM_FILTERS)
    block_layers = []
    for number, num_blocks in enumerate(BLOCK_LAYER_SIZES[num_layers]):
        filters, strides = STEM_FILTERS * 2**number, BLOCK_STRIDES[number]
        layer = block_layer_anatomy(kind, number + 1, shape, filters, strides, num_blocks)
        block_layers.append(layer)
        shape = layer.output_shape
    return NetworkAnatomy(
        num_layers,
        (image_size, image_size, 3),
        (stem_side, stem_side, STEM_FILTERS),
        pooled_shape,
        tuple(block_layers),
    )
