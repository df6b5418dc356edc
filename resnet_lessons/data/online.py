"""The full sets of images, online: Keras downloads and reads them, and keeps them on this machine."""

import contextlib
import gzip
import http.client
import os
import socket
import tarfile
import tempfile
import zlib
from dataclasses import dataclass
from pathlib import Path

from resnet_lessons.data.images import GARMENTS, ImageSet, conventional

_SECONDS_OF_SILENCE = 10
_DAMAGED = (gzip.BadGzipFile, EOFError, ValueError, tarfile.TarError, zlib.error)
_NOT_CONNECTED = (OSError, http.client.HTTPException)
_SHIPPED_INSTEAD = (
    "You need no connection for the images that come with the lessons: "
    "rl.data.fashion_mnist() has 6,000 to train on and 1,000 to test on."
)


class DataUnavailable(ConnectionError):
    """A full set could be neither found on this machine nor downloaded."""

    def _render_traceback_(self):
        """What IPython shows in place of a traceback: the message says what to do."""
        return [str(self)]


@dataclass(frozen=True)
class _FullSet:
    """A set that `keras.datasets` loads, and where it finds it."""

    name: str
    address: str
    class_names: tuple


_FULL_SETS = {
    "fashion_mnist": _FullSet(
        "Fashion-MNIST",
        "https://storage.googleapis.com/tensorflow/tf-keras-datasets/train-images-idx3-ubyte.gz",
        GARMENTS,
    ),
    "cifar10": _FullSet(
        "CIFAR-10",
        "https://www.cs.toronto.edu/~kriz/cifar-10-python.tar.gz",
        ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"),
    ),
}


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
    if name not in _FULL_SETS:
        known = " and ".join(map(repr, _FULL_SETS))
        raise ValueError(f"there is no set named {name!r}; the full sets are {known}")
    import keras

    full_set = _FULL_SETS[name]
    try:
        with silence_ends():
            train, test = getattr(keras.datasets, name).load_data()
    except Exception as error:
        # Keras wraps what a download raises in a bare Exception.
        if type(error) is not Exception and not isinstance(error, _DAMAGED + _NOT_CONNECTED):
            raise
        raise DataUnavailable(f"{_problem(full_set, error)}\n{_SHIPPED_INSTEAD}") from error
    images = (*conventional(*train), *conventional(*test))
    return ImageSet(full_set.name, *images, full_set.class_names)


def _problem(full_set, error):
    """What went wrong with a full set, in sentences."""
    if isinstance(error, _DAMAGED):
        return (
            f"{full_set.name} was downloaded, but its files are damaged ({error}).\n"
            f"Delete the folder {keras_folders()[0] / 'datasets'} and try again."
        )
    return (
        f"{full_set.name} in full is not on this machine and could not be downloaded: "
        "there seems to be no connection to the internet.\n"
        f"Tried: {full_set.address}\nWhat came back: {reason_of(error)}"
    )


def reason_of(error):
    """Why a download failed, in Python's words without those that Keras puts before them."""
    reason = str(getattr(error, "reason", error)).rpartition(" -- ")[2]
    return reason or type(error).__name__


def keras_folders():
    """Where Keras may keep downloads: its own folder, or, if that cannot be written, a shared one."""
    home = Path(os.environ.get("KERAS_HOME", "~/.keras")).expanduser()
    return home, Path("/tmp" if os.path.isdir("/tmp") else tempfile.gettempdir(), ".keras")


@contextlib.contextmanager
def silence_ends(seconds=_SECONDS_OF_SILENCE):
    """Ends a silent download: Keras sets no time-out, and Python's default is to wait for ever."""
    before = socket.getdefaulttimeout()
    socket.setdefaulttimeout(seconds)
    try:
        yield
    finally:
        socket.setdefaulttimeout(before)
