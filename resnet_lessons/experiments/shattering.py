"""Shattered gradients: in a deep plain network the gradients of nearby inputs have nothing in common.

Balduzzi et al. 2017, section 2: fully connected rectifier networks with batch normalisation, a line
of inputs, and the autocorrelation of the gradient along it.
"""

import keras
import numpy as np
import tensorflow as tf
from keras import layers

from resnet_lessons.experiments import asked, results
from resnet_lessons.experiments.results import Shattering
from resnet_lessons.experiments.work import KINDS, StepCounter, empty

DEPTHS = (2, 4, 10, 24, 50)
_POINTS = 256
_REACH = 2.0
_WIDTH = 200
_LAGS = 16


def run(depths=(2, 24), seeds=(0,), networks=5, report=None):
    """Measures every network; stopped by KeyboardInterrupt at any time.

    Args:
        depths: numbers of layers, or one.
        seeds: of the weights, or one.
        networks: how many for each seed.
        report: called with (networks done, networks in all, what is being done), or None.

    Returns:
        `Shattering`

    Raises:
        ValueError: when this cannot be measured; it says what can.
    """
    depths, networks = asked.layers(depths), asked.count("networks", networks)
    # Each network of a seed has one of its own.
    seeds = asked.seeds(seeds, below=asked.SEEDS // networks)
    inputs = np.linspace(-_REACH, _REACH, _POINTS, dtype="float32")
    shape = (len(seeds), len(KINDS), len(depths))
    gradients, autocorrelations = empty(*shape, _POINTS), empty(*shape, _LAGS)
    progress = StepCounter(report, int(np.prod(shape)) * networks)
    with progress.stoppable():
        for place in np.ndindex(shape):
            seed, kind, depth = seeds[place[0]], KINDS[place[1]], depths[place[2]]
            found = []
            for number in range(networks):
                progress.tell(f"{kind}, {depth} layers, seed {seed}")
                keras.utils.set_random_seed(networks * seed + number)
                found.append(_gradients(_network(depth, kind == "residual"), inputs))
                progress.tell(f"{kind}, {depth} layers, seed {seed}", 1)
            gradients[place] = found[0]
            autocorrelations[place] = np.mean([autocorrelation(one) for one in found], axis=0)
    return Shattering(
        seeds=np.array(seeds),
        networks=np.array(networks),
        depths=np.array(depths),
        inputs=inputs,
        gradients=gradients,
        autocorrelations=autocorrelations,
        complete=progress.complete,
    )


def _network(depth, shortcuts):
    """A network from a number to a number."""
    inputs = keras.Input((1,))
    outputs = layers.Dense(_WIDTH, kernel_initializer="he_normal", bias_initializer="normal")(
        inputs
    )
    for _ in range(depth):
        # Momentum 0: the statistics are those of the line, once it was seen.
        branch = layers.ReLU()(layers.BatchNormalization(momentum=0.0)(outputs))
        branch = layers.Dense(_WIDTH, kernel_initializer="he_normal")(branch)
        outputs = layers.Add()([branch, outputs]) if shortcuts else branch
    return keras.Model(inputs, layers.Dense(1)(outputs))


def _gradients(model, inputs):
    """Of the output by the input at each point: (points,)."""
    points = tf.constant(inputs[:, None])
    model(points, training=True)
    with tf.GradientTape() as tape:
        tape.watch(points)
        outputs = model(points, training=False)
    return tape.gradient(outputs, points).numpy()[:, 0].astype("float64")


def autocorrelation(gradients, lags=_LAGS):
    """Correlation of a row of numbers with itself, shifted.

    Args:
        gradients: float array (points,).
        lags: how many shifts, from 0 on.

    Returns:
        float array (lags,), 1 at lag 0
    """
    centred = gradients - gradients.mean()
    products = [np.dot(centred[: len(centred) - lag], centred[lag:]) for lag in range(lags)]
    return np.array(products) / products[0]


def recorded():
    """The recorded run of `DEPTHS` with three seeds: (`Shattering`, facts)."""
    return results.recorded("shattering")
