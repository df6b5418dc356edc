"""Training that takes hours: after each epoch all of it is kept, and it goes on from there.

Optimiser and schedule are those of He et al. 2015, section 4.2: stochastic gradient descent with momentum, in
batches of 128, whose learning rate falls to a tenth at half and again at three quarters of the run. The paper's
random crops and mirrored images are left out.
"""

from dataclasses import asdict, dataclass

import keras
import numpy as np

from resnet_lessons.data.images import scaled
from resnet_lessons.training import run_file
from resnet_lessons.training.fit import compile_to_train, evaluate
from resnet_lessons.training.looped_twin import twin_of

# Of an epoch: mean loss of its steps, then loss and accuracy on the test images.
CURVES = ("losses", "test_losses", "test_accuracies")


@dataclass(frozen=True)
class Recipe:
    """How a long run trains.

    Attributes:
        epochs: passes over the training images.
        batch_size: images of a step.
        learning_rate: at the start; a tenth of it from half of the epochs on, and a hundredth from three
            quarters on.
        momentum: of the gradients.
        weight_decay: share of each weight that a step takes away, times the learning rate. Keras takes
            it off the weight itself; the paper's 0.0001 is part of the gradient and so, through a
            momentum of 0.9, comes to ten times as much.
    """

    epochs: int = 8
    batch_size: int = 128
    learning_rate: float = 0.1
    momentum: float = 0.9
    weight_decay: float = 1e-3

    def optimizer(self, images):
        """Keras' SGD for so many training images."""
        steps = -(-images // self.batch_size)
        # The last steps, counted from 0, with the rate of before: Keras' boundaries still have it.
        falls = [steps * (self.epochs // 2) - 1, steps * (self.epochs * 3 // 4) - 1]
        rates = [self.learning_rate * share for share in (1.0, 0.1, 0.01)]
        schedule = keras.optimizers.schedules.PiecewiseConstantDecay(falls, rates)
        return keras.optimizers.SGD(
            schedule, momentum=self.momentum, weight_decay=self.weight_decay
        )


@dataclass(frozen=True, eq=False)
class LongRun:
    """What a long run has come to.

    Attributes:
        curves: {name of `CURVES`: float array (epochs,)}; NaN where it has not come yet.
        training: (loss, accuracy) on the training images after the last epoch; NaN before.
        weights: list of arrays, of the network as it is now.
        epochs_done: int.
    """

    curves: dict
    training: tuple
    weights: list
    epochs_done: int


def train_on(make, image_set, recipe, seed, path, report=None):
    """Trains a network to the end of its recipe, from the start or from where it was stopped.

    Whatever stops it, no more than the epoch that was going on is lost, and what comes out is the same as
    without a stop.

    Args:
        make: called without arguments, returns the untrained `keras.Model`; called only where training is
            left to do.
        image_set: `ImageSet`
        recipe: `Recipe`
        seed: of the order of the images.
        path: `Path` of the file that the run is kept in; another run's is refused.
        report: called with (epochs done, `LongRun`) after each epoch, or None.

    Returns:
        `LongRun`

    Raises:
        ValueError: when the file holds a run with other settings.
    """
    settings = {**asdict(recipe), "seed": seed, "images": len(image_set.train_images)}
    run, optimizer_values = _read(path, settings)
    if run and run.epochs_done == recipe.epochs:
        return run
    keras.utils.set_random_seed(seed)
    model = make()
    if run:
        model.set_weights(run.weights)
    twin = twin_of(model)
    optimizer = recipe.optimizer(len(image_set.train_images))
    compile_to_train(twin.network, optimizer)
    if run:
        for variable, value in zip(optimizer.variables, optimizer_values, strict=True):
            variable.assign(value)
    run = run or _not_begun(recipe.epochs)
    images = scaled(image_set.train_images)
    for epoch in range(run.epochs_done, recipe.epochs):
        run = _one_epoch(run, epoch, model, twin, images, image_set, recipe, seed)
        _write(path, settings, run, optimizer.variables)
        if report:
            report(epoch + 1, run)
    return run


def _not_begun(epochs):
    curves = {name: np.full(epochs, np.nan) for name in CURVES}
    return LongRun(curves, (np.nan, np.nan), [], 0)


def _one_epoch(run, epoch, model, twin, images, image_set, recipe, seed):
    """The run an epoch later; its images come in an order that seed and epoch alone decide."""
    order = np.random.default_rng([seed, epoch]).permutation(len(images))
    history = twin.network.fit(
        images[order],
        image_set.train_labels[order],
        batch_size=recipe.batch_size,
        shuffle=False,
        verbose=0,
    ).history
    test = evaluate(twin.network, image_set.test_images, image_set.test_labels)
    for name, value in zip(CURVES, (history["loss"][0], *test), strict=True):
        run.curves[name][epoch] = value
    training = run.training
    if epoch + 1 == recipe.epochs:
        training = evaluate(twin.network, image_set.train_images, image_set.train_labels)
    twin.give()
    return LongRun(run.curves, training, model.get_weights(), epoch + 1)


def _write(path, settings, run, optimizer_variables):
    facts = {"settings": settings, "training": run.training, "epochs_done": run.epochs_done}
    optimizer = [keras.ops.convert_to_numpy(variable) for variable in optimizer_variables]
    run_file.write(path, facts, run.curves, weights=run.weights, optimizer=optimizer)


def _read(path, settings):
    """(`LongRun`, list of the optimizer's values) as they were kept, or (None, None)."""
    if not path.exists():
        return None, None
    with run_file.opened(path) as file:
        kept = file.facts["settings"]
        if kept != settings:
            raise ValueError(
                f"{path} holds a run with other settings ({kept}, here {settings}): "
                "name another folder, or delete the file"
            )
        curves = {name: file[name] for name in CURVES}
        training, epochs_done = tuple(file.facts["training"]), file.facts["epochs_done"]
        run = LongRun(curves, training, file.listed("weights"), epochs_done)
        return run, file.listed("optimizer")
