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
