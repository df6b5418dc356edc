"""Gives every weight its value the moment a layer creates it.

The value depends on a seed, on what the weight is for and on its squeezed shape, and on nothing
else. Weights of one shape are equal, so every correct program computes the same numbers, whatever
the order, the names or the layers it was written with: a 1x1 convolution or a dense layer.
"""

import contextlib
import functools
import math
import zlib

import keras
import numpy as np

_ROLES = {
    "kernel": "kernel",
    "bias": "offset",
    "beta": "offset",
    "gamma": "scale",
    "moving_mean": "moving offset",
    "moving_variance": "moving scale",
}


@contextlib.contextmanager
def seeded_weights(seed, parameters):
    """While active, each weight gets a seeded value in place of its initializer's.

    The value enters through the initializer, since Keras may create a weight first and fill it
    later: it does so for the layers inside a layer of the student's own.

    Args:
        seed: whole number.
        parameters: list; the number of values in each trainable weight is appended to it.
    """
    create = keras.Variable.__init__

    @functools.wraps(create)
    def create_seeded(variable, initializer, *args, **kwargs):
        if isinstance(initializer, str):
            initializer = keras.initializers.get(initializer)
        if not callable(initializer):
            return create(variable, initializer, *args, **kwargs)

        def seeded(shape, dtype=None):
            if not _is_float(dtype):
                return initializer(shape, dtype=dtype)
            role = _role(variable, shape, lambda: initializer(shape, dtype=dtype))
            return keras.ops.convert_to_tensor(seeded_value(seed, role, shape), dtype)

        create(variable, seeded, *args, **kwargs)
        if variable.trainable and _is_float(variable.dtype):
            parameters.append(math.prod(variable.shape))

    keras.Variable.__init__ = create_seeded
    try:
        yield
    finally:
        keras.Variable.__init__ = create


def _is_float(dtype):
    return "float" in keras.backend.standardize_dtype(dtype)


def seeded_value(seed, role, shape):
    """The value of a weight, float32 of the given shape.

    Kernels are scaled as in He et al. 2015 ("Delving deep into rectifiers", section 2.2), so that
    values keep their size from layer to layer; scales and variances lie in 0.5 to 1.5.
    """
    squeezed = tuple(size for size in shape if size != 1)
    generator = np.random.default_rng([seed, zlib.crc32(role.encode()), *squeezed])
    if "scale" in role:
        value = generator.uniform(0.5, 1.5, squeezed)
    else:
        fan_in = np.prod(squeezed[:-1]) if role == "kernel" else 8
        value = generator.normal(0, np.sqrt(2 / max(fan_in, 1)), squeezed)
    return value.astype("float32").reshape(shape)


def _role(variable, shape, usual):
    """What a weight is for: by Keras' own names, else by its dimensions and usual first value."""
    if variable.name in _ROLES:
        return _ROLES[variable.name]
    if sum(size != 1 for size in shape) >= 2:
        return "kernel"
    starts_at_one = bool(np.all(keras.ops.convert_to_numpy(usual()) == 1))
    role = "scale" if starts_at_one else "offset"
    return role if variable.trainable else f"moving {role}"
