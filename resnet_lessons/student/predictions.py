"""What a network says of images: the two most probable classes of each."""

from dataclasses import dataclass
from itertools import chain

import keras
import numpy as np

from resnet_lessons.data.images import fashion_mnist, scaled
from resnet_lessons.display import Message, table
from resnet_lessons.network.activations import logits_of
from resnet_lessons.training.ongoing_run import first_line

_ROWS_SHOWN = 20


def predict(network, images, class_names=None):
    """What a network says of images.

    Args:
        network: `keras.Model` from images to logits, from `load_network` or a run's.
        images: one image or several, (28, 28, 1) or (28, 28) each, or of the size that another
            network reads; integers 0 to 255 or floats 0 to 1.
        class_names: a name for each class; None for the garments'.

    Returns:
        `Predictions`; a `Message` handed in as the network, or with what is wrong.
    """
    if isinstance(network, Message):
        return network
    if network is None:
        return Message("The recorded run has no network to ask: run rl.learn() with your answers.")
    if not isinstance(network, keras.Model):
        return Message("predict asks a network: rl.predict(rl.load_network(), images).")
    try:
        images = _as_batch(images, _image_shape(network))
        names = fashion_mnist().class_names if class_names is None else _names(class_names)
        return Predictions(names, _softmax(_logits(network, images, names)))
    except ValueError as error:
        return Message(f"{error}.")


def _image_shape(network):
    """Height, width and channels of a network's images, None where any will do.

    Raises:
        ValueError: when it has not one input for images.
    """
    # A `Sequential` may not know its input, a subclass never does.
    shapes = [tuple(each.shape[1:]) for each in getattr(network, "inputs", None) or ()]
    if len(shapes) != 1 or len(shapes[0]) != 3:
        raise ValueError(
            "predict asks a network with one input that is known, of images (height, width, "
            "channels)"
        )
    return shapes[0]


def _as_batch(images, expected):
    """Float images (images, height, width, channels), 0 to 1.

    Raises:
        ValueError: when they cannot be that.
    """
    sides = " × ".join("any" if side is None else str(side) for side in expected)
    problem = f"These are not images for this network: it takes numbers, {sides} an image"
    try:
        images = np.asarray(images)
    except ValueError:
        raise ValueError(problem) from None
    batch = next(
        (
            each[None] if each.ndim == 3 else each
            for each in (images, images[..., None])
            if _fits(each.shape[-3:], expected) and each.ndim in (3, 4)
        ),
        None,
    )
    if images.dtype.kind not in "uif" or batch is None or not batch.size:
        raise ValueError(problem)
    batch = batch if batch.dtype.kind == "f" else scaled(batch)
    if not np.isfinite(batch).all():
        raise ValueError("There are values in these images that are not numbers")
    if batch.max() > 1:
        raise ValueError(
            "These images go beyond white, which is 255 in integers and 1 in floats: "
            "rl.scaled(images) makes 0 to 255 into 0 to 1"
        )
    return batch.astype("float32")


def _fits(shape, expected):
    return len(shape) == len(expected) and all(
        wanted in (None, side) for side, wanted in zip(shape, expected, strict=True)
    )


def _names(class_names):
    try:
        return tuple(map(str, class_names))
    except TypeError:
        raise ValueError(
            f"class_names is {class_names!r}; it is a list with a name for each class"
        ) from None


def _logits(network, images, names):
    """Logits (images, names) of a network.

    Raises:
        ValueError: when it has none.
    """
    try:
        logits = logits_of(network, images)
    except Exception as error:
        raise ValueError(
            f"The network cannot read these images: {first_line(error).rstrip('.')}"
        ) from error
    if logits.shape != (len(images), len(names)):
        raise ValueError(
            f"The network has outputs of shape {logits.shape[1:]}, and there are {len(names)} "
            "class_names"
        )
    if not np.isfinite(logits).all():
        raise ValueError("The network's outputs are not numbers")
    return logits


def _softmax(logits):
    shifted = np.exp(logits.astype("float64") - logits.max(axis=-1, keepdims=True))
    return shifted / shifted.sum(axis=-1, keepdims=True)


@dataclass(frozen=True, eq=False)
class Predictions:
    """What a network says of some images.

    Attributes:
        class_names: tuple of str.
        probabilities: float (images, classes), 0 to 1, each row adding up to 1.
    """

    class_names: tuple
    probabilities: np.ndarray

    @property
    def names(self):
        """The most probable class of each image, in words."""
        return tuple(self.class_names[index] for index in self.probabilities.argmax(-1))

    def _rows(self):
        """(image, its two most probable classes with their probabilities) of the images shown."""
        for number, row in enumerate(self.probabilities[:_ROWS_SHOWN]):
            best = np.argsort(-row, kind="stable")[:2]
            yield number, [(self.class_names[index], f"{row[index]:.1%}") for index in best]

    @property
    def _rest(self):
        more = len(self.probabilities) - _ROWS_SHOWN
        return f"and {more:,} more" if more > 0 else ""

    def __repr__(self):
        lines = [
            f"  image {number}: {', then '.join(map(' '.join, best))}"
            for number, best in self._rows()
        ]
        return "\n".join([*lines, *([f"  {self._rest}"] if self._rest else [])])

    def _repr_html_(self):
        shown = ("Most probable", "Second")[: len(self.class_names)]
        return table(
            "predictions",
            ("Image", *chain.from_iterable((heading, "") for heading in shown)),
            [(number, *chain.from_iterable(best)) for number, best in self._rows()],
            align="r" + "lr" * len(shown),
            notes=filter(None, [self._rest]),
        )
