"""Wrong variants of `zero_mapping`, as edits, and how hidden settings are sampled."""

from functools import partial

from resnet_lessons.course.exercises import Setting
from resnet_lessons.instructor.exercises.sampling import BRANCH_ENDS, between

_LAST = "last = [layer for layer in residual_branch.layers if layer.weights][-1]"
_LAST_CONVOLUTION = (
    "last = [layer for layer in residual_branch.layers if isinstance(layer, keras.layers.Conv2D)]"
    "[-1]"
)
_ASSIGN = "weight.assign(ops.zeros_like(weight))"
_RETURN = "return residual_branch"

EDITS = {
    "bias_left": [("last.trainable_weights", "last.trainable_weights[:1]")],
    "kernel_left": [("last.trainable_weights", "last.trainable_weights[1:]")],
    "first_layer_zeroed": [(_LAST, _LAST.replace("[-1]", "[0]"))],
    "convolutions_zeroed": [
        (
            "in last.trainable_weights",
            "in [w for layer in residual_branch.layers if isinstance(layer, keras.layers.Conv2D)"
            " for w in layer.weights]",
        )
    ],
    "everything_zeroed": [("last.trainable_weights", "residual_branch.trainable_weights")],
    "identity_instead_of_zero": [
        (
            _ASSIGN,
            "weight.assign(identity_kernel(weight.shape[0], weight.shape[-1])"
            " if len(weight.shape) == 4 else ops.zeros_like(weight))",
        )
    ],
    "ones_instead_of_zeros": [(_ASSIGN, "weight.assign(ops.ones_like(weight))")],
    "shrunk_not_zeroed": [(_ASSIGN, "weight.assign(1e-6 * weight)")],
    "branch_left_as_it_was": [(_ASSIGN, "ops.zeros_like(weight)")],
    "branch_multiplied_by_zero": [
        (_ASSIGN, "pass"),
        (
            _RETURN,
            "return keras.Model(residual_branch.input, 0.0 * residual_branch.output)",
        ),
    ],
    "beta_left": [
        (
            "last.trainable_weights",
            "[last.gamma] if isinstance(last, keras.layers.BatchNormalization)"
            " else last.trainable_weights",
        )
    ],
    "last_weight_only": [("last.trainable_weights", "last.trainable_weights[-1:]")],
    "last_convolution_zeroed": [(_LAST, _LAST_CONVOLUTION)],
    "last_convolutions_kernel_zeroed": [
        (_LAST, _LAST_CONVOLUTION),
        ("last.trainable_weights", "[last.kernel]"),
    ],
    "very_last_layer_taken": [(_LAST, "last = residual_branch.layers[-1]")],
    "branch_frozen": [(_RETURN, "residual_branch.trainable = False\n    return residual_branch")],
}


def _branch(generator, ends_with):
    channels, convolutions = between(generator, 2, 7), between(generator, 1, 4)
    text = (
        f"a branch of {channels} channels and {convolutions} convolutions, at its end {ends_with}"
    )
    values = {"channels": channels, "ends_with": ends_with, "convolutions": convolutions}
    return Setting(text, values)


HIDDEN_SETTINGS = tuple(partial(_branch, ends_with=end) for end in (*BRANCH_ENDS, "activation"))
