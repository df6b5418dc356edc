"""Wrong programs for `backward_pass` that are nobody's misconception."""

# %% branch_subtracted
import numpy as np


def backward_pass(x, kernel1, kernel2, output_gradient):
    features = x @ kernel1
    back = (output_gradient @ kernel2.T) * (features > 0)
    kernel2_gradient = np.maximum(features, 0).T @ output_gradient
    return output_gradient - back @ kernel1.T, x.T @ back, kernel2_gradient


# %% gradient_of_x_alone
def backward_pass(x, kernel1, kernel2, output_gradient):
    back = (output_gradient @ kernel2.T) * (x @ kernel1 > 0)
    return output_gradient + back @ kernel1.T


# %% kernels_not_transposed
import numpy as np


def backward_pass(x, kernel1, kernel2, output_gradient):
    features = x @ kernel1
    back = (output_gradient @ kernel1) * (features > 0)
    kernel2_gradient = np.maximum(features, 0).T @ output_gradient
    return output_gradient + back @ kernel2, x.T @ back, kernel2_gradient


# %% nothing_returned
import numpy as np


def backward_pass(x, kernel1, kernel2, output_gradient):
    features = x @ kernel1
    back = (output_gradient @ kernel2.T) * (features > 0)
    _ = output_gradient + back @ kernel1.T, x.T @ back, np.maximum(features, 0).T @ output_gradient


# %% kernel_sum_for_gradient
def backward_pass(x, kernel1, kernel2, output_gradient):
    back = (output_gradient @ kernel2.T) * (x @ kernel1 > 0)
    return output_gradient + back @ kernel1.T, kernel1, kernel2
