"""The value that a weight has while an answer runs: a function of a seed, of its role and its shape."""

import functools
import math
import zlib

import numpy as np

# What has at most so many numbers is kept for the next one of its kind.
_MOST_KEPT = 1 << 16


def squeezed(shape):
    """A shape without its ones, by which a 1x1 convolution and a dense layer are alike."""
    return tuple(int(size) for size in shape if size != 1)


def seeded_value(seed, role, shape, place=0):
    """The value of a weight, float32 of the given shape; the place tells weights of a shape apart.

    Kernels are scaled as in He et al. 2015 ("Delving deep into rectifiers", section 2.2), so that
    values keep their size from layer to layer; scales and variances lie in 0.5 to 1.5.
    """
    sizes = squeezed(shape)
    drawn = kept_if_small(_drawn, math.prod(sizes))
    return drawn(seed, role, sizes, place).reshape(shape)


def kept_if_small(cached, count):
    """A cached function as it is, or without its cache where it makes an array of so many numbers."""
    return cached if count <= _MOST_KEPT else cached.__wrapped__


@functools.lru_cache(maxsize=512)
def _drawn(seed, role, sizes, place):
    generator = np.random.default_rng(
        [seed, zlib.crc32(role.encode()), *sizes, *[place] * (place > 0)]
    )
    if "scale" in role:
        value = generator.uniform(0.5, 1.5, sizes)
    else:
        fan_in = np.prod(sizes[:-1]) if role == "kernel" else 8
        value = generator.normal(0, np.sqrt(2 / max(fan_in, 1)), sizes)
    value = np.asarray(value, "float32")
    # It is kept, and given to every weight of its kind.
    value.flags.writeable = False
    return value
