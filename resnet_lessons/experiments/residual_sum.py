"""A trained residual network written out: what each branch adds, forward, and what comes back through it.

He et al. 2016, section 2: x_L = x_0 + ΣF forward (equation 4), and backward the gradient after the last block
plus what came through the branches (equation 5). Both are computed here in two ways that know nothing of
each other: the whole network at once, and branch by branch.
"""

import keras
import numpy as np
import tensorflow as tf

from resnet_lessons.data.images import scaled
from resnet_lessons.experiments import asked, results
from resnet_lessons.experiments.later_results import ResidualSum
from resnet_lessons.experiments.races import twenty_blocks
from resnet_lessons.experiments.work import StepCounter, empty, garments


def run(seeds=(0,), images=128, network=None, report=None):
    """Measures trained networks; stopped by KeyboardInterrupt at any time.

    Args:
        seeds: of the networks, handed to `network`; or one.
        images: how many of the shipped training images.
        network: called with a seed, returns (body, head) of a trained network as `races.deep_network`
            makes it; None for the one that ships.
        report: called with (blocks done, blocks in all, what is being done), or None.

    Returns:
        `ResidualSum`

    Raises:
        ValueError: when this cannot be measured; it says what can.
    """
    seeds, data = asked.seeds(seeds), garments(asked.images(images))
    network = network or (lambda seed: twenty_blocks())
    count = len(_branches(network(seeds[0])[0]))
    several, shape = (len(seeds), count + 1), (len(seeds), count)
    features, gradients, arrived = empty(*several), empty(*several), empty(*several)
    branches, branch_gradients = empty(*shape), empty(*shape)
    feature_gap, gradient_gap = empty(len(seeds)), empty(len(seeds))
    progress = StepCounter(report, len(seeds) * count)
    with progress.stoppable():
        for place, seed in enumerate(seeds):
            progress.tell(f"the network of seed {seed}")
            body, head = network(seed)
            along, back = _whole(body, head, data)
            features[place], gradients[place] = _norms(along), _norms(back)
            arrived[place] = [
                np.vdot(each, back[-1]) / np.vdot(back[-1], back[-1]) for each in back
            ]
            total, gaps = along[0], []
            for number, branch in enumerate(_branches(body)):
                added, returned = _through(branch, along[number], back[number + 1])
                branches[place][number], branch_gradients[place][number] = _norms([added, returned])
                total = total + added
                gaps.append(_share(back[number] - (back[number + 1] + returned), back[number]))
                progress.tell(f"block {number + 1}, seed {seed}", 1)
            feature_gap[place], gradient_gap[place] = (
                _share(along[-1] - total, along[-1]),
                max(gaps),
            )
    return ResidualSum(
        seeds=np.array(seeds),
        features=features,
        branches=branches,
        feature_gap=feature_gap,
        gradients=gradients,
        branch_gradients=branch_gradients,
        gradient_gap=gradient_gap,
        arrived=arrived,
        complete=progress.complete,
    )


def _branches(body):
    """The residual branches of a network, `keras.Model`s, from the input on."""
    return [layer for layer in body.layers if layer.name.startswith("branch")]


def _whole(body, head, data):
    """Features before each block and after the last, and the loss's gradients by them, as it predicts.

    Returns:
        two lists of float64 arrays (images, height, width, channels)
    """
    sums = [layer.output for layer in body.layers if layer.name.startswith("sum")]
    viewer = keras.Model(body.input, [body.get_layer("stem").output, *sums])
    with tf.GradientTape() as tape:
        features = viewer(scaled(data.train_images), training=False)
        logits = head(features[-1], training=False)
        losses = keras.losses.sparse_categorical_crossentropy(
            data.train_labels, logits, from_logits=True
        )
        loss = keras.ops.mean(losses)
    return _arrays(features), _arrays(tape.gradient(loss, features))


def _through(branch, inputs, gradient):
    """One branch alone: what it makes of its input, and of the gradient after its block.

    Returns:
        two float64 arrays
    """
    inputs = tf.constant(inputs, "float32")
    with tf.GradientTape() as tape:
        tape.watch(inputs)
        outputs = branch(inputs, training=False)
    returned = tape.gradient(outputs, inputs, output_gradients=tf.constant(gradient, "float32"))
    return _arrays([outputs, returned])


def _arrays(tensors):
    return [np.asarray(each, "float64") for each in tensors]


def _norms(arrays):
    return np.array([np.linalg.norm(each) for each in arrays])


def _share(difference, of):
    return np.linalg.norm(difference) / np.linalg.norm(of)


def recorded():
    """The recorded run with three networks: (`ResidualSum`, facts)."""
    return results.recorded("residual_sum")
