"""Short seeded runs of a small residual network on real images."""

import math

import keras
import numpy as np
from keras import layers

from resnet_lessons.data.images import scaled
from resnet_lessons.network.activations import IMAGES_AT_ONCE
from resnet_lessons.training.looped_twin import twin_of

# Of the moving statistics: Keras' 0.99 leaves them far behind in a run of a few hundred steps.
SHORT_RUN_MOMENTUM = 0.9
BATCH_SIZE = 64
# Filters and strides of the two block layers.
_SMALL_LAYERS = ((16, 1), (32, 2))


def small_network(host, num_blocks=3, classes=10, block_layers=_SMALL_LAYERS):
    """A network for 28x28 grey images, from the host's own methods.

    A strided 3x3 convolution, then block layers of regular blocks.

    Args:
        host: a `ResNetModel`, or one with a student's answers in it.
        num_blocks: regular blocks in each block layer.
        classes: number of outputs.
        block_layers: (filters, strides) of each; as it is, two with 16 and 32 filters.

    Returns:
        `keras.Model` from float images (28, 28, 1) to logits, with the points of every block named.
    """
    images = keras.Input((28, 28, 1), name="images")
    outputs = host.custom_conv2d(images, block_layers[0][0], 3, 2)
    for index, (filters, strides) in enumerate(block_layers, start=1):
        with host.scope(f"block_layer{index}"):
            outputs = host.regular_block(outputs, filters, strides, None, 0, filters)
            for block in range(1, num_blocks):
                outputs = host.regular_block(outputs, filters, 1, None, block)
    outputs = host.pre_activation(outputs, None)
    outputs = layers.GlobalAveragePooling2D()(outputs)
    model = keras.Model(images, layers.Dense(classes, name="logits")(outputs))
    set_momentum(model, SHORT_RUN_MOMENTUM)
    return model


def set_momentum(model, momentum):
    """Sets how slowly all moving statistics of a network follow those of the batches."""
    for layer in model._flatten_layers():
        if isinstance(layer, layers.BatchNormalization):
            layer.momentum = momentum


def steps_of(images, epochs):
    """Training steps of so many epochs over so many images."""
    return epochs * math.ceil(images / BATCH_SIZE)


def prepared(model, images, epochs, learning_rate=3e-3):
    """A network's twin, compiled to train and to be measured.

    Args:
        model: from images scaled to 0..1 to logits.
        images: how many it will train on.
        epochs, learning_rate: see `train`.

    Returns:
        `looped_twin.Twin`
    """
    twin = twin_of(model)
    compile_to_train(twin.network, adam(learning_rate, steps_of(images, epochs)))
    return twin


def train(
    model,
    image_set,
    epochs=3,
    seed=0,
    callbacks=(),
    learning_rate=3e-3,
    *,
    measure_training=False,
    twin=None,
):
    """Trains on the training images and measures on the test images.

    Args:
        model: from images scaled to 0..1 to logits.
        image_set: an `ImageSet`.
        epochs: passes over the training images.
        seed: of the order of the images.
        callbacks: Keras callbacks, for progress.
        learning_rate: of Adam at the start; it falls to zero along a cosine.
        measure_training: whether to measure the trained network on the training images too.
        twin: as `prepared` makes it for this run; None makes one.

    Returns:
        {"loss": float array (epochs,), "accuracy": float array (epochs,), "test_accuracy": float},
        and with `measure_training` "training_loss" and "training_accuracy", floats
    """
    keras.utils.set_random_seed(seed)
    twin = twin or prepared(model, len(image_set.train_images), epochs, learning_rate)
    try:
        history = twin.network.fit(
            scaled(image_set.train_images),
            image_set.train_labels,
            batch_size=BATCH_SIZE,
            epochs=epochs,
            verbose=0,
            callbacks=list(callbacks),
        )
    finally:
        twin.give()
    found = {
        "loss": np.array(history.history["loss"]),
        "accuracy": np.array(history.history["accuracy"]),
        "test_accuracy": evaluate(twin.network, image_set.test_images, image_set.test_labels)[1],
    }
    if measure_training:
        training = evaluate(twin.network, image_set.train_images, image_set.train_labels)
        found["training_loss"], found["training_accuracy"] = training
    return found


def evaluate(network, images, labels):
    """How a compiled network does, as after training.

    Args:
        network: `keras.Model`, see `compile_to_train`.
        images: uint8 array (count, height, width, channels).
        labels: int array (count,).

    Returns:
        (loss, accuracy), floats
    """
    loss, accuracy = network.evaluate(scaled(images), labels, batch_size=IMAGES_AT_ONCE, verbose=0)
    return float(loss), float(accuracy)


def adam(learning_rate, steps):
    """Adam, whose learning rate falls to zero along a cosine over so many steps."""
    return keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(learning_rate, steps))


def compile_to_train(model, optimizer, jit_compile="auto"):
    """Compiles a network that tells classes apart.

    Args:
        model: from images to logits.
        optimizer: Keras optimizer, see `adam`.
        jit_compile: as Keras' `compile` takes it.
    """
    model.compile(
        optimizer=optimizer,
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=[keras.metrics.SparseCategoricalAccuracy(name="accuracy")],
        jit_compile=jit_compile,
    )
    # A step is traced twice where it makes variables, as the optimizer's otherwise, or those of a
    # metric that is given by name.
    model.optimizer.build(model.trainable_variables)
