"""The network against NumPy, against the published counts, and against its own promises."""

import math
from dataclasses import dataclass

import keras
import numpy as np
import pytest

from resnet_lessons.course.answers.model import ResNetModel
from tests.support import numpy_network as oracle
from tests.support.soak import some

DEPTHS = {
    # weight layers: blocks in each block layer, trainable parameters, G multiply-adds at 224x224
    18: ((2, 2, 2, 2), 11_696_680, 1.81),
    34: ((3, 4, 6, 3), 21_808_552, 3.66),
    50: ((3, 4, 6, 3), 25_575_912, 4.09),
    101: ((3, 4, 23, 3), 44_594_152, 7.80),
    152: ((3, 8, 36, 3), 60_260_840, 11.51),
    200: ((3, 24, 36, 3), 64_754_152, 15.01),
}
FORMATS = ("channels_last", "channels_first")


def recipe(num_layers=18, data_format="channels_last", side=32, output_size=10, filters=None):
    network = ResNetModel(side, side, num_layers, output_size, data_format)
    if filters is not None:
        network.filters_initial = filters
    return network


def to_format(array, data_format):
    return np.moveaxis(array, -1, 1) if data_format == "channels_first" else array


def to_last(array, data_format):
    array = keras.ops.convert_to_numpy(array)
    return np.moveaxis(array, 1, -1) if data_format == "channels_first" else array


def shape_in(data_format, height, width, channels):
    last = data_format == "channels_last"
    return (height, width, channels) if last else (channels, height, width)


def randomize(model, seed=0):
    """A value of its own for every weight, moving statistics included."""
    generator = np.random.default_rng(seed)
    for weight in model.weights:
        if weight.name in ("gamma", "moving_variance"):
            value = generator.uniform(0.5, 1.5, weight.shape)
        elif len(weight.shape) > 1:
            value = generator.normal(0, math.sqrt(1 / math.prod(weight.shape[:-1])), weight.shape)
        else:
            value = generator.normal(0, 0.3, weight.shape)
        weight.assign(value.astype("float32"))


def images_for(model, data_format="channels_last", batch=2, seed=1):
    shape = (batch, *model.input_shape[1:])
    return np.random.default_rng(seed).normal(0.2, 1.0, shape).astype("float32")


def predict(model, images):
    return keras.ops.convert_to_numpy(model(images))


def producer(tensor):
    return tensor._keras_history.operation


def values(layer):
    return [weight.numpy().astype("float64") for weight in layer.weights]


def block_weights(model, name, kind):
    """The oracle's weights of one block, read by walking back from its named points."""
    normalizations, convolutions = [], []
    tensor = model.get_layer(f"{name}_residual").input
    while len(normalizations) < {"regular": 2, "bottleneck": 3}[kind]:
        layer = producer(tensor)
        if isinstance(layer, keras.layers.Conv2D):
            convolutions.insert(0, oracle.Convolution(*values(layer)))
        elif isinstance(layer, keras.layers.BatchNormalization):
            normalizations.insert(0, oracle.Normalization(*values(layer)))
        tensor = layer.input
    before = producer(model.get_layer(f"{name}_shortcut").input)
    is_projection = isinstance(before, keras.layers.Conv2D)
    projection = oracle.Convolution(*values(before)) if is_projection else None
    return oracle.Block(tuple(normalizations), tuple(convolutions), projection)


def block_names(network):
    kind = "bottleneck" if network.bottleneck else "regular"
    return [
        f"block_layer{layer}_{kind}_block{block}"
        for layer, size in enumerate(network.block_layer_sizes, start=1)
        for block in range(size)
    ]


# One block against NumPy -------------------------------------------------------------------------

BLOCK_SETTINGS = [
    # height, width, channels, filters, strides, projection
    (6, 6, 8, 8, 1, False),
    (5, 7, 8, 8, 1, False),
    (5, 4, 3, 8, 1, True),
    (8, 8, 4, 8, 2, True),
    (7, 9, 4, 8, 2, True),
    (6, 9, 8, 8, 2, True),
    (3, 5, 4, 8, 2, True),
]


def block_model(kind, setting, data_format, is_training):
    height, width, channels, filters, strides, projects = setting
    network = recipe(18 if kind == "regular" else 50, data_format)
    inputs = keras.Input(shape_in(data_format, height, width, channels))
    method = network.regular_block if kind == "regular" else network.bottleneck_block
    narrow = filters if kind == "regular" else filters // 4
    given = {"shortcut_filters": filters} if projects else {}
    return keras.Model(inputs, method(inputs, narrow, strides, is_training, 0, **given))


@pytest.mark.parametrize("is_training", [False, True])
@pytest.mark.parametrize("data_format", FORMATS)
@pytest.mark.parametrize("setting", BLOCK_SETTINGS, ids=str)
@pytest.mark.parametrize("kind", ["regular", "bottleneck"])
def test_block_equals_numpy(kind, setting, data_format, is_training):
    strides = setting[4]
    model = block_model(kind, setting, data_format, is_training)
    randomize(model)
    images = images_for(model, batch=3)
    weights = block_weights(model, f"{kind}_block0", kind)
    assert (weights.projection is not None) == setting[5]
    block = getattr(oracle, f"{kind}_block")
    expected = block(to_last(images, data_format), weights, strides, is_training)
    seen = to_last(predict(model, images), data_format)
    assert seen.shape == expected.shape
    assert np.abs(seen - expected).max() < 1e-5


@pytest.mark.parametrize("data_format", FORMATS)
def test_pre_activation_equals_numpy(data_format):
    network = recipe(18, data_format)
    inputs = keras.Input(shape_in(data_format, 5, 4, 6))
    for is_training in (False, True):
        model = keras.Model(inputs, network.pre_activation(inputs, is_training))
        randomize(model)
        images = images_for(model)
        (normalization,) = [layer for layer in model.layers if layer.weights]
        weights = oracle.Normalization(*values(normalization))
        expected = oracle.pre_activate(to_last(images, data_format), weights, is_training)
        assert np.abs(to_last(predict(model, images), data_format) - expected).max() < 1e-5


@pytest.mark.parametrize("data_format", FORMATS)
@pytest.mark.parametrize("shortcut_params", [(None, 1), (5, 1), (5, 2)], ids=str)
def test_pre_activation_with_shortcut_equals_numpy(shortcut_params, data_format):
    network = recipe(18, data_format)
    inputs = keras.Input(shape_in(data_format, 5, 4, 6))
    for is_training in (False, True):
        outputs = network.pre_activation_with_shortcut(inputs, is_training, shortcut_params)
        model = keras.Model(inputs, list(outputs))
        randomize(model)
        images = images_for(model)
        projection = None
        for layer in model.layers:
            if isinstance(layer, keras.layers.BatchNormalization):
                normalization = oracle.Normalization(*values(layer))
            elif isinstance(layer, keras.layers.Conv2D):
                projection = oracle.Convolution(*values(layer))
        assert (projection is not None) == (shortcut_params[0] is not None)
        expected = oracle.pre_activate_with_shortcut(
            to_last(images, data_format), normalization, is_training, projection, shortcut_params[1]
        )
        for one, other in zip(model(images), expected, strict=True):
            assert np.abs(to_last(one, data_format) - other).max() < 1e-5


def test_moving_statistics_move_only_when_training():
    for is_training in (True, False):
        model = block_model("regular", BLOCK_SETTINGS[0], "channels_last", is_training)
        before = [weight.numpy() for weight in model.non_trainable_weights]
        model(images_for(model))
        moved = [
            bool(np.any(weight.numpy() != old))
            for weight, old in zip(model.non_trainable_weights, before, strict=True)
        ]
        assert moved == [is_training] * len(before)


# The whole network against NumPy -----------------------------------------------------------------


def network_in_numpy(model, network, images, training):
    kind = "bottleneck" if network.bottleneck else "regular"
    names = iter(block_names(network))
    block_layers = [
        (strides, tuple(block_weights(model, next(names), kind) for _ in range(size)))
        for strides, size in zip(network.block_strides, network.block_layer_sizes, strict=True)
    ]
    stem = oracle.Convolution(*values(model.get_layer("stem_convolution")))
    *_, last = (each for each in model.layers if isinstance(each, keras.layers.BatchNormalization))
    last = oracle.Normalization(*values(last))
    kernel, bias = values(model.get_layer("logits"))
    return oracle.network(images, stem, block_layers, last, kernel, bias, training)


@pytest.mark.builds
@pytest.mark.parametrize("data_format", FORMATS)
@pytest.mark.parametrize("is_training", [False, True])
@pytest.mark.parametrize("num_layers", [18, 50])
def test_whole_network_equals_numpy(num_layers, is_training, data_format):
    # A training ResNet-50 needs more pixels: float32 cannot normalise over very few of them.
    side = 64 if num_layers == 50 and is_training else 47
    network = recipe(num_layers, data_format, side, output_size=7, filters=5)
    model = network.build(is_training=is_training)
    randomize(model)
    images = images_for(model, batch=4)
    expected = network_in_numpy(model, network, to_last(images, data_format), is_training)
    seen = predict(model, images)
    assert seen.shape == (4, 7)
    assert np.abs(seen - expected).max() < 1e-4 * max(1, np.abs(expected).max())


# Padding and convolution -------------------------------------------------------------------------


@pytest.mark.parametrize("data_format", FORMATS)
@pytest.mark.parametrize("kernel_size", [1, 2, 3, 5, 7])
def test_custom_padding(kernel_size, data_format):
    network = recipe(18, data_format)
    before = (kernel_size - 1) // 2
    after = kernel_size - 1 - before
    for side in range(1, 10):
        images = np.random.default_rng(side).normal(size=(2, side, 10 - side, 3)).astype("float32")
        expected = np.pad(images, ((0, 0), (before, after), (before, after), (0, 0)))
        padded = network.custom_padding(to_format(images, data_format), kernel_size)
        np.testing.assert_array_equal(to_last(padded, data_format), expected)


@pytest.mark.parametrize("data_format", FORMATS)
@pytest.mark.parametrize("strides", [1, 2, 3])
@pytest.mark.parametrize("kernel_size", [1, 3, 7])
def test_custom_conv2d(kernel_size, strides, data_format):
    network = recipe(18, data_format)
    inputs = keras.Input(shape_in(data_format, None, None, 3))
    outputs = network.custom_conv2d(inputs, 11, kernel_size, strides, name="the_name")
    model = keras.Model(inputs, outputs)
    randomize(model)
    weights = oracle.Convolution(*values(model.get_layer("the_name")))
    for side in range(1, 10):
        images = np.random.default_rng(side).normal(size=(2, side, 10 - side, 3)).astype("float32")
        expected = oracle.fixed_padding_convolve(images, weights, strides)
        assert expected.shape == (
            2,
            math.ceil(side / strides),
            math.ceil((10 - side) / strides),
            11,
        )
        seen = to_last(predict(model, to_format(images, data_format)), data_format)
        assert seen.shape == expected.shape
        assert np.abs(seen - expected).max() < 1e-5


@pytest.mark.parametrize("data_format", FORMATS)
@pytest.mark.parametrize("strides", [1, 2])
def test_custom_conv2d_takes_equal_pairs_as_keras_does(strides, data_format):
    network, shape = recipe(18, data_format), (2, *shape_in(data_format, 6, 5, 3))
    inputs = np.random.default_rng(strides).normal(size=shape).astype("float32")
    seen = []
    for kernel_size, step in ((3, strides), ((3, 3), [strides] * 2), ([3, 3], (strides, strides))):
        keras.utils.set_random_seed(0)
        seen.append(np.asarray(network.custom_conv2d(inputs, 4, kernel_size, step)))
    np.testing.assert_array_equal(seen[0], seen[1])
    np.testing.assert_array_equal(seen[0], seen[2])


@pytest.mark.parametrize("data_format", FORMATS)
@pytest.mark.parametrize("strides", [(1, 1), (2, 1), (1, 2), (2, 3)])
@pytest.mark.parametrize("kernel_size", [(3, 1), (1, 5), (4, 3)])
def test_custom_conv2d_takes_unequal_pairs(kernel_size, strides, data_format):
    """Against the plain sum over the kernel, on zeros laid around by hand."""
    network = recipe(18, data_format)
    inputs = keras.Input(shape_in(data_format, 7, 6, 3))
    model = keras.Model(inputs, network.custom_conv2d(inputs, 6, kernel_size, strides, "the_name"))
    randomize(model)
    images = images_for(model)
    kernel, bias = values(model.get_layer("the_name"))
    zeros = [((side - 1) // 2, side - 1 - (side - 1) // 2) for side in kernel_size]
    padded = np.pad(to_last(images, data_format), [(0, 0), *zeros, (0, 0)])
    expected = bias + sum(
        padded[:, row : row + 7 : strides[0], column : column + 6 : strides[1]]
        @ kernel[row, column]
        for row in range(kernel_size[0])
        for column in range(kernel_size[1])
    )
    seen = to_last(predict(model, images), data_format)
    assert seen.shape[1:3] == (math.ceil(7 / strides[0]), math.ceil(6 / strides[1]))
    np.testing.assert_allclose(seen, expected, atol=1e-4)


@pytest.mark.parametrize(
    "wrong", [(3, 3, 3), (3,), None, 0, (3, -1), "3", 3.0, (3, None)], ids=repr
)
def test_custom_conv2d_says_what_is_no_size(wrong):
    inputs = keras.Input((6, 5, 3))
    for name, arguments in (("kernel_size", (wrong, 1)), ("strides", (3, wrong))):
        with pytest.raises(ValueError, match=f"^{name} is .*a whole number, 1 or more, or a pair"):
            recipe().custom_conv2d(inputs, 4, *arguments)


@pytest.mark.parametrize("data_format", FORMATS)
@pytest.mark.parametrize("height", [4, 6])
def test_custom_conv2d_where_the_width_equals_the_filters(height, data_format):
    """Keras 3.15 adds the bias along the width then, if channels come first."""
    network = recipe(18, data_format)
    inputs = keras.Input(shape_in(data_format, height, 4, 3))
    model = keras.Model(inputs, network.custom_conv2d(inputs, 4, 3, 1, name="the_name"))
    randomize(model)
    images = images_for(model)
    weights = oracle.Convolution(*values(model.get_layer("the_name")))
    expected = oracle.fixed_padding_convolve(to_last(images, data_format), weights, 1)
    called = to_last(predict(model, images), data_format)
    np.testing.assert_allclose(called, expected, atol=1e-5)
    in_a_graph = to_last(model.predict_on_batch(images), data_format)
    np.testing.assert_allclose(in_a_graph, expected, atol=1e-5)


@pytest.mark.parametrize("data_format", FORMATS)
def test_custom_conv2d_tells_its_shape_while_drawing(data_format):
    network = recipe(18, data_format)
    for side in range(1, 10):
        for strides in (1, 2):
            inputs = keras.Input(shape_in(data_format, side, 10 - side, 3))
            sides = (math.ceil(side / strides), math.ceil((10 - side) / strides))
            outputs = network.custom_conv2d(inputs, 4, 3, strides)
            assert outputs.shape == (None, *shape_in(data_format, *sides, 4))


# Counts of the six networks ----------------------------------------------------------------------


@dataclass(frozen=True)
class Facts:
    """What one network with 1000 classes at 224x224 is made of."""

    network: ResNetModel
    parameters: int
    multiply_adds: int
    convolutions: int
    dense_layers: int
    projections: tuple[str, ...]
    layer_names: frozenset[str]
    shapes: tuple[tuple[int, ...], ...]
    biased: bool


def facts_of(num_layers, data_format="channels_last"):
    network = recipe(num_layers, data_format, 224, 1000)
    model = network.build()
    convolutions = [layer for layer in model.layers if isinstance(layer, keras.layers.Conv2D)]
    dense = [layer for layer in model.layers if isinstance(layer, keras.layers.Dense)]
    spatial = slice(1, 3) if data_format == "channels_last" else slice(2, 4)
    names = block_names(network)
    ends = np.cumsum(network.block_layer_sizes) - 1
    multiply_adds = sum(math.prod(each.kernel.shape) for each in dense) + sum(
        math.prod(each.kernel.shape) * math.prod(each.output.shape[spatial])
        for each in convolutions
    )
    before = {name: producer(model.get_layer(f"{name}_shortcut").input) for name in names}
    return Facts(
        network,
        sum(math.prod(weight.shape) for weight in model.trainable_weights),
        multiply_adds,
        len(convolutions),
        len(dense),
        tuple(name for name in names if isinstance(before[name], keras.layers.Conv2D)),
        frozenset(layer.name for layer in model.layers),
        tuple(model.get_layer(f"{names[end]}_output").output.shape[1:] for end in ends),
        all(each.use_bias for each in convolutions),
    )


@pytest.fixture(scope="module", params=some(DEPTHS, 2))
def facts(request):
    return facts_of(request.param)


@pytest.mark.builds
def test_recipe_of_every_depth(facts):
    sizes, _, _ = DEPTHS[facts.network.num_layers]
    assert tuple(facts.network.block_layer_sizes) == sizes
    assert facts.network.bottleneck is (facts.network.num_layers >= 50)
    assert facts.network.filters_initial == 64
    assert list(facts.network.block_strides) == [1, 2, 2, 2]


@pytest.mark.builds
def test_trainable_parameters(facts):
    assert facts.parameters == DEPTHS[facts.network.num_layers][1]


@pytest.mark.builds
def test_multiply_adds(facts):
    expected = DEPTHS[facts.network.num_layers][2]
    assert facts.multiply_adds / 1e9 == pytest.approx(expected, rel=0.01)


@pytest.mark.builds
def test_weight_layers_give_the_name(facts):
    on_the_way = facts.convolutions - len(facts.projections)
    assert on_the_way + facts.dense_layers == facts.network.num_layers
    assert facts.dense_layers == 1
    assert facts.biased


@pytest.mark.builds
def test_first_block_of_every_block_layer_projects(facts):
    kind = "bottleneck" if facts.network.bottleneck else "regular"
    expected = tuple(f"block_layer{layer}_{kind}_block0" for layer in (1, 2, 3, 4))
    assert facts.projections == expected


@pytest.mark.builds
def test_shape_after_each_block_layer(facts):
    widest = 4 if facts.network.bottleneck else 1
    expected = [(56, 56, 64), (28, 28, 128), (14, 14, 256), (7, 7, 512)]
    assert list(facts.shapes) == [(*sides, widest * filters) for *sides, filters in expected]


@pytest.mark.builds
def test_points_of_every_block_are_named(facts):
    names = block_names(facts.network)
    assert len(names) == sum(facts.network.block_layer_sizes)
    for name in names:
        for point in ("shortcut", "residual", "output"):
            assert f"{name}_{point}" in facts.layer_names
    points = [name for name in facts.layer_names if name.endswith(("_shortcut", "_residual"))]
    assert len(points) == 2 * len(names)


@pytest.mark.builds
@pytest.mark.parametrize("num_layers", [18, 50])
def test_channels_first_counts_the_same(num_layers):
    first = facts_of(num_layers, "channels_first")
    assert first.parameters == DEPTHS[num_layers][1]
    assert first.multiply_adds / 1e9 == pytest.approx(DEPTHS[num_layers][2], rel=0.01)
    widest = 4 if first.network.bottleneck else 1
    expected = [(64, 56, 56), (128, 28, 28), (256, 14, 14), (512, 7, 7)]
    assert list(first.shapes) == [(widest * filters, *sides) for filters, *sides in expected]


def test_two_networks_do_not_share_their_block_strides():
    recipe().block_strides.append(2)
    assert recipe().block_strides == [1, 2, 2, 2]


def test_two_networks_do_not_share_their_block_layer_sizes():
    sizes = recipe().block_layer_sizes
    if isinstance(sizes, tuple):
        return
    sizes[0] = 99
    try:
        assert recipe().block_layer_sizes[0] == 2
    finally:
        sizes[0] = 2


# Named points ------------------------------------------------------------------------------------


def points_model(model, names):
    outputs = [
        model.get_layer(f"{name}_{point}").output
        for name in names
        for point in ("shortcut", "residual", "output")
    ]
    return keras.Model(model.input, outputs)


@pytest.fixture(scope="module")
def resnet18():
    network = recipe(18, side=32)
    model = network.build()
    randomize(model)
    return network, model


@pytest.mark.builds
def test_points_survive_saving_and_add_up(resnet18, tmp_path):
    network, model = resnet18
    names = block_names(network)
    images = images_for(model)
    model.save(tmp_path / "network.keras")
    loaded = keras.models.load_model(tmp_path / "network.keras")
    np.testing.assert_array_equal(predict(loaded, images), predict(model, images))
    for each in (model, loaded):
        assert_points_hold(each, names, images)


def assert_points_hold(model, names, images):
    seen = [keras.ops.convert_to_numpy(array) for array in points_model(model, names)(images)]
    projections, projected = [], []
    for number, name in enumerate(names):
        shortcut, residual, output = seen[3 * number : 3 * number + 3]
        np.testing.assert_allclose(shortcut + residual, output, atol=1e-5, err_msg=name)
        assert np.abs(residual).max() > 0.01
        if name.endswith("block0"):
            layer = producer(model.get_layer(f"{name}_shortcut").input)
            assert isinstance(layer, keras.layers.Conv2D)
            assert layer.kernel_size == (1, 1)
            projections.append(layer.output)
            projected.append(shortcut)
        else:
            np.testing.assert_array_equal(shortcut, seen[3 * number - 1], err_msg=name)
    for one, other in zip(keras.Model(model.input, projections)(images), projected, strict=True):
        np.testing.assert_array_equal(keras.ops.convert_to_numpy(one), other)


@pytest.mark.builds
@pytest.mark.parametrize("is_training", [True, False, None])
@pytest.mark.parametrize("num_layers", some([18, 50], 2))
def test_points_exist_whatever_is_training(num_layers, is_training):
    network = recipe(num_layers, filters=4)
    model = network.build(is_training=is_training)
    outputs = points_model(model, block_names(network))(images_for(model))
    for shortcut, residual, output in zip(*[iter(outputs)] * 3, strict=True):
        np.testing.assert_allclose(shortcut + residual, output, atol=1e-5)


@pytest.mark.builds
def test_is_training_none_follows_the_model():
    model = recipe(18, filters=4).build()
    randomize(model)
    images = images_for(model, batch=4)
    asked = keras.ops.convert_to_numpy(model(images, training=True))
    assert np.abs(asked - predict(model, images)).max() > 1e-3


def test_blocks_can_be_chained_by_hand():
    network = recipe(18)
    inputs = keras.Input((16, 16, 4))
    outputs = network.regular_block(inputs, 4, 1, False, 0)
    outputs = network.regular_block(outputs, 8, 2, False, 1, 8)
    assert keras.Model(inputs, outputs).output_shape == (None, 8, 8, 8)


def test_block_layers_can_be_chained_by_hand():
    network = recipe(18)
    inputs = keras.Input((16, 16, 4))
    outputs = network.block_layer(inputs, 4, 1, 2, False, 1)
    outputs = network.block_layer(outputs, 8, 2, 2, False, 2)
    assert keras.Model(inputs, outputs).output_shape == (None, 8, 8, 8)


# Training, saving, the two data formats ----------------------------------------------------------


@pytest.mark.trains
@pytest.mark.parametrize("data_format", some(FORMATS, 2))
def test_trains_one_step_and_saves(data_format, tmp_path):
    keras.utils.set_random_seed(3)
    model = recipe(18, data_format, filters=8).build()
    before = [weight.numpy() for weight in model.trainable_weights]
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    # XLA would compile for half a minute, and is Keras' business.
    model.compile(optimizer="sgd", loss=loss, jit_compile=False)
    images = images_for(model, batch=8)
    assert math.isfinite(model.train_on_batch(images, np.arange(8)))
    changed = [
        bool(np.any(weight.numpy() != old))
        for weight, old in zip(model.trainable_weights, before, strict=True)
    ]
    # The bias of a convolution whose output is only normalised cannot be seen by the loss.
    assert all(
        moved or weight.name == "bias"
        for moved, weight in zip(changed, model.trainable_weights, strict=True)
    )
    model.save(tmp_path / "network.keras")
    loaded = keras.models.load_model(tmp_path / "network.keras")
    np.testing.assert_array_equal(predict(loaded, images), predict(model, images))


# With 8 filters the first block layer is as wide as it has channels, as with 64 at 256x256 pixels.
@pytest.mark.builds
@pytest.mark.parametrize(("num_layers", "filters"), some([(18, 12), (50, 12), (18, 8)], 2))
def test_both_data_formats_predict_the_same(num_layers, filters):
    last = recipe(num_layers, "channels_last", filters=filters).build()
    first = recipe(num_layers, "channels_first", filters=filters).build()
    randomize(last)
    first.set_weights(last.get_weights())
    images = images_for(last)
    np.testing.assert_allclose(
        predict(last, images), predict(first, to_format(images, "channels_first")), atol=1e-4
    )


@pytest.mark.builds
def test_build_takes_a_shape_of_its_own():
    for data_format in FORMATS:
        model = recipe(18, data_format, filters=4, output_size=3).build(
            shape_in(data_format, 40, 33, 1)
        )
        assert model.output_shape == (None, 3)
        assert predict(model, images_for(model)).shape == (2, 3)


def test_filters_initial_and_block_strides_are_obeyed():
    network = recipe(18, filters=4)
    network.block_strides = [1, 1, 2, 1]
    model = network.build()
    shapes = [
        model.get_layer(f"block_layer{layer}_regular_block1_output").output.shape[1:]
        for layer in (1, 2, 3, 4)
    ]
    assert shapes == [(8, 8, 4), (8, 8, 8), (4, 4, 16), (4, 4, 32)]


# Preprocessing -----------------------------------------------------------------------------------


def crop(image, min_aspect_dim, resize_dim, data_format="channels_last", is_training=False):
    network = ResNetModel(min_aspect_dim, resize_dim, 18, 10, data_format)
    return keras.ops.convert_to_numpy(network.preprocess(image, is_training))


def numbered(height, width, channels=3):
    """An image whose every value says where it stands."""
    return np.arange(height * width * channels, dtype="float32").reshape(height, width, channels)


SIZES = [(40, 40), (40, 97), (97, 40), (41, 200), (40, 41), (11, 13), (300, 280)]


@pytest.mark.parametrize("is_training", [False, True])
@pytest.mark.parametrize("size", SIZES, ids=str)
def test_preprocess_gives_the_square(size, is_training):
    image = np.random.default_rng(0).uniform(size=(*size, 3)).astype("float32")
    for resize_dim in (1, 31, 32):
        result = crop(image, 32, resize_dim, is_training=is_training)
        assert result.shape == (resize_dim, resize_dim, 3)
        assert result.dtype == np.float32


@pytest.mark.parametrize("size", [(40, 40), (40, 100), (100, 40), (20, 50), (160, 80)], ids=str)
def test_preprocess_keeps_the_aspect_ratio(size):
    """A picture of its own coordinates, as shares of height and width, shows what was cut out."""
    height, width = size
    rows, columns = np.meshgrid(
        (np.arange(height) + 0.5) / height, (np.arange(width) + 0.5) / width, indexing="ij"
    )
    result = crop(np.stack([rows, columns], -1).astype("float32"), 40, 30)
    scale = 40 / min(size)
    for axis, side in enumerate((height * scale, width * scale)):
        first = (round(side) - 30) // 2
        expected = (first + np.arange(30) + 0.5) / side
        seen = result[:, 15, 0] if axis == 0 else result[15, :, 1]
        np.testing.assert_allclose(seen, expected, atol=1e-4)


@pytest.mark.parametrize("size", [(20, 20), (20, 33), (34, 20), (21, 20)], ids=str)
@pytest.mark.parametrize("resize_dim", [20, 15, 12])
def test_centre_crop_equals_numpy_where_nothing_is_resized(size, resize_dim):
    image = numbered(*size)
    top, left = ((side - resize_dim) // 2 for side in size)
    expected = image[top : top + resize_dim, left : left + resize_dim]
    for _ in range(2):
        np.testing.assert_array_equal(crop(image, 20, resize_dim), expected)


def test_integers_are_scaled_and_floats_are_not():
    image = np.random.default_rng(0).integers(0, 256, (20, 20, 3))
    image[0, 0], image[0, 1] = 0, 255
    for dtype in ("uint8", "int32", "int64"):
        result = crop(image.astype(dtype), 20, 20)
        np.testing.assert_allclose(result, image / 255, atol=1e-6)
        assert result.min() == 0
        assert result.max() == 1
    for dtype in ("float32", "float64"):
        np.testing.assert_allclose(crop(image.astype(dtype), 20, 20), image, atol=1e-4)
    tensor = keras.ops.convert_to_tensor(image.astype("uint8"))
    np.testing.assert_allclose(crop(tensor, 20, 20), image / 255, atol=1e-6)


def test_channels_first_is_the_transpose():
    image = np.random.default_rng(0).uniform(size=(50, 70, 3)).astype("float32")
    last = crop(image, 32, 20)
    first = crop(image, 32, 20, "channels_first")
    np.testing.assert_array_equal(first, last.transpose(2, 0, 1))


def test_small_images_are_enlarged():
    image = np.zeros((4, 6, 1), "float32")
    image[:, 3:] = 1
    result = crop(image, 40, 40)
    assert result.shape == (40, 40, 1)
    assert result[:, :10].max() < 0.01
    assert result[:, 30:].min() > 0.99


def locate(cut, image):
    """(top, left, mirrored) of a crop of a numbered image; fails when it is not a part of it."""
    side = cut.shape[0]
    for mirrored in (False, True):
        upright = cut[:, ::-1] if mirrored else cut
        top, left = divmod(int(upright[0, 0, 0]) // image.shape[2], image.shape[1])
        part = image[top : top + side, left : left + side]
        if part.shape == upright.shape and np.array_equal(part, upright):
            return top, left, mirrored
    pytest.fail("the crop is not a part of the image")


def test_random_crops_vary_and_stay_inside():
    keras.utils.set_random_seed(11)
    image = numbered(20, 26)
    draws = [locate(crop(image, 20, 16, is_training=True), image) for _ in range(60)]
    tops, lefts, mirrored = map(list, zip(*draws, strict=True))
    assert set(tops) == set(range(5))
    assert set(lefts) <= set(range(11))
    assert len(set(lefts)) >= 8
    assert len(set(draws)) > 25
    assert 15 <= sum(mirrored) <= 45


def test_random_crops_use_every_place_when_the_margin_is_odd():
    keras.utils.set_random_seed(12)
    image = numbered(19, 19)
    draws = [locate(crop(image, 19, 16, is_training=True), image) for _ in range(60)]
    assert {top for top, _, _ in draws} == {0, 1, 2, 3}
    assert {left for _, left, _ in draws} == {0, 1, 2, 3}


def test_random_crops_are_seeded():
    image = numbered(20, 26)
    runs = []
    for seed in (5, 5, 6):
        keras.utils.set_random_seed(seed)
        runs.append([locate(crop(image, 20, 16, is_training=True), image) for _ in range(10)])
    assert runs[0] == runs[1]
    assert runs[0] != runs[2]


@pytest.mark.parametrize("shape", [(20, 20), (20,), (2, 20, 20, 3)], ids=str)
def test_preprocess_refuses_what_is_no_image(shape):
    with pytest.raises(ValueError, match=r"height, width, channels"):
        crop(np.zeros(shape, "float32"), 20, 20)


# What the constructor says -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((64, 64, 20, 10), ["num_layers is 20", "18, 34, 50, 101, 152, 200"]),
        ((64, 64, None, 10), ["num_layers is None", "18, 34"]),
        ((64, 64, "18", 10), ["num_layers is", "18, 34"]),
        ((64, 64, 18, 10, "NHWC"), ["data_format is 'NHWC'", "channels_last", "channels_first"]),
        ((64, 64, 18, 10, None), ["data_format is None", "channels_last"]),
        ((64, 65, 18, 10), ["resize_dim is 65", "min_aspect_dim is 64"]),
        ((64, 0, 18, 10), ["resize_dim is 0"]),
        ((-1, -1, 18, 10), ["resize_dim is -1"]),
        ((64, 64, 18, 0), ["output_size is 0", "class"]),
        ((64, 64, 18, -3), ["output_size is -3"]),
    ],
    ids=str,
)
def test_constructor_says_what_is_wrong(arguments, words):
    with pytest.raises(ValueError) as caught:
        ResNetModel(*arguments)
    for word in words:
        assert word in str(caught.value)


@pytest.mark.parametrize(
    ("arguments", "name"),
    [
        ((64, 64, [18], 10), "num_layers"),
        ((64, 64, 18, "ten"), "output_size"),
        ((64, 64, 18, None), "output_size"),
        ((64, 64, 18, 2.5), "output_size"),
        ((64, "64", 18, 10), "resize_dim"),
        ((None, 64, 18, 10), "min_aspect_dim"),
        ((64.5, 63.5, 18, 10), "resize_dim"),
    ],
    ids=str,
)
def test_constructor_names_an_argument_of_the_wrong_type(arguments, name):
    with pytest.raises((ValueError, TypeError), match=name):
        ResNetModel(*arguments)
