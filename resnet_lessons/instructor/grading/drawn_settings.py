"""How hidden settings are drawn for plain functions: `Setting`s."""

from resnet_lessons.course.exercises import Setting
from resnet_lessons.instructor.exercises import sampling as draws


def picture(draw):
    height, width, channels = (draws.between(draw, 1, 99) for _ in range(3))
    shape = 2 * height, 2 * width, channels
    return Setting("a picture of " + " × ".join(map(str, shape)), {"shape": shape})


def polynomial(dimensions):
    def make(draw):
        coefficients = tuple(
            round(float(c), 2) for c in draw.uniform(-2, 2, draws.between(draw, 1, 3))
        )
        shape = draws.shape(draw, dimensions)
        text = f"the optimal mapping has the coefficients {coefficients}, x has shape {shape}"
        return Setting(text, {"coefficients": coefficients, "shape": shape})

    return make


def tensors(dimensions):
    def make(draw):
        shape = draws.shape(draw, dimensions)
        return Setting(f"residual and x of shape {shape}", {"shape": shape})

    return make


def kernel(sizes):
    def make(draw):
        size, channels = draws.one_of(draw, sizes), draws.between(draw, 2, 8)
        text = f"kernel_size={size}, channels={channels}"
        return Setting(text, {"kernel_size": size, "channels": channels})

    return make


def branch(ends_with):
    def make(draw):
        channels, convolutions = draws.between(draw, 2, 7), draws.between(draw, 1, 4)
        values = {"channels": channels, "ends_with": ends_with, "convolutions": convolutions}
        return Setting(
            f"a branch of {channels} channels and {convolutions} convolutions, at its end "
            f"{ends_with}",
            values,
        )

    return make


ENDS = ("convolution", "convolution without bias", "normalisation")


def growth(number_of_blocks):
    def make(draw):
        channels, classes = draws.between(draw, 2, 6), draws.between(draw, 2, 9)
        ends = tuple(draws.one_of(draw, ENDS) for _ in range(number_of_blocks))
        text = f"features of {channels} channels, {classes} classes, extra blocks {ends}"
        return Setting(text, {"channels": channels, "classes": classes, "ends_with": ends})

    return make


def network(least, most, bottleneck):
    def make(draw):
        sizes = tuple(draws.between(draw, 1, 12) for _ in range(draws.between(draw, least, most)))
        text = f"block layers of {sizes} {'bottleneck' if bottleneck else 'regular'} blocks"
        return Setting(text, {"block_layer_sizes": sizes, "bottleneck": bottleneck})

    return make


NETWORKS = (
    network(1, 3, False),
    network(4, 4, True),
    network(4, 4, False),
    network(5, 7, True),
)


def _convolution_part(draw, least=1):
    """A convolution that fits on sides of at least `least`."""
    kernel_size = draws.between(draw, 1, least), draws.between(draw, 1, least)
    padding = draws.one_of(draw, ("same", "valid"))
    return "convolution", draws.between(draw, 2, 5), kernel_size, draws.between(draw, 1, 2), padding


def counted(kind, data_format):
    """A network to count in: some convolutions with something of one kind behind them."""

    def make(draw):
        sides = draws.between(draw, 9, 12), draws.between(draw, 9, 12)
        parts = [_convolution_part(draw, 3), ("normalization",), ("relu",)]
        if kind == "dense":
            parts += [("average",), ("dense", draws.between(draw, 2, 9)), ("dense", 3)]
        if kind == "inside":
            inner = ("inside", _convolution_part(draw, 2), ("normalization",), ("relu",))
            parts += [("inside", inner, _convolution_part(draw))]
        if kind == "again_and_again":
            parts += [(kind, draws.between(draw, 1, 3), draws.between(draw, 2, 4))]
        if kind == "convolutions":
            parts += [_convolution_part(draw, 2), ("relu",), _convolution_part(draw)]
        channels = draws.between(draw, 1, 4)
        shape = (*sides, channels) if data_format == "channels_last" else (channels, *sides)
        values = {"input_shape": shape, "parts": tuple(parts), "data_format": data_format}
        return Setting(f"a network for images of {shape}, {data_format}: {parts}", values)

    return make


def _small_network(bottleneck):
    """Blocks of a small network and their names: bottleneck blocks cost more, so they are fewer."""

    def make(draw):
        layers, names = [], []
        kind = "bottleneck_block" if bottleneck else "regular_block"
        for index in range(1, (1 if bottleneck else draws.between(draw, 1, 2)) + 1):
            first = draws.between(draw, 0, 2)
            numbers = tuple(range(first, first + draws.between(draw, 1, 2)))
            filters = draws.between(draw, 2, 3) if bottleneck else draws.between(draw, 2, 5)
            layers.append((filters, draws.between(draw, 1, 2), numbers))
            names += [f"block_layer{index}_{kind}{number}" for number in numbers]
        network = {
            "block_layers": tuple(layers),
            "classes": draws.between(draw, 2, 6),
            "bottleneck": bottleneck,
        }
        return network, names

    return make


def cut(which, bottleneck):
    """A block to cut out: the first or the last of a network, or any."""

    def make(draw):
        network, names = _small_network(bottleneck)(draw)
        places = {"first": 0, "last": -1}
        name = names[places[which]] if which in places else draws.one_of(draw, names)
        side = draws.between(draw, 4, 7)
        text = f"{name} of {network}, images of {side} pixels"
        return Setting(text, {"network": network, "side": side, "block_name": name})

    return make


def measured(bottleneck):
    def make(draw):
        network, _ = _small_network(bottleneck)(draw)
        side, count = draws.between(draw, 4, 7), draws.between(draw, 2, 6)
        text = f"{network}, {count} images of {side} pixels"
        return Setting(text, {"network": network, "side": side, "count": count})

    return make
