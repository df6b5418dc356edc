"""What a ResNet consists of under the rules of one program or another, by arithmetic.

Whole numbers only: nothing is built.
"""

from dataclasses import dataclass

from resnet_lessons.network.anatomy import BOTTLENECK_EXPANSION, side_after
from resnet_lessons.network.depths import (
    BLOCK_LAYER_SIZES,
    BLOCK_STRIDES,
    CLASSES,
    FIRST_BOTTLENECK_DEPTH,
    STEM_CONVOLUTION,
    STEM_FILTERS,
    STEM_POOLING,
)
from resnet_lessons.network.validation import check_depth

COMPARED = (18, 34, 50)
ROLES = ("stem", "branch", "last", "projection")
_COLORS = 3


@dataclass(frozen=True)
class Convolution:
    """One convolution of a network.

    Attributes:
        role: "stem", "branch", "last" (of a residual branch) or "projection".
        kernel_size, channels, filters: of its kernel.
        side: of its square output, in positions.
    """

    role: str
    kernel_size: int
    channels: int
    filters: int
    side: int

    @property
    def weights(self):
        """Of the kernel, without biases."""
        return self.kernel_size**2 * self.channels * self.filters

    @property
    def multiply_adds(self):
        """One for each weight at each position of the output."""
        return self.weights * self.side**2


@dataclass(frozen=True)
class Convention:
    """The rules by which one program builds a ResNet.

    Attributes:
        name: of the program, for people.
        citation: where its rules stand.
        pre_activated: whether batch normalisation and ReLU come before each convolution of a
            block (He et al. 2016), or batch normalisation after it and ReLU after the addition.
        always_projects: whether the first block of every block layer projects, or else only a
            block whose shape changes.
        normalised_projection: whether batch normalisation follows a projection.
        stem_activation: whether batch normalisation and ReLU follow the stem's convolution.
        strides_first: whether the first convolution of a bottleneck has its strides, or else
            the 3x3 one.
        shrinks_last: whether the last block of a block layer halves the side for the next layer,
            or else the first block of that next layer does.
        biased: the roles of the convolutions that have biases.
        depths: the networks that the program offers, of `COMPARED`.
    """

    name: str
    citation: str
    pre_activated: bool = True
    always_projects: bool = False
    normalised_projection: bool = False
    stem_activation: bool = False
    strides_first: bool = False
    shrinks_last: bool = False
    biased: tuple[str, ...] = ()
    depths: tuple[int, ...] = COMPARED

    def parameters(self, num_layers):
        """Trainable parameters of a network for 1,000 classes.

        Raises:
            ValueError: when there is no such network.
        """
        convolutions, normalised = self.layers(num_layers)
        kernels = sum(each.weights for each in convolutions)
        biases = sum(each.filters for each in convolutions if each.role in self.biased)
        dense = (_last_channels(num_layers) + 1) * CLASSES
        return kernels + biases + 2 * sum(normalised) + dense

    def moving_statistics(self, num_layers):
        """Means and variances that batch normalisation keeps; they are not trained."""
        return 2 * sum(self.layers(num_layers)[1])

    def multiply_adds(self, num_layers, image_size=224):
        """Of convolutions and the dense layer, for one square image of `image_size` pixels."""
        convolutions, _ = self.layers(num_layers, image_size)
        dense = _last_channels(num_layers) * CLASSES
        return sum(each.multiply_adds for each in convolutions) + dense

    def layers(self, num_layers, image_size=224):
        """What a network consists of.

        Args:
            num_layers: 18, 34, 50, 101, 152 or 200.
            image_size: side of the square colour image, in pixels.

        Returns:
            ([`Convolution`, …], [channels of each batch normalisation, …])

        Raises:
            ValueError: when there is no such network.
        """
        check_depth(num_layers, BLOCK_LAYER_SIZES)
        side = side_after(image_size, STEM_CONVOLUTION[1])
        stem = Convolution("stem", STEM_CONVOLUTION[0], _COLORS, STEM_FILTERS, side)
        convolutions, normalised = [stem], [STEM_FILTERS] if self.stem_activation else []
        side, channels = side_after(side, STEM_POOLING[1]), STEM_FILTERS
        for filters, strides, is_first in self._blocks(num_layers):
            block = self._block(num_layers, filters, strides, is_first, channels, side)
            # The stem's own pre-activation serves the first block (He et al. 2016, appendix).
            shared = len(convolutions) == 1 and self.pre_activated and self.stem_activation
            normalised += self._normalised(block)[shared:]
            convolutions += block
            side, channels = side_after(side, strides), _expanded(num_layers, filters)
        return convolutions, normalised + ([channels] if self.pre_activated else [])

    def projects(self, is_first, channels, outputs, strides=1):
        """Whether a block projects: the first of its block layer, with these channels."""
        if self.always_projects:
            return is_first
        return channels != outputs or strides > 1

    def _blocks(self, num_layers):
        """(filters, strides, whether it is the first of its block layer) of every block."""
        sizes = BLOCK_LAYER_SIZES[num_layers]
        for number, size in enumerate(sizes):
            own = BLOCK_STRIDES[number]
            following = BLOCK_STRIDES[number + 1] if number + 1 < len(sizes) else 1
            for block in range(size):
                shrinks = block == (size - 1 if self.shrinks_last else 0)
                strides = (following if self.shrinks_last else own) if shrinks else 1
                yield STEM_FILTERS * 2**number, strides, block == 0

    def _block(self, num_layers, filters, strides, is_first, channels, side):
        """The convolutions of one block: its residual branch, then its projection."""
        outputs, reached = _expanded(num_layers, filters), side_after(side, strides)
        bottleneck = num_layers >= FIRST_BOTTLENECK_DEPTH
        if bottleneck:
            entry = reached if self.strides_first else side
            chain = [(1, filters, entry), (3, filters, reached), (1, outputs, reached)]
        else:
            chain = [(3, filters, reached), (3, filters, reached)]
        convolutions, inputs = [], channels
        for place, (kernel_size, each, where) in enumerate(chain, start=1):
            role = "last" if place == len(chain) else "branch"
            convolutions.append(Convolution(role, kernel_size, inputs, each, where))
            inputs = each
        if self.projects(is_first, channels, outputs, strides):
            convolutions.append(Convolution("projection", 1, channels, outputs, reached))
        return convolutions

    def _normalised(self, block):
        """Channels of each batch normalisation in a block."""
        if self.pre_activated:
            return [each.channels for each in block if each.role != "projection"]
        keep = self.normalised_projection
        return [each.filters for each in block if keep or each.role != "projection"]


def _expanded(num_layers, filters):
    """Channels that leave a block."""
    return filters * (BOTTLENECK_EXPANSION if num_layers >= FIRST_BOTTLENECK_DEPTH else 1)


def _last_channels(num_layers):
    """Channels that leave the last block layer."""
    return _expanded(num_layers, STEM_FILTERS * 2 ** (len(BLOCK_LAYER_SIZES[num_layers]) - 1))
