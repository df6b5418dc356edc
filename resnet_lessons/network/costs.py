"""What the networks of 18 to 200 layers cost: parameters, multiply–adds and memory, by arithmetic."""

from dataclasses import dataclass, replace
from math import prod

from resnet_lessons.display import table
from resnet_lessons.network.conventions import KERAS, LESSONS
from resnet_lessons.network.depths import BLOCK_LAYER_SIZES, CLASSES, network_anatomy
from resnet_lessons.network.validation import check_count

BYTES = 4  # of a float32
# He et al. 2015, table 1, last row; the table ends at 152 layers.
PAPER_MULTIPLY_ADDS = {18: 1.8e9, 34: 3.6e9, 50: 3.8e9, 101: 7.6e9, 152: 11.3e9}
_KERAS_DEPTH = 50


@dataclass(frozen=True)
class NetworkCost:
    """What one network costs, for 1,000 classes and one colour image.

    Attributes:
        name: such as "ResNet-50".
        num_layers: the number in its name.
        parameters: trainable ones.
        multiply_adds: of convolutions and the dense layer.
        weight_bytes: of all weights in float32, the moving statistics of batch normalisation too.
        memory_bytes: of the activations alive at once while it predicts, in float32, at the
            worst moment; None where they are not counted.
        training_bytes: of the image and of what leaves each layer, all kept for the backward
            pass of one training step, in float32; batch normalisation with its ReLU is one layer.
            None where they are not counted.
        paper_multiply_adds: as He et al. 2015, table 1, has them, or None.
        own_multiply_adds: as the student's own `count_flops` counts them, or None.
    """

    name: str
    num_layers: int
    parameters: int
    multiply_adds: int
    weight_bytes: int
    memory_bytes: int | None = None
    training_bytes: int | None = None
    paper_multiply_adds: float | None = None
    own_multiply_adds: int | None = None


@dataclass(frozen=True)
class CostTable:
    """The costs of several networks.

    Attributes:
        image_size: side of the square image, in pixels.
        rows: `NetworkCost` of each of the lessons' networks, smallest first.
        beside: `NetworkCost` of Keras' own ResNet50V2.
        notes: sentences below the table.
    """

    image_size: int
    rows: tuple[NetworkCost, ...]
    beside: NetworkCost
    notes: tuple[str, ...]

    @property
    def columns(self):
        """((heading, (cell of each row, …)), …), Keras' network in the last row."""
        rows = (*self.rows, self.beside)
        columns = [
            ("network", tuple(row.name for row in rows)),
            ("parameters", tuple(f"{row.parameters:,}" for row in rows)),
            ("multiply–adds (G)", tuple(_billions(row.multiply_adds) for row in rows)),
            ("the paper's (G)", tuple(_billions(row.paper_multiply_adds, 1) for row in rows)),
            ("weights (MB)", tuple(_megabytes(row.weight_bytes) for row in rows)),
            ("predicting (MB)", tuple(_megabytes(row.memory_bytes) for row in rows)),
            ("training (MB)", tuple(_megabytes(row.training_bytes) for row in rows)),
        ]
        if any(row.own_multiply_adds is not None for row in rows):
            own = tuple(_billions(row.own_multiply_adds) for row in rows)
            columns.insert(3, ("your count_flops (G)", own))
        return tuple(columns)

    @property
    def _caption(self):
        side = self.image_size
        return f"{CLASSES:,} classes, one image of {side} × {side} × 3; G: 10⁹, MB: 10⁶ bytes."

    def __repr__(self):
        columns = [_padded(place, *column) for place, column in enumerate(self.columns)]
        lines = ["  ".join(cells).rstrip() for cells in zip(*columns, strict=True)]
        return "\n".join([self._caption, *lines, *self.notes])

    def _repr_html_(self):
        headings, columns = zip(*self.columns, strict=True)
        return table(
            "costs",
            headings,
            zip(*columns, strict=True),
            align="h" + "r" * (len(columns) - 1),
            caption=self._caption,
            notes=self.notes,
        )


def cost_table(image_size=224):
    """What the six networks cost, beside the paper's numbers and Keras' own ResNet50V2.

    Args:
        image_size: side of the square image, in pixels, at least 1.

    Returns:
        `CostTable`

    Raises:
        ValueError: when `image_size` is no whole number above 0.
    """
    check_count("image_size", image_size)
    image_size = int(image_size)
    rows = tuple(_lessons_cost(depth, image_size) for depth in BLOCK_LAYER_SIZES)
    return CostTable(image_size, rows, _keras_cost(image_size), _notes(image_size))


def peak_activations(anatomy):
    """How many numbers are alive at once while a network predicts, at the worst moment.

    While a layer runs, its input, its output and a waiting shortcut are; whatever nothing reads
    any more is let go.

    Args:
        anatomy: `NetworkAnatomy`.

    Returns:
        whole number, for one image
    """
    image, stem, pooled = map(prod, (anatomy.image_shape, anatomy.stem_shape, anatomy.pooled_shape))
    moments = [image + stem, stem + pooled]
    for block in anatomy.blocks:
        entered, (first, *branch) = prod(block.input_shape), block.branch
        moments.append(entered + prod(first.output_shape))
        current, waiting = prod(first.output_shape), entered
        if block.projects:
            waiting = prod(block.shortcut_shape)
            moments.append(current + waiting)
        for step in branch:
            following = prod(step.output_shape)
            moments.append(current + following + waiting)
            current = following
        moments.append(current + waiting + prod(block.output_shape))
    return max(*moments, 2 * prod(anatomy.blocks[-1].output_shape))


def kept_activations(anatomy):
    """How many numbers one training step keeps for its backward pass.

    Args:
        anatomy: `NetworkAnatomy`.

    Returns:
        whole number, for one image: the image, and what leaves each layer, additions included;
        batch normalisation and the ReLU after it are one layer, an identity is none.
    """
    total = sum(map(prod, (anatomy.image_shape, anatomy.stem_shape, anatomy.pooled_shape)))
    for block in anatomy.blocks:
        kept = [step for step in block.steps if step.kind != "identity"]
        total += sum(prod(step.output_shape) for step in kept) + prod(block.output_shape)
    last = anatomy.blocks[-1].output_shape
    return total + prod(last) + last[2] + CLASSES


def _lessons_cost(num_layers, image_size):
    anatomy = network_anatomy(num_layers, image_size)
    weights = anatomy.parameters + LESSONS.moving_statistics(num_layers)
    # The paper counts for 224 pixels only.
    paper = PAPER_MULTIPLY_ADDS.get(num_layers) if image_size == 224 else None
    return NetworkCost(
        anatomy.name,
        num_layers,
        anatomy.parameters,
        anatomy.multiply_adds,
        BYTES * weights,
        BYTES * peak_activations(anatomy),
        BYTES * kept_activations(anatomy),
        paper,
    )


def _keras_cost(image_size):
    parameters = KERAS.parameters(_KERAS_DEPTH)
    weights = parameters + KERAS.moving_statistics(_KERAS_DEPTH)
    multiply_adds = KERAS.multiply_adds(_KERAS_DEPTH, image_size)
    return NetworkCost(
        "Keras' ResNet50V2", _KERAS_DEPTH, parameters, multiply_adds, BYTES * weights
    )


def _notes(image_size):
    """Why the numbers are not those that stand elsewhere."""
    moved = replace(LESSONS, strides_first=True).multiply_adds(_KERAS_DEPTH, image_size)
    moving = KERAS.moving_statistics(_KERAS_DEPTH)
    return (
        f"Keras halves the side one block earlier; its summary shows "
        f"{KERAS.parameters(_KERAS_DEPTH) + moving:,} parameters, "
        f"{moving:,} moving means and variances among them.",
        f"The paper's: He et al. 2015, table 1. Its bottleneck has the strides in the first 1×1 "
        f"convolution, ours in the 3×3; with its place ResNet-{_KERAS_DEPTH} has "
        f"{_billions(moved)} G.",
    )


def _billions(number, digits=2):
    return "–" if number is None else f"{number / 1e9:.{digits}f}"


def _megabytes(number):
    return "–" if number is None else f"{number / 1e6:.1f}"


def _padded(place, heading, cells):
    """Heading and cells of a column, equally wide; the names to the left, numbers to the right."""
    width = max(map(len, (heading, *cells)))
    return [f"{cell:<{width}}" if place == 0 else f"{cell:>{width}}" for cell in (heading, *cells)]
