"""The trained networks that ship with the lessons."""

from pathlib import Path

import keras

NETWORKS = Path(__file__).with_name("networks")
RESIDUAL = NETWORKS / "small_residual.keras"
PLAIN = NETWORKS / "small_plain.keras"


def recorded_network(shortcuts=True):
    """A trained network that ships with the lessons.

    Args:
        shortcuts: False for its plain twin: the same layers without shortcuts, so without
            projections too, trained in the same way from the same weights.

    Returns:
        `keras.Model` from float images (28, 28, 1) to ten logits. Each block of the twin has one
        named point, `<block>_output`.
    """
    return keras.models.load_model(RESIDUAL if shortcuts else PLAIN, compile=False)
