import tensorflow as tf


def residual_function(optimal_mapping, x):
    return tf.math.subtract(optimal_mapping(x), tf.identity(x))
