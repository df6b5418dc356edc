"""Wrong programs for `gradient_norms` that are nobody's misconception."""

# %% gradients_returned
import keras
import tensorflow as tf
from keras import ops

import resnet_lessons as rl


def gradient_norms(model, images, labels):
    weights = rl.block_weights(model)
    with tf.GradientTape() as tape:
        logits = model(images, training=False)
        losses = keras.losses.sparse_categorical_crossentropy(labels, logits, from_logits=True)
        loss = ops.mean(losses)
    gradients = tape.gradient(loss, weights)
    return gradients


# %% in_reverse_order
import keras
import tensorflow as tf
from keras import ops

import resnet_lessons as rl


def gradient_norms(model, images, labels):
    weights = rl.block_weights(model)
    with tf.GradientTape() as tape:
        logits = model(images, training=False)
        losses = keras.losses.sparse_categorical_crossentropy(labels, logits, from_logits=True)
        loss = ops.mean(losses)
    gradients = tape.gradient(loss, weights)
    norms = [float(tf.linalg.global_norm(gradients[name])) for name in weights]
    return dict(zip(weights, reversed(norms), strict=True))


# %% last_block_missing
import keras
import tensorflow as tf
from keras import ops

import resnet_lessons as rl


def gradient_norms(model, images, labels):
    weights = rl.block_weights(model)
    with tf.GradientTape() as tape:
        logits = model(images, training=False)
        losses = keras.losses.sparse_categorical_crossentropy(labels, logits, from_logits=True)
        loss = ops.mean(losses)
    gradients = tape.gradient(loss, weights)
    norms = {name: float(tf.linalg.global_norm(gradients[name])) for name in weights}
    norms.popitem()
    return norms


# %% list_of_norms
import keras
import tensorflow as tf
from keras import ops

import resnet_lessons as rl


def gradient_norms(model, images, labels):
    weights = rl.block_weights(model)
    with tf.GradientTape() as tape:
        logits = model(images, training=False)
        losses = keras.losses.sparse_categorical_crossentropy(labels, logits, from_logits=True)
        loss = ops.mean(losses)
    gradients = tape.gradient(loss, weights)
    return [float(tf.linalg.global_norm(gradients[name])) for name in weights]


# %% not_a_number
import keras
import tensorflow as tf
from keras import ops

import resnet_lessons as rl


def gradient_norms(model, images, labels):
    weights = rl.block_weights(model)
    with tf.GradientTape() as tape:
        logits = model(images, training=False)
        losses = keras.losses.sparse_categorical_crossentropy(labels, logits, from_logits=True)
        loss = ops.mean(losses)
    gradients = tape.gradient(loss, weights)
    return {name: float("nan") for name in gradients}


# %% sorted_by_name
import keras
import tensorflow as tf
from keras import ops

import resnet_lessons as rl


def gradient_norms(model, images, labels):
    weights = rl.block_weights(model)
    with tf.GradientTape() as tape:
        logits = model(images, training=False)
        losses = keras.losses.sparse_categorical_crossentropy(labels, logits, from_logits=True)
        loss = ops.mean(losses)
    gradients = tape.gradient(loss, weights)
    norms = {name: float(tf.linalg.global_norm(gradients[name])) for name in weights}
    return dict(sorted(norms.items()))


# %% halved
import keras
import tensorflow as tf
from keras import ops

import resnet_lessons as rl


def gradient_norms(model, images, labels):
    weights = rl.block_weights(model)
    with tf.GradientTape() as tape:
        logits = model(images, training=False)
        losses = keras.losses.sparse_categorical_crossentropy(labels, logits, from_logits=True)
        loss = ops.mean(losses)
    gradients = tape.gradient(loss, weights)
    return {name: float(tf.linalg.global_norm(gradients[name])) / 2 for name in weights}


# %% projection_left_out
import keras
import tensorflow as tf
from keras import ops

import resnet_lessons as rl


def gradient_norms(model, images, labels):
    weights = {
        name: [weight for weight in found if tuple(weight.shape[:2]) != (1, 1)]
        for name, found in rl.block_weights(model).items()
    }
    with tf.GradientTape() as tape:
        logits = model(images, training=False)
        losses = keras.losses.sparse_categorical_crossentropy(labels, logits, from_logits=True)
        loss = ops.mean(losses)
    gradients = tape.gradient(loss, weights)
    return {name: float(tf.linalg.global_norm(gradients[name])) for name in weights}
