"""Chapter 5: each misconception as pairs (text of the answer, what is written instead)."""

_SHORTCUT = 'model.get_layer(f"{block_name}_shortcut").output'
_REST = "rest = keras.Model(output, model.output)"
_RETURN = "return keras.Model(model.input, rest(shortcut))"

_LESION = {
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

_LOGITS = "logits = model(images, training=False)"
_GRADIENTS = "tape.gradient(loss, weights)"
_NORM = "float(tf.linalg.global_norm(gradients[name]))"

_GRADIENT_NORMS = {
    "loss_on_probabilities": [(", from_logits=True", "")],
    "softmax_before_the_loss": [(_LOGITS, "logits = tf.nn.softmax(model(images, training=False))")],
    "losses_not_averaged": [("ops.mean(losses)", "ops.sum(losses)")],
    "gradient_in_training_mode": [("training=False", "training=True")],
    "kernels_only": [
        (
            _GRADIENTS,
            "tape.gradient(loss, {name: [weight for weight in found if len(weight.shape) > 1]"
            " for name, found in weights.items()})",
        )
    ],
    "norms_added": [(_NORM, "sum(float(tf.norm(each)) for each in gradients[name])")],
    "square_root_forgotten": [(_NORM, f"{_NORM} ** 2")],
    "absolute_values_added": [
        (_NORM, "sum(float(ops.sum(ops.abs(each))) for each in gradients[name])")
    ],
    "gradient_averaged_over_weights": [
        (_NORM, f"{_NORM} / sum(np.prod(each.shape) for each in gradients[name]) ** 0.5")
    ],
    "weights_measured": [
        (_NORM, "float(tf.linalg.global_norm([each.value for each in weights[name]]))")
    ],
    "gradient_of_the_outputs": [
        (
            _LOGITS,
            'points = {name: model.get_layer(f"{name}_output").output for name in weights}\n'
            "        inside = keras.Model(model.input, [points, model.output])\n"
            "        outputs, logits = inside(images, training=False)",
        ),
        (_GRADIENTS, "tape.gradient(loss, outputs)"),
        (_NORM, _NORM.replace("gradients[name]", "[gradients[name]]")),
    ],
}

EDITS = {"lesion": _LESION, "gradient_norms": _GRADIENT_NORMS}
