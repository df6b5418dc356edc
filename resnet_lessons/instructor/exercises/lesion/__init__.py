"""Wrong variants of `lesion`, as edits, and how hidden settings are sampled."""

from functools import partial

from resnet_lessons.course.exercises import Setting
from resnet_lessons.instructor.exercises.sampling import between, one_of, small_network

_SHORTCUT = 'model.get_layer(f"{block_name}_shortcut").output'
_BRANCH = _SHORTCUT.replace("_shortcut", "_residual")
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
    "all_branches_cut": [
        (
            _RETURN,
            "def call(layer, *arguments, **named):\n"
            "        outputs = layer(*arguments, **named)\n"
            '        return 0 * outputs if layer.name.endswith("_residual") else outputs\n'
            "    copy = keras.models.clone_model(model, call_function=call)\n"
            "    copy.set_weights(model.get_weights())\n"
            "    return copy",
        )
    ],
    "branch_halved": [
        ("rest(shortcut)", f"rest(shortcut + {_BRANCH} / 2)"),
    ],
    "branch_taken_away_twice": [("rest(shortcut)", f"rest(shortcut - {_BRANCH})")],
    "softmax_at_the_end": [("rest(shortcut)", "ops.softmax(rest(shortcut))")],
    "weights_of_its_own": [
        (
            _RETURN,
            "copy = keras.models.clone_model(model)\n"
            "    copy.set_weights(model.get_weights())\n"
            '    last = copy.get_layer(f"{block_name}_residual").input._keras_history.operation\n'
            "    for weight in last.trainable_weights:\n"
            "        weight.assign(ops.zeros_like(weight))\n"
            "    return copy",
        )
    ],
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
