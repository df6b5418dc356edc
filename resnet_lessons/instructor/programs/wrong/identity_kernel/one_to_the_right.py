import numpy as np


def identity_kernel(kernel_size, channels):
    kernel = np.zeros((kernel_size, kernel_size, channels, channels))
    kernel[kernel_size // 2, -1] = np.eye(channels)
    return kernel
