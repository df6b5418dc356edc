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
