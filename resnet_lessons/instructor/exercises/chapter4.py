"""Chapter 4: each misconception as pairs (text of the answer, what is written instead)."""

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

_BUILD_RESNET = {
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

_CALLS = "in calls:"
_KERNEL = 'if hasattr(layer, "kernel"):'
_PRODUCTS = "np.prod(layer.kernel.shape[:-1])"
_SUM = "np.prod(output_shape) * products"
_RETURN = "return multiply_adds"

_COUNT_FLOPS = {
    "positions_forgotten": [(_SUM, "layer.kernel.shape[-1] * products")],
    "every_parameter_counted": [(_RETURN, "return model.count_params()")],
    "biases_counted": [(_SUM, "np.prod(output_shape) * (products + 1)")],
    "two_for_each_multiply_add": [(_RETURN, "return 2 * multiply_adds")],
    "positions_of_the_input": [
        (
            _SUM,
            "np.prod(layer.input.shape[1:]) // layer.kernel.shape[-2]"
            " * layer.kernel.shape[-1] * products",
        )
    ],
    "channels_in_forgotten": [
        (_PRODUCTS, "np.prod(layer.kernel.shape[:-2] or layer.kernel.shape[:-1])")
    ],
    "channels_counted_twice": [(_PRODUCTS, "np.prod(layer.kernel.shape)")],
    "positions_on_last_axes": [
        (_SUM, "np.prod(output_shape[:-1]) * layer.kernel.shape[-1] * products")
    ],
    "dense_layers_forgotten": [(_KERNEL, "if isinstance(layer, keras.layers.Conv2D):")],
    "models_inside_forgotten": [
        (_KERNEL, 'if layer in model.layers and hasattr(layer, "kernel"):')
    ],
    "shared_layer_counted_once": [(_CALLS, "in dict(calls).items():")],
}

EDITS = {"build_resnet": _BUILD_RESNET, "count_flops": _COUNT_FLOPS}
