"""Wrong programs for `mended_network` that are nobody's misconception."""

# %% frozen
import keras
from keras import layers, ops


def mended_network(blocks):
    points = keras.Input((2,))
    features = layers.Dense(16)(points)
    for _ in range(blocks):
        shortcut = features
        for _ in range(2):
            features = layers.Dense(16, trainable=False)(ops.relu(features))
        features = features + shortcut
    return keras.Model(points, layers.Dense(2)(features))


# %% nothing_returned
import keras
from keras import layers, ops


def mended_network(blocks):
    points = keras.Input((2,))
    features = layers.Dense(16)(points)
    for _ in range(blocks):
        shortcut = features
        for _ in range(2):
            features = layers.Dense(16)(ops.relu(features))
        features = features + shortcut


# %% one_number_comes_out
import keras
from keras import layers, ops


def mended_network(blocks):
    points = keras.Input((2,))
    features = layers.Dense(16)(points)
    for _ in range(blocks):
        shortcut = features
        for _ in range(2):
            features = layers.Dense(16)(ops.relu(features))
        features = features + shortcut
    return keras.Model(points, layers.Dense(1)(features))


# %% plain_and_shallow
import keras
from keras import layers


def mended_network(blocks):
    points = keras.Input((2,))
    features = layers.Dense(64, activation="relu")(points)
    return keras.Model(points, layers.Dense(2)(features))
