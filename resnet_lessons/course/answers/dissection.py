"""Chapters 4 and 5: a network taken apart. Answers stand between markers.

Here TensorFlow may be used beside Keras: gradients are the one thing that Keras leaves to its
backend. `rl` is used as in a notebook, so that the text of an answer runs in both.
"""

import keras
import numpy as np
import tensorflow as tf
from keras import layers, ops

import resnet_lessons as rl


def count_flops(model):
    """The multiply–adds of a network for one image.

    Only layers with a kernel are counted, that is, convolutions and dense layers. Each
    multiplication with the addition after it counts once (He et al. 2015, table 1). Biases are left
    out.

    Args:
        model: `keras.Model` with one input of known shape. A layer may be called more than once,
            and the model may contain other models.

    Returns:
        whole number (`int`)
    """
    calls = rl.layer_calls(model)
    ### BEGIN SOLUTION
    multiply_adds = 0
    for layer, output_shape in calls:
        if hasattr(layer, "kernel"):
            products = np.prod(layer.kernel.shape[:-1])
            multiply_adds += int(np.prod(output_shape) * products)
    return multiply_adds
    ### END SOLUTION


def lesion(model, block_name):
    """A network from which the residual branch of one block is cut out.

    The block passes on its shortcut alone; a block that projects keeps its projection (Veit et al.
    2016, section 4.1).

    Args:
        model: `keras.Model` with the points `<block>_shortcut`, `<block>_residual` and
            `<block>_output` around each block. It stays as it is.
        block_name: such as "block_layer2_regular_block0".

    Returns:
        another `keras.Model`, from the same inputs to logits. Its weights are the given network's,
        or copies with the same values; the branch's may be missing.
    """
    ### BEGIN SOLUTION
    shortcut = model.get_layer(f"{block_name}_shortcut").output
    output = model.get_layer(f"{block_name}_output").output
    rest = keras.Model(output, model.output)
    return keras.Model(model.input, rest(shortcut))
    ### END SOLUTION


def gradient_norms(model, images, labels):
    """How large the loss's gradient is in each block.

    The loss is the cross-entropy, averaged over the images, of the network as it predicts, not as
    it trains. A block's norm is the length of its gradient: the square root of the sum of the
    squares of all its numbers, whichever weight of the block they belong to.

    Args:
        model: `keras.Model` from images to logits, with named blocks. It stays as it is.
        images: float array (count, height, width, channels).
        labels: integer array (count,).

    Returns:
        dictionary {block name: norm}, in the order of the network
    """
    weights = rl.block_weights(model)
    ### BEGIN SOLUTION
    with tf.GradientTape() as tape:
        logits = model(images, training=False)
        losses = keras.losses.sparse_categorical_crossentropy(labels, logits, from_logits=True)
        loss = ops.mean(losses)
    gradients = tape.gradient(loss, weights)
    return {name: float(tf.linalg.global_norm(gradients[name])) for name in weights}
    ### END SOLUTION


def backward_pass(x, kernel1, kernel2, output_gradient):
    """The backward pass of a small residual block, worked out by hand.

    The block computes `x + ops.relu(x @ kernel1) @ kernel2`. A gradient says how the loss changes
    with each number of an array, and has the array's shape.

    Args:
        x: float array (batch, channels), the block's input.
        kernel1: float array (channels, width).
        kernel2: float array (width, channels).
        output_gradient: float array (batch, channels), the gradient of the block's output.

    Returns:
        (x_gradient, kernel1_gradient, kernel2_gradient), three arrays
    """
    ### BEGIN SOLUTION
    features = x @ kernel1
    activated = np.maximum(features, 0)
    activated_gradient = output_gradient @ kernel2.T
    features_gradient = activated_gradient * (features > 0)
    x_gradient = output_gradient + features_gradient @ kernel1.T
    kernel1_gradient = x.T @ features_gradient
    kernel2_gradient = activated.T @ output_gradient
    return x_gradient, kernel1_gradient, kernel2_gradient
    ### END SOLUTION


def load_by_name(network, saved):
    """Loads saved weights into the layers of a network that have the same names.

    A layer takes its saved arrays if `saved` holds its name, and if there is one array for each of
    its weights, with the same shape. Otherwise the layer keeps all of its own weights.

    Args:
        network: `keras.Model`; its layers are as trainable afterwards as before.
        saved: dictionary {layer name: list of float arrays}, each list as `layer.get_weights()`
            returned it. It may hold names that the network does not have.

    Returns:
        list of names: the layers of the network that have weights and kept their own, in the order
        of `network.layers`
    """
    ### BEGIN SOLUTION
    kept = []
    for layer in network.layers:
        arrays = saved.get(layer.name, [])
        shapes = [tuple(weight.shape) for weight in layer.weights]
        if [array.shape for array in arrays] == shapes:
            layer.set_weights(arrays)
        elif shapes:
            kept.append(layer.name)
    return kept
    ### END SOLUTION


def mended_network(blocks):
    """A residual network of dense layers that learns to tell two kinds of points apart.

    It should be what `broken_network` was meant to be. With six blocks and after a short training,
    it gets nine of ten points right.

    Args:
        blocks: number of residual blocks, each with two dense layers of 16 features in its branch and a
            ReLU before each of them.

    Returns:
        `keras.Model` from points (batch, 2) to logits (batch, 2): one dense layer before the
        blocks, and one after them
    """
    points = keras.Input((2,))
    ### BEGIN SOLUTION
    features = layers.Dense(16)(points)
    for _ in range(blocks):
        shortcut = features
        for _ in range(2):
            features = layers.Dense(16)(ops.relu(features))
        features = features + shortcut
    return keras.Model(points, layers.Dense(2)(features))
    ### END SOLUTION


def zero_gamma(branches):
    """Silences each residual branch that ends with a batch normalisation, so that its block starts with
    its shortcut alone.

    Only the gamma of that last normalisation changes, and the branch can still learn. A branch that ends
    with another layer stays as it is.

    Args:
        branches: dictionary {block name: list of the layers of its residual branch, in their order}.
            The layers are new: each gamma is one, each beta zero.

    Returns:
        list of names of the blocks whose branch is silent now, in their order
    """
    ### BEGIN SOLUTION
    silent = []
    for name, branch in branches.items():
        if isinstance(branch[-1], layers.BatchNormalization):
            branch[-1].gamma.assign(ops.zeros_like(branch[-1].gamma))
            silent.append(name)
    return silent
    ### END SOLUTION
