import numpy as np


def identity_kernel(kernel_size, channels):
    return np.zeros((kernel_size, kernel_size, channels, channels))
