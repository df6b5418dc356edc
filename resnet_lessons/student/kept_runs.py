"""Training runs on disk, beside the networks: whoever restarts the kernel need not train again.

A finished run comes back, and an unfinished one goes on, only where nothing that decides about it has changed:
the answers, and what was asked for.
"""

import contextlib
import hashlib
import json
from dataclasses import replace

import keras

from resnet_lessons import __version__
from resnet_lessons.machine import hosted
from resnet_lessons.student import passed_answers
from resnet_lessons.student.saved_networks import networks_folder, short_path
from resnet_lessons.training import run_file
from resnet_lessons.training.bookmark import Bookmark
from resnet_lessons.training.result import YOURS, TrainedRun, shortened

_ARRAYS = ("losses", "training_accuracy", "test_accuracy", "test_logits", "test_labels")
_FACTS = ("class_names", "epochs", "complete", "num_layers", "parameters", "shortened")
# Between two times that an unfinished run is written. Google Drive uploads each version whole and keeps the old
# ones in its bin, which counts as space taken.
_SECONDS_BETWEEN, _SECONDS_BETWEEN_ON_DRIVE = 10, 300


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
    facts = {run_file.KEY: key, **{name: getattr(run, name) for name in _FACTS}}
    arrays = {name: getattr(run, name) for name in _ARRAYS}
    path = _path(run.num_layers)
    try:
        run_file.write(path, facts, arrays, weight=run.network.get_weights())
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
    with contextlib.suppress(Exception), run_file.opened(_path(num_layers)) as file:
        if file.facts[run_file.KEY] != key:
            return None
        facts = {name: file.facts[name] for name in _FACTS}
        run = TrainedRun(**{name: file[name] for name in _ARRAYS}, **facts, whose=YOURS)
        weights = file.listed("weight")
        network = build()
        network.set_weights(weights)
        return replace(run, class_names=tuple(run.class_names), network=network)
    return None


def bookmark_of(num_layers, key, again):
    """Where a run goes on that was interrupted, and where it is kept while it is unfinished.

    Args:
        num_layers: of its network.
        key: from `key_of`.
        again: whether it is to start afresh. Where a finished run of this key is kept, nobody would go on
            from a bookmark then: who does not start afresh gets the finished one.

    Returns:
        `Bookmark`, or None where nobody could go on from one
    """
    if key is None:
        return None
    between = _SECONDS_BETWEEN_ON_DRIVE if hosted.drive() else _SECONDS_BETWEEN
    bookmark = Bookmark(networks_folder() / f"resnet{num_layers}_unfinished_run.npz", key, between)
    if again:
        bookmark.remove()
        if run_file.holds(_path(num_layers), key):
            return None
    return bookmark


def _path(num_layers):
    return networks_folder() / f"resnet{num_layers}_run.npz"
