"""Wrong variants of `lesion`, as edits, and how hidden settings are sampled."""

from functools import partial

from resnet_lessons.course.exercises import Setting
from resnet_lessons.instructor.exercises.sampling import between, one_of, small_network

_SHORTCUT = 'model.get_layer(f"{block_name}_shortcut").output'
_REST = "rest = keras.Model(output, model.output)"
_RETURN = "return keras.Model(model.input, rest(shortcut))"

EDITS = {
    "shortcut_cut_instead": [(_SHORTCUT, _SHORTCUT.replace("_shortcut", "_residual"))],
    "projection_cut_too": [
        (
            _SHORTCUT,
            'next(each for each in model.layers if each.name.startswith(f"{block_name}_")).input',
        )
    ],
    "branch_left_in": [("rest(shortcut)", "rest(output)")],
    "rest_of_network_cut_too": [(_RETURN, "return keras.Model(model.input, shortcut)")],
    "given_network_changed": [
        (
            _RETURN,
            'last = model.get_layer(f"{block_name}_residual").input._keras_history.operation\n'
            "    for weight in last.trainable_weights:\n"
            "        weight.assign(ops.zeros_like(weight))\n"
            "    return model",
        )
    ],
    "block_silenced": [("rest(shortcut)", "rest(0.0 * shortcut)")],
    "weights_lost": [(_REST, "rest = keras.models.clone_model(keras.Model(output, model.output))")],
    "shortcut_in_place_of_branch": [("rest(shortcut)", "rest(shortcut + shortcut)")],
}


def _cut(generator, choose, bottleneck=False):
    """A block to cut out of a network, chosen among its names."""
    network, names = small_network(generator, bottleneck)
    name = choose(generator, names)
    side = between(generator, 4, 7)
    text = f"{name} of {network}, images of {side} pixels"
    return Setting(text, {"network": network, "side": side, "block_name": name})


def _first(generator, names):
    return names[0]


def _last(generator, names):
    return names[-1]


HIDDEN_SETTINGS = (
    partial(_cut, choose=_first),
    partial(_cut, choose=_last),
    partial(_cut, choose=one_of),
    partial(_cut, choose=one_of, bottleneck=True),
)
