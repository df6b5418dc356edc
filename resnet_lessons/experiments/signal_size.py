"""How a signal grows on its way through an untrained network, and a gradient on its way back.

What two convolutions with He et al.'s first weights put out has the mean square of what went in. Where it
is added to a shortcut, the sum has twice as much. De and Smith 2020 say what batch normalisation makes of
it, Yang et al. 2019 what it does to the gradient of a plain network. Fully connected layers stand for the
convolutions here: at the border of a picture, padding takes some of the signal away.
"""

import keras
import numpy as np
import tensorflow as tf
from keras import layers, ops

from resnet_lessons.data.images import scaled
from resnet_lessons.experiments import asked, results
from resnet_lessons.experiments.later_results import SignalSize
from resnet_lessons.experiments.work import StepCounter, empty, garments

# Name -> (in words, whether there are shortcuts, whether batch normalisation precedes each ReLU).
WAYS = {
    "plain": ("plain", False, False),
    "residual": ("with shortcuts", True, False),
    "plain_normalised": ("plain, batch normalisation", False, True),
    "residual_normalised": ("with shortcuts, batch normalisation", True, True),
}
BLOCKS = 20
_WIDTH = 512


def run(seeds=(0,), blocks=BLOCKS, images=128, report=None):
    """Measures a network of each way; stopped by KeyboardInterrupt at any time.

    Args:
        seeds: of the weights, or one.
        blocks: of two fully connected layers each.
        images: how many of the shipped training images make the batch.
        report: called with (networks done, networks in all, what is being done), or None.

    Returns:
        `SignalSize`

    Raises:
        ValueError: when this cannot be measured; it says what can.
    """
    seeds, blocks = asked.seeds(seeds), asked.count("blocks", blocks)
    batch = standardised(scaled(garments(asked.images(images)).train_images))
    shape = (len(seeds), len(WAYS))
    forward, backward = empty(*shape, blocks + 1), empty(*shape, blocks + 1)
    progress = StepCounter(report, int(np.prod(shape)))
    with progress.stoppable():
        for place in np.ndindex(shape):
            way = tuple(WAYS)[place[1]]
            progress.tell(f"{WAYS[way][0]}, seed {seeds[place[0]]}")
            keras.utils.set_random_seed(seeds[place[0]])
            found = measured(network(way, blocks), batch)
            forward[place], backward[place] = found[0] / found[0][0], found[1] / found[1][-1]
            progress.tell(f"{WAYS[way][0]}, seed {seeds[place[0]]}", 1)
    names = np.array(tuple(WAYS))
    return SignalSize(np.array(seeds), names, forward, backward, progress.complete)


def network(way, blocks=BLOCKS):
    """An untrained network without a head.

    Args:
        way: key of `WAYS`.
        blocks: how many.

    Returns:
        `keras.Model` from images (28, 28, 1) to the features before each block and after the last
    """
    _, shortcuts, normalised = WAYS[way]
    images = keras.Input((28, 28, 1))
    # Its mean square is that of the images, so a branch adds as much again whether normalised or not.
    outputs = [_dense(layers.Flatten()(images), "lecun_normal")]
    for _ in range(blocks):
        branch = outputs[-1]
        for _ in range(2):
            branch = layers.BatchNormalization()(branch) if normalised else branch
            branch = _dense(layers.ReLU()(branch))
        outputs.append(layers.Add()([branch, outputs[-1]]) if shortcuts else branch)
    return keras.Model(images, outputs)


def _dense(inputs, start="he_normal"):
    return layers.Dense(_WIDTH, kernel_initializer=start)(inputs)


def standardised(images):
    """Images whose pixels are zero in the mean over the images, and one in mean square over all.

    Args:
        images: float array (images, height, width, channels).

    Returns:
        float array of the same shape
    """
    centred = images - images.mean(axis=0)
    return centred / centred.std()


def measured(model, batch):
    """Mean squares along a network, in training mode.

    Args:
        model: from images to a list of features.
        batch: images.

    Returns:
        two float arrays, of the features and of the gradients by them, where a random tensor stands for the
        gradient after the last block
    """
    last = np.random.default_rng(0).standard_normal((len(batch), _WIDTH)).astype("float32")
    with tf.GradientTape() as tape:
        features = model(batch, training=True)
        # A gradient that comes from outside, as from a head.
        outside = ops.sum(features[-1] * last)
    gradients = tape.gradient(outside, features)
    return _mean_squares(features), _mean_squares(gradients)


def _mean_squares(tensors):
    return np.array([np.mean(np.square(np.asarray(each, "float64"))) for each in tensors])


def recorded():
    """The recorded run with three seeds: (`SignalSize`, facts)."""
    return results.recorded("signal_size")
