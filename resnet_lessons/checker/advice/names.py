"""A name that means nothing where it stands: a variable, an attribute, a library."""

import difflib
import re

import keras
import numpy as np

from resnet_lessons.checker.advice import foreign_names
from resnet_lessons.checker.advice.foreign_names import key_of
from resnet_lessons.checker.advice.words import what_kind, where_none_comes_from
from resnet_lessons.course.answers.model import ResNetModel

# What notebooks import, and how.
_IMPORTS = {
    "keras": "import keras",
    "layers": "from keras import layers",
    "np": "import numpy as np",
    "ops": "from keras import ops",
    "rl": "import resnet_lessons as rl",
    "tf": "import tensorflow as tf",
}
_STANDARD = {
    "copy": "import copy",
    "math": "import math",
    "functools": "import functools",
    "itertools": "import itertools",
    "collections": "import collections",
}
_OF_OTHER_LANGUAGES = {"true": "True", "false": "False", "null": "None", "none": "None"}
# A name is advised only where it is this like what was written.
_LIKENESS = 0.82
# Of names in a cell that are compared: comparing takes its time, and longer names, or hundreds of
# them, are nobody's slip.
_LONGEST_NAME, _MOST_NAMES = 40, 300
_OF_A_MODULE = re.compile(r"module '([\w.]+)' has no attribute '(\w+)'")
_OF_A_VALUE = re.compile(r"(?:'([\w.]+)'|(EagerTensor)) object has no attribute '(\w+)'")
_TENSORS = ("EagerTensor", "KerasTensor", "SymbolicTensor", "Tensor", "ResourceVariable")
# The last part of a module's name -> how notebooks write it.
_MODULES = {"tensorflow": "tf", "numpy": "np", "nn": "tf.nn", "layers": "layers", "ops": "ops"}


def unknown_name(raised):
    """What to say where a variable has no value."""
    if raised.name == "UnboundLocalError":
        return _read_too_early(raised.message)
    found = re.search(r"name '(\w+)' is not defined", raised.message)
    if raised.name != "NameError" or not found:
        return "" if raised.name != "NameError" else _read_too_early(raised.message)
    name = found.group(1)
    return _of_an_import(name) or _meant(name, raised)


def _read_too_early(message):
    found = re.search(r"variable '(\w+)'", message)
    if not found:
        return ""
    name = found.group(1)
    return (
        f"`{name}` is read here before it was given a value in this function. Is the line "
        f"`{name} = ...` further down, or under an `if` that was not entered?"
    )


def _of_an_import(name):
    if name in foreign_names.LIBRARIES:
        return f"{foreign_names.LIBRARIES[name]}."
    if name in _IMPORTS:
        return (
            f"Nothing is imported as `{name}` yet. Run the import cells near the top of the "
            "notebook, then this answer's cell and the check again; where they do not import it, "
            f"write `{_IMPORTS[name]}` above your function."
        )
    if name in _STANDARD:
        return f"Write `{_STANDARD[name]}` above your function, and run the cell again."
    return ""


def _meant(name, raised):
    if name in _OF_OTHER_LANGUAGES:
        return f"In Python this is written `{_OF_OTHER_LANGUAGES[name]}`."
    if name == "self":
        return "`self` has a value only where it is the function's first parameter."
    if name in names_of_the_network():
        return f"`{name}` belongs to the network. Did you mean `self.{name}`?"
    like = _like_own(name, raised)
    if like:
        return f"Nothing here has the name `{name}`. Did you mean `{like}`?"
    for module, before in ((keras.layers, "layers"), (keras.ops, "ops")):
        if hasattr(module, name):
            return f"Write where it comes from: `{before}.{name}`."
    return (
        f"Nothing here has the name `{name}`. Is it spelt as in the line that gives it a value, "
        "and did that line run?"
    )


def _like_own(name, raised):
    """Another name in the student's own function that is nearly the same, or ""."""
    names = (other for other in raised.names - {name} if len(other) <= _LONGEST_NAME)
    others = sorted(names)[:_MOST_NAMES]
    same = [other for other in others if key_of(other) == key_of(name)]
    close = same or difflib.get_close_matches(name, others, n=1, cutoff=_LIKENESS)
    return close[0] if close else ""


# Attributes ---------------------------------------------------------------------------------------


def unknown_attribute(raised):
    """What to say where something has no such attribute; only of names in the student's code."""
    found = _OF_A_MODULE.search(raised.message)
    if found:
        return _of_a_module(*found.groups(), raised)
    found = _OF_A_VALUE.search(raised.message)
    if not found or raised.name != "AttributeError":
        return ""
    kind, name = (found.group(1) or found.group(2)).split(".")[-1], found.group(3)
    if kind == "int" and name == "lower" and "layers." in raised.line:
        return _PADDING
    if raised.names and name not in raised.names:
        return _of_something_inside(kind, name)
    if kind in ("Network", "ResNetModel"):
        return _of_the_network(name, raised)
    if kind in _TENSORS:
        return _of_a_tensor(name)
    return _of_keras(kind, name) or _of_a_plain_value(kind, name, raised)


_PADDING = (
    'In Keras `padding` is `"same"` or `"valid"`, not a number of pixels; it is the fourth argument '
    "of a convolution, the third of a pooling."
)


def _of_a_module(module, name, raised):
    if raised.names and name not in raised.names:
        return ""
    last = module.split(".")[-1]
    before = _MODULES.get(last, last)
    if before == "tf" and name in foreign_names.TENSORFLOW_1:
        return f"`tf.{name}` belongs to TensorFlow 1. {_sentence(foreign_names.TENSORFLOW_1[name])}"
    key = key_of(name)
    places = {"layers": (keras.layers,), "keras": (keras, keras.layers, keras.ops)}.get(
        before, (keras.ops, keras.layers)
    )
    own = {keras: "keras", keras.layers: "layers", keras.ops: "ops"}
    begin = f"`{before}` has no `{name}`"
    table = foreign_names.LAYERS if before in ("layers", "keras") else foreign_names.FUNCTIONS
    if key in table:
        return f"{begin}. Here it is {table[key]}."
    if before in own.values() or before in ("tf", "tf.nn", "backend"):
        for place in places:
            same = [other for other in dir(place) if key_of(other) == key]
            if same:
                return f"{begin}. Did you mean `{own[place]}.{same[0]}`?"
    there = dir(places[0]) if before in own.values() else _names_in(module)
    close = difflib.get_close_matches(name, there, n=1, cutoff=_LIKENESS)
    return f"{begin}. Did you mean `{before}.{close[0]}`?" if close else f"{begin}. Is it misspelt?"


def _names_in(module):
    known = {
        "numpy": np,
        "keras.activations": keras.activations,
        "keras.initializers": keras.initializers,
    }
    return dir(known[module]) if module in known else []


def _of_the_network(name, raised):
    if name in raised.set_attributes:
        return (
            f"`self.{name}` is read here before it is set: the line `self.{name} = ...` comes "
            "later. An answer is called once for each block, so a plain variable is better."
        )
    if name in raised.parameters:
        return f"`{name}` is an argument of your function: write it without `self.`."
    close = difflib.get_close_matches(name, names_of_the_network(), n=1, cutoff=_LIKENESS)
    if close:
        return f"The network has no `{name}`. Did you mean `self.{close[0]}`?"
    key = key_of(name)
    habits = [begin for begin in foreign_names.OF_SELF if key.startswith(begin)]
    if habits:
        here = foreign_names.OF_SELF[max(habits, key=len)]
        return (
            f"Nothing made a layer `self.{name}` before. Here a layer is made where it is used: "
            f"{here}."
        )
    return (
        f"The network has no `{name}`. What you may need from it: "
        f"{', '.join(f'`self.{each}`' for each in _MOST_USED)}."
    )


_MOST_USED = (
    "custom_conv2d",
    "pre_activation",
    "data_format",
    "filters_initial",
    "block_layer_sizes",
    "block_strides",
    "output_size",
)


def _of_a_tensor(name):
    begin = f"A tensor has no `{name}`"
    if name in foreign_names.OF_TENSOR:
        return f"{begin}. Here it is {foreign_names.OF_TENSOR[name]}."
    if name in ("numpy", "item", "tolist"):
        return f"{begin} while Keras builds the network: it has a shape but no numbers yet."
    if callable(getattr(keras.ops, name, None)):
        return f"{begin}. Functions on tensors are in `ops`: `ops.{name}(tensor)`."
    return f"{begin}. Functions on tensors are in `ops`."


def _of_something_inside(kind, name):
    """The name is not the student's: a library met something of another kind than it expects."""
    if kind in ("Network", "ResNetModel"):
        return "The network, `self`, was handed over where a tensor is expected."
    kinds = ("NoneType", "tuple", "list", "type", "int", "float", "bool", "str", "function")
    if kind in kinds and name in ("shape", "dtype", "ndim"):
        return f"Something on this line is {what_kind(kind)}; a tensor is expected there."
    return ""


def _of_keras(kind, name):
    """Of a model, a layer, a weight or a tape, or ""."""
    tables = {
        "Functional": foreign_names.OF_MODEL,
        "Sequential": foreign_names.OF_MODEL,
        "Variable": foreign_names.OF_WEIGHT,
        "GradientTape": foreign_names.OF_TAPE,
    }
    is_layer = isinstance(getattr(keras.layers, kind, None), type)
    table = tables.get(kind, foreign_names.OF_LAYER if is_layer else {})
    what = f"a layer {kind}" if is_layer else what_kind(kind)
    what = {"Variable": "a weight", "GradientTape": "a tape"}.get(kind, what)
    if name in table:
        return f"The value before `.{name}` is {what}, which has no `{name}`. {table[name]}."
    if is_layer and name in _NOT_OF_EVERY_LAYER:
        return (
            f"The value before `.{name}` is {what}, which has no `{name}`: not every layer has it. "
            f'`hasattr(layer, "{name}")` asks whether it does, and the list `layer.weights`, maybe '
            "empty, belongs to every layer."
        )
    return ""


_NOT_OF_EVERY_LAYER = ("kernel", "bias", "kernel_size", "filters", "units", "strides", "gamma")


def _of_a_plain_value(kind, name, raised):
    is_changing = name in ("append", "extend", "insert", "sort", "reverse", "remove")
    if kind == "NoneType" and is_changing and re.search(rf"\b(\w+) = \1\.{name}\(", raised.line):
        return (
            f"The value before `.{name}` is None. `{name}` changes the list and returns None: write "
            "it on a line of its own, without the `=`."
        )
    if kind == "NoneType":
        return f"The value before `.{name}` is None. {where_none_comes_from(raised)}"
    if kind == "tuple" and name in ("as_list", "ndims", "dims", "rank"):
        return "In Keras a shape is a plain tuple: leave the part after `.shape` out."
    if kind == "tuple" and is_changing:
        return f"The value before `.{name}` is a tuple, which never changes. A list does: `[]`."
    if kind == "tuple":
        return (
            f"The value before `.{name}` is a tuple, that is, several values. Take the one you "
            "need first: `first, second = pair`."
        )
    if kind in ("function", "method"):
        return (
            f"The value before `.{name}` is a function, which has no `{name}`. Call it first, with "
            "parentheses."
        )
    if kind == "type":
        return f"The value before `.{name}` is a class. Make one first: `layers.ReLU()`."
    return f"The value before `.{name}` is {what_kind(kind)}, which has no `{name}`."


def _sentence(text):
    return f"{text[0].upper()}{text[1:]}."


def names_of_the_network():
    """What `self` has in the methods that a student writes."""
    network = ResNetModel(min_aspect_dim=1, resize_dim=1, num_layers=18, output_size=1)
    return [name for name in dir(network) if not name.startswith("_")]
