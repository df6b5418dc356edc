"""Says in plain words which argument makes no network."""

from numbers import Integral


def is_whole(value):
    """Whether something is a whole number, NumPy's included; True and False are none."""
    return isinstance(value, Integral) and not isinstance(value, bool)


def check_count(name, value):
    """Raises ValueError for anything but a whole number above 0; `name` is that of the argument."""
    if not is_whole(value) or value < 1:
        raise ValueError(f"{name} is {value!r}; it must be a whole number, 1 or more")


def check_depth(num_layers, known):
    """Raises ValueError for a depth that is not among the known ones."""
    if not is_whole(num_layers) or num_layers not in known:
        depths = ", ".join(map(str, known))
        raise ValueError(f"num_layers is {num_layers!r}; it must be one of {depths}")


def check_sizes(resize_dim, min_aspect_dim, output_size):
    """Raises ValueError for sizes that are no whole numbers, or a crop larger than its image."""
    counts = {
        "resize_dim": resize_dim,
        "min_aspect_dim": min_aspect_dim,
        "output_size": output_size,
    }
    for name, count in counts.items():
        if not is_whole(count) or count < 1:
            what = "classes" if name == "output_size" else "pixels"
            raise ValueError(f"{name} is {count!r}; it is a whole number of {what}, at least 1")
    if resize_dim > min_aspect_dim:
        raise ValueError(
            f"resize_dim is {resize_dim} and min_aspect_dim is {min_aspect_dim}; "
            "the crop must fit inside the smaller side"
        )


def check_data_format(data_format):
    """Raises ValueError for anything but Keras' two formats."""
    if data_format not in ("channels_last", "channels_first"):
        raise ValueError(f"data_format is {data_format!r}; use 'channels_last' or 'channels_first'")


def as_pair(name, value):
    """A setting for height and width, given as one whole number or as two, as a pair.

    Args:
        name: that of the argument, for the error.
        value: what was given, as Keras takes it: 3, (3, 3) or [2, 1].

    Raises:
        ValueError: when it is neither a whole number above 0 nor a pair of them.
    """
    pair = tuple(value) if isinstance(value, (tuple, list)) else (value, value)
    if len(pair) != 2 or not all(is_whole(each) and each > 0 for each in pair):
        raise ValueError(
            f"{name} is {value!r}; it must be a whole number, 1 or more, or a pair of them"
        )
    return pair
