"""Chapter 3: each misconception as pairs (text of the answer, what is written instead)."""

_FIRST = "block(inputs, filters, strides, is_training, 0, shortcut_filters)"
_OTHER = "block(outputs, filters, 1, is_training, block_index)"

_BLOCK_LAYER = {
    "stride_in_every_block": [(_OTHER, _OTHER.replace("1, is_training", "strides, is_training"))],
    "every_block_like_the_first": [
        (_OTHER, "block(outputs, filters, strides, is_training, block_index, shortcut_filters)")
    ],
    "stride_missing_in_layer": [(_FIRST, _FIRST.replace("strides", "1"))],
    "projection_in_every_block": [
        (_OTHER, "block(outputs, filters, 1, is_training, block_index, shortcut_filters)")
    ],
    "layer_projection_only_where_stride": [
        (_FIRST, _FIRST.replace("shortcut_filters", "shortcut_filters if strides > 1 else None"))
    ],
    "layer_projection_missing": [(_FIRST, _FIRST.replace(", shortcut_filters", ""))],
    "shortcut_not_expanded": [("4 * filters if self.bottleneck else filters", "filters")],
    "blocks_fed_layer_input": [(_OTHER, _OTHER.replace("outputs", "inputs"))],
    "one_block_too_many": [("range(1, num_blocks)", "range(num_blocks)")],
    "one_block_too_few": [("range(1, num_blocks)", "range(1, num_blocks - 1)")],
    "training_flag_dropped": [
        (_FIRST, _FIRST.replace("is_training", "False")),
        (_OTHER, _OTHER.replace("is_training", "False")),
    ],
    "training_always_on": [
        (_FIRST, _FIRST.replace("is_training", "True")),
        (_OTHER, _OTHER.replace("is_training", "True")),
    ],
}

EDITS = {"block_layer": _BLOCK_LAYER}
