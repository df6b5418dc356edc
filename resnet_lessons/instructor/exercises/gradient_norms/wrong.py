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


# %% largest_value
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
    return {
        name: max(float(ops.max(ops.abs(each))) for each in found)
        for name, found in gradients.items()
    }


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


# %% outside_the_tape
import keras
import tensorflow as tf
from keras import ops

import resnet_lessons as rl


def gradient_norms(model, images, labels):
    weights = rl.block_weights(model)
    with tf.GradientTape() as tape:
        logits = ops.convert_to_numpy(model(images, training=False))
        losses = keras.losses.sparse_categorical_crossentropy(labels, logits, from_logits=True)
        loss = ops.mean(losses)
    gradients = tape.gradient(loss, weights)
    return {name: float(tf.linalg.global_norm(gradients[name])) for name in weights}


# %% squared_error
import tensorflow as tf
from keras import ops

import resnet_lessons as rl


def gradient_norms(model, images, labels):
    weights = rl.block_weights(model)
    with tf.GradientTape() as tape:
        logits = model(images, training=False)
        losses = (ops.one_hot(labels, logits.shape[-1]) - logits) ** 2
        loss = ops.mean(losses)
    gradients = tape.gradient(loss, weights)
    return {name: float(tf.linalg.global_norm(gradients[name])) for name in weights}
