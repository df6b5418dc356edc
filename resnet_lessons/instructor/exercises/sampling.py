"""Small pieces of a hidden setting, each drawn from a generator."""


def one_of(draw, values):
    return values[int(draw.integers(len(values)))]


def between(draw, least, most):
    """A whole number; both ends may come."""
    return int(draw.integers(least, most + 1))


def even(draw):
    return 2 * between(draw, 2, 5), 2 * between(draw, 2, 5)


def odd(draw):
    return 2 * between(draw, 2, 4) + 1, 2 * between(draw, 2, 4) + 1


def mixed(draw):
    sides = 2 * between(draw, 2, 4), 2 * between(draw, 2, 4) + 1
    return sides if draw.integers(2) else sides[::-1]


def tiny(draw):
    """For inference only: statistics of two numbers would magnify what is left of rounding."""
    return between(draw, 1, 3), between(draw, 1, 3)


def flag(draw):
    return bool(draw.integers(2))


def large(sides, steps):
    """Sides so large that something is left of them behind a stem."""

    def draw_sides(draw):
        height, width = sides(draw)
        return height + 2 * steps, width + 2 * steps

    return draw_sides


def shape(draw, dimensions):
    return tuple(between(draw, 1, 6) for _ in range(dimensions))
