"""GPU or CPU: find it, set it up, say so in one line; leave a card that fails."""

import contextlib
import importlib.util
import os
import sys
import threading
from dataclasses import dataclass

from resnet_lessons.machine import garbage_collection, graphics_card
from resnet_lessons.machine.graphics_card import Card

_BACK_TO_TENSORFLOW = "Unset KERAS_BACKEND, or set it to tensorflow, and restart the kernel."
CHOICE = "RESNET_LESSONS_DEVICE"
_NAMES = {"tensorflow": "TensorFlow", "jax": "JAX", "torch": "PyTorch"}
# Compute capabilities from which a card multiplies matrices of these numbers in hardware: NVIDIA's
# CUDA C++ programming guide, table of feature support.
_MIXED = (((8, 0), "mixed_bfloat16"), ((7, 0), "mixed_float16"))


@dataclass(frozen=True)
class Device:
    """Where the lessons compute.

    Attributes:
        kind: "GPU" or "CPU".
        card: `graphics_card.Card`, the one that is used or could have been; None without one.
        backend: Keras, its backend, and their versions.
        precision: of training, a Keras policy: "float32", "mixed_float16" or "mixed_bfloat16".
            Checks and measurements are in float32.
        jit: whether XLA may compile long training.
        problem: why it is not as one would expect, a card that is there and not used above all; ""
            where nothing is.
        remedy: what to do about it.
    """

    kind: str
    card: Card | None
    backend: str
    precision: str = "float32"
    jit: bool = False
    problem: str = ""
    remedy: str = ""

    def __repr__(self):
        where = self.kind
        if self.kind == "GPU":
            where += f" ({self.card})" if self.card else ""
            where += "" if self.precision == "float32" else f", in {self.precision}"
        if self.problem:
            where += f": {self.problem}; `resnet-lessons doctor` says what to do"
        return f"{self.backend}, on the {where}. Checks always run on the CPU."


class NoBackend(RuntimeError):
    """Keras' backend cannot be loaded; the words say why and what to do."""

    def _render_traceback_(self):
        # IPython shows this in the place of the traceback.
        return [str(self)]


_lock = threading.RLock()
_found = None
# Whether a card was given up while the backend used it, and in which threads that is in force.
_given_up = False
_threads = threading.local()


def setup():
    """Loads Keras and its backend without their chatter; finds and tries the GPU.

    `RESNET_LESSONS_DEVICE` chooses: `cpu` leaves a GPU alone, `gpu` asks for one. `KERAS_BACKEND`
    is read by Keras. A GPU that cannot be used is left alone, and the answer says why.

    May be called again, and in any thread: the answer stays the same.

    Returns:
        `Device`

    Raises:
        NoBackend: when Keras' backend is misspelt or not installed.
    """
    global _found
    with _lock:
        if _found is None:
            with quiet():
                _found = _set_up()
        _keep_away()
        return _found


def retreat(error):
    """Goes on on the CPU after a card failed.

    Args:
        error: what the card raised.

    Returns:
        the `Device` that `setup` returns from now on
    """
    global _found, _given_up
    from resnet_lessons.machine import gpu

    with _lock:
        before = setup()
        _given_up = True
        _keep_away()
        reason, remedy = gpu.reason(error), gpu.remedy(error)
        _found = _on_cpu(before.backend, before.card, _not_used(before.card, reason), remedy)
        return _found


def is_failure(error):
    """Whether an error says that a card failed, not that a program is wrong.

    Args:
        error: the exception that a backend raised.

    Returns:
        bool
    """
    from resnet_lessons.machine import gpu

    return gpu.is_failure(error)


def scope():
    """A context whose work never goes to a card that was given up.

    Returns:
        context manager, for `with rl.device.scope():`; it does nothing while no card was given up.
    """
    if not _given_up:
        return contextlib.nullcontext()
    import keras

    # PyTorch takes "cpu:0" for another device than "cpu", and a weight moved there learns no more.
    return keras.device("cpu")


def _keep_away():
    """TensorFlow, once it runs, has a default device for each thread only."""
    if _given_up and not getattr(_threads, "keeps_away", False):
        from resnet_lessons.machine import gpu

        gpu.hide()
        _threads.keeps_away = True


def _set_up():
    choice = os.environ.get(CHOICE, "").strip().lower()
    backend = _load_backend(choice)
    # It needs Keras.
    from resnet_lessons.machine import gpu

    found = _choose(choice, backend, gpu)
    if gpu.backend() == "tensorflow":
        # The first operation says once more which instructions the processor has.
        sys.modules["tensorflow"].constant(0.0) + 1.0
    return found


def _choose(choice, backend, gpu):
    if choice == "cpu":
        if gpu.listed():
            gpu.hide()
        return _on_cpu(backend)
    found, listed = graphics_card.find(), gpu.listed()
    card = found.cards[0] if found.cards else None
    if listed and card is None:
        card = gpu.card_of_backend()
    if card is None:
        return _on_cpu(backend, None, *_why_none(found, choice))
    problem, remedy = gpu.obstacle(card)
    if not problem:
        gpu.grow()
        problem, remedy = gpu.tried()
    if problem:
        if listed:
            gpu.hide()
        return _on_cpu(backend, card, _not_used(card, problem), remedy)
    precision = _precision(card.compute_capability)
    # PyTorch compiles by other means.
    jit = gpu.backend() != "torch"
    wrong = _wrong_choice(choice)
    return Device(
        "GPU", card, backend, precision=precision, jit=jit, problem=wrong[0], remedy=wrong[1]
    )


def _on_cpu(backend, card=None, problem="", remedy=""):
    return Device("CPU", card, backend, problem=problem, remedy=remedy)


def _not_used(card, reason):
    which = f"the graphics card {card.name}" if card else "a graphics card"
    return f"{which} is not used, because {reason}"


def _why_none(found, choice):
    """Problem and remedy where no card is left to be tried; most machines have neither."""
    if found.problem:
        return _not_used(None, found.problem), found.remedy
    if choice == "gpu" and found.hidden:
        problem = f"{CHOICE} asks for a GPU, and {graphics_card.HIDES} hides it"
        return problem, f"Unset {graphics_card.HIDES} and restart the kernel."
    if choice == "gpu":
        problem = f"{CHOICE} asks for a GPU, and none is found in this machine"
        return problem, f"Unset {CHOICE}: the lessons work on the CPU."
    return _wrong_choice(choice)


def _wrong_choice(choice):
    if choice in ("", "cpu", "gpu"):
        return "", ""
    return (
        f"{CHOICE} is {choice!r}, neither cpu nor gpu",
        f"Set {CHOICE} to cpu or gpu, or unset it.",
    )


def _precision(capability):
    for least, policy in _MIXED:
        if capability and capability >= least:
            return policy
    return "float32"


def _load_backend(choice):
    """Imports Keras; returns it and its backend in words."""
    name = os.environ.get("KERAS_BACKEND", "").strip()
    if "keras" not in sys.modules and name:
        _look_for(name)
    # JAX and PyTorch read these when they are loaded.
    os.environ.setdefault("XLA_PYTHON_CLIENT_PREALLOCATE", "false")
    if choice == "cpu":
        os.environ.setdefault("JAX_PLATFORMS", "cpu")
        os.environ.setdefault("KERAS_TORCH_DEVICE", "cpu")
    try:
        with garbage_collection.not_collected():
            import keras
    except ValueError as error:
        # Keras' settings file may name a backend too.
        raise NoBackend(f"Keras does not start: {error}. {_BACK_TO_TENSORFLOW}") from error
    except ImportError as error:
        raise NoBackend(f"Keras' backend does not start: {error}. {_BACK_TO_TENSORFLOW}") from error
    loaded = keras.backend.backend()
    version = getattr(sys.modules.get(loaded), "__version__", "")
    return f"Keras {keras.__version__} on {_NAMES.get(loaded, loaded)} {version}".rstrip()


def _look_for(name):
    if name not in _NAMES:
        known = ", ".join(_NAMES)
        raise NoBackend(
            f"KERAS_BACKEND is {name!r}; it must be one of {known}. {_BACK_TO_TENSORFLOW}"
        )
    if importlib.util.find_spec(name) is None:
        raise NoBackend(
            f"KERAS_BACKEND is {name!r}, and {_NAMES[name]} is not installed. {_BACK_TO_TENSORFLOW}"
        )


_quiet_lock = threading.Lock()
_quiet = {"depth": 0, "kept": None}


@contextlib.contextmanager
def quiet():
    """Drops what TensorFlow's C++ side writes to standard error while it starts, in a `with` statement.

    In several threads at once it is quiet until the last of them is done.
    """
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    with _quiet_lock:
        if not _quiet["depth"]:
            _quiet["kept"] = os.dup(2)
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, 2)
            os.close(nowhere)
        _quiet["depth"] += 1
    try:
        yield
    finally:
        with _quiet_lock:
            _quiet["depth"] -= 1
            if not _quiet["depth"]:
                os.dup2(_quiet["kept"], 2)
                os.close(_quiet["kept"])
