import numpy as np


def identity_kernel(kernel_size, channels):
    kernel = np.zeros((kernel_size, kernel_size, channels, channels))
    kernel[min(1, kernel_size - 1), min(1, kernel_size - 1)] = np.eye(channels)
    return kernel
