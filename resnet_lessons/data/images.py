"""The real images that ship: a part of Fashion-MNIST, and a photograph.

Importing this file loads NumPy only; Pillow is loaded by the call that needs it.
"""

import contextlib
import functools
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np

_ASSETS = Path(__file__).with_name("assets")

# Xiao, Rasul and Vollgraf 2017, table 2.
GARMENTS = (
    "T-shirt/top",
    "Trouser",
    "Pullover",
    "Dress",
    "Coat",
    "Sandal",
    "Shirt",
    "Sneaker",
    "Bag",
    "Ankle boot",
)


@dataclass(frozen=True, eq=False, repr=False)
class ImageSet:
    """Labelled images for training and for testing; the arrays are read-only.

    Attributes:
        name: of the set, for people.
        train_images: uint8 (images, height, width, channels), 0 to 255.
        train_labels: int64 (images,), each an index into `class_names`.
        test_images: uint8 (images, height, width, channels), 0 to 255.
        test_labels: int64 (images,), each an index into `class_names`.
        class_names: tuple of str.
    """

    name: str
    train_images: np.ndarray
    train_labels: np.ndarray
    test_images: np.ndarray
    test_labels: np.ndarray
    class_names: tuple

    def __repr__(self):
        shape = " × ".join(map(str, self.train_images.shape[1:]))
        return (
            f"ImageSet({self.name}: {len(self.train_images):,} training and "
            f"{len(self.test_images):,} test images of {shape}, {len(self.class_names)} classes)"
        )


@functools.cache
def fashion_mnist():
    """The shipped part of Fashion-MNIST: 600 training and 100 test images of each class.

    Returns:
        `ImageSet` of 6,000 training and 1,000 test images (28, 28, 1), classes mixed.

    Raises:
        RuntimeError: when the shipped file is missing or damaged.
    """
    # NumPy leaves a damaged archive open if it opened it itself.
    with _asset("fashion_mnist.npz") as path, path.open("rb") as file, np.load(file) as arrays:
        train = conventional(arrays["train_images"], arrays["train_labels"])
        test = conventional(arrays["test_images"], arrays["test_labels"])
    return ImageSet("Fashion-MNIST, shipped part", *train, *test, GARMENTS)


@functools.cache
def photograph():
    """The shipped colour photograph: Rear Admiral Grace Hopper, in the public domain.

    Returns:
        uint8 (600, 512, 3): height, width, red-green-blue, 0 to 255, read-only.

    Raises:
        RuntimeError: when the shipped file is missing or damaged.
    """
    from PIL import Image

    with _asset("photograph.jpg") as path, Image.open(path) as image:
        return _read_only(image.convert("RGB"))


def scaled(images):
    """Images as networks of the lessons take them.

    Args:
        images: uint8 array of any shape, 0 to 255.

    Returns:
        float32 array of the same shape, 0 to 1
    """
    return images.astype("float32") / 255


def conventional(images, labels):
    """Images (images, height, width, channels) and flat labels, read-only, whatever they were."""
    images = np.asarray(images)
    if images.ndim == 3:
        images = images[..., np.newaxis]
    # Keras returns CIFAR-10 channels first where its image_data_format says so.
    if images.shape[1] == 3:
        images = np.moveaxis(images, 1, -1)
    # TensorFlow's own losses refuse uint8 labels.
    return _read_only(images), _read_only(np.ravel(labels), "int64")


def _read_only(array, dtype="uint8"):
    array = np.ascontiguousarray(array, dtype)
    array.setflags(write=False)
    return array


@contextlib.contextmanager
def _asset(name):
    """The path of a shipped file; says what to do when reading it fails."""
    path = _ASSETS / name
    try:
        yield path
    except (OSError, EOFError, KeyError, ValueError, zipfile.BadZipFile, zlib.error) as error:
        raise RuntimeError(
            f"{path}, which comes with resnet_lessons, is missing or damaged ({error}). "
            "Install resnet_lessons again; in a clone of its repository, "
            "`git restore resnet_lessons/data/assets` brings the file back."
        ) from error
