"""Wrong programs for `identity_kernel` that are nobody's misconception."""

# %% eye_of_the_picture
import numpy as np


def identity_kernel(kernel_size, channels):
    eye = np.eye(kernel_size)[:, :, None, None]
    return eye * np.ones((channels, channels))


# %% half_as_strong
import numpy as np


def identity_kernel(kernel_size, channels):
    kernel = np.zeros((kernel_size, kernel_size, channels, channels))
    kernel[kernel_size // 2, kernel_size // 2] = 0.5 * np.eye(channels)
    return kernel


# %% one_to_the_right
import numpy as np


def identity_kernel(kernel_size, channels):
    kernel = np.zeros((kernel_size, kernel_size, channels, channels))
    kernel[kernel_size // 2, -1] = np.eye(channels)
    return kernel


# %% three_only
import numpy as np


def identity_kernel(kernel_size, channels):
    kernel = np.zeros((kernel_size, kernel_size, channels, channels), "float32")
    kernel[min(1, kernel_size - 1), min(1, kernel_size - 1)] = np.eye(channels)
    return kernel


# %% two_dimensions
import numpy as np


def identity_kernel(kernel_size, channels):
    kernel = np.zeros((kernel_size, kernel_size))
    kernel[kernel_size // 2, kernel_size // 2] = 1
    return kernel


# %% second_channel_only
import numpy as np


def identity_kernel(kernel_size, channels):
    kernel = np.zeros((kernel_size, kernel_size, channels, channels), "float32")
    kernel[kernel_size // 2, kernel_size // 2, -1, -1] = 1
    return kernel


# %% middle_row
import numpy as np


def identity_kernel(kernel_size, channels):
    kernel = np.zeros((kernel_size, kernel_size, channels, channels), "float32")
    kernel[kernel_size // 2] = np.eye(channels)
    return kernel


# %% kernel_for_each_channel
import numpy as np


def identity_kernel(kernel_size, channels):
    kernel = np.zeros((kernel_size, kernel_size, channels), "float32")
    kernel[kernel_size // 2, kernel_size // 2] = 1
    return kernel
