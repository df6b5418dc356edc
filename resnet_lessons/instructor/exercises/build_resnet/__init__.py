"""Wrong variants of `build_resnet`, as edits, and how hidden settings are sampled."""

from functools import partial

from resnet_lessons.course.exercises.build_resnet import network_case
from resnet_lessons.instructor.exercises.sampling import (
    BOTTLENECK_DEPTHS,
    REGULAR_DEPTHS,
    always,
    between,
    even,
    flag,
    mixed,
    never,
    odd,
    one_of,
    tiny,
)

_STEM = 'self.custom_conv2d(inputs, self.filters_initial, 7, 2, name="stem_convolution")'
_STEM_POOLING = """outputs = layers.MaxPooling2D(
        3, 2, padding="same", data_format=self.data_format, name="stem_max_pooling"
    )(outputs)"""
_STEM_FORMAT = [
    (_STEM_POOLING, _STEM_POOLING.replace("data_format=self.data_format, ", "")),
]
_FILTERS = "filters = self.filters_initial * 2 ** (index - 1)"
_STRIDES = "strides = self.block_strides[index - 1]"
_LAYER = "self.block_layer(outputs, filters, strides, num_blocks, is_training, index)"
_PRE_ACTIVATION = "self.pre_activation(outputs, is_training)"
_POOLING = "layers.GlobalAveragePooling2D(data_format=self.data_format)"
_FORMAT = [(_POOLING, "layers.GlobalAveragePooling2D()")]
_DENSE = 'layers.Dense(self.output_size, name="logits")'

EDITS = {
    "final_pre_activation_missing": [(_PRE_ACTIVATION, "outputs")],
    "pre_activation_after_stem": [(_STEM, f"self.pre_activation({_STEM}, is_training)")],
    "stem_pooling_missing": [(_STEM_POOLING, "")],
    "stem_pooling_without_padding": [('padding="same"', 'padding="valid"')],
    "stem_same_padding": [
        (
            _STEM,
            'layers.Conv2D(self.filters_initial, 7, 2, "same", data_format=self.data_format)'
            "(inputs)",
        )
    ],
    "strides_2_in_every_layer": [(_STRIDES, "strides = 2")],
    "strides_left_out": [(_STRIDES, "strides = 1")],
    "strides_written_down": [(_STRIDES, "strides = 1 if index == 1 else 2")],
    "filters_not_doubled": [(_FILTERS, "filters = self.filters_initial")],
    "filters_doubled_too_early": [(_FILTERS, "filters = self.filters_initial * 2**index")],
    "filters_expanded_before_layer": [(_FILTERS, f"{_FILTERS} * (4 if self.bottleneck else 1)")],
    "one_size_for_every_layer": [
        (_LAYER, _LAYER.replace("num_blocks", "self.block_layer_sizes[0]"))
    ],
    "layers_fed_stem_output": [
        (_STEM_POOLING, f"{_STEM_POOLING}\n    stem = outputs"),
        (_LAYER, _LAYER.replace("outputs", "stem")),
    ],
    "softmax_on_logits": [(_DENSE, _DENSE.replace("name=", 'activation="softmax", name='))],
    "flattened_not_averaged": [(_POOLING, _POOLING.replace("GlobalAveragePooling2D", "Flatten"))],
    "maximum_at_the_end": [(_POOLING, _POOLING.replace("Average", "Max"))],
    "final_pooling_axes_ignored": _FORMAT,
    "stem_pooling_axes_ignored": _STEM_FORMAT,
    "both_pooling_axes_ignored": _FORMAT + _STEM_FORMAT,
    "filters_written_as_64": [
        (_STEM, _STEM.replace("self.filters_initial", "64")),
        (_FILTERS, _FILTERS.replace("self.filters_initial", "64")),
    ],
    "training_flag_dropped": [
        (_LAYER, _LAYER.replace("is_training", "False")),
        (_PRE_ACTIVATION, _PRE_ACTIVATION.replace("is_training", "False")),
    ],
    "training_always_on": [
        (_LAYER, _LAYER.replace("is_training", "True")),
        (_PRE_ACTIVATION, _PRE_ACTIVATION.replace("is_training", "True")),
    ],
}


def _case(generator, sides, bottleneck, training=flag, data_format="channels_last"):
    is_training = training(generator)
    strides = [1, 1, 1, 1] if is_training else [1, 2, 2, 2]
    if is_training:
        # So that statistics are taken of many numbers, also in the last block layer.
        strides[between(generator, 1, 3)] = 2
    # One longer block layer tells where it stands, and costs less than four.
    sizes = [1, 1, 1, 1]
    sizes[between(generator, 0, 3)] = 2
    height, width = sides(generator)
    return network_case(
        height,
        width,
        channels=between(generator, 1, 3),
        is_training=is_training,
        num_layers=one_of(generator, BOTTLENECK_DEPTHS if bottleneck else REGULAR_DEPTHS),
        data_format=data_format,
        # Even, so that half of it is a whole number too, where an answer begins to double.
        filters_initial=2 * between(generator, 1, 2),
        block_layer_sizes=tuple(sizes),
        block_strides=tuple(strides),
        output_size=between(generator, 2, 7),
    )


def _large(sides):
    """Sides so large that something is left of them at the end of the stem."""

    def sample(generator):
        height, width = sides(generator)
        return height + 8, width + 8

    return sample


HIDDEN_SETTINGS = (
    partial(_case, sides=_large(mixed), bottleneck=False, training=always),
    partial(_case, sides=tiny, bottleneck=True, training=never),
    partial(_case, sides=_large(odd), bottleneck=True),
    partial(_case, sides=_large(even), bottleneck=False, data_format="channels_first"),
)
