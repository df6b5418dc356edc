"""The playground's network once more, in Keras: the same layers in the same order."""

import keras
import numpy as np
import tensorflow as tf
from keras import layers

from resnet_lessons.training.fit import SHORT_RUN_MOMENTUM

WIDTH = 16
_OPTIMISERS = {
    "sgd": lambda rate: keras.optimizers.SGD(rate, momentum=0.9),
    "adam": lambda rate: keras.optimizers.Adam(rate),
}


class WeightLayer:
    """A dense layer, and a normalisation where there is one."""

    def __init__(self, inputs, outputs, is_normalised):
        self.dense = layers.Dense(outputs)
        self.dense.build((None, inputs))
        self.norm = (
            layers.BatchNormalization(momentum=SHORT_RUN_MOMENTUM) if is_normalised else None
        )
        if self.norm:
            self.norm.build((None, outputs))

    def __call__(self, features, training):
        features = self.dense(features)
        return self.norm(features, training=training) if self.norm else features

    @property
    def trained(self):
        """Kernel, bias, and γ and β where there are any."""
        return [*self.dense.trainable_weights, *(self.norm.trainable_weights if self.norm else [])]

    @property
    def averages(self):
        """Moving mean and moving variance, where there are any."""
        return self.norm.non_trainable_weights if self.norm else []

    def take(self, state):
        """Sets all of it from lists, a kernel row by row for each output."""
        kernel, *others = state["weights"]
        self.dense.kernel.assign(np.reshape(kernel, (-1, len(others[0]))[::-1]).T)
        for weight, values in zip(self.trained[1:], others, strict=True):
            weight.assign(values)
        for average, values in zip(self.averages, state["averages"], strict=True):
            average.assign(values)


class Twin:
    """A network with the weights of the one in the browser.

    Args:
        setting: the playground's.
        begun: list of {"weights", "averages"}, one for each layer.
        inputs: how many numbers a point has.
    """

    def __init__(self, setting, begun, inputs=2):
        self.shortcut, self.inputs = setting["shortcut"], inputs
        normalised, blocks = setting["isNormalised"], (setting["depth"] - 2) // 2
        self.stem = WeightLayer(inputs, WIDTH, normalised)
        self.head = WeightLayer(WIDTH, 1, False)
        inner = [WeightLayer(WIDTH, WIDTH, normalised) for _ in range(2 * blocks)]
        self.blocks = list(zip(inner[::2], inner[1::2], strict=True))
        count = blocks if self.shortcut == "projection" else 0
        self.projections = [WeightLayer(WIDTH, WIDTH, normalised) for _ in range(count)]
        self.layers = [self.stem, *inner, self.head, *self.projections]
        for layer, state in zip(self.layers, begun, strict=True):
            layer.take(state)
        self.optimiser = _OPTIMISERS[setting["optimiser"]](setting["rate"])

    def __call__(self, places, training, kept=None):
        """Logits (points,) of places (points, inputs); `kept` are the masks of the dropped shortcuts."""
        features = tf.nn.relu(self.stem(places, training))
        for number, (first, second) in enumerate(self.blocks):
            branch = second(tf.nn.relu(first(features, training)), training)
            if self.shortcut == "half":
                branch, features = branch / 2, features / 2
            elif self.shortcut == "projection":
                features = self.projections[number](features, training)
            elif self.shortcut == "dropout":
                features = features * (np.reshape(kept[number], (-1, WIDTH)) if training else 0.5)
            features = tf.nn.relu(branch if self.shortcut == "none" else branch + features)
        return self.head(features, training)[:, 0]

    def step(self, places, labels, kept):
        """One step of training.

        Returns:
            (loss, share of right answers, gradients of each layer)
        """
        trained = [layer.trained for layer in self.layers]
        with tf.GradientTape() as tape:
            logits = self(self.points(places), True, kept)
            loss = keras.losses.binary_crossentropy(labels, logits, from_logits=True)
        gradients = tape.gradient(loss, [[each.value for each in layer] for layer in trained])
        flat = [each for layer in trained for each in layer]
        self.optimiser.apply(tf.nest.flatten(gradients), flat)
        right = np.mean((np.array(logits) > 0) == np.array(labels, bool))
        return float(loss), right, gradients

    def points(self, places):
        """The numbers of some points in turn, as an array (points, inputs)."""
        return np.reshape(places, (-1, self.inputs)).astype("float32")

    def along(self, line):
        """Change of the output per unit of length at each point of a straight line: (points,)."""
        places = tf.constant(self.points(line))
        with tf.GradientTape() as tape:
            tape.watch(places)
            outputs = self(places, False)
        way = places[-1] - places[0]
        return tf.linalg.matvec(tape.gradient(outputs, places), way / tf.norm(way)).numpy()
