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
