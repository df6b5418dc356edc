"""What an experiment is asked for: a sentence says what it cannot measure, before it starts.

Every function returns what it was given, with Python's own whole numbers, and raises ValueError.
"""

from resnet_lessons.data.images import fashion_mnist
from resnet_lessons.network.validation import is_whole

# Keras and NumPy take no larger seed.
SEEDS = 2**32


def images(asked, of="training"):
    """How many of the shipped images, "training" or "test" ones."""
    data = fashion_mnist()
    shipped = len(data.train_images if of == "training" else data.test_images)
    if not is_whole(asked) or not 1 <= asked <= shipped:
        possible = f"a whole number from 1 to {shipped:,}: so many {of} images ship"
        raise ValueError(f"images is {asked!r}; it is {possible}")
    return int(asked)


def count(name, asked):
    """A number of epochs, networks, ..., which has this name."""
    if not is_whole(asked) or asked < 1:
        raise ValueError(f"{name} is {asked!r}; it is a whole number, at least 1")
    return int(asked)


def points(asked):
    """A number of points along a line, with one in the middle."""
    if not is_whole(asked) or asked < 3 or asked % 2 == 0:
        possible = "an odd number, at least 3, so that the network is in the middle"
        raise ValueError(f"points is {asked!r}; it is {possible}")
    return int(asked)


def seeds(asked, below=SEEDS):
    """A tuple of seeds from a sequence or from one of them; all are smaller than `below`."""
    possible = f"one or more whole numbers from 0 to {below - 1:,}"
    return _numbers("seeds", asked, lambda seed: 0 <= seed < below, possible)


def depths(asked):
    """A tuple of depths from a sequence or from one: stem, head, and two layers in each block."""
    possible = "one or more even numbers of weight layers, each at least 4"
    return _numbers("depths", asked, lambda depth: depth >= 4 and depth % 2 == 0, possible)


def layers(asked):
    """A tuple of depths from a sequence or from one, of layers without blocks."""
    possible = "one or more whole numbers of layers, each at least 1"
    return _numbers("depths", asked, lambda depth: depth >= 1, possible)


def kinds(name, asked, known):
    """A tuple of what has this name, from a sequence or from one of them, all among the known ones."""
    found = (asked,) if isinstance(asked, str) else _tuple(asked)
    if not found or not all(isinstance(kind, str) and kind in known for kind in found):
        raise ValueError(f"{name} is {asked!r}; it is one or more of: {', '.join(known)}")
    return found


def training(asked_seeds, asked_epochs, asked_images, below=SEEDS):
    """(seeds, epochs, images) of networks that are trained."""
    return seeds(asked_seeds, below), count("epochs", asked_epochs), images(asked_images)


def _numbers(name, asked, fits, possible):
    found = (asked,) if is_whole(asked) else _tuple(asked)
    if not found or not all(is_whole(number) and fits(number) for number in found):
        raise ValueError(f"{name} is {asked!r}; it is {possible}")
    return tuple(map(int, found))


def _tuple(asked):
    try:
        return tuple(asked)
    except TypeError:
        return ()
