"""Right programs for `gradient_norms`, each in another style."""

# %% loss_object
import keras
import tensorflow as tf
from keras import ops

import resnet_lessons as rl


def gradient_norms(model, images, labels):
    cross_entropy = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    with tf.GradientTape() as tape:
        loss = cross_entropy(labels, model(images, training=False))
    norms = {}
    weights = rl.block_weights(model)
    gradients = tape.gradient(loss, weights)
    for name, found in gradients.items():
        squares = [ops.sum(ops.square(gradient)) for gradient in found]
        norms[name] = float(sum(squares) ** 0.5)
    return norms


# %% one_block_at_a_time
import keras
import tensorflow as tf


def gradient_norms(model, images, labels):
    norms = {}
    for point in [layer for layer in model.layers if layer.name.endswith("_output")]:
        name = point.name.removesuffix("_output")
        layers = [layer for layer in model.layers if layer.name.startswith(name + "_")]
        weights = [weight for layer in layers for weight in layer.trainable_weights]
        with tf.GradientTape() as tape:
            one_hot = tf.one_hot(labels, model.output_shape[-1])
            losses = keras.losses.categorical_crossentropy(
                one_hot, model(images, training=False), from_logits=True
            )
            loss = tf.reduce_mean(losses)
        norms[name] = tf.linalg.global_norm(tape.gradient(loss, weights))
    return norms


# %% one_vector
import numpy as np
import tensorflow as tf

import resnet_lessons as rl


def gradient_norms(model, images, labels):
    weights = rl.block_weights(model)
    every = [weight for found in weights.values() for weight in found]
    with tf.GradientTape() as tape:
        logits = model(images, training=False)
        chosen = tf.gather(tf.nn.log_softmax(logits), labels, batch_dims=1)
        loss = -tf.reduce_mean(chosen)
    left = iter(tape.gradient(loss, every))
    return {
        name: np.linalg.norm(np.concatenate([next(left).numpy().ravel() for _ in found]))
        for name, found in weights.items()
    }


# %% probabilities
import keras
import tensorflow as tf
from keras import ops

import resnet_lessons as rl


def gradient_norms(model, images, labels):
    weights = rl.block_weights(model)
    with tf.GradientTape() as tape:
        probabilities = ops.softmax(model(images, training=False))
        losses = keras.losses.sparse_categorical_crossentropy(labels, probabilities)
        loss = sum(losses) / len(labels)
    gradients = tape.gradient(loss, weights)
    return {name: tf.linalg.global_norm(found).numpy() for name, found in gradients.items()}
