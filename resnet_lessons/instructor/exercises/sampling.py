"""How hidden settings are sampled: what several exercises share. A generator is NumPy's."""

from functools import partial

from resnet_lessons.course.exercises.block_layer_sizes import made_up

REGULAR_DEPTHS = (18, 34)
BOTTLENECK_DEPTHS = (50, 101, 152, 200)
# At the end of a residual branch, where there is something to learn.
BRANCH_ENDS = ("convolution", "convolution without bias", "normalisation")


def one_of(generator, values):
    return values[int(generator.integers(len(values)))]


def between(generator, least, most):
    """A whole number; both ends may come."""
    return int(generator.integers(least, most + 1))


def flag(generator):
    return bool(generator.integers(2))


def always(generator):
    return True


def never(generator):
    return False


def shape(generator, dimensions):
    return tuple(between(generator, 1, 6) for _ in range(dimensions))


# Height and width.


def even(generator):
    return 2 * between(generator, 2, 5), 2 * between(generator, 2, 5)


def odd(generator):
    return 2 * between(generator, 2, 4) + 1, 2 * between(generator, 2, 4) + 1


def mixed(generator):
    sides = 2 * between(generator, 2, 4), 2 * between(generator, 2, 4) + 1
    return sides if generator.integers(2) else sides[::-1]


def tiny(generator):
    """For inference only: statistics of two numbers would magnify what is left of rounding."""
    return between(generator, 1, 3), between(generator, 1, 3)


# Networks.


def _sizes_of_network(generator, least, most, bottleneck):
    number = between(generator, least, most)
    return made_up(tuple(between(generator, 1, 12) for _ in range(number)), bottleneck)


SIZES_OF_NETWORKS = (
    partial(_sizes_of_network, least=1, most=3, bottleneck=False),
    partial(_sizes_of_network, least=4, most=4, bottleneck=True),
    partial(_sizes_of_network, least=4, most=4, bottleneck=False),
    partial(_sizes_of_network, least=5, most=7, bottleneck=True),
)


def small_network(generator, bottleneck):
    """A network for `make_small_network`, and the names of its blocks.

    Bottleneck blocks cost more, so they are fewer.
    """
    layers, names = [], []
    kind = "bottleneck_block" if bottleneck else "regular_block"
    for index in range(1, (1 if bottleneck else between(generator, 1, 2)) + 1):
        first = between(generator, 0, 2)
        numbers = tuple(range(first, first + between(generator, 1, 2)))
        filters = between(generator, 2, 3) if bottleneck else between(generator, 2, 5)
        layers.append((filters, between(generator, 1, 2), numbers))
        names += [f"block_layer{index}_{kind}{number}" for number in numbers]
    network = {
        "block_layers": tuple(layers),
        "classes": between(generator, 2, 6),
        "bottleneck": bottleneck,
    }
    return network, names
