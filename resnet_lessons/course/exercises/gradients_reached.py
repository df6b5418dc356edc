"""What a gradient reaches. Of all exercises' modules this one uses TensorFlow: Keras leaves gradients
to its backend. It is loaded by the calls, since exercises are read without it.
"""

import numpy as np

from resnet_lessons.course.exercises.random_tensors import normal


def learning_flags(model, weights, features, seed):
    """For each weight 1 if a step of training would change it, else 0, as a float32 array.

    That is so where it is trainable and a gradient other than zero reaches it from the model's
    outputs, each times a random number.
    """
    import tensorflow as tf

    with tf.GradientTape() as tape:
        outputs = model(features, training=False)
        total = tf.reduce_sum(outputs * normal(outputs.shape, [*seed, 8]))
    gradients = tape.gradient(total, [weight.value for weight in weights])
    flags = [
        weight.trainable and gradient is not None and bool(tf.reduce_any(gradient != 0))
        for weight, gradient in zip(weights, gradients, strict=True)
    ]
    return np.array(flags, "float32")
