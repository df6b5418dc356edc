"""Small transformers that name garments: their residual streams, and what one branch less does.

An image is cut into 49 patches of 4 x 4 pixels, the tokens (Dosovitskiy et al. 2021). Each layer has two
residual branches: attention, which lets the tokens read each other, and two fully connected layers, the MLP.
Normalisation stands after each sum (Vaswani et al. 2017) or in front of each branch (Xiong et al. 2020).
"""

import keras
import numpy as np
from keras import layers

from resnet_lessons.data.images import scaled
from resnet_lessons.experiments import asked, results
from resnet_lessons.experiments.later_results import ResidualStreams
from resnet_lessons.experiments.learnt_numbers import Term, closed, gate
from resnet_lessons.experiments.stochastic_depth import accuracy, gate_name
from resnet_lessons.experiments.work import StepCounter, Trainers, empty, garments
from resnet_lessons.training.fit import steps_of

# Axis "kinds": where the normalisation stands.
KINDS = ("pre-normalisation", "post-normalisation")
# Ten residual branches, as many as the networks of section 5.1 have blocks.
LAYERS = 5
_BRANCHES = ("attention", "MLP")
_PATCH, _TOKENS, _WIDTH, _HEADS = 4, 49, 64, 4
# A third of what the convolutional networks start with.
_LEARNING_RATE = 1e-3
_IMAGES_MEASURED = 128


def run(kinds=KINDS, seeds=(0,), num_layers=LAYERS, epochs=2, images=3000, report=None, watch=None):
    """Trains a transformer of each kind and cuts its branches one by one; stopped by KeyboardInterrupt.

    Args:
        kinds: of `KINDS`, or one; the others' places stay NaN.
        seeds: of the runs, or one.
        num_layers: of two residual branches each.
        epochs: passes over the images.
        images: how many of the shipped training images.
        report: called with (steps done, steps in all, what is being done), or None.
        watch: called with the result so far after every step, its arrays still being filled; or None.

    Returns:
        `ResidualStreams`

    Raises:
        ValueError: when this cannot be measured; it says what can.
    """
    kinds, num_layers = asked.kinds("kinds", kinds, KINDS), asked.count("num_layers", num_layers)
    seeds, epochs, images = asked.training(seeds, epochs, images)
    data, steps, branches = garments(images), steps_of(images, epochs), 2 * num_layers
    shape = (len(seeds), len(KINDS))
    losses, whole, dropped = empty(*shape, steps), empty(*shape), empty(*shape, branches)
    streams, added = empty(*shape, branches + 1), empty(*shape, branches)

    def so_far():
        names = np.array(_BRANCHES * num_layers)
        found = losses, whole, dropped, streams, added
        return ResidualStreams(np.array(seeds), names, *found, progress.complete)

    places = [place for place in np.ndindex(shape) if KINDS[place[1]] in kinds]
    total = len(places) * (steps + branches)
    progress = StepCounter(report, total, watch, so_far)
    trainers = Trainers(data, epochs, _LEARNING_RATE)
    with progress.stoppable():
        for place in places:
            seed, kind = seeds[place[0]], KINDS[place[1]]
            what = f"{kind}, seed {seed}"
            progress.tell(what)
            keras.utils.set_random_seed(seed)
            trainer, found = trainers.trained(
                kind, network(kind, num_layers), seed, losses[place], progress, what
            )
            whole[place] = found[3]
            streams[place], added[place] = sizes(trainer.model, data)
            for number in range(branches):
                with closed(trainer.model, gate_name(number)):
                    dropped[place][number] = accuracy(trainer.model, data)
                progress.tell(f"{what}: without branch {number + 1}", 1)
    return so_far()


def network(kind, num_layers=LAYERS):
    """A transformer for garments with a gate in each residual branch.

    Args:
        kind: one of `KINDS`.
        num_layers: of two residual branches each.

    Returns:
        `keras.Model` from float images (28, 28, 1) to ten logits; `gate_name` names its gates
    """
    images = keras.Input((28, 28, 1), name="images")
    stream = layers.Conv2D(_WIDTH, _PATCH, strides=_PATCH, name="patches")(images)
    stream = Term((_TOKENS, _WIDTH), 0.02, name="places")(layers.Reshape((_TOKENS, _WIDTH))(stream))
    for number in range(2 * num_layers):
        branch = _attention if number % 2 == 0 else _mlp
        if kind == KINDS[0]:
            outputs = gate(branch(_normalisation()(stream)), gate_name(number))
            stream = layers.Add(name=_sum_name(number))([stream, outputs])
        else:
            outputs = gate(branch(stream), gate_name(number))
            stream = _normalisation()(layers.Add(name=_sum_name(number))([stream, outputs]))
    stream = layers.Identity(name="last")(stream)
    outputs = _normalisation()(stream) if kind == KINDS[0] else stream
    outputs = layers.GlobalAveragePooling1D()(outputs)
    return keras.Model(images, layers.Dense(10, name="logits")(outputs))


def _normalisation():
    return layers.LayerNormalization(epsilon=1e-5)


def _attention(tokens):
    return layers.MultiHeadAttention(_HEADS, _WIDTH // _HEADS)(tokens, tokens)


def _mlp(tokens):
    return layers.Dense(_WIDTH)(layers.Dense(2 * _WIDTH, activation="gelu")(tokens))


def _sum_name(number):
    return f"sum{number}"


def sizes(model, data):
    """How large a trained transformer's stream is, and what each branch adds to it.

    Args:
        model: from `network`.
        data: `ImageSet`.

    Returns:
        float arrays (branches + 1,) and (branches,), root mean squares over the first test images
    """
    sums = [layer for layer in model.layers if layer.name.startswith("sum")]
    terms = [layer.input for layer in sums]
    viewer = keras.Model(model.input, [terms, model.get_layer("last").output])
    terms, last = viewer(scaled(data.test_images[:_IMAGES_MEASURED]), training=False)
    return (
        np.array([_root_mean_square(each) for each in [*(pair[0] for pair in terms), last]]),
        np.array([_root_mean_square(pair[1]) for pair in terms]),
    )


def _root_mean_square(tensor):
    return np.sqrt(np.mean(np.square(np.asarray(tensor, "float64"))))


def recorded():
    """The recorded run with three seeds: (`ResidualStreams`, facts)."""
    return results.recorded("residual_streams")
