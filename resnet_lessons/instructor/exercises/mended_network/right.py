"""Right programs for `mended_network`, each in another style."""

# %% batch_normalization_too
import keras
from keras import layers


def mended_network(blocks):
    points = keras.Input((2,))
    x = layers.Dense(16)(points)
    for _ in range(blocks):
        branch = x
        for _ in range(2):
            branch = layers.BatchNormalization(momentum=0.8)(branch)
            branch = layers.Dense(16)(layers.ReLU()(branch))
        x = layers.add([x, branch])
    return keras.Model(points, layers.Dense(2)(x))


# %% block_as_a_function
import keras
from keras import layers, ops


def block(inputs):
    hidden = layers.Dense(16)(ops.relu(inputs))
    return inputs + layers.Dense(16)(ops.relu(hidden))


def mended_network(blocks):
    points = keras.Input((2,))
    features = layers.Dense(16)(points)
    for _ in range(blocks):
        features = block(features)
    return keras.Model(points, layers.Dense(2)(features))


# %% he_initialization
import keras
from keras import layers, ops


def mended_network(blocks):
    points = keras.Input((2,))
    features = layers.Dense(16)(points)
    for _ in range(blocks):
        shortcut = features
        for _ in range(2):
            features = layers.Dense(16, kernel_initializer="he_normal")(ops.relu(features))
        features = features + shortcut
    return keras.Model(points, layers.Dense(2)(features))


# %% last_kernel_of_a_branch_zero
import keras
from keras import layers, ops


def mended_network(blocks):
    points = keras.Input((2,))
    features = layers.Dense(16)(points)
    for _ in range(blocks):
        hidden = layers.Dense(16)(ops.relu(features))
        hidden = layers.Dense(16, kernel_initializer="zeros")(ops.relu(hidden))
        features = ops.add(features, hidden)
    return keras.Model(points, layers.Dense(2)(features))


# %% shortcut_around_each_layer
import keras
from keras import layers


def mended_network(blocks):
    points = keras.Input((2,))
    x = layers.Dense(16)(points)
    for _ in range(2 * blocks):
        x = x + layers.Dense(16)(layers.Activation("relu")(x))
    return keras.Model(points, layers.Dense(2)(x))
