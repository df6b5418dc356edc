"""Chapter 1: each misconception as pairs (text of the answer, what is written instead)."""

_RESIDUAL = "optimal_mapping(x) - x"

_RESIDUAL_FUNCTION = {
    "residual_turned_round": [(_RESIDUAL, "x - optimal_mapping(x)")],
    "nothing_subtracted": [(_RESIDUAL, "optimal_mapping(x)")],
    "input_added": [(_RESIDUAL, "optimal_mapping(x) + x")],
    "mapping_of_the_difference": [(_RESIDUAL, "optimal_mapping(optimal_mapping(x) - x)")],
    "residual_relative": [(_RESIDUAL, "(optimal_mapping(x) - x) / x")],
    "residual_without_sign": [(_RESIDUAL, "abs(optimal_mapping(x) - x)")],
}

_SUM = "residual + x"

_ADD_SHORTCUT = {
    "residual_alone": [(_SUM, "residual")],
    "shortcut_alone": [(_SUM, "x")],
    "shortcut_subtracted": [(_SUM, "residual - x")],
    "shortcut_doubled": [(_SUM, "residual + x + x")],
    "shortcut_multiplied": [(_SUM, "residual * x")],
    "shortcut_averaged": [(_SUM, "(residual + x) / 2")],
    "shortcut_concatenated": [(_SUM, "ops.concatenate([residual, x], axis=-1)")],
    "rectified_sum": [(_SUM, "ops.relu(residual + x)")],
}

_MIDDLE = "kernel[middle, middle] = np.eye(channels)"

_IDENTITY_KERNEL = {
    "channels_mixed": [(_MIDDLE, "kernel[middle, middle] = 1")],
    "channels_averaged": [(_MIDDLE, "kernel[middle, middle] = 1 / channels")],
    "averaging_kernel": [(_MIDDLE, "kernel[:] = np.eye(channels) / kernel_size**2")],
    "ones_everywhere": [(_MIDDLE, "kernel[:] = 1")],
    "identity_in_the_corner": [(_MIDDLE, "kernel[0, 0] = np.eye(channels)")],
    "identity_at_every_position": [(_MIDDLE, "kernel[:] = np.eye(channels)")],
    "channels_reversed": [(_MIDDLE, "kernel[middle, middle] = np.eye(channels)[::-1]")],
    "one_channel_only": [(_MIDDLE, "kernel[middle, middle, 0, 0] = 1")],
}

_LAST = "last = [layer for layer in residual_branch.layers if layer.weights][-1]"
_ASSIGN = "weight.assign(ops.zeros_like(weight))"
_RETURN = "return residual_branch"

_ZERO_MAPPING = {
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
}

_BRANCH = "zero_branch = zero_mapping(residual_branch)"
_SUM_OF_BLOCK = "features = add_shortcut(zero_branch(features), features)"
_MODEL = "return keras.Model(body.input, head(features))"

_GROW = {
    "new_blocks_random": [(_BRANCH, "zero_branch = residual_branch")],
    "new_blocks_without_shortcut": [(_SUM_OF_BLOCK, "features = zero_branch(features)")],
    "new_blocks_not_chained": [
        (_SUM_OF_BLOCK, "features = add_shortcut(zero_branch(body.output), features)")
    ],
    "last_block_only": [
        (_SUM_OF_BLOCK, "features = add_shortcut(zero_branch(body.output), body.output)")
    ],
    "first_block_only": [("in extra_blocks:", "in extra_blocks[:1]:")],
    "new_blocks_not_connected": [(_MODEL, "return keras.Model(body.input, head(body.output))")],
    "relu_after_new_blocks": [
        (_SUM_OF_BLOCK, "features = ops.relu(add_shortcut(zero_branch(features), features))")
    ],
    "head_forgotten": [(_MODEL, "return keras.Model(body.input, features)")],
    "extra_shortcut_from_body": [
        (_SUM_OF_BLOCK, "features = add_shortcut(zero_branch(features), body.output)")
    ],
}

EDITS = {
    "residual_function": _RESIDUAL_FUNCTION,
    "add_shortcut": _ADD_SHORTCUT,
    "identity_kernel": _IDENTITY_KERNEL,
    "zero_mapping": _ZERO_MAPPING,
    "grow": _GROW,
}
