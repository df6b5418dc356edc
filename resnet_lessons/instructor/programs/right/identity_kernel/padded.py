import numpy as np


def identity_kernel(k, c):
    side = k // 2
    return np.pad(np.eye(c)[None, None], ((side, side), (side, side), (0, 0), (0, 0)))
