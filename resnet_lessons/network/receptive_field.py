"""How much of the picture one position of a network's inside can see, by arithmetic.

Each convolution lets a position see its neighbours; after a stride, neighbours are twice as far
apart in the picture. The widest view is that along the residual branches.
"""

from dataclasses import dataclass
from functools import partial

from resnet_lessons.network.anatomy import side_after
from resnet_lessons.network.depths import STEM_CONVOLUTION, STEM_POOLING


@dataclass(frozen=True)
class View:
    """What a position in the middle of a place in the network sees.

    Attributes:
        place: such as "block layer 1, block 0".
        position: which position it is, along one side, from 0.
        weight_layers: so far, on the way along the residual branches, the place included.
        first, last: pixels at the ends of the window, from 0; outside the picture it sees zeros.
        image_size: side of the picture, in pixels.
    """

    place: str
    position: int
    weight_layers: int
    first: int
    last: int
    image_size: int

    @property
    def width(self):
        """Of the window, in pixels."""
        return self.last - self.first + 1

    @property
    def covers_picture(self):
        """Whether every pixel of the picture lies in the window."""
        return self.first <= 0 and self.last >= self.image_size - 1


def views(network):
    """What a position in the middle sees after the stem and after each block.

    An even side has no middle position, and a stride of 2 moves the windows a little to one side. So
    the position is the one whose window lies most in the middle of the picture: where it does not see
    the whole picture, no other position does.

    Args:
        network: `NetworkAnatomy`.

    Returns:
        tuple of `View`, in the network's order; the first two are the stem's.
    """
    image_size = network.image_shape[0]
    places = list(_places(network))
    found, steps, weight_layers = [], [], 0
    for place, new_steps, side, convolutions in places:
        steps += new_steps
        weight_layers += convolutions
        position = min(range(side), key=partial(_off_centre, steps, image_size))
        first, last = _window(steps, position)
        found.append(View(place, position, weight_layers, first, last, image_size))
    return tuple(found)


def _off_centre(steps, image_size, position):
    """Twice how far the middle of a position's window lies from the middle of the picture."""
    return abs(sum(_window(steps, position)) - (image_size - 1))


def _places(network):
    """(name, [(kernel size, strides, padding before)], side, weight layers) of each place."""
    kernel, strides = STEM_CONVOLUTION
    yield "stem convolution", [(kernel, strides, kernel // 2)], network.stem_shape[0], 1
    pooling = (*STEM_POOLING, _same_padding(*STEM_POOLING, network.stem_shape[0]))
    yield "max-pooling", [pooling], network.pooled_shape[0], 0
    for layer in network.block_layers:
        for number, block in enumerate(layer.blocks):
            steps = [
                (step.kernel_size, step.strides, (step.kernel_size - 1) // 2)
                for step in block.branch
                if step.kind == "convolution"
            ]
            side = block.output_shape[0]
            yield f"block layer {layer.index}, block {number}", steps, side, len(steps)


def _same_padding(kernel_size, strides, side):
    """Zeros before the first position where Keras pads with 'same'."""
    whole = max((side_after(side, strides) - 1) * strides + kernel_size - side, 0)
    return whole // 2


def _window(steps, position):
    """First and last pixel that a position sees, followed back through the steps."""
    first = last = position
    for kernel_size, strides, before in reversed(steps):
        first = first * strides - before
        last = last * strides - before + kernel_size - 1
    return first, last
