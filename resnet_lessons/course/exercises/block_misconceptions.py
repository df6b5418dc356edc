"""Misconceptions of both blocks: copies of other networks' blocks, and how the two paths meet.

Where one mistake is written in several ways that compute different numbers, each way has an id of
its own and all of them the same words.
"""

from dataclasses import replace

from resnet_lessons.course.exercises.exercise import Misconception
from resnet_lessons.course.exercises.shared_misconceptions import (
    CLEAN_SHORTCUT,
    NO_NORMALISATION,
    ONE_SHAPE,
)

_EACH_BEFORE = (
    "Batch normalisation, then ReLU, before each convolution; `self.pre_activation` does both."
)
_COUNT = "The figure of the two paths in section 2.1: count the boxes of the residual branch."
_PLUS = "The figure of the two paths in section 2.1: the plus sign."
_SUM = "The residual branch plus the shortcut, and nothing else."
_SHORTCUT = "Section 2.4, on the projection shortcut."

_MISCONCEPTIONS = (
    Misconception(
        "post_activation_block",
        seen="This is the block of 2015, as in torchvision: batch normalisation follows each "
        "convolution, and a ReLU follows the sum.",
        expected=_EACH_BEFORE + " Nothing follows the last convolution except the sum.",
        why=CLEAN_SHORTCUT + " A ReLU after the sum cuts off every negative value on it. That is "
        "why the same authors moved normalisation and ReLU before the convolutions in 2016.",
        look="Section 2.1: the four drawings, and the figure of the two paths.",
    ),
    Misconception(
        "second_normalization_missing",
        seen="Between the first two convolutions there is a ReLU, but no batch normalisation.",
        expected=_EACH_BEFORE,
        why=NO_NORMALISATION,
        look=_COUNT,
    ),
    Misconception(
        "convolutions_without_bias",
        seen="The convolutions of the residual branch have no bias.",
        expected="The convolutions of this network keep their bias: `self.custom_conv2d` has one.",
        why="Many networks leave the bias out where batch normalisation follows. Here ReLU or the "
        "sum may follow, and the lessons' network counts its biases among its parameters.",
        look="Section 2.4: the description of `self.custom_conv2d`, and of fixed padding.",
    ),
    Misconception(
        "relu_at_the_end_of_the_branch",
        seen="A ReLU follows the last convolution of the residual branch.",
        expected="The last convolution's output is added as it is.",
        why="A branch must be able to subtract as well as to add. With a ReLU at its end, each "
        "block could only make its input larger.",
        look=_PLUS,
    ),
    Misconception(
        "normalization_at_the_end_of_the_branch",
        seen="Batch normalisation follows the last convolution of the residual branch.",
        expected="The last convolution's output is added as it is. " + _EACH_BEFORE,
        why="The block of 2015 normalises after each convolution, that of 2016 before each one. "
        "With both, the last result is normalised here, and once more in the next block.",
        look=_COUNT,
    ),
    Misconception(
        "relu_on_the_shortcut",
        seen="There is a ReLU on the shortcut.",
        expected=_SUM,
        why=CLEAN_SHORTCUT + " A ReLU there cuts off every negative value.",
        look="The question about the four drawings.",
    ),
    Misconception(
        "paths_multiplied",
        seen="The two paths are multiplied.",
        expected=_SUM,
        why="In a product the shortcut's signal passes only where the branch lets it. A residual "
        "block adds a change to its input.",
        look=_PLUS,
    ),
    Misconception(
        "paths_averaged",
        seen="The output is half of the sum: the mean of the two paths.",
        expected=_SUM,
        why="Each such block halves what came in; ten of them leave a thousandth of it.",
        look=_PLUS,
    ),
    Misconception(
        "shortcut_subtracted_from_branch",
        seen="The shortcut is subtracted from the residual branch.",
        expected=_SUM,
        why="The block adds its change to what came in: F(x) + x. F(x) − x reverses the sign of the "
        "signal in every block.",
        look=_PLUS,
    ),
    Misconception(
        "branch_subtracted_from_shortcut",
        seen="The residual branch is subtracted from the shortcut.",
        expected=_SUM,
        why="The block adds its change to what came in: F(x) + x. A trained network could live "
        "with x − F(x), but it would be a different function of the same weights.",
        look=_PLUS,
    ),
    Misconception(
        "larger_of_both_paths",
        seen="The output is the larger of the two paths, element by element.",
        expected=_SUM,
        why="Where one path is larger, the other has no effect and gets no gradient.",
        look=_PLUS,
    ),
    Misconception(
        "inputs_added_too",
        seen="`inputs` is added as well as the shortcut.",
        expected=_SUM,
        why="An identity shortcut is `inputs` already, so the sum would hold it twice. A projection "
        "takes its place.",
        look="The figure of the two paths in section 2.1: the plus sign has two inputs.",
    ),
    Misconception(
        "pre_activated_inputs_added",
        seen="The pre-activated inputs are added, not the shortcut.",
        expected="The residual branch plus `shortcut`, which `self.pre_activation_with_shortcut` "
        "returns second.",
        why=CLEAN_SHORTCUT,
        look="The figure of the two paths in section 2.1: what arrives at the plus sign.",
    ),
    Misconception(
        "projection_made_again",
        seen="The block makes a projection of its own, of the raw input; the shortcut that "
        "`self.pre_activation_with_shortcut` returned is not used.",
        expected="`shortcut` is added as it is, since it is already projected where "
        "`shortcut_filters` is given.",
        why="Your second projection reads the raw input, and the first one's weights get no "
        "gradient.",
        look=_SHORTCUT,
    ),
    Misconception(
        "inputs_added_without_projection",
        seen="The raw `inputs` are added in every setting; there is no projection.",
        expected="A projection of the pre-activated input where `shortcut_filters` is given: "
        "`self.pre_activation_with_shortcut` makes it.",
        why=ONE_SHAPE,
        look=_SHORTCUT,
    ),
)
# Other ways to write the first one.
_SAME_BLOCK = (
    "post_activation_block_with_projection",
    "post_activation_block_without_bias",
    "post_activation_block_after_pre_activation",
)

OF_BOTH_BLOCKS = (*_MISCONCEPTIONS, *(replace(_MISCONCEPTIONS[0], id=id) for id in _SAME_BLOCK))
