"""A call that an answer makes, as it is noted and compared."""

from dataclasses import dataclass

# In place of the number of a call: the function's own inputs; what no call returned.
INPUTS, COMPUTED = -1, -2
# Keras' own epsilon, and how large another may be that the lessons take for it.
EPSILON, LARGEST_EPSILON = 1e-3, 1e-2
# Methods of the network that are noted as one call; what they call themselves is theirs.
METHODS = (
    "custom_conv2d",
    "pre_activation",
    "pre_activation_with_shortcut",
    "regular_block",
    "bottleneck_block",
    "block_layer",
)
_CONVOLUTION = (
    "filters", "kernel_size", "strides", "padding", "dilation_rate", "groups", "use_bias",
    "activation", "trainable", "data_format",
)  # fmt: skip
_POOLING = ("pool_size", "strides", "padding", "data_format")
_NORMALISATION = ("axis", "center", "scale", "trainable", "epsilon")
# Settings of a layer that change what it computes or learns.
SETTINGS = {
    "Conv2D": _CONVOLUTION,
    "SeparableConv2D": _CONVOLUTION,
    "DepthwiseConv2D": _CONVOLUTION[1:],
    "Conv2DTranspose": _CONVOLUTION,
    "Dense": ("units", "use_bias", "activation", "trainable"),
    "MaxPooling2D": _POOLING,
    "AveragePooling2D": _POOLING,
    "GlobalAveragePooling2D": ("data_format", "keepdims"),
    "GlobalMaxPooling2D": ("data_format", "keepdims"),
    "BatchNormalization": _NORMALISATION,
    "LayerNormalization": _NORMALISATION[:-1],
    "GroupNormalization": _NORMALISATION[:-1],
    "Dropout": ("rate",),
}
# Layers whose flag says whether they behave as in training.
FLAGGED = ("BatchNormalization", "Dropout", "SpatialDropout2D")
SHARED = "shares_weights_with"
# Whether a `Lambda` layer calls layers with weights, where Keras does not find them.
HIDING = "hides_layers"
# What a call may say of itself where a process in which a student's code ran tells of it.
OTHER_KIND = "Layer"
KINDS = {
    *METHODS, *SETTINGS, *FLAGGED, OTHER_KIND, "Activation", "Add", "Average", "Concatenate",
    "EinsumDense", "ELU", "Flatten", "Identity", "Lambda", "LeakyReLU", "Maximum", "Multiply",
    "Permute", "PReLU", "ReLU", "Reshape", "Rescaling", "Softmax", "Subtract", "UpSampling2D",
    "ZeroPadding2D",
}  # fmt: skip
NAMES = {name for names in SETTINGS.values() for name in names} | {
    "filters", "kernel_size", "strides", "is_training", "shortcut_params", "shortcut_filters",
    "index", "num_blocks", SHARED, HIDING,
}  # fmt: skip
WORDS = {
    "same", "valid", "channels_first", "channels_last", "relu", "softmax", "sigmoid", "tanh", "elu",
    "selu", "gelu", "silu", "relu6", "leaky_relu", "log_softmax",
}  # fmt: skip


@dataclass(frozen=True)
class Call:
    """A layer or a method of the network that a function called.

    Attributes:
        kind: "Conv2D", "regular_block" and so on.
        settings: name -> number, text, truth value, None, or tuple of these.
        shape: of the result, of the first if there are several.
        reads: whose results it was given: numbers of earlier calls, `INPUTS` or `COMPUTED`.
        number_read, number_returned: one number for each of these tensors, or None; tensors that
            differ hardly share it.
        shape_read: of the first tensor that it was given, () where it was given none.
    """

    kind: str
    settings: dict
    shape: tuple[int, ...]
    reads: tuple[int, ...]
    number_read: float | None
    number_returned: float | None
    shape_read: tuple[int, ...] = ()
