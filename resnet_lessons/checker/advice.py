"""A second sentence for Python's and Keras' error messages that beginners meet most."""

import difflib
import re

import keras

from resnet_lessons.course.answers.model import ResNetModel

_MODULES = {"keras.layers": keras.layers, "keras.ops": keras.ops, "keras": keras}
_MADE_WITH_A_TENSOR = (
    "A layer was made with a tensor. Make it first, call it second: `layer(...)(inputs)`."
)
# Part of a message -> what to say after it.
_PATTERNS = (
    ("only 0-dimensional arrays can be converted", _MADE_WITH_A_TENSOR),
    ("only size-1 arrays can be converted", _MADE_WITH_A_TENSOR),
    ("truth value of an array", _MADE_WITH_A_TENSOR),
    ("Received filters=0", "`filters` is already the narrow width: use it as it is."),
    ("'training'", "`training=` belongs to the call: `layer(inputs, training=is_training)`."),
)


def advice(error_name, message):
    """What a beginner may have meant.

    Args:
        error_name: the error's class, for example "NameError".
        message: its text.

    Returns:
        a sentence, or "".
    """
    found = _meant_self(error_name, message) or _meant_another_name(message)
    if found:
        return found
    return next((sentence for part, sentence in _PATTERNS if part in message), "")


def _meant_self(error_name, message):
    """A helper of the network called without `self.`."""
    name = re.search(r"name '(\w+)' is not defined|(\w+)\(\) missing \d+ required", message)
    if error_name not in ("NameError", "TypeError") or not name:
        return ""
    name = name.group(1) or name.group(2)
    return f"Did you mean `self.{name}`?" if name in _names_of_the_network() else ""


def _meant_another_name(message):
    known = re.search(r"module '([\w.]+)' has no attribute '(\w+)'", message)
    if known:
        names, name, before = dir(_MODULES.get(known.group(1))), known.group(2), known.group(1)
        before = before.split(".")[-1]
    else:
        known = re.search(r"'Network' object has no attribute '(\w+)'", message)
        if not known:
            return ""
        names, name, before = _names_of_the_network(), known.group(1), "self"
    close = difflib.get_close_matches(name, names, n=1)
    return f"Did you mean `{before}.{close[0]}`?" if close else ""


def _names_of_the_network():
    network = ResNetModel(min_aspect_dim=1, resize_dim=1, num_layers=18, output_size=1)
    return [name for name in dir(network) if not name.startswith("_")]
