"""Chapter 1: residual functions, identity and zero mappings. Answers stand between markers."""

import keras
import numpy as np
from keras import ops


def residual_function(optimal_mapping, x):
    """What a residual branch has to learn so that the block computes the optimal mapping.

    Args:
        optimal_mapping: function H, from a tensor to a tensor of the same shape.
        x: tensor.

    Returns:
        F(x), a tensor of the shape of x: added to x, it gives H(x) (He et al. 2015, section 3.1).
    """
    ### BEGIN SOLUTION
    return optimal_mapping(x) - x
    ### END SOLUTION


def add_shortcut(residual, x):
    """The output of a residual block.

    Args:
        residual: F(x), what the residual branch computed.
        x: the block's input, a tensor of the same shape.

    Returns:
        what leaves the plus sign, a tensor of the same shape.
    """
    ### BEGIN SOLUTION
    return residual + x
    ### END SOLUTION


def identity_kernel(kernel_size, channels):
    """The kernel of a convolution that copies its input.

    Args:
        kernel_size: odd, such as 3.
        channels: of the input, and of the output as well.

    Returns:
        float32 array (kernel_size, kernel_size, channels, channels): row, column, channel in,
        channel out. A convolution with it, strides 1, "same" padding and no bias returns its input.
    """
    ### BEGIN SOLUTION
    kernel = np.zeros((kernel_size, kernel_size, channels, channels), "float32")
    middle = kernel_size // 2
    kernel[middle, middle] = np.eye(channels)
    return kernel
    ### END SOLUTION


def zero_mapping(residual_branch):
    """Makes a residual branch return zeros, so that the block around it is the identity.

    Only the last layer with weights changes. The layers before it keep theirs, so that the branch
    can still learn (Goyal et al. 2017, section 5.1, set the last gamma of each block to zero).

    Args:
        residual_branch: `keras.Model` from features to features of the same shape. The last of its
            layers that has weights is a convolution (kernel and, maybe, bias) or a batch
            normalisation (gamma and beta).

    Returns:
        the same `keras.Model`; it returns zeros, whatever goes in, and each of its weights is as
        trainable as before.
    """
    ### BEGIN SOLUTION
    last = [layer for layer in residual_branch.layers if layer.weights][-1]
    for weight in last.trainable_weights:
        weight.assign(ops.zeros_like(weight))
    return residual_branch
    ### END SOLUTION


def grow(body, head, extra_blocks):
    """Appends blocks to a trained network without changing what it predicts.

    Args:
        body: `keras.Model` from images to features, all blocks of the trained network.
        head: `keras.Model` from features to logits.
        extra_blocks: list of residual branches, each a `keras.Model` from features to features of
            the same shape, with random weights.

    Returns:
        `keras.Model` from images to logits: the body, then a block around each residual branch in
        turn (the branch itself, not a copy of it), then the head. It predicts what the body and the
        head did, and all of it can go on learning: body, head and each new block.
    """
    ### BEGIN SOLUTION
    features = body.output
    for residual_branch in extra_blocks:
        zero_branch = zero_mapping(residual_branch)
        features = add_shortcut(zero_branch(features), features)
    return keras.Model(body.input, head(features))
    ### END SOLUTION
