"""Optional, online: a large trained network on the photograph, and what its residual branches add.

Nothing else in the lessons needs it. The network is Keras' ResNet50V2 with weights from ImageNet.
"""

import contextlib
import hashlib
import http.client
import json
import re
from dataclasses import dataclass

import keras
import numpy as np

from resnet_lessons.course.answers.model import ResNetModel
from resnet_lessons.data import online
from resnet_lessons.data.images import photograph
from resnet_lessons.display import Message, table

_ASK = "rl.imagenet.residual_activations(download=True)"
_UNNEEDED = "Nothing else in the lessons needs it."
_MEGABYTES = 98
_GUESSES = 5
# The addition at the end of each block (keras/src/applications/resnet.py, residual_block_v2).
_ADDITION = re.compile(r"conv(\d+)_block(\d+)_out")
# Keras counts the stem as its first layer, and blocks from 1.
_FIRST_LAYER, _FIRST_BLOCK = 2, 1


@dataclass(frozen=True)
class _File:
    """A file that Keras offers; `md5` is of the whole file (keras/src/applications)."""

    name: str
    address: str
    md5: str


_WEIGHTS = _File(
    "resnet50v2_weights_tf_dim_ordering_tf_kernels.h5",
    "https://storage.googleapis.com/tensorflow/keras-applications/resnet/"
    "resnet50v2_weights_tf_dim_ordering_tf_kernels.h5",
    "3ef43a0b657b3be2300d5770ece849e0",
)
_CLASS_NAMES = _File(
    "imagenet_class_index.json",
    "https://storage.googleapis.com/download.tensorflow.org/data/imagenet_class_index.json",
    "c2c37ea517e94d9795004a39431a14cb",
)
_FILES = (_WEIGHTS, _CLASS_NAMES)


@dataclass(frozen=True, eq=False)
class ResidualActivations:
    """How large both paths of every block are on one photograph, and what the network sees in it.

    Attributes:
        names: of the blocks, in their order, such as "block_layer1_bottleneck_block0".
        shortcut_norms, branch_norms: float (blocks,), the length of what either path brings to
            the addition: the square root of the sum of the squares.
        predictions: the five likeliest classes, (name, probability 0 to 1), likeliest first.
    """

    names: tuple[str, ...]
    shortcut_norms: np.ndarray
    branch_norms: np.ndarray
    predictions: tuple[tuple[str, float], ...]

    @property
    def ratios(self):
        """Float (blocks, 1): the residual branch's size divided by the shortcut's, as
        `figures.branch_profile` takes it."""
        return (self.branch_norms / self.shortcut_norms)[:, None]

    @property
    def _caption(self):
        return "Keras' ResNet50V2 with weights from ImageNet, on the photograph of the lessons."

    @property
    def _sees(self):
        seen = ", ".join(f"{name} {share:.1%}" for name, share in self.predictions)
        return f"It sees: {seen}."

    @property
    def _rows(self):
        """(block, size of its shortcut, of its residual branch, their ratio), as text."""
        numbers = (self.names, self.shortcut_norms, self.branch_norms, self.ratios[:, 0])
        return tuple(
            (name, f"{shortcut:.1f}", f"{branch:.1f}", f"{ratio:.2f}")
            for name, shortcut, branch, ratio in zip(*numbers, strict=True)
        )

    def __repr__(self):
        width = max(map(len, self.names))
        lines = [
            f"{name:<{width}}  {shortcut:>8}  {branch:>8}  {ratio:>5}"
            for name, shortcut, branch, ratio in self._rows
        ]
        head = f"{'block':<{width}}  {'shortcut':>8}  {'branch':>8}  ratio"
        return "\n".join([self._caption, self._sees, head, *lines])

    def _repr_html_(self):
        headings = ("Block", "Size of the shortcut", "of the residual branch", "Ratio")
        caption = f"{self._caption} {self._sees}"
        return table("imagenet", headings, self._rows, align="hrrr", caption=caption)


def residual_activations(download=False, load=None):
    """What the residual branches of Keras' ResNet50V2 add on the photograph of the lessons.

    Args:
        download: whether its weights may be fetched, once, about 98 MB; else they are used only
            where they are on this machine already, and no server is asked.
        load: what gives the network and its classes in place of Keras' files: a function without
            arguments that returns (`keras.Model` from images (224, 224, 3) to 1,000
            probabilities, 1,000 names).

    Returns:
        `ResidualActivations`, or a `Message` that says what is missing.
    """
    found = network_and_names(download, load)
    if isinstance(found, Message):
        return found
    try:
        return _look(*found)
    except Exception as error:
        return Message(_failure(error))


def network_and_names(download=False, load=None):
    """Keras' ResNet50V2 and the names of its classes, or a `Message` that says what is missing.

    Args:
        download, load: as `residual_activations` takes them.

    Returns:
        (`keras.Model`, list of 1,000 names), or a `Message`
    """
    try:
        if load is None:
            missing = [file for file in _FILES if _found(file) is None]
            if missing and not download:
                return Message(_offer())
            for file in missing:
                _fetch(file)
            load = _load
        return load()
    # Keras wraps what a download raises in a bare Exception, and h5py has errors of its own.
    except Exception as error:
        return Message(_failure(error))


def _look(network, class_names):
    """Shows a network the photograph."""
    blocks = [layer for layer in network.layers if _ADDITION.fullmatch(layer.name)]
    if not blocks:
        raise ValueError(f"the network {network.name} has no blocks named as Keras names them")
    paths = [tensor for layer in blocks for tensor in layer.input]
    pixels = pixels_of(photograph())
    *sizes, probabilities = keras.Model(network.inputs, [*paths, network.output])(
        [pixels], training=False
    )
    norms = np.array([np.linalg.norm(np.asarray(each)) for each in sizes])
    probabilities = np.asarray(probabilities)[0]
    return ResidualActivations(
        tuple(map(_house_name, blocks)),
        norms[0::2],
        norms[1::2],
        likeliest(probabilities, class_names),
    )


def pixels_of(image):
    """A photograph as Keras' ResNet50V2 takes it.

    Args:
        image: (height, width, 3), integers 0 to 255 or floats 0 to 1.

    Returns:
        float array (1, 224, 224, 3), -1 to 1
    """
    image = ResNetModel(256, 224, 50, 1000).preprocess(image, is_training=False)
    # It learnt from pixels between -1 and 1.
    return keras.applications.resnet_v2.preprocess_input(255 * np.asarray(image)[None])


def likeliest(probabilities, class_names):
    """The five likeliest classes.

    Args:
        probabilities: float array (classes,), 0 to 1.
        class_names: a name for each class.

    Returns:
        tuple of pairs (name, probability), likeliest first
    """
    places = np.argsort(-probabilities, kind="stable")[:_GUESSES]
    return tuple((class_names[each], float(probabilities[each])) for each in places)


def _house_name(layer):
    """Keras' name of a block as the lessons write it."""
    number, block = map(int, _ADDITION.fullmatch(layer.name).groups())
    return f"block_layer{number - _FIRST_LAYER + 1}_bottleneck_block{block - _FIRST_BLOCK}"


def _load():
    """(network, names of its classes) from the files on this machine."""
    network = keras.applications.ResNet50V2(weights=str(_found(_WEIGHTS)))
    classes = json.loads(_found(_CLASS_NAMES).read_text(encoding="utf-8"))
    names = [classes[str(number)][1].replace("_", " ") for number in range(len(classes))]
    return network, names


def _found(file):
    """The path of a whole file where Keras keeps its models, or None."""
    for folder in online.keras_folders():
        path = folder / "models" / file.name
        with contextlib.suppress(OSError):
            if hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest() == file.md5:
                return path
    return None


def _fetch(file):
    """Has Keras download a file; what is damaged or half there counts as missing, see `_found`."""
    home, _ = online.keras_folders()
    # Where this fails, Keras takes the shared folder.
    with contextlib.suppress(OSError):
        home.mkdir(parents=True, exist_ok=True)
    with online.silence_ends():
        keras.utils.get_file(
            file.name, file.address, file_hash=file.md5, cache_dir=home, cache_subdir="models"
        )


def _offer():
    return (
        "Keras' ResNet50V2 with weights from ImageNet is not on this machine, and no server was "
        f"asked. {_ASK} fetches it once, about {_MEGABYTES} MB, into Keras' own folder. {_UNNEEDED}"
    )


def _failure(error):
    reason = online.reason_of(error)
    if isinstance(error, (OSError, http.client.HTTPException)) or type(error) is Exception:
        return (
            f"Keras' ResNet50V2 with weights from ImageNet could not be fetched: {reason}. "
            f"That needs a connection to the internet. {_UNNEEDED}"
        )
    return f"Keras' ResNet50V2 could not be used: {reason}. {_UNNEEDED}"
