"""Wrong variants of `load_by_name`, as edits, and how hidden settings are sampled."""

from functools import partial

from resnet_lessons.course.exercises.load_by_name import weights_setting
from resnet_lessons.instructor.exercises.sampling import between

_GET = "arrays = saved.get(layer.name, [])"
_SET = "layer.set_weights(arrays)"
_FITS = "if [array.shape for array in arrays] == shapes:"
_ELSE = "elif shapes:"
_RETURN = "return kept"

EDITS = {
    "loaded_by_order": [
        ("kept = []", "kept = []\n    lists = iter(saved.values())"),
        (_GET, "arrays = next(lists, []) if layer.weights else []"),
    ],
    "shapes_not_compared": [(_FITS, "if arrays:")],
    "missing_name_not_expected": [(_GET, "arrays = saved[layer.name] if layer.weights else []")],
    "moving_statistics_forgotten": [
        (
            _SET,
            "for weight, array in zip(layer.trainable_weights, arrays):\n                weight.assign(array)",
        )
    ],
    "first_array_alone": [(_SET, "layer.set_weights([*arrays[:1], *layer.get_weights()[1:]])")],
    "layer_loaded_in_part": [
        (
            _ELSE,
            "elif shapes:\n            for weight, array in zip(layer.weights, arrays):\n"
            "                if weight.shape == array.shape:\n"
            "                    weight.assign(array)",
        )
    ],
    "loaded_names_returned": [
        (_SET, f"{_SET}\n            if shapes:\n                kept.append(layer.name)"),
        ("        elif shapes:\n            kept.append(layer.name)\n", ""),
    ],
    "layers_without_weights_returned": [
        (_FITS, _FITS.replace("if ", "if shapes and ")),
        (_ELSE, "else:"),
    ],
    "unknown_names_returned": [
        (
            _RETURN,
            "known = [layer.name for layer in network.layers]\n"
            "    return [name for name in saved if name not in known]",
        )
    ],
    "name_compared_in_part": [
        (
            _GET,
            "begins = [name for name in saved if name.startswith(layer.name)]\n"
            "        arrays = saved[min(begins, key=len)] if begins else []",
        )
    ],
    "loaded_layers_frozen": [(_SET, f"{_SET}\n            layer.trainable = False")],
    "nothing_loaded": [(_SET, "own = layer.get_weights()\n            own[:] = arrays")],
}


def _shuffled(generator, names):
    return [names[int(place)] for place in generator.permutation(len(names))]


def _parts(names):
    return [name for each in names for name in (each, f"{each}_bn")]


def _all_saved(generator):
    layers = [f"block{number}" for number in range(between(generator, 2, 4))]
    saved = _shuffled(generator, [*_parts(layers), "logits"])
    return weights_setting(f"{len(layers)} convolutions, all saved: {saved}", layers, saved)


def _some_saved(generator, other_head):
    layers = [f"unit_{number}" for number in _shuffled(generator, [1, 2, 3])]
    missing = layers[between(generator, 0, 2)]
    saved = [name for name in [*_parts(layers), "logits"] if name != missing]
    saved = _shuffled(generator, [*saved, f"{missing}x", "unit_9"])
    classes, saved_classes = (4, 5) if other_head else (3, 3)
    head = ", a head for other classes" if other_head else ""
    return weights_setting(
        f"without the weights of {missing}{head}: {saved}", layers, saved, classes, saved_classes
    )


def _one_narrow(generator):
    layers = [f"step{number}" for number in range(3)]
    narrow = layers[between(generator, 0, 2)]
    saved = _shuffled(generator, [*_parts(layers), "logits"])
    return weights_setting(
        f"{narrow} was 1×1 when it was saved: {saved}", layers, saved, narrow=[narrow]
    )


HIDDEN_SETTINGS = (
    _all_saved,
    partial(_some_saved, other_head=False),
    partial(_some_saved, other_head=True),
    _one_narrow,
)
