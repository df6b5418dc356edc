"""Right programs for `identity_kernel`, each in another style."""

# %% keras_functions
from keras import ops


def identity_kernel(kernel_size, channels):
    middle = ops.one_hot(ops.array([kernel_size // 2]), kernel_size)[0]
    return ops.einsum("i,j,kl->ijkl", middle, middle, ops.eye(channels))


# %% loops
import numpy as np


def identity_kernel(kernel_size, channels):
    kernel = np.zeros((kernel_size, kernel_size, channels, channels), np.float32)
    for channel in range(channels):
        kernel[(kernel_size - 1) // 2, (kernel_size - 1) // 2, channel, channel] = 1
    return kernel


# %% outer_product
import numpy as np


def identity_kernel(kernel_size, channels):
    row = np.zeros(kernel_size, dtype="float32")
    row[kernel_size // 2] = 1
    middle = np.outer(row, row)
    return middle[:, :, None, None] * np.eye(channels, dtype="float32")


# %% padded
import numpy as np


def identity_kernel(k, c):
    side = k // 2
    return np.pad(
        np.eye(c, dtype="float32")[None, None], ((side, side), (side, side), (0, 0), (0, 0))
    )


# %% tensorflow
import tensorflow as tf


def identity_kernel(kernel_size, channels):
    middle = [[kernel_size // 2, kernel_size // 2]]
    return tf.scatter_nd(
        middle, tf.eye(channels)[None], [kernel_size, kernel_size, channels, channels]
    )


# %% whole_numbers_turned_into_float32
import numpy as np


def identity_kernel(kernel_size, channels):
    kernel = np.zeros((kernel_size, kernel_size, channels, channels), dtype=int)
    kernel[kernel_size // 2, kernel_size // 2] += np.eye(channels, dtype=int)
    return kernel.astype("float32")


# %% weight_of_an_initializer
import keras


def identity_kernel(kernel_size, channels):
    kernel = keras.Variable(keras.ops.zeros((kernel_size, kernel_size, channels, channels)))
    middle = kernel_size // 2
    kernel.assign(
        keras.ops.slice_update(
            kernel.value, (middle, middle, 0, 0), keras.ops.eye(channels)[None, None]
        )
    )
    return kernel.value
