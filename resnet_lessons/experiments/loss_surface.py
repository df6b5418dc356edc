"""The loss around a trained network, on a plane of two random directions.

Li et al. 2018, section 4: each filter of a direction is given the norm of the network's own filter,
so that networks can be compared; biases and normalisation stay as they are.
"""

import keras
import numpy as np

from resnet_lessons.data.images import scaled
from resnet_lessons.experiments import asked, results
from resnet_lessons.experiments.lesion import SHIPPED, shipped
from resnet_lessons.experiments.results import LossSurface
from resnet_lessons.experiments.work import KINDS, StepCounter, empty, garments

POINTS = 21
REACH = 1.0


def run(seeds=(SHIPPED,), points=POINTS, images=128, network=None, report=None):
    """Walks over the plane; stopped by KeyboardInterrupt at any time. No network is changed.

    Args:
        seeds: of the networks, handed to `network`, and of the directions; or one.
        points: along each direction; odd and at least 3, so that the trained network is one of them.
        images: how many of the shipped training images.
        network: called with (seed, kind), returns a trained `keras.Model`; None for the networks
            that ship.
        report: called with (points done, points in all, what is being done), or None.

    Returns:
        `LossSurface`

    Raises:
        ValueError: when this cannot be measured; it says what can.
    """
    seeds, points, images = asked.seeds(seeds), asked.points(points), asked.images(images)
    network, data = network or shipped, garments(images)
    coordinates = np.linspace(-REACH, REACH, points)
    shape = (len(seeds), len(KINDS), points, points)
    losses, accuracies = empty(*shape), empty(*shape)
    progress = StepCounter(report, losses.size)
    with progress.stoppable():
        for place in np.ndindex(shape[:2]):
            seed, kind = seeds[place[0]], KINDS[place[1]]
            progress.tell(f"{kind}, seed {seed}")
            measure = _walker(network(seed, kind), seed, data)
            for row, column in _from_the_middle(points):
                found = measure(coordinates[row], coordinates[column])
                losses[place][row, column], accuracies[place][row, column] = found
                progress.tell(f"{kind}, seed {seed}", 1)
    return LossSurface(np.array(seeds), coordinates, losses, accuracies, progress.complete)


def _from_the_middle(points):
    """Places of the grid, nearest first: a stopped run has the middle of the plane."""
    middle = points // 2
    return sorted(
        np.ndindex(points, points),
        key=lambda place: (max(abs(place[0] - middle), abs(place[1] - middle)), place),
    )


def _walker(model, seed, data):
    """A function from two coordinates to (loss, accuracy), of a copy of the network."""
    copy, centre = keras.models.clone_model(model), model.get_weights()
    generator = np.random.default_rng(seed)
    first, second = directions(centre, generator), directions(centre, generator)
    images, labels = scaled(data.train_images), data.train_labels

    def measure(along_first, along_second):
        moved = (
            weights + along_first * one + along_second * other
            for weights, one, other in zip(centre, first, second, strict=True)
        )
        copy.set_weights([array.astype("float32") for array in moved])
        logits = copy.predict_on_batch(images).astype("float64")
        highest = logits.max(axis=-1, keepdims=True)
        logs = highest[:, 0] + np.log(np.exp(logits - highest).sum(axis=-1))
        loss = np.mean(logs - logits[np.arange(len(labels)), labels])
        return loss, np.mean(logits.argmax(axis=-1) == labels)

    return measure


def directions(weights, generator):
    """A random direction, each filter as long as the network's own.

    Args:
        weights: list of arrays; the last axis of a kernel counts its filters.
        generator: `numpy.random.Generator`.

    Returns:
        list of arrays of the same shapes; zeros for biases and normalisation
    """
    return [_direction(array, generator) for array in weights]


def _direction(array, generator):
    if array.ndim < 2:
        return np.zeros_like(array)
    found = generator.standard_normal(array.shape)
    axes = tuple(range(array.ndim - 1))
    lengths = np.sqrt(np.square(found).sum(axis=axes))
    return found * np.sqrt(np.square(array, dtype="float64").sum(axis=axes)) / lengths


def recorded():
    """The recorded run of three seeds, the shipped networks' among them: (`LossSurface`, facts)."""
    return results.recorded("loss_surface")
