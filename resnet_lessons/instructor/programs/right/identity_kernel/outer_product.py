import numpy as np


def identity_kernel(kernel_size, channels):
    row = np.zeros(kernel_size, dtype="float32")
    row[kernel_size // 2] = 1
    middle = np.outer(row, row)
    return middle[:, :, None, None] * np.eye(channels, dtype="float32")
