"""Wrong variants of `grow`, as edits, and how hidden settings are sampled."""

from functools import partial

from resnet_lessons.course.exercises import Setting
from resnet_lessons.instructor.exercises.sampling import BRANCH_ENDS, between, one_of

_BRANCH = "zero_branch = zero_mapping(residual_branch)"
_SUM_OF_BLOCK = "features = add_shortcut(zero_branch(features), features)"
_MODEL = "return keras.Model(body.input, head(features))"

EDITS = {
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


def _growth(generator, number_of_blocks):
    channels, classes = between(generator, 2, 6), between(generator, 2, 9)
    ends = tuple(one_of(generator, BRANCH_ENDS) for _ in range(number_of_blocks))
    text = f"features of {channels} channels, {classes} classes, extra blocks {ends}"
    return Setting(text, {"channels": channels, "classes": classes, "ends_with": ends})


HIDDEN_SETTINGS = tuple(partial(_growth, number_of_blocks=number) for number in (1, 2, 3, 4))
