"""How large the gradient is in each block before the first step of training.

He et al. 2016, section 2, equation 5: with identity shortcuts a gradient reaches every block
unchanged, beside what passes the branches.
"""

import keras
import numpy as np
import tensorflow as tf

from resnet_lessons.data.images import scaled
from resnet_lessons.experiments import asked, results
from resnet_lessons.experiments.degradation import untrained
from resnet_lessons.experiments.results import Gradients
from resnet_lessons.experiments.work import KINDS, StepCounter, empty, garments


def run(depths=(14, 42), seeds=(0,), images=128, report=None):
    """Measures every network; stopped by KeyboardInterrupt at any time.

    Args:
        depths: even numbers of weight layers, 4 or more; or one.
        seeds: of the weights, or one.
        images: of the batch, the first of the shipped training images.
        report: called with (networks done, networks in all, what is being done), or None.

    Returns:
        `Gradients`

    Raises:
        ValueError: when this cannot be measured; it says what can.
    """
    depths, seeds, images = asked.depths(depths), asked.seeds(seeds), asked.images(images)
    data, blocks = garments(images), [(depth - 2) // 2 for depth in depths]
    shape = (len(seeds), len(KINDS), len(depths))
    of_weights, of_features = empty(*shape, max(blocks)), empty(*shape, max(blocks))
    progress = StepCounter(report, int(np.prod(shape)))
    with progress.stoppable():
        for place in np.ndindex(shape):
            seed, kind, depth = seeds[place[0]], KINDS[place[1]], depths[place[2]]
            progress.tell(f"{kind}, {depth} layers, seed {seed}")
            model = untrained(kind, depth, seed)
            found = _norms(model, scaled(data.train_images), data.train_labels)
            of_weights[place][: len(found[0])], of_features[place][: len(found[1])] = found
            progress.tell(f"{kind}, {depth} layers, seed {seed}", 1)
    return Gradients(
        seeds=np.array(seeds),
        depths=np.array(depths),
        blocks=np.array(blocks),
        of_weights=of_weights,
        of_features=of_features,
        complete=progress.complete,
    )


def _norms(model, images, labels):
    """(norms by each block's weights, norms by each block's output), from the input on."""
    branches = [layer for layer in model.layers if layer.name.startswith("branch")]
    ends = [_end(model, number) for number in range(len(branches))]
    viewer = keras.Model(model.inputs, [ends, model.outputs[0]])
    with tf.GradientTape() as tape:
        features, logits = viewer([images], training=True)
        loss = keras.losses.sparse_categorical_crossentropy(labels, logits, from_logits=True)
        loss = keras.ops.mean(loss)
    weights = [branch.trainable_weights for branch in branches]
    wanted = ([[weight.value for weight in block] for block in weights], features)
    by_weights, by_features = tape.gradient(loss, wanted)
    return [_norm(block) for block in by_weights], [_norm([one]) for one in by_features]


def _end(model, number):
    """What a block passes on: its sum, or its branch where there is no shortcut."""
    names = {layer.name for layer in model.layers}
    last = f"sum{number}" if f"sum{number}" in names else f"branch{number}"
    # The branch is a model, whose own `output` is not the one of this call.
    return model.get_layer(last)._inbound_nodes[-1].output_tensors[0]


def _norm(tensors):
    return float(np.sqrt(sum(np.square(np.asarray(one, "float64")).sum() for one in tensors)))


def recorded():
    """The recorded run of `degradation.DEPTHS` with three seeds: (`Gradients`, facts)."""
    return results.recorded("gradients")
