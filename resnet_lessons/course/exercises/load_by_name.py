"""Weights that were saved elsewhere, loaded into the layers of the same name."""

import numpy as np

from resnet_lessons.course.exercises.answers_as_arrays import (
    about_names,
    array_of,
    arrays_of,
    places_of,
)
from resnet_lessons.course.exercises.exercise import (
    Exercise,
    Misconception,
    Setting,
    ids_of,
)
from resnet_lessons.course.exercises.residual_branches import settle

_CHANNELS = 2
_AS_IT_WAS, _AS_SAVED, _ANOTHER = 0, 1, 2


def weights_setting(text, layers, saved, classes=3, saved_classes=3, narrow=()):
    """A setting: a network of named convolutions, and the weights of another one.

    Args:
        text: what is tried, for messages.
        layers: names of the network's convolutions; a batch normalisation follows each of them, whose
            name ends in "_bn".
        saved: names of the layers whose weights are saved, in the order in which they are; those that
            the network does not have are convolutions.
        classes, saved_classes: logits of the network, and of the one whose weights are saved.
        narrow: names of the convolutions that were 1×1 when their weights were saved, not 3×3.
    """
    values = {
        "layers": tuple(layers),
        "saved": tuple(saved),
        "classes": classes,
        "saved_classes": saved_classes,
        "narrow": tuple(narrow),
    }
    return Setting(text, values)


def _network(layers, classes, narrow=()):
    """A small network of named layers."""
    import keras

    images = outputs = keras.Input((None, None, _CHANNELS))
    for name in layers:
        side = 1 if name in narrow else 3
        outputs = keras.layers.Conv2D(_CHANNELS, side, padding="same", name=name)(outputs)
        outputs = keras.layers.BatchNormalization(name=f"{name}_bn")(outputs)
        outputs = keras.layers.ReLU(name=f"{name}_relu")(outputs)
    outputs = keras.layers.GlobalAveragePooling2D(name="mean")(outputs)
    return keras.Model(images, keras.layers.Dense(classes, name="logits")(outputs))


def _try_answer(function, setting, seed):
    """What became of every weight, what the network predicts, and which names came back."""
    values = setting.values
    network = _network(values["layers"], values["classes"])
    settle(network, [*seed, 1])
    saved = _saved(values, seed)
    kept_arrays = {name: [array.copy() for array in arrays] for name, arrays in saved.items()}
    before = {layer.name: arrays_of(layer.weights) for layer in network.layers}
    trainable = [weight.trainable for weight in network.weights]
    known = [layer.name for layer in network.layers]
    names = places_of(function(network, saved), "names of layers", known)
    states = [
        _state(array, old, new)
        for layer in network.layers
        for array, old, new in _thrice(layer, before[layer.name], kept_arrays.get(layer.name, ()))
    ]
    images = np.random.default_rng([*seed, 12]).normal(0.2, 1.5, (2, 4, 5, _CHANNELS))
    logits = network(images.astype("float32"), training=False)
    is_as_trainable = trainable == [weight.trainable for weight in network.weights]
    return (
        np.array(states, "float32"),
        names,
        array_of(logits, "a tensor"),
        np.float32(is_as_trainable).reshape(()),
    )


def _saved(values, seed):
    """The dictionary of arrays that the answer gets."""
    own = list(values["layers"])
    others = [name for name in values["saved"] if name.removesuffix("_bn") not in (*own, "logits")]
    other = _network([*own, *others], values["saved_classes"], values["narrow"])
    settle(other, [*seed, 2])
    return {name: other.get_layer(name).get_weights() for name in values["saved"]}


def _thrice(layer, before, saved):
    """(value now, before, saved or None) of each weight of a layer."""
    saved = [*saved, *[None] * len(before)]
    return zip(arrays_of(layer.weights), before, saved, strict=False)


def _state(array, before, saved):
    if (array == before).all():
        return _AS_IT_WAS
    is_saved = saved is not None and array.shape == saved.shape and (array == saved).all()
    return _AS_SAVED if is_saved else _ANOTHER


def _explain(setting, arrays, expected):
    """Which layers got other weights than they should have, or which names are wrong."""
    if arrays[0].shape != expected[0].shape:
        return None
    owners = _owners(setting.values["layers"])
    wrong = [
        (owner, _STATES.get(float(state), "something else"), _STATES[float(right)])
        for owner, state, right in zip(owners, arrays[0], expected[0], strict=True)
        if state != right
    ]
    if wrong:
        (layer, weight), state, right = wrong[0]
        return f"In the layer {layer} the {weight} is {state}; it should be {right}."
    if not arrays[3]:
        return "All weights are right, but some layers are not as trainable as before."
    convolutions = setting.values["layers"]
    parts = (f"{name}{end}" for name in convolutions for end in ("", "_bn", "_relu"))
    known = ["the input layer", *parts, "mean", "logits"]
    return f"All weights are right. {about_names(arrays[1], expected[1], known)}"


_STATES = {
    _AS_IT_WAS: "as it was",
    _AS_SAVED: "the saved one",
    _ANOTHER: "neither as it was nor the saved one",
}


def _owners(layers):
    """(layer, weight) of each weight of the network, in its order."""
    for name in layers:
        yield from ((name, weight) for weight in ("kernel", "bias"))
        of_normalization = ("gamma", "beta", "moving mean", "moving variance")
        yield from ((f"{name}_bn", weight) for weight in of_normalization)
    yield from (("logits", weight) for weight in ("kernel", "bias"))


_WHOLE = "A layer takes over all of its saved arrays, or keeps all of its own weights."
_BY_NAME = "Each layer takes the arrays that are saved under its own name."
_NAMES_LOOK = "The `Returns` line in the function's description."
_LOOK = "The first lines of the function's description."

MISCONCEPTIONS = (
    Misconception(
        "loaded_by_order",
        seen="The layers got the arrays in their order, whatever their names.",
        expected=_BY_NAME,
        why="Two programs seldom make their layers in the same order. Where the shapes happen to "
        "agree, nothing warns you, and the network computes nonsense.",
        look=_LOOK,
    ),
    Misconception(
        "shapes_not_compared",
        seen="Where a saved array has a different shape from the weight, the function stops with "
        "an error.",
        expected="Compare the shapes first. A layer that does not fit keeps its own weights.",
        why="A head for another number of classes never fits, but everything before it is worth loading.",
        look="The second sentence of the function's description: two conditions.",
    ),
    Misconception(
        "missing_name_not_expected",
        seen="Where `saved` does not hold a layer's name, the function stops with an error.",
        expected="A layer whose name is not in `saved` keeps its own weights.",
        why="Your network nearly always has a layer that the other one does not have.",
        look="How you look a name up in `saved`: `saved.get(name)` gives None where it is missing.",
    ),
    Misconception(
        "moving_statistics_forgotten",
        seen="Each batch normalisation got its saved gamma and beta, but not the two moving "
        "statistics.",
        expected=_WHOLE,
        why="No gradient trains the moving mean and variance, but they are collected in training, and "
        "predictions are normalised with them.",
        look="`layer.weights` holds all weights of a layer; `layer.trainable_weights` leaves out two.",
    ),
    Misconception(
        "first_array_alone",
        seen="Only the first array of each layer was loaded.",
        expected=_WHOLE,
        why="A kernel and a bias work together. A new kernel with the old bias computes what neither "
        "network does.",
        look="`layer.set_weights(arrays)` sets all of a layer's weights.",
    ),
    Misconception(
        "layer_loaded_in_part",
        seen="Where one array of a layer fits and another does not, the one that fits was loaded.",
        expected=_WHOLE,
        why="The bias was learnt together with its kernel, and does not go with another one.",
        look="The third sentence of the function's description.",
    ),
    Misconception(
        "loaded_names_returned",
        seen="The function returned the names of the layers that were loaded.",
        expected="The function returns the names of the layers that have weights and kept their own.",
        why="Whoever loads weights wants to know which layers are still random.",
        look=_NAMES_LOOK,
    ),
    Misconception(
        "layers_without_weights_returned",
        seen="The list also names layers that have no weights, such as a ReLU.",
        expected="Only layers that have weights can keep their own.",
        why="Among names that mean nothing, the one that matters is easily missed.",
        look=_NAMES_LOOK,
    ),
    Misconception(
        "unknown_names_returned",
        seen="The list names layers that are saved but not in the network.",
        expected="The function returns names of layers of the network, those that kept their own weights.",
        why="A saved array that nobody uses does no harm, but a layer that stays random does.",
        look=_NAMES_LOOK,
    ),
    Misconception(
        "name_compared_in_part",
        seen="A layer took the arrays of another layer whose name begins like its own.",
        expected=_BY_NAME,
        why="`conv10` also begins with `conv1`. Two names are the same only if all of their letters are.",
        look="How your program compares two names.",
    ),
    Misconception(
        "loaded_layers_frozen",
        seen="The weights are right, but the loaded layers are no longer trainable.",
        expected="Every layer is as trainable afterwards as before.",
        why="Whoever trains the network further should decide whether the loaded layers are frozen.",
        look="What you set besides the weights.",
    ),
    Misconception(
        "nothing_loaded",
        seen="The names are right, but no weight has changed.",
        expected=_BY_NAME,
        why="`layer.get_weights()` returns copies, and writing into a copy changes no layer.",
        look="`layer.set_weights(arrays)`, or `weight.assign(array)` for each weight.",
    ),
)

_THREE = ("conv1", "conv2", "conv3")
_ALL = tuple(name for conv in _THREE for name in (conv, f"{conv}_bn"))

EXERCISE = Exercise(
    id="load_by_name",
    chapter=4,
    title="Other people's weights, by name",
    points=3,
    minutes=12,
    difficulty=3,
    importance=4,
    section="4.9 Other people's weights",
    signature=("network", "saved"),
    returns="a list of names of layers",
    hints=(
        "Go through the layers of the network, one at a time. For each there are three "
        "possibilities: it has no weights, its saved arrays fit, or it keeps its own weights.",
        "`saved.get(layer.name)` gives the arrays, or None. Compare the list of their shapes with "
        "the list of the shapes of `layer.weights`: only when both lists are equal, call "
        "`layer.set_weights(arrays)`. Otherwise add the layer's name to your list, if it has weights.",
        "kept = []\n"
        "for layer in network.layers:\n"
        "    arrays = saved.get(…, [])\n"
        "    shapes = [… for weight in layer.weights]\n"
        "    if [array.shape for array in arrays] == …:\n"
        "        layer.set_weights(…)\n"
        "    elif …:\n"
        "        kept.append(…)\n"
        "return …",
    ),
    cases=(
        weights_setting("all layers saved, in another order", _THREE, (*_ALL[::-1], "logits")),
        weights_setting(
            "one convolution that is not saved, and two that are saved and not in the network",
            _THREE,
            ("conv1", "conv1_bn", "conv7", "conv3", "conv3_bn", "conv8", "logits"),
        ),
        weights_setting(
            "a saved head for other classes, and a saved convolution of 1×1",
            ("conv1", "conv2"),
            ("conv1", "conv1_bn", "conv2", "conv2_bn", "logits"),
            classes=4,
            saved_classes=6,
            narrow=("conv2",),
        ),
        weights_setting(
            "weights that are saved for conv10, and not for conv1",
            ("conv1", "conv10"),
            ("conv10", "conv10_bn", "conv1_bn", "logits"),
        ),
    ),
    misconceptions=ids_of(MISCONCEPTIONS),
    experiment=_try_answer,
    results=(
        "weights in order (0 as it was, 1 as saved, 2 something else)",
        "places of the returned names among the layers (−1 for none of them)",
        "logits afterwards",
        "layers are as trainable as before (1 yes, 0 no)",
    ),
    counts_parameters=False,
    explain=_explain,
    holds_codes=True,
)
