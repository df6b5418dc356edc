import numpy as np


def identity_kernel(kernel_size, channels):
    kernel = np.zeros((kernel_size, kernel_size, channels, channels), dtype=int)
    kernel[kernel_size // 2, kernel_size // 2] += np.eye(channels, dtype=int)
    return kernel
