"""How hidden settings are sampled: what several exercises share. A generator is NumPy's."""

from functools import partial

from resnet_lessons.course.exercises.block_layer_sizes import made_up, shaped
from resnet_lessons.course.exercises.block_layer_sizes import mixed as of_both_kinds

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


def _network_of_both_kinds(generator, number):
    sizes = tuple(between(generator, 1, 12) for _ in range(number))
    kinds = [flag(generator) for _ in range(number - 1)]
    # Both kinds come, whatever was sampled.
    return of_both_kinds(sizes, (*kinds, not kinds[0]))


MIXED_NETWORKS = tuple(partial(_network_of_both_kinds, number=number) for number in (3, 5))


def _network_with_shapes(generator, changes):
    """Between two block layers one of the changes happens, a factor for each of the three numbers."""
    shape = (8 * between(generator, 1, 4), 8 * between(generator, 1, 4), between(generator, 1, 9))
    shapes = [shape]
    for change in (*changes, one_of(generator, changes)):
        shapes.append(tuple(int(n * f) for n, f in zip(shapes[-1], change, strict=True)))
    sizes = tuple(between(generator, 1, 9) for _ in shapes[1:])
    return shaped(sizes, shapes)


_NONE, _SIDES, _WIDTH = (1, 1, 1), (0.5, 0.5, 1), (1, 0.5, 1)
_CHANNELS, _BOTH = (1, 1, 2), (0.5, 0.5, 2)
SHAPED_NETWORKS = (
    partial(_network_with_shapes, changes=(_NONE, _CHANNELS, _SIDES)),
    partial(_network_with_shapes, changes=(_CHANNELS, _BOTH, _NONE, _WIDTH)),
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
