"""Gives every weight its value the moment a layer creates it.

The value depends on a seed, on what the weight is for and on its squeezed shape, and on nothing
else. Weights of one shape are equal, so every correct program computes the same numbers, whatever
the order, the names or the layers it was written with: a 1x1 convolution or a dense layer.
"""

import contextlib
import functools
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
    """While active, each weight created by a Keras layer gets a seeded value.

    Args:
        seed: whole number.
        parameters: list; the number of values in each trainable weight is appended to it.
    """
    add_weight = keras.layers.Layer.add_weight

    @functools.wraps(add_weight)
    def add_seeded_weight(layer, *args, **kwargs):
        weight = add_weight(layer, *args, **kwargs)
        if "float" in keras.backend.standardize_dtype(weight.dtype):
            weight.assign(seeded_value(seed, _role(weight), weight.shape))
            if weight.trainable:
                parameters.append(int(np.prod(weight.shape)))
        return weight

    keras.layers.Layer.add_weight = add_seeded_weight
    try:
        yield
    finally:
        keras.layers.Layer.add_weight = add_weight


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


def _role(weight):
    """What a weight is for: by Keras' own names, else by its dimensions and first value."""
    if weight.name in _ROLES:
        return _ROLES[weight.name]
    if len(weight.shape) >= 2:
        return "kernel"
    starts_at_one = bool(np.all(np.asarray(keras.ops.convert_to_numpy(weight)) == 1))
    role = "scale" if starts_at_one else "offset"
    return role if weight.trainable else f"moving {role}"
