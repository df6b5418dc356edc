"""Wrong variants of `gradient_norms`, as edits, and how hidden settings are sampled."""

from functools import partial

from resnet_lessons.course.exercises import Setting
from resnet_lessons.instructor.exercises.sampling import between, small_network

_LOSSES = "losses = keras.losses.sparse_categorical_crossentropy(labels, logits, from_logits=True)"
_MEAN = "loss = ops.mean(losses)"
_RETURN = "return {name: "
_LOGITS = "logits = model(images, training=False)"
_GRADIENTS = "tape.gradient(loss, weights)"
_NORM = "float(tf.linalg.global_norm(gradients[name]))"

EDITS = {
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
    "largest_norm_taken": [(_NORM, "max(float(tf.norm(each)) for each in gradients[name])")],
    "norms_averaged": [
        (_NORM, "float(np.mean([float(tf.norm(each)) for each in gradients[name]]))")
    ],
    "gradient_summed_with_signs": [
        (_NORM, "float(ops.abs(sum(ops.sum(each) for each in gradients[name]))) ** 0.5")
    ],
    "largest_number_taken": [
        (_NORM, "max(float(ops.max(ops.abs(each))) for each in gradients[name])")
    ],
    "absolute_values_averaged": [
        (
            _NORM,
            "sum(float(ops.sum(ops.abs(each))) for each in gradients[name])"
            " / sum(np.prod(each.shape) for each in gradients[name])",
        )
    ],
    "norm_of_first_weight": [(_NORM, _NORM.replace("gradients[name]", "gradients[name][:1]"))],
    "norm_of_last_weight": [(_NORM, _NORM.replace("gradients[name]", "gradients[name][-1:]"))],
    "first_image_only": [("ops.mean(losses)", "losses[0]")],
    "loss_of_squared_errors": [
        (_LOSSES, "losses = (ops.one_hot(labels, logits.shape[-1]) - logits) ** 2")
    ],
    "loss_outside_the_tape": [
        ("        " + _LOSSES, "    " + _LOSSES),
        ("        " + _MEAN, "    " + _MEAN),
    ],
    "network_outside_the_tape": [
        (
            "    with tf.GradientTape() as tape:\n        " + _LOGITS,
            "    " + _LOGITS + "\n    with tf.GradientTape() as tape:",
        )
    ],
    "predict_in_the_tape": [(_LOGITS, "logits = model.predict(images, verbose=0)")],
    "gradient_interrupted": [(_LOGITS, _LOGITS + ".numpy()")],
    "network_changed": [
        (
            _RETURN,
            "every = [weight for found in weights.values() for weight in found]\n"
            "    steps = [each for found in gradients.values() for each in found]\n"
            "    keras.optimizers.SGD(0.01).apply(steps, every)\n"
            f"    {_RETURN}",
        )
    ],
    "blocks_in_reverse_order": [("for name in weights}", "for name in reversed(weights)}")],
}


def _images(generator, bottleneck):
    network, _ = small_network(generator, bottleneck)
    side, count = between(generator, 4, 7), between(generator, 2, 6)
    text = f"{network}, {count} images of {side} pixels"
    return Setting(text, {"network": network, "side": side, "count": count})


HIDDEN_SETTINGS = tuple(
    partial(_images, bottleneck=bottleneck) for bottleneck in (False, False, True, True)
)
