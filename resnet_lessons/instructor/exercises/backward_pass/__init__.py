"""Wrong variants of `backward_pass`, as edits, and how hidden settings are sampled."""

from functools import partial

from resnet_lessons.course.exercises.backward_pass import backward_setting
from resnet_lessons.instructor.exercises.sampling import between

_X = "output_gradient + features_gradient @ kernel1.T"
_RELU = "activated_gradient * (features > 0)"
_KERNEL1 = "kernel1_gradient = x.T @ features_gradient"
_KERNEL2 = "kernel2_gradient = activated.T @ output_gradient"

EDITS = {
    "backward_without_shortcut": [(_X, "features_gradient @ kernel1.T")],
    "backward_without_branch": [(_X, "output_gradient")],
    "backward_shortcut_twice": [(_X, f"output_gradient + {_X}")],
    "backward_one_added": [(_X, "1 + features_gradient @ kernel1.T")],
    "backward_through_relu_unchanged": [(_RELU, "activated_gradient")],
    "backward_relu_of_the_gradient": [(_RELU, "np.maximum(activated_gradient, 0)")],
    "backward_times_activated": [(_RELU, "activated_gradient * activated")],
    "backward_relu_forgotten_for_kernel1": [
        (_KERNEL1, "kernel1_gradient = x.T @ activated_gradient")
    ],
    "backward_features_not_activated": [
        (_KERNEL2, "kernel2_gradient = features.T @ output_gradient")
    ],
    "backward_averaged_over_batch": [
        (_KERNEL1, f"{_KERNEL1} / len(x)"),
        (_KERNEL2, f"{_KERNEL2} / len(x)"),
    ],
    "backward_kernels_transposed": [
        (_KERNEL1, "kernel1_gradient = features_gradient.T @ x"),
        (_KERNEL2, "kernel2_gradient = output_gradient.T @ activated"),
    ],
    "backward_in_another_order": [
        (
            "return x_gradient, kernel1_gradient, kernel2_gradient",
            "return x_gradient, kernel2_gradient, kernel1_gradient",
        )
    ],
    "backward_output_gradient_left_out": [
        ("features = x @ kernel1", "output_gradient = np.ones_like(x)\n    features = x @ kernel1")
    ],
    "backward_shortcut_in_kernel2": [(_KERNEL2, "kernel2_gradient = x.T @ output_gradient")],
}


def _block(generator, silent):
    sizes = between(generator, 6, 9), between(generator, 5, 8), between(generator, 9, 12)
    return backward_setting(*sizes, silent=silent)


HIDDEN_SETTINGS = tuple(partial(_block, silent=silent) for silent in (False, False, False, True))
