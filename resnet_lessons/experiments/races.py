"""Deep networks with and without shortcuts, from the same start: arrays of what happened.

Built from plain Keras layers: none of it calls an answer. `instructor/recorded.py` runs the long
ones once and keeps their arrays in `recorded/`, which `recorded_races` loads.
"""

import keras
import numpy as np
from keras import layers, ops

from resnet_lessons.data.images import fashion_mnist, photograph, scaled
from resnet_lessons.data.recorded_runs import RECORDED
from resnet_lessons.network.activations import logits_of
from resnet_lessons.training.callbacks import StepLosses
from resnet_lessons.training.fit import (
    BATCH_SIZE,
    SHORT_RUN_MOMENTUM,
    evaluate,
    prepared,
    steps_of,
    train,
)

SHALLOW, DEEP, EXTRA = 6, 20, 5
_FILTERS = 16
# A third of what training started with: the network is to go on, not to begin again.
_RATE_OF_GROWN = 1e-3
_MEASURES = ("training_loss", "training_accuracy", "test_accuracy")
_PATCH = 32
_PATCHES_IN_A_STEP = 16
# Rows of the halved photograph above this one are kept for the picture that is copied at the end.
_UNSEEN = 104


def weight_layers(num_blocks):
    """Weight layers of a network: two in each block, the stem's and the head's.

    Args:
        num_blocks: of the network.

    Returns:
        int
    """
    return 2 * num_blocks + 2


def twenty_blocks():
    """The trained network of twenty residual blocks that ships with the lessons, in two parts.

    Returns:
        (body, head): `keras.Model` from images (28, 28, 1) to features (14, 14, 16), and from those
        to ten logits.
    """
    model = keras.models.load_model(RECORDED / "twenty_blocks.keras", compile=False)
    return model.get_layer("body"), model.get_layer("head")


def residual_branch(filters=_FILTERS, name=None):
    """Two pre-activated 3x3 convolutions.

    Args:
        filters: of both, and channels of what goes in.
        name: of the model, or None.

    Returns:
        `keras.Model` from features (height, width, filters) to features of the same shape
    """
    features = keras.Input((None, None, filters))
    outputs = features
    for _ in range(2):
        outputs = layers.BatchNormalization(momentum=SHORT_RUN_MOMENTUM)(outputs)
        outputs = layers.ReLU()(outputs)
        outputs = layers.Conv2D(filters, 3, padding="same", kernel_initializer="he_normal")(outputs)
    return keras.Model(features, outputs, name=name)


def deep_network(num_blocks, shortcuts):
    """A network for garments, halved to 14x14, in two parts.

    Args:
        num_blocks: of two convolutions each.
        shortcuts: whether each block adds its input; without, the same layers follow each other.

    Returns:
        (body, head): `keras.Model` from images to features, and from features to logits.
    """
    images = keras.Input((28, 28, 1), name="images")
    # Names of its own throughout: Keras counts from 0 in each kernel, and what is appended to the
    # network once it was loaded may not bear the name of something in it.
    outputs = layers.AveragePooling2D(2, name="halved")(images)
    outputs = layers.Conv2D(_FILTERS, 3, padding="same", name="stem")(outputs)
    for number in range(num_blocks):
        branch = residual_branch(name=f"branch{number}")
        residual = branch(outputs)
        outputs = layers.Add(name=f"sum{number}")([residual, outputs]) if shortcuts else residual
    features = keras.Input(outputs.shape[1:], name="features")
    last = layers.ReLU()(layers.BatchNormalization(momentum=SHORT_RUN_MOMENTUM)(features))
    last = layers.GlobalAveragePooling2D()(last)
    head = keras.Model(features, layers.Dense(10, name="logits")(last), name="head")
    return keras.Model(images, outputs, name="body"), head


def whole(body, head):
    """Joins the two parts of a network.

    Args:
        body: `keras.Model` from images to features.
        head: `keras.Model` from those to logits.

    Returns:
        `keras.Model` from images to logits
    """
    return keras.Model(body.input, head(body.output))


def logits(model, images):
    """What a network makes of images.

    Args:
        model: `keras.Model` from float images, 0 to 1, to logits.
        images: uint8 array (images, height, width, channels).

    Returns:
        float32 array (images, classes)
    """
    return logits_of(model, scaled(images))


def degradation(num_blocks, shortcuts, epochs=3, seed=0, callbacks=(), keep=None):
    """Trains one network on the shipped garments.

    Args:
        num_blocks, shortcuts: of the network, see `deep_network`.
        epochs: passes over the images.
        seed: of the first weights and of the order of the images.
        callbacks: Keras callbacks, for progress.
        keep: called with the trained `keras.Model`, or None.

    Returns:
        {"loss": float array (steps,), "training_accuracy", "training_loss", "test_accuracy": of the
        trained network, floats}
    """
    keras.utils.set_random_seed(seed)
    model = whole(*deep_network(num_blocks, shortcuts))
    data = fashion_mnist()
    losses, watched = _step_losses(data, epochs)
    found = train(model, data, epochs, seed, [watched, *callbacks], measure_training=True)
    if keep:
        keep(model)
    return {"loss": losses} | {name: found[name] for name in _MEASURES}


def growth(grown, before, epochs=1, seed=0, callbacks=()):
    """Trains a grown network on, and says how it does before and after.

    Args:
        grown: `keras.Model` from images to logits, not yet compiled.
        before: logits (1000, 10) of the network it was grown from, on the test images.
        epochs: passes over the training images.
        seed: of the order of the images.
        callbacks: Keras callbacks, for progress.

    Returns:
        {"difference": largest difference of a prediction, float; "loss": float array (steps,);
        "start", "end": (training loss, training accuracy, test accuracy), float arrays (3,)}
    """
    data = fashion_mnist()
    after = logits(grown, data.test_images)
    keras.utils.set_random_seed(seed)
    losses, watched = _step_losses(data, epochs)
    twin = prepared(grown, len(data.train_images), epochs, _RATE_OF_GROWN)
    on_training_images = evaluate(twin.network, data.train_images, data.train_labels)
    found = train(
        grown, data, epochs, seed, [watched, *callbacks], measure_training=True, twin=twin
    )
    return {
        "difference": float(np.abs(after - before).max()),
        "loss": losses,
        "start": np.array([*on_training_images, np.mean(after.argmax(-1) == data.test_labels)]),
        "end": np.array([found[name] for name in _MEASURES]),
    }


def _step_losses(data, epochs):
    """(array that the loss of every step is written into, the callback that writes it)"""
    images = len(data.train_images)
    losses = np.full(steps_of(images, epochs), np.nan)
    return losses, StepLosses(losses, images, BATCH_SIZE)


def copy_race(blocks=1, scale=1.0, steps=200, seed=0):
    """A plain and a residual network of a few blocks learn to copy their input.

    Both start from the same weights and see the same patches of the photograph in the same order.

    Args:
        blocks: of two 3x3 convolutions with a ReLU between them.
        scale: of the first weights, 1 for those of He et al. 2015 ("Delving deep").
        steps: of training.
        seed: of the first weights.

    Returns:
        {"image": array (64, 64, 3) that neither has seen; "plain_loss", "residual_loss": float
        arrays (steps,); "plain_copy", "residual_copy": what each makes of the image}; values around
        0, in units of the photograph's standard deviation
    """
    patches, image = _patches(steps)
    copiers = {}
    for name, shortcuts in (("plain", False), ("residual", True)):
        keras.utils.set_random_seed(seed)
        copiers[name] = _copier(blocks, scale, shortcuts)
    # Both in one network: its training step is traced once, and its halves run side by side. Neither
    # sees the other: the gradient of a sum of losses is that of each network's own.
    inputs = keras.Input((None, None, 3))
    both = keras.Model(inputs, {name: model(inputs) for name, model in copiers.items()})
    losses = dict.fromkeys(copiers, "mean_squared_error")
    both.compile(keras.optimizers.Adam(3e-3), losses)
    # A step is traced twice where it makes variables: the optimizer's, and those of the mean losses.
    both.optimizer.build(both.trainable_variables)
    both.compute_loss(y=dict.fromkeys(copiers, patches[:1]), y_pred=both(patches[:1]))
    step_losses = {name: np.full(steps, np.nan) for name in copiers}
    both.fit(
        patches,
        dict.fromkeys(copiers, patches),
        batch_size=_PATCHES_IN_A_STEP,
        verbose=0,
        shuffle=False,
        callbacks=[
            StepLosses(losses, len(patches), _PATCHES_IN_A_STEP, output=name)
            for name, losses in step_losses.items()
        ],
    )
    race = {"image": image}
    for name, model in copiers.items():
        race[f"{name}_loss"] = step_losses[name]
        race[f"{name}_copy"] = ops.convert_to_numpy(model(image[None]))[0]
    return race


def _copier(blocks, scale, shortcuts):
    """Eight filters in the middle, so that a plain block too can copy: x = ReLU(x) - ReLU(-x)."""
    inputs = keras.Input((None, None, 3))
    outputs = inputs
    for _ in range(blocks):
        branch = layers.ReLU()(_convolution(8, scale)(outputs))
        branch = _convolution(3, scale)(branch)
        outputs = layers.Add()([branch, outputs]) if shortcuts else branch
    return keras.Model(inputs, outputs)


def _convolution(filters, scale):
    start = keras.initializers.VarianceScaling(2.0 * scale**2)
    return layers.Conv2D(filters, 3, padding="same", kernel_initializer=start)


def _patches(steps):
    """(16 patches for each step, an image of another part of the photograph), around 0."""
    picture = photograph().astype("float32")[::2, ::2]
    picture = (picture - picture.mean()) / picture.std()
    generator = np.random.default_rng(0)
    rows = generator.integers(_UNSEEN, picture.shape[0] - _PATCH, _PATCHES_IN_A_STEP * steps)
    columns = generator.integers(0, picture.shape[1] - _PATCH, _PATCHES_IN_A_STEP * steps)
    places = zip(rows, columns, strict=True)
    patches = np.stack([picture[r : r + _PATCH, c : c + _PATCH] for r, c in places])
    return patches, picture[_UNSEEN - 2 * _PATCH : _UNSEEN, 90 : 90 + 2 * _PATCH]
