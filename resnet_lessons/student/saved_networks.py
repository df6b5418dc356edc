"""Trained networks on disk, in `my_networks/` beside the notebooks."""

import contextlib
import json
import os
import shutil
import stat
import tempfile
import zipfile
from pathlib import Path

import keras

from resnet_lessons.checker.printing import Nowhere
from resnet_lessons.data.images import fashion_mnist
from resnet_lessons.display import Message
from resnet_lessons.machine.files import written_whole
from resnet_lessons.student import answers_home
from resnet_lessons.student.networks import my_network
from resnet_lessons.training.ongoing_run import first_line
from resnet_lessons.training.result import TrainedRun

_FOLDER_VARIABLE = "RESNET_LESSONS_NETWORKS"
_ENDING, _UNFINISHED = ".keras", "_unfinished"


def networks_folder():
    """Where trained networks are kept: `my_networks/`, beside the answers."""
    return Path(os.environ.get(_FOLDER_VARIABLE) or answers_home.networks_folder())


def save_network(run, name=None):
    """Keeps the network of a run.

    A run that was stopped, or shortened, is kept under a name that says `_unfinished`, so it never
    takes the place of a finished one.

    Args:
        run: from `learn`.
        name: of the file, without its ending; None for `resnet18_garments`.

    Returns:
        `Message` with the path and the size, or with what is wrong.
    """
    if isinstance(run, Message):
        return run
    if not isinstance(run, TrainedRun):
        return Message("save_network keeps what rl.learn() returned: run = rl.learn().")
    if run.network is None:
        return Message(
            "This is the lessons' recorded run, which holds no network to save. Solve the exercises "
            "that rl.learn() names, then run it again."
        )
    finished = run.complete and not run.shortened
    name = f"resnet{run.num_layers}_garments" if name is None else name
    if problem := _problem(name, may_be_unfinished=False):
        return Message(problem)
    path = networks_folder() / f"{name}{'' if finished else _UNFINISHED}{_ENDING}"
    try:
        _write(run.network, path)
    except OSError as error:
        return Message(f"{short_path(path)} cannot be written ({error.strerror or error}).")
    except Exception as error:
        return Message(f"This network cannot be saved: {first_line(error)}")
    kind = "" if finished else ", a network that has not finished learning"
    return Message(f"Kept in {short_path(path)}{kind}: {path.stat().st_size / 1e6:.1f} MB.")


def _problem(name, may_be_unfinished):
    """Why a name cannot be a network's, in a sentence, or ""."""
    is_plain = isinstance(name, str) and Path(name).name == name and "\\" not in name
    if not is_plain or name.startswith(".") or not name:
        return f"name is {name!r}; it is the name of a file, without a folder."
    if name.endswith(_ENDING):
        return f"name is {name!r}; leave {_ENDING} out."
    if name.endswith(_UNFINISHED) and not may_be_unfinished:
        return f"name is {name!r}; {_UNFINISHED} stands for networks that were stopped."
    return ""


def _write(network, path):
    """Keras writes to a file with the right ending only, and not all at once."""
    with tempfile.TemporaryDirectory() as folder:
        saved = Path(folder) / f"network{_ENDING}"
        network.save(saved)
        with saved.open("rb") as whole, written_whole(path) as file:
            shutil.copyfileobj(whole, file)


def load_network(name=None):
    """A network that `save_network` kept.

    Args:
        name: of the file, without its ending; None for the finished network kept last, or where
            there is none, the unfinished one kept last.

    Returns:
        `keras.Model` from float images (28, 28, 1), 0 to 1, to logits; which one is printed. Where
        there is none, or its file is damaged, a `Message`.
    """
    if name is not None and (problem := _problem(name, may_be_unfinished=True)):
        return Message(problem)
    if found := _kept(name):
        return _read(found[-1])
    if name is not None and _kept(unfinished := f"{name}{_UNFINISHED}"):
        return Message(
            f"No finished network called {name} has been kept here yet, but an unfinished one: "
            f"rl.load_network({unfinished!r}) loads it."
        )
    called = "" if name is None else f" called {name}"
    return Message(
        f"No network{called} has been kept here yet: rl.save_network(run) keeps the one that run "
        "= rl.learn() trained."
    )


def _kept(name):
    """Files of the networks kept, of this name or of any if it is None; the one preferred last."""
    paths = [path for path in networks_folder().glob(f"*{_ENDING}") if name in (None, path.stem)]
    preferences = {path: _preference(path) for path in paths}
    return sorted(filter(preferences.get, paths), key=preferences.get)


def _preference(path):
    """Sorts finished networks behind unfinished ones, then by age; None for what is no network."""
    try:
        status = path.stat()
    except OSError:
        # It was removed meanwhile, or is a link to nothing.
        return None
    # Some systems keep facts about a file in a hidden one beside it.
    if path.name.startswith(".") or not stat.S_ISREG(status.st_mode):
        return None
    return not path.stem.endswith(_UNFINISHED), status.st_mtime_ns, path.name


def _read(path):
    """The network of a file, and which one it is is printed; or a `Message`."""
    into = ""
    try:
        # A file may come from anywhere: nothing in it is run.
        model = keras.models.load_model(path, compile=False, safe_mode=True)
    except Exception as error:
        try:
            model = _own_network_with_weights_of(path)
        except Exception:
            return Message(f"{short_path(path)} cannot be loaded: {first_line(error)}")
        into = " into the network of your answers as they are now"
    print(f"Loaded {short_path(path)}{into}.")
    return model


def _own_network_with_weights_of(path):
    """Where a student's answer defines layers of its own, Keras cannot make them from a file: the
    network is built from the answers once more and takes the file's weights.

    Raises:
        Exception: of any kind, where file and answers do not fit.
    """
    with zipfile.ZipFile(path) as archive:
        configuration = json.loads(archive.read("config.json"))["config"]
    depth = int(configuration["name"].removeprefix("resnet"))
    data = fashion_mnist()
    side, _, channels = data.test_images.shape[1:]
    # Its line would say whose the network is before its weights are there.
    with contextlib.redirect_stdout(Nowhere()):
        model = my_network(depth, len(data.class_names), side, channels=channels)
    model.load_weights(path)
    return model


def short_path(path):
    """A path as the notebook's reader knows it: below the notebook's folder where it lies there."""
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
