"""Finished training runs on disk, beside the networks: whoever restarts the kernel need not train again.

A run comes back only where nothing that decides about it has changed: the answers, and what was asked for.
"""

import contextlib
import hashlib
import json
from dataclasses import replace

import keras
import numpy as np

from resnet_lessons import __version__
from resnet_lessons.machine.files import written_whole
from resnet_lessons.student import passed_answers
from resnet_lessons.student.saved_networks import networks_folder, short_path
from resnet_lessons.training.result import YOURS, TrainedRun, shortened

_ARRAYS = ("losses", "training_accuracy", "test_accuracy", "test_logits", "test_labels")
_FACTS = ("class_names", "epochs", "complete", "num_layers", "parameters", "shortened")
_KEY, _ABOUT = "key", "about"


def key_of(num_layers, epochs, seed, names):
    """A name for everything that decides about a run.

    Args:
        num_layers, epochs, seed: as in `learn`.
        names: of the exercises whose answers are in the network.

    Returns:
        64 hexadecimal digits; None where an answer lives in this notebook only, and has no text.
    """
    texts = passed_answers.texts_in_use(names)
    if texts is None:
        return None
    asked = [int(num_layers), int(epochs), int(seed), shortened()]
    versions = [__version__, keras.__version__, keras.backend.backend()]
    return hashlib.sha256(json.dumps([asked, texts, versions]).encode()).hexdigest()


def keep(run, key):
    """Keeps a finished run in the place of an earlier one of this depth.

    Args:
        run: `TrainedRun` with its network.
        key: from `key_of`; without one nothing is kept.

    Returns:
        "", or a sentence that says why it could not be kept.
    """
    if key is None or not run.complete:
        return ""
    about = {name: getattr(run, name) for name in _FACTS}
    arrays = {name: getattr(run, name) for name in _ARRAYS}
    weights = {f"weight_{n}": value for n, value in enumerate(run.network.get_weights())}
    path = _path(run.num_layers)
    try:
        with written_whole(path) as file:
            np.savez(file, **{_KEY: key, _ABOUT: json.dumps(about)}, **arrays, **weights)
    except OSError as error:
        reason = error.strerror or error
        return f"{short_path(path)} cannot be written ({reason}): after a restart it trains again."
    return ""


def kept(num_layers, key, build):
    """A run that was kept, or None where there is none of this key, or its file is damaged.

    Args:
        num_layers: of its network.
        key: from `key_of`.
        build: makes the untrained network, a `keras.Model`; called where the file fits.
    """
    if key is None:
        return None
    # A file may be damaged in a dozen ways, and then it is as if there were none.
    with contextlib.suppress(Exception), np.load(_path(num_layers), allow_pickle=False) as file:
        if str(file[_KEY]) != key:
            return None
        about = json.loads(str(file[_ABOUT]))
        facts = {name: about[name] for name in _FACTS}
        run = TrainedRun(**{name: file[name] for name in _ARRAYS}, **facts, whose=YOURS)
        weights = [file[f"weight_{n}"] for n in range(len(file.files) - len(_ARRAYS) - 2)]
        network = build()
        network.set_weights(weights)
        return replace(run, class_names=tuple(run.class_names), network=network)
    return None


def _path(num_layers):
    return networks_folder() / f"resnet{num_layers}_run.npz"
