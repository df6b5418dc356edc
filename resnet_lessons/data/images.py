"""Real images: a part of Fashion-MNIST and a photograph, both shipped; the full sets when online.

Importing this file loads NumPy only; Pillow and Keras are loaded by the calls that need them.
"""

import contextlib
import functools
import gzip
import http.client
import os
import socket
import tarfile
import tempfile
import threading
import urllib.error
import urllib.request
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np

_ASSETS = Path(__file__).with_name("assets")

# A silent firewall costs a connection's time-out once for each address of a server, and a server
# may have twenty; the first answer therefore has a limit of its own.
_SECONDS_FOR_A_CONNECTION = 5
_SECONDS_FOR_AN_ANSWER = 20


class DataUnavailable(ConnectionError):
    """A full set could be neither found on this machine nor downloaded."""

    def _render_traceback_(self):
        """What IPython shows in place of a traceback: the message says what to do."""
        return [str(self)]


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


@dataclass(frozen=True)
class _Source:
    """Where `keras.datasets` finds a full set, and which file it writes last."""

    name: str
    address: str
    cached_file: str
    class_names: tuple


_SOURCES = {
    "fashion_mnist": _Source(
        name="Fashion-MNIST",
        address="https://storage.googleapis.com/tensorflow/tf-keras-datasets/"
        "train-images-idx3-ubyte.gz",
        cached_file="datasets/fashion-mnist/t10k-images-idx3-ubyte.gz",
        # Xiao, Rasul and Vollgraf 2017, table 2.
        class_names=(
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
        ),
    ),
    "cifar10": _Source(
        name="CIFAR-10",
        address="https://www.cs.toronto.edu/~kriz/cifar-10-python.tar.gz",
        cached_file="datasets/cifar-10-batches-py-target_archive",
        class_names=(
            "airplane",
            "automobile",
            "bird",
            "cat",
            "deer",
            "dog",
            "frog",
            "horse",
            "ship",
            "truck",
        ),
    ),
}


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
        return _image_set(
            "Fashion-MNIST, shipped part",
            (arrays["train_images"], arrays["train_labels"]),
            (arrays["test_images"], arrays["test_labels"]),
            _SOURCES["fashion_mnist"].class_names,
        )


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


def download(name):
    """A full set, from this machine if it was downloaded before, else from the internet.

    Keras shows its progress bar and keeps the files in `~/.keras/datasets`.

    Args:
        name: "fashion_mnist" (60,000 + 10,000 images of 28 × 28 × 1, 30 MB) or
            "cifar10" (50,000 + 10,000 images of 32 × 32 × 3, 170 MB).

    Returns:
        `ImageSet`

    Raises:
        DataUnavailable: when there is no connection, or the downloaded files are damaged.
        ValueError: when the name is neither.
    """
    if name not in _SOURCES:
        known = " and ".join(map(repr, _SOURCES))
        raise ValueError(f"there is no set named {name!r}; the full sets are {known}")
    source = _SOURCES[name]
    import keras

    with _explained(source), _socket_timeout(_SECONDS_FOR_AN_ANSWER):
        if not _is_cached(source):
            _wait_for_answer(source.address)
        train, test = getattr(keras.datasets, name).load_data()
        return _image_set(source.name, train, test, source.class_names)


def _image_set(name, train, test, class_names):
    return ImageSet(name, *_conventional(*train), *_conventional(*test), class_names)


def _conventional(images, labels):
    """Images (images, height, width, channels) and flat labels, whatever Keras returned."""
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


def _keras_folders():
    """Where Keras may keep downloads: its own folder, or, if that cannot be written, a shared one."""
    home = Path(os.environ.get("KERAS_HOME", "~/.keras")).expanduser()
    return home, Path(tempfile.gettempdir(), ".keras")


def _is_cached(source):
    return any((folder / source.cached_file).exists() for folder in _keras_folders())


def _wait_for_answer(address):
    """Asks a server for a page's headers, to learn soon whether there is a connection.

    It waits in a thread, because neither the search for a server's name nor the sum over its
    addresses obeys a socket's time-out.

    Raises:
        OSError, HTTPException: when no answer came.
    """
    failures = []
    request = urllib.request.Request(address, method="HEAD")

    def ask():
        try:
            urllib.request.urlopen(request, timeout=_SECONDS_FOR_A_CONNECTION).close()
        except urllib.error.HTTPError as refusal:
            refusal.close()  # It is an answer too, and the download will say which.
        except (OSError, http.client.HTTPException) as error:
            failures.append(error)

    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(_SECONDS_FOR_AN_ANSWER)
    if asking.is_alive():
        raise TimeoutError(f"no answer within {_SECONDS_FOR_AN_ANSWER} seconds")
    if failures:
        raise failures[0]


@contextlib.contextmanager
def _socket_timeout(seconds):
    """Ends a silent download: Keras sets no time-out, and Python's default is to wait for ever."""
    before = socket.getdefaulttimeout()
    socket.setdefaulttimeout(seconds)
    try:
        yield
    finally:
        socket.setdefaulttimeout(before)


@contextlib.contextmanager
def _explained(source):
    """Turns what a failed download raises into `DataUnavailable`."""
    try:
        yield
    except (gzip.BadGzipFile, EOFError, ValueError, tarfile.TarError, zlib.error) as error:
        folder = _keras_folders()[0] / "datasets"
        raise DataUnavailable(
            f"{source.name} was downloaded, but its files are damaged ({error}).\n"
            f"Delete the folder {folder} and try again. {_shipped_instead()}"
        ) from error
    except (OSError, http.client.HTTPException) as error:
        raise _no_connection(source, error) from error
    except Exception as error:
        # keras.utils.get_file wraps every URLError and HTTPError in a bare Exception.
        if type(error) is not Exception:
            raise
        raise _no_connection(source, error) from error


def _no_connection(source, error):
    reason = str(getattr(error, "reason", error)).rpartition(" -- ")[2]
    return DataUnavailable(
        f"{source.name} in full is not on this machine and could not be downloaded: "
        "there seems to be no connection to the internet.\n"
        f"Tried: {source.address}\n"
        f"What came back: {reason or type(error).__name__}\n"
        f"{_shipped_instead()}"
    )


def _shipped_instead():
    return (
        "You need no connection for the images that come with the lessons: "
        "rl.data.fashion_mnist() has 6,000 to train on and 1,000 to test on."
    )
