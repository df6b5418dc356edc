import numpy as np


def identity_kernel(kernel_size, channels):
    eye = np.eye(kernel_size)[:, :, None, None]
    return eye * np.ones((channels, channels))
