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
