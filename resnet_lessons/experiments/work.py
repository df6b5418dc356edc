"""What the experiments share: progress, images, and a training run that can be stopped.

An experiment fills arrays that hold NaN at first. Interrupted, it returns them as they are: what was
measured stays, what was not is NaN, `complete` is False, and no half-trained network is kept.
"""

import contextlib

import keras
import numpy as np

from resnet_lessons.data.images import ImageSet, fashion_mnist, scaled
from resnet_lessons.training.callbacks import StepLosses
from resnet_lessons.training.fit import BATCH_SIZE, evaluate, prepared

# Index of each kind of network in every array of the experiments that compare two.
KINDS = ("plain", "residual")


class StepCounter:
    """Counts the steps of an experiment and tells of them.

    Args:
        report: called with (steps done, steps in all, what is being done), or None.
        total: steps in all.
        watch: called with what `so_far` returns, whenever progress is told, or None.
        so_far: returns what was measured until now.

    Attributes:
        done, total: steps.
        complete: whether the experiment came to its end.
    """

    def __init__(self, report, total, watch=None, so_far=None):
        self._report = report or (lambda done, total, what: None)
        self._watch, self._so_far = watch, so_far
        self.done, self.total, self.complete = 0, total, False

    def tell(self, what, steps=0):
        """Says what is done next, after `steps` more were finished."""
        self.done += steps
        self._report(self.done, self.total, what)
        if self._watch:
            self._watch(self._so_far())

    @contextlib.contextmanager
    def stoppable(self):
        """Ends quietly at KeyboardInterrupt; the experiment is complete when it came to its end."""
        with contextlib.suppress(KeyboardInterrupt):
            yield
            self.complete = True


def empty(*shape):
    """An array of NaN to be filled."""
    return np.full(shape, np.nan)


def garments(images=6000, test_images=1000):
    """The first of the shipped garments.

    Args:
        images, test_images: how many, at most 6,000 and 1,000.

    Returns:
        `ImageSet`
    """
    data = fashion_mnist()
    return ImageSet(
        data.name,
        data.train_images[:images],
        data.train_labels[:images],
        data.test_images[:test_images],
        data.test_labels[:test_images],
        data.class_names,
    )


def _generators(model):
    """The generators of random numbers inside a network's layers."""
    return [
        layer.seed_generator
        for layer in model._flatten_layers()
        if getattr(layer, "seed_generator", None) is not None
    ]


class ArchitectureTrainer:
    """Trains networks of one architecture, one after another.

    Keras traces a training step anew for each network it compiles, which takes longer than many
    steps; here the networks of all seeds share one, and equal blocks are computed in a loop.

    Args:
        model: from images to logits; its weights are overwritten.
        data: `ImageSet`.
        epochs: passes over the training images.
        learning_rate: of Adam at the start; it falls to zero along a cosine, as in `fit.train`.
    """

    def __init__(self, model, data, epochs, learning_rate=3e-3):
        self.model, self._data, self._epochs = model, data, epochs
        self._twin = prepared(model, len(data.train_images), epochs, learning_rate)
        optimizer = self._twin.network.optimizer
        self._first = [keras.ops.copy(value) for value in optimizer.variables]

    def train(self, weights, seed, losses, progress, what):
        """Trains from these weights, and measures.

        Args:
            weights: list of arrays, the first weights.
            seed: of the order of the images.
            losses: array (steps,), filled with the loss of each step while it trains.
            progress: a `StepCounter`; takes as many steps as training.
            what: words for it.

        Returns:
            (training loss, training accuracy, test loss, test accuracy) of the trained network
        """
        keras.utils.set_random_seed(seed)
        self.model.set_weights(weights)
        variables = self._twin.network.optimizer.variables
        for variable, first in zip(variables, self._first, strict=True):
            variable.assign(first)
        # Dropout has numbers of its own, which would go on where the last seed's training left them.
        for number, generator in enumerate(_generators(self.model)):
            # Keras keeps the seed and a counter, which tells the generators of a network apart.
            generator.state.assign([seed, number])
        self._twin.take()
        self._twin.network.fit(
            scaled(self._data.train_images),
            self._data.train_labels,
            batch_size=BATCH_SIZE,
            epochs=self._epochs,
            verbose=0,
            callbacks=[
                StepLosses(losses, len(self._data.train_images), BATCH_SIZE),
                keras.callbacks.LambdaCallback(
                    on_train_batch_end=lambda batch, logs: progress.tell(what, 1)
                ),
            ],
        )
        self._twin.give()
        return self.evaluate()

    def evaluate(self):
        """(training loss, training accuracy, test loss, test accuracy) as it is now."""
        self._twin.take()
        data = self._data
        return (
            *evaluate(self._twin.network, data.train_images, data.train_labels),
            *evaluate(self._twin.network, data.test_images, data.test_labels),
        )


class Trainers:
    """An `ArchitectureTrainer` for each kind of network, made when the first of its kind is trained.

    Args:
        settings: of each but its model; see `ArchitectureTrainer`.
    """

    def __init__(self, *settings):
        self._settings, self._made = settings, {}

    def of(self, kind, model):
        """The trainer of a kind.

        Args:
            kind: what tells architectures apart.
            model: one of this kind, which the trainer keeps if it is the first.
        """
        if kind not in self._made:
            self._made[kind] = ArchitectureTrainer(model, *self._settings)
        return self._made[kind]

    def trained(self, kind, model, *how):
        """Trains a network of a kind from the weights that it has.

        Args:
            kind, model: as `of` takes them.
            how: seed, losses, progress and words, as `ArchitectureTrainer.train` takes them.

        Returns:
            (the trainer, which holds the trained network; what `train` returns)
        """
        weights = model.get_weights()
        trainer = self.of(kind, model)
        return trainer, trainer.train(weights, *how)
