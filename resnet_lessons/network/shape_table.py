"""The shape after every part of a network, read from the network itself or from arithmetic."""

import re
from dataclasses import dataclass

import keras

from resnet_lessons.display import table
from resnet_lessons.network.anatomy import shape_text
from resnet_lessons.network.depths import network_anatomy

_BLOCK_OUTPUT = re.compile(r"(block_layer(\d+)_(?:regular|bottleneck)_block(\d+))_output")


@dataclass(frozen=True)
class ShapeTable:
    """What leaves each block layer, and who says so.

    Attributes:
        origin: where the shapes come from, in words.
        rows: (part, blocks in it, shape) in the network's order; a part without blocks holds 0.
        kernels: layers of the network that hold a kernel, projections among them.
    """

    origin: str
    rows: tuple[tuple[str, int, tuple[int, ...]], ...]
    kernels: int

    @property
    def _closing(self):
        return f"{self.kernels} layers hold a kernel, projections among them."

    def __repr__(self):
        width = max(len(part) for part, _, _ in self.rows)
        lines = [
            f"  {part:<{width}}  {blocks or '':>6}  {shape_text(shape)}"
            for part, blocks, shape in self.rows
        ]
        head = [f"{self.origin}.", f"  {'part':<{width}}  blocks  shape"]
        return "\n".join([*head, *lines, self._closing])

    def _repr_html_(self):
        return table(
            "shapes",
            ("Part", "Blocks", "Shape after it"),
            [(part, blocks or "", shape_text(shape)) for part, blocks, shape in self.rows],
            align="lrl",
            caption=f"{self.origin}.",
            notes=[self._closing],
        )


def shapes_along(network, num_layers=18, image_size=224):
    """The shape after every block layer.

    Args:
        network: from `my_network` or `my_block_layers`. Where that had none to give, or where the
            names of the blocks are missing, the shapes are worked out.
        num_layers, image_size: of the network that is worked out.

    Returns:
        `ShapeTable`
    """
    if isinstance(network, keras.Model):
        rows = _rows_of(network)
        if rows:
            kernels = sum(hasattr(layer, "kernel") for layer in network._flatten_layers())
            return ShapeTable(f"Read from the network {network.name}", rows, kernels)
        reason = "Your block layers are there, but the names of their blocks are not."
    else:
        reason = getattr(network, "text", "There is no network to read yet.")
    anatomy = network_anatomy(num_layers, image_size)
    rows = [("image", 0, anatomy.image_shape)]
    # The stem's convolution and the dense layer stand outside the blocks.
    kernels = 2
    for layer in anatomy.block_layers:
        rows.append((f"block layer {layer.index}", len(layer.blocks), layer.output_shape))
        kernels += sum(step.filters is not None for block in layer.blocks for step in block.steps)
    return ShapeTable(f"{reason} Worked out for {anatomy.name}", tuple(rows), kernels)


def _rows_of(network):
    """One row for the image and one for each block layer, from the points around its blocks."""
    blocks, shapes = {}, {}
    for layer in network.layers:
        match = _BLOCK_OUTPUT.fullmatch(layer.name)
        if match:
            number = int(match.group(2))
            blocks[number] = blocks.get(number, 0) + 1
            shapes[number] = tuple(layer.output.shape[1:])
    if not shapes:
        return ()
    # Block layers alone read what the stem passes on.
    start = "image" if network.inputs[0].name == "images" else "max-pooling"
    first = (start, 0, tuple(network.inputs[0].shape[1:]))
    return (first, *((f"block layer {n}", blocks[n], shapes[n]) for n in sorted(shapes)))
