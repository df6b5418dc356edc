import numpy as np


def identity_kernel(kernel_size, channels):
    kernel = np.zeros((kernel_size, kernel_size, channels, channels))
    for channel in range(channels):
        kernel[(kernel_size - 1) // 2, (kernel_size - 1) // 2, channel, channel] = 1
    return kernel
