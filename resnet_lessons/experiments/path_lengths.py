"""Paths through a residual network: how many there are of each length, and what each carries.

Veit et al. 2016, sections 3 and 5: n blocks make 2^n paths, most of them through half of the blocks;
the gradient comes along the short ones.
"""

from math import comb

import keras
import numpy as np
import tensorflow as tf
from keras import ops

from resnet_lessons.data.images import scaled
from resnet_lessons.experiments import asked, results
from resnet_lessons.experiments.races import twenty_blocks
from resnet_lessons.experiments.results import PathLengths
from resnet_lessons.experiments.work import StepCounter, empty, garments


def run(seeds=(0,), images=32, samples=10, network=None, report=None):
    """Measures along random paths; stopped by KeyboardInterrupt at any time.

    Args:
        seeds: of the networks, handed to `network`, and of the paths; or one.
        images: of the shipped test images, the first.
        samples: paths of each length.
        network: called with a seed, returns (body, head) as `races.twenty_blocks`; None for the
            network that ships.
        report: called with (samples done, samples in all, what is being done), or None.

    Returns:
        `PathLengths`

    Raises:
        ValueError: when this cannot be measured; it says what can.
    """
    seeds, images = asked.seeds(seeds), asked.images(images, of="test")
    samples = asked.count("samples", samples)
    data = garments(1, images)
    body, head = network(seeds[0]) if network else twenty_blocks()
    blocks = len(_branches(body))
    lengths = np.arange(blocks + 1)
    gradients = empty(len(seeds), len(lengths), samples)
    progress = StepCounter(report, gradients.size)
    with progress.stoppable():
        for place, seed in enumerate(seeds):
            if place:
                body, head = network(seed) if network else twenty_blocks()
            along = _gradient_along(body, head, data)
            generator = np.random.default_rng(seed)
            # One sample of every length after another, so that a stopped run covers all lengths.
            for sample, length in np.ndindex(samples, len(lengths)):
                progress.tell(f"a path through {length} of {blocks} blocks, seed {seed}")
                on_path = np.isin(np.arange(blocks), generator.permutation(blocks)[:length])
                gradients[place, length, sample] = along(on_path)
                progress.tell(f"a path through {length} of {blocks} blocks, seed {seed}", 1)
    numbers = np.array([float(comb(blocks, length)) for length in lengths])
    return PathLengths(np.array(seeds), lengths, numbers, gradients, progress.complete)


def _branches(body):
    """The residual branches, from the input on."""
    return [layer for layer in body.layers if layer.name.startswith("branch")]


def _gradient_along(body, head, data):
    """A function from (blocks,) truth values, whether the path takes a block's branch, to a norm."""
    stem = keras.Model(body.input, body.get_layer("stem").output)
    features = stem(scaled(data.test_images), training=False)
    labels, branches = data.test_labels, _branches(body)

    @tf.function
    def gradient(on_path):
        with tf.GradientTape() as tape:
            tape.watch(features)
            outputs = features
            for branch, taken in zip(branches, tf.unstack(on_path, len(branches)), strict=True):
                residual = branch(outputs, training=False)
                # The same sum either way; the gradient comes back along one of its terms only.
                through = tf.stop_gradient(outputs) + residual
                past = outputs + tf.stop_gradient(residual)
                outputs = taken * through + (1 - taken) * past
            logits = head(outputs, training=False)
            loss = keras.losses.sparse_categorical_crossentropy(labels, logits, from_logits=True)
            total = ops.sum(loss)
        return tape.gradient(total, features)

    def norm(on_path):
        found = gradient(tf.constant(on_path, "float32")).numpy().astype("float64")
        return np.sqrt(np.square(found).sum(axis=(1, 2, 3))).mean()

    return norm


def recorded():
    """The recorded run of three seeds, each with a network of its own: (`PathLengths`, facts)."""
    return results.recorded("path_lengths")
