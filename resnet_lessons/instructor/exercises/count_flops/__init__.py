"""Wrong variants of `count_flops`, as edits, and how hidden settings are sampled."""

from functools import partial

from resnet_lessons.course.exercises import Setting
from resnet_lessons.instructor.exercises.sampling import between, one_of

_CALLS = "in calls:"
_KERNEL = 'if hasattr(layer, "kernel"):'
_PRODUCTS = "np.prod(layer.kernel.shape[:-1])"
_SUM = "np.prod(output_shape) * products"
_RETURN = "return multiply_adds"

EDITS = {
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
    "shape_of_the_first_call": [("np.prod(output_shape)", "np.prod(layer.output.shape[1:])")],
    "work_of_normalizations_counted": [
        (
            _RETURN,
            "multiply_adds += sum(int(np.prod(shape)) for layer, shape in calls"
            " if isinstance(layer, keras.layers.BatchNormalization))\n    return multiply_adds",
        )
    ],
    "every_layer_counted": [
        (
            _RETURN,
            "multiply_adds += sum(int(np.prod(shape)) for layer, shape in calls"
            ' if not hasattr(layer, "kernel"))\n    return multiply_adds',
        )
    ],
    "channels_out_forgotten": [
        (_SUM, "np.prod(output_shape) // layer.kernel.shape[-1] * products")
    ],
    "dense_layers_at_every_position": [
        ("multiply_adds = 0", "multiply_adds, positions = 0, 1"),
        (
            f"multiply_adds += int({_SUM})",
            "if len(output_shape) > 1:\n"
            "                positions = np.prod(output_shape) // layer.kernel.shape[-1]\n"
            "            multiply_adds += int(positions * layer.kernel.shape[-1] * products)",
        ),
    ],
    "outputs_counted": [(_SUM, "np.prod(output_shape)")],
}


def _convolution_on(generator, least=1):
    """A convolution that fits on sides of at least `least`."""
    kernel_size = between(generator, 1, least), between(generator, 1, least)
    padding = one_of(generator, ("same", "valid"))
    return "convolution", between(generator, 2, 5), kernel_size, between(generator, 1, 2), padding


def _network(generator, kind, data_format):
    """A network to count in: some convolutions, and then something of one kind."""
    sides = between(generator, 9, 12), between(generator, 9, 12)
    parts = [_convolution_on(generator, 3), ("normalization",), ("relu",)]
    if kind == "dense":
        parts += [("average",), ("dense", between(generator, 2, 9)), ("dense", 3)]
    if kind == "inside":
        inner = ("inside", _convolution_on(generator, 2), ("normalization",), ("relu",))
        parts += [("inside", inner, _convolution_on(generator))]
    if kind == "again_and_again":
        parts += [(kind, between(generator, 1, 3), between(generator, 2, 4))]
        parts += [("at_two_sizes", between(generator, 1, 3))]
    if kind == "convolutions":
        parts += [_convolution_on(generator, 2), ("relu",), _convolution_on(generator)]
    channels = between(generator, 1, 4)
    shape = (*sides, channels) if data_format == "channels_last" else (channels, *sides)
    values = {"input_shape": shape, "parts": tuple(parts), "data_format": data_format}
    return Setting(f"a network for images of {shape}, {data_format}: {parts}", values)


HIDDEN_SETTINGS = (
    partial(_network, kind="dense", data_format="channels_last"),
    partial(_network, kind="inside", data_format="channels_last"),
    partial(_network, kind="again_and_again", data_format="channels_first"),
    partial(_network, kind="convolutions", data_format="channels_first"),
)
