import tensorflow as tf


def identity_kernel(kernel_size, channels):
    middle = [[kernel_size // 2, kernel_size // 2]]
    return tf.scatter_nd(
        middle, tf.eye(channels)[None], [kernel_size, kernel_size, channels, channels]
    )
