"""Right programs for `backward_pass`, each in another style."""

# %% einsum
import numpy as np


def backward_pass(x, kernel1, kernel2, output_gradient):
    hidden = np.einsum("bc,cw->bw", x, kernel1)
    is_open = np.where(hidden > 0, 1.0, 0.0)
    back = np.einsum("bc,wc->bw", output_gradient, kernel2) * is_open
    return (
        output_gradient + np.einsum("bw,cw->bc", back, kernel1),
        np.einsum("bc,bw->cw", x, back),
        np.einsum("bw,bc->wc", hidden * is_open, output_gradient),
    )


# %% image_by_image
import numpy as np


def backward_pass(x, kernel1, kernel2, output_gradient):
    dx, d1, d2 = np.zeros_like(x), np.zeros_like(kernel1), np.zeros_like(kernel2)
    for number in range(len(x)):
        f = x[number] @ kernel1
        a = f * (f > 0)
        g = output_gradient[number]
        da = kernel2 @ g
        da[f <= 0] = 0
        dx[number] = g + kernel1 @ da
        d1 += np.outer(x[number], da)
        d2 += np.outer(a, g)
    return dx, d1, d2


# %% keras_operations
from keras import ops


def backward_pass(x, kernel1, kernel2, output_gradient):
    z = ops.matmul(x, kernel1)
    a = ops.relu(z)
    dz = ops.where(z > 0, ops.matmul(output_gradient, ops.transpose(kernel2)), 0.0)
    dx = ops.add(output_gradient, ops.matmul(dz, ops.transpose(kernel1)))
    dx = ops.convert_to_tensor(dx)
    return dx, ops.matmul(ops.transpose(x), dz), ops.matmul(ops.transpose(a), output_gradient)


# %% list_of_tensors
import tensorflow as tf


def backward_pass(x, w1, w2, g):
    h = tf.nn.relu(tf.matmul(x, w1))
    gh = tf.matmul(g, w2, transpose_b=True) * tf.sign(h)
    gx = tf.matmul(gh, w1, transpose_b=True)
    gx += g
    return [gx, tf.matmul(x, gh, transpose_a=True), tf.matmul(h, g, transpose_a=True)]


# %% tape
import tensorflow as tf


def backward_pass(x, kernel1, kernel2, output_gradient):
    given = [tf.Variable(each) for each in (x, kernel1, kernel2)]
    with tf.GradientTape() as tape:
        x, kernel1, kernel2 = given
        y = x + tf.nn.relu(x @ kernel1) @ kernel2
    return tuple(tape.gradient(y, given, output_gradients=tf.constant(output_gradient)))
