"""Wrong variants of `gradient_norms`, as edits, and how hidden settings are sampled."""

from functools import partial

from resnet_lessons.course.exercises import Setting
from resnet_lessons.instructor.exercises.sampling import between, small_network

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
}


def _images(generator, bottleneck):
    network, _ = small_network(generator, bottleneck)
    side, count = between(generator, 4, 7), between(generator, 2, 6)
    text = f"{network}, {count} images of {side} pixels"
    return Setting(text, {"network": network, "side": side, "count": count})


HIDDEN_SETTINGS = tuple(
    partial(_images, bottleneck=bottleneck) for bottleneck in (False, False, True, True)
)
