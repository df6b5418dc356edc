"""A short training of a network of points: for `mended_network`, and for the chapter that asks it.

Points of two kinds lie on a checkerboard of four squares, so no straight line tells them apart. This
module uses TensorFlow, since Keras leaves gradients to its backend; it is loaded by the calls, since
exercises are read without it.
"""

from dataclasses import dataclass

import numpy as np

POINTS = 256
STEPS = 50
# Every kernel starts this much smaller than its initializer says: a quiet start (section 1.2).
QUIET = 0.2
_LEARNING_RATE = 0.01


@dataclass(frozen=True)
class ShortTraining:
    """What a short training found.

    Attributes:
        losses: before each step, the mean cross-entropy.
        training_share, new_share: 0 to 1, how many of the points that it learnt from, and of as many
            new ones, are right at the end, as the network predicts.
        moved: for each kernel, in the order of the weights, whether training has moved it.
    """

    losses: tuple[float, ...]
    training_share: float
    new_share: float
    moved: tuple[bool, ...]


def checkerboard(seed):
    """(points, kinds): float32 (256, 2) between −1 and 1, and 0 or 1 for each."""
    points = np.random.default_rng(seed).uniform(-1, 1, (POINTS, 2)).astype("float32")
    kinds = (points[:, 0] > 0) ^ (points[:, 1] > 0)
    return points, kinds.astype("int64")


def kernels_of(network):
    """The trainable weights of a network that have two dimensions or more."""
    return [weight for weight in network.trainable_weights if len(weight.shape) > 1]


def train_briefly(network, seed):
    """Trains a network on a checkerboard for fifty steps of Adam, from a quiet start.

    Args:
        network: `keras.Model` from points (batch, 2) to logits (batch, 2).
        seed: whole numbers.

    Returns:
        `ShortTraining`
    """
    points, kinds = checkerboard([*seed, 21])
    for kernel in kernels_of(network):
        kernel.assign(QUIET * kernel.numpy())
    before = [kernel.numpy() for kernel in kernels_of(network)]
    losses = _trained(network, points, kinds)
    moved = tuple(
        bool((kernel.numpy() != old).any())
        for kernel, old in zip(kernels_of(network), before, strict=True)
    )
    shares = (_share_right(network, *each) for each in ((points, kinds), checkerboard([*seed, 22])))
    return ShortTraining(losses, *shares, moved)


def _share_right(network, points, kinds):
    predicted = np.asarray(network(points, training=False)).argmax(axis=-1)
    return float(np.mean(predicted == kinds))


def _trained(network, points, kinds):
    """The losses of fifty steps of Adam, in a program that TensorFlow traces once."""
    import tensorflow as tf

    weights = [weight.value for weight in network.trainable_variables]
    means, squares = ([tf.Variable(tf.zeros_like(each)) for each in weights] for _ in range(2))

    @tf.function
    def step():
        with tf.GradientTape() as tape:
            logits = network(points, training=True)
            losses = tf.nn.sparse_softmax_cross_entropy_with_logits(kinds, logits)
            loss = tf.reduce_mean(losses)
        gradients = tape.gradient(loss, weights)
        for weight, mean, square, gradient in zip(weights, means, squares, gradients, strict=True):
            if gradient is not None:
                mean.assign(0.9 * mean + 0.1 * gradient)
                square.assign(0.99 * square + 0.01 * gradient**2)
                weight.assign_sub(_LEARNING_RATE * mean / (tf.sqrt(square) + 1e-7))
        return loss

    return tuple(float(step()) for _ in range(STEPS))
