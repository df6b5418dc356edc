"""Whether Keras' backend can compute on a graphics card: looked at first, then tried.

Nothing here imports TensorFlow, JAX or PyTorch but the backend that Keras has loaded already.
"""

import contextlib
import importlib.util
import re
import sys

import keras

from resnet_lessons.machine.graphics_card import Card

FIRST = "gpu:0"
# NVIDIA, "CUDA Compatibility", table 1: programs built with any CUDA of a major version run on
# drivers from here on.
_DRIVERS = {"12": "525.60.13", "13": "580.65.06"}
_LEAST_FREE = 1024
_INSTALL = (
    "In the project's folder: `make lab GPU=1`; elsewhere: `pip install 'resnet-lessons[gpu]'` "
    "(about 3 GB). Then restart the kernel."
)
# Errors by which a backend says that a card fails, not that a program is wrong.
_FAILURES = {
    "ResourceExhaustedError",
    "InternalError",
    "UnknownError",
    "XlaRuntimeError",
    "JaxRuntimeError",
    "OutOfMemoryError",
    "AcceleratorError",
}


def backend():
    """Name of the backend that Keras has loaded."""
    return keras.backend.backend()


def listed():
    """The cards that Keras' backend finds, before anything is computed."""
    if backend() == "tensorflow":
        return sys.modules["tensorflow"].config.list_physical_devices("GPU")
    if backend() == "jax":
        return [each for each in sys.modules["jax"].devices() if each.platform == "gpu"]
    if backend() == "torch":
        return ["cuda"] if sys.modules["torch"].cuda.is_available() else []
    return []


def card_of_backend():
    """`Card` of what only the backend knows of."""
    if backend() != "tensorflow":
        return Card("of unknown name")
    config = sys.modules["tensorflow"].config
    details = config.experimental.get_device_details(listed()[0])
    name = details.get("device_name", "of unknown name")
    return Card(name, compute_capability=details.get("compute_capability"))


def grow():
    """Has TensorFlow take a card's memory as it needs it, not all of it at once."""
    if backend() != "tensorflow":
        return
    config = sys.modules["tensorflow"].config
    for each in config.list_physical_devices("GPU"):
        # A card that is in use already keeps the memory it has.
        with contextlib.suppress(RuntimeError):
            config.experimental.set_memory_growth(each, True)


def hide():
    """Leaves the cards alone from now on: all later work is done on the CPU.

    Where the backend has used a card before, what is there stays there.
    """
    if backend() == "tensorflow":
        if _is_running():
            # It has no other default any more than that of each thread.
            sys.modules["tensorflow"].device("CPU:0").__enter__()
        else:
            sys.modules["tensorflow"].config.set_visible_devices([], "GPU")
    elif backend() == "jax":
        jax = sys.modules["jax"]
        jax.config.update("jax_default_device", jax.devices("cpu")[0])
    elif backend() == "torch":
        from keras.src.backend.torch import core

        core.DEFAULT_DEVICE = "cpu"


def obstacle(card):
    """Why a card that is there cannot be used, as far as can be told before it computes.

    Args:
        card: `graphics_card.Card`.

    Returns:
        (a clause, what to do); ("", "") where nothing stands in its way
    """
    if backend() == "tensorflow" and (found := _not_for_this_build(card)):
        return found
    if not listed():
        return _not_listed()
    if card.free is not None and card.free < _LEAST_FREE:
        return (
            f"only {card.free:,} MiB of its memory are free, and other programs hold the rest",
            "Shut down the kernels of other notebooks and whatever else computes there "
            "(`nvidia-smi` names it), then restart the kernel.",
        )
    return "", ""


def _not_for_this_build(card):
    build = sys.modules["tensorflow"].sysconfig.get_build_info()
    if not build.get("is_cuda_build"):
        return (
            "this TensorFlow works on the CPU only",
            "TensorFlow computes on NVIDIA's cards on Linux, and on Windows through WSL 2.",
        )
    least = _DRIVERS.get(str(build.get("cuda_version", "")).split(".")[0])
    if least and card.driver and _numbers(card.driver) < _numbers(least):
        return (
            f"its driver {card.driver} is too old for this TensorFlow, which needs {least}",
            f"Install a driver {least} or newer, in the way of your system, and restart the "
            "machine.",
        )
    known = map(_capability, build.get("cuda_compute_capabilities", ()))
    lowest = min(filter(None, known), default=None)
    if card.compute_capability and lowest and card.compute_capability < lowest:
        has, needed = ("{}.{}".format(*each) for each in (card.compute_capability, lowest))
        return (
            f"it is too old for this TensorFlow: compute capability {has}, and {needed} is needed",
            "Nothing needs to be done: the lessons work on the CPU.",
        )
    return None


def _not_listed():
    if backend() != "tensorflow":
        return (
            f"{backend()} does not find it",
            f"Install {backend()} with CUDA, as its own page says, then restart the kernel.",
        )
    if _has_libraries():
        return (
            "TensorFlow cannot load the CUDA libraries, though they are installed",
            "`TF_CPP_MIN_LOG_LEVEL=0 python -c 'import tensorflow as tf; "
            'tf.config.list_physical_devices("GPU")\'` says which one is missing.',
        )
    return "TensorFlow's CUDA libraries are not installed", _INSTALL


def _has_libraries():
    """Whether TensorFlow's extra for cards is installed."""
    try:
        return importlib.util.find_spec("nvidia.cudnn") is not None
    except ModuleNotFoundError:
        return False


def tried():
    """Tries the card with a convolution and a matrix product whose results are known.

    TensorFlow's cards can only be hidden before it computes anything. Where it had not, and the
    trial fails, it forgets that it ran.

    Returns:
        (a clause, what to do) where that fails; ("", "") where it is right
    """
    ran_before = backend() != "tensorflow" or _is_running()
    problem, what_to_do = _trial()
    if problem and not ran_before:
        from tensorflow.python.eager import context

        context._reset_context()
    return problem, what_to_do


def _is_running():
    """Whether TensorFlow has computed something."""
    from tensorflow.python.eager import context

    return context.context()._initialized


def _trial():
    ops = keras.ops
    try:
        with keras.device(FIRST):
            ones = ops.ones((2, 8, 8, 4)), ops.ones((3, 3, 4, 8))
            sums = ops.conv(*ones, padding="same", data_format="channels_last")
            product = ops.matmul(ops.reshape(sums, (16, 64)), ops.ones((64, 2)))
            found = float(sums[0, 4, 4, 0]), float(ops.sum(product))
    except Exception as error:
        return reason(error), remedy(error)
    # Inside, 9 places of 4 channels; of 64 places 36 see nine ones, 24 six and 4 four.
    if found != (36.0, 2 * 2 * 8 * 4 * (36 * 9 + 24 * 6 + 4 * 4)):
        return "it computes wrong numbers", "Restart the machine; have the card checked."
    return "", ""


def is_failure(error):
    """Whether an error says that the card failed, in any backend."""
    return any(kind.__name__ in _FAILURES for kind in type(error).__mro__)


def reason(error):
    """A clause that says what a card's error means."""
    if _is_memory(error):
        return "it does not have enough memory"
    lines = str(error).strip().splitlines() or [type(error).__name__]
    return f"computing on it fails ({type(error).__name__}: {lines[0].strip().rstrip('.')[:120]})"


def remedy(error):
    """What to do about a card's error."""
    if _is_memory(error):
        return (
            "Shut down the kernels of other notebooks, or take a smaller network; then restart the "
            "kernel."
        )
    return (
        f"Restart the kernel, then the machine. If it fails again, repair the libraries: {_INSTALL}"
    )


def _is_memory(error):
    name, words = type(error).__name__, str(error).lower()
    return (
        name in ("ResourceExhaustedError", "OutOfMemoryError")
        or "out of memory" in words
        or "out_of_memory" in words
        or "resource_exhausted" in words
    )


def _numbers(version):
    return tuple(map(int, re.findall(r"\d+", version)))


def _capability(name):
    digits = re.search(r"(\d+)(\d)$", name)
    return (int(digits[1]), int(digits[2])) if digits else None
