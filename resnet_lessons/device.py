"""GPU or CPU: find it, set it up, say so in one line."""

import contextlib
import os
from dataclasses import dataclass


@dataclass(frozen=True)
class Device:
    """Where the lessons compute.

    Args:
        kind: "GPU" or "CPU".
        name: of the graphics card, or "" on a CPU.
        backend: Keras' backend and its version.
    """

    kind: str
    name: str
    backend: str

    def __repr__(self):
        where = f"GPU ({self.name})" if self.kind == "GPU" else "CPU"
        return f"{self.backend}, on the {where}. Checks always run on the CPU."


def setup():
    """Loads TensorFlow without its start-up chatter and lets a GPU grow its memory as needed.

    Returns:
        `Device`
    """
    with quiet():
        import keras

        if keras.backend.backend() != "tensorflow":
            return Device("CPU", "", f"Keras {keras.__version__} on {keras.backend.backend()}")
        import tensorflow as tf

        cards = tf.config.list_physical_devices("GPU")
        for card in cards:
            # A device that is in use already keeps the memory it has.
            with contextlib.suppress(RuntimeError):
                tf.config.experimental.set_memory_growth(card, True)
        # The first operation says once more which instructions the processor has.
        tf.constant(0.0) + 1.0
    backend = f"Keras {keras.__version__} on TensorFlow {tf.__version__}"
    if not cards:
        return Device("CPU", "", backend)
    details = tf.config.experimental.get_device_details(cards[0])
    return Device("GPU", details.get("device_name", "of unknown name"), backend)


@contextlib.contextmanager
def quiet():
    """Drops what TensorFlow's C++ side writes to standard error while it starts."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    kept = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)
