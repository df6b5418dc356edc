"""What chapter 2 says in words, number by number."""

import json

import keras
import numpy as np
import pytest
from keras import layers, ops

import resnet_lessons as rl
from resnet_lessons.course.answers.model import ResNetModel
from resnet_lessons.course.exercises import EXERCISES
from resnet_lessons.data.trained_networks import RESIDUAL, recorded_network
from resnet_lessons.figures.shortcut_question import FULL_PRE_ACTIVATION_ERROR, RESULTS
from resnet_lessons.instructor.notebooks import SOURCES
from resnet_lessons.network.activations import residual_sizes
from resnet_lessons.widgets.subjects import first_of_each

TEXT = (SOURCES / "02_block_structure.py").read_text()
# Sentences of it, whatever its line breaks.
SAID = " ".join(TEXT.replace("\n# ", " ").split())


def test_the_minutes_of_the_exercises_are_those_of_the_text():
    minutes = sum(exercise.minutes for exercise in EXERCISES.values() if exercise.chapter == 2)
    assert "about 75 minutes, 55 of them writing" in SAID
    assert 50 < minutes <= 55


@pytest.fixture(scope="module")
def network():
    return recorded_network()


@pytest.fixture(scope="module")
def ratios(network):
    """Size of the branch beside the shortcut in each block, on the images of section 2.6."""
    images = rl.scaled(rl.data.fashion_mnist().test_images[:200])
    inside = rl.activations(network, images)
    return {
        name: np.linalg.norm(residual) / np.linalg.norm(shortcut)
        for name, (shortcut, residual, _) in inside.items()
    }


def test_the_empty_shortcut_wins_and_scaling_is_worst():
    errors = {result.letter: result.error for result in RESULTS}
    assert errors == {"A": 6.61, "B": 12.22, "C": 12.35, "D": 8.17}
    assert min(errors, key=errors.get) == "A"


def test_what_is_halved_ten_times():
    assert "halved ten times, and only a thousandth of it is left" in SAID
    assert round(2**10, -3) == 1000


@pytest.mark.parametrize(
    ("setting", "meets"),
    [
        ({"filters": 128, "projection": False}, False),
        ({"filters": 64, "strides": 2, "projection": False}, False),
        ({"filters": 128, "strides": 2, "projection": False}, False),
        ({"filters": 128, "strides": 2, "projection": True}, True),
    ],
)
def test_which_block_works(setting, meets):
    """The question of section 2.1."""
    anatomy = rl.anatomy.block_anatomy("regular", 28, 28, channels=64, **setting)
    assert anatomy.meets == meets


@pytest.mark.builds
@pytest.mark.parametrize(
    ("strides", "meets"), [((2, 1), True), ((1, 2), True), ((2, 2), False), ((1, 1), False)]
)
def test_where_the_stride_may_go(strides, meets):
    """The question of section 2.5: where the branch ends beside a projection with strides 2."""
    host = ResNetModel(64, 64, 18, 10)
    inputs = ops.ones((1, 28, 28, 4))
    shortcut = host.custom_conv2d(inputs, 4, 1, 2)
    branch = inputs
    for stride in strides:
        branch = host.custom_conv2d(branch, 4, 3, stride)
    assert (branch.shape == shortcut.shape) == meets
    assert shortcut.shape[1] == 14
    if strides == (2, 2):
        assert branch.shape[1] == 28 / 4


def test_a_layer_is_made_first_and_called_second():
    assert layers.AveragePooling2D(2)(ops.ones((1, 4, 4, 3))).shape == (1, 2, 2, 3)


@pytest.mark.trains
def test_only_the_blocks_that_project_add_more_than_they_pass_on(ratios):
    larger = {name for name, ratio in ratios.items() if ratio > 1}
    assert larger == {"block_layer1_regular_block0", "block_layer2_regular_block0"}


@pytest.mark.trains
def test_the_last_block_of_each_block_layer_adds_least(ratios):
    for layer in ("block_layer1", "block_layer2"):
        own = {name: ratio for name, ratio in ratios.items() if name.startswith(layer)}
        assert min(own, key=own.get) == list(own)[-1]


@pytest.mark.trains
def test_no_branch_is_nearly_silent(ratios):
    """A choice of the question of section 2.6."""
    assert min(ratios.values()) > 0.3


def test_nearly_all_weights_stand_in_the_branches(network):
    weights = sum(int(np.prod(weight.shape)) for weight in network.trainable_weights)
    convolutions = [
        layer
        for layer in network.layers
        if isinstance(layer, layers.Conv2D) and layer.kernel_size == (3, 3)
    ]
    in_branches = sum(layer.count_params() for layer in convolutions[1:])  # without the stem
    assert in_branches > 0.9 * weights


def test_the_sum_is_shortcut_plus_branch(network):
    image = rl.scaled(rl.data.fashion_mnist().test_images[2:3])
    for shortcut, residual, total in rl.activations(network, image).values():
        np.testing.assert_allclose(shortcut + residual, total, atol=1e-5)


@pytest.mark.trains
def test_the_trained_network_sees(network):
    garments = rl.data.fashion_mnist()
    logits = network.predict(rl.scaled(garments.test_images), batch_size=250, verbose=0)
    accuracy = np.mean(logits.argmax(axis=-1) == garments.test_labels)
    recorded = json.loads(RESIDUAL.with_suffix(".json").read_text())["test_accuracy"]
    assert accuracy == pytest.approx(recorded, abs=0.01)
    assert accuracy > 0.8
    assert RESIDUAL.stat().st_size < 2e6


def test_a_3x3_convolution_between_256_channels():
    assert "3 · 3 · 256 · 256 = 589,824" in TEXT
    convolution = layers.Conv2D(256, 3)
    convolution.build((None, None, None, 256))
    assert int(np.prod(convolution.kernel.shape)) == 589_824


def block_parameters(method, filters):
    host = ResNetModel(64, 64, 18, 10)
    inputs = keras.Input((56, 56, 256))
    model = keras.Model(inputs, getattr(host, method)(inputs, filters, 1, False, 0))
    return sum(int(np.prod(weight.shape)) for weight in model.trainable_weights)


def test_the_bottleneck_block_has_17_times_fewer_parameters():
    ratio = block_parameters("regular_block", 256) / block_parameters("bottleneck_block", 64)
    assert "about 17 times fewer parameters" in TEXT
    assert ratio == pytest.approx(17, abs=0.5)


def test_why_other_guesses_at_the_ratio_are_wrong():
    """The question of section 2.7: channels count twice in a kernel, and so does its side."""
    anatomy = rl.anatomy.block_anatomy(
        "bottleneck", 56, 56, channels=256, filters=64, projection=False
    )
    kernels = [step for step in anatomy.branch if step.kind == "convolution"]
    assert [step.kernel_size for step in kernels] == [1, 3, 1]
    assert kernels[1].filters == 256 / 4
    assert 16 * (3 * 3 * 64 * 64) == 3 * 3 * 256 * 256
    assert kernels[1].parameters == 3 * 3 * 64 * 64 + 64


@pytest.mark.builds
def test_strides_2_keep_a_quarter_and_are_every_other_position():
    host = ResNetModel(64, 64, 18, 10)
    photograph = rl.data.photograph()[:300, 100:400].mean(axis=-1)[None, ..., None] / 255
    outputs = {}
    for strides in (1, 2):
        keras.utils.set_random_seed(0)
        outputs[strides] = ops.convert_to_numpy(host.custom_conv2d(photograph, 1, 3, strides))
    np.testing.assert_allclose(outputs[2], outputs[1][:, ::2, ::2], atol=1e-5)
    assert outputs[2].size * 4 == outputs[1].size


def test_a_stride_in_the_second_convolution_makes_the_first_four_times_as_dear():
    anatomy = rl.anatomy.block_anatomy("regular", 28, 28, channels=64, filters=64, strides=2)
    first = next(step for step in anatomy.branch if step.kind == "convolution")
    unstrided = rl.anatomy.block_anatomy("regular", 28, 28, channels=64, filters=64, strides=1)
    assert 4 * first.multiply_adds == next(
        step.multiply_adds for step in unstrided.branch if step.kind == "convolution"
    )


def test_name_scopes_are_in_the_path_but_not_in_the_file(tmp_path):
    with keras.name_scope("block_layer1"), keras.name_scope("regular_block0"):
        inputs = keras.Input((32, 32, 3))
        model = keras.Model(inputs, layers.Conv2D(8, 3, name="conv1")(inputs))
    assert model.weights[0].path == "block_layer1/regular_block0/conv1/kernel"
    model.save(tmp_path / "model.keras")
    loaded = keras.models.load_model(tmp_path / "model.keras")
    assert loaded.weights[0].path == "conv1/kernel"


def test_a_layer_name_holds_no_slash():
    with pytest.raises(ValueError, match="/"):
        layers.Conv2D(8, 3, name="block_layer1/conv1")


def test_tensorflow_relu_stops_on_a_symbolic_tensor():
    import tensorflow as tf

    with pytest.raises(ValueError, match="KerasTensor"):
        tf.nn.relu(keras.Input((4, 4, 3)))
    assert ops.relu(keras.Input((4, 4, 3))).shape == (None, 4, 4, 3)


def test_batch_normalisation_updates_its_averages_itself():
    layer = layers.BatchNormalization()
    inputs = np.random.default_rng(0).normal(3, 1, (8, 4, 4, 2)).astype("float32")
    layer(inputs, training=False)
    assert np.all(layer.moving_mean.numpy() == 0)
    layer(inputs, training=True)
    assert np.all(layer.moving_mean.numpy() > 0)


@pytest.mark.trains
def test_a_single_sandal_may_be_otherwise(network):
    """Section 2.6: one garment beside 200."""
    garments = rl.data.fashion_mnist()
    sandal = first_of_each(["Sandal"])
    sizes = residual_sizes(network, rl.scaled(garments.test_images[sandal]))
    shortcut, branch = sizes["block_layer2_regular_block1"]
    assert branch[0] > 1.2 * shortcut[0]
    assert "look at the sandal in block layer 2, block 1" in SAID


def test_the_block_to_try():
    """Section 2.1: what the controls show, one question after the other."""

    def block(**settings):
        return rl.anatomy.block_anatomy("regular", 28, 28, channels=64, **settings)

    refused = block(filters=64, strides=2)
    assert not refused.meets
    assert (refused.output_shape, refused.shortcut_shape) == ((14, 14, 64), (28, 28, 64))
    assert block(filters=64, strides=2, projection=True).meets
    wide = block(filters=128)
    most = max(wide.steps, key=lambda step: step.parameters)
    assert most is wide.branch[-1]
    assert [step.filters for step in wide.branch if step.filters] == [128, 128]


def test_the_bottleneck_that_needs_no_projection():
    meeting = [
        filters
        for filters in (16, 32, 64, 128)
        if rl.anatomy.block_anatomy("bottleneck", 56, 56, 256, filters).meets
    ]
    assert meeting == [64]


def test_branches_are_not_small_beside_a_clean_shortcut(ratios):
    """Section 2.6: no small tweak, in a network of ten blocks."""
    assert "In the eight blocks with a clean shortcut the branch is 38 to 95% as large" in SAID
    clean = [ratio for name, ratio in ratios.items() if not name.endswith("block0")]
    assert len(clean) == 8
    assert [f"{100 * extreme:.0f}" for extreme in (min(clean), max(clean))] == ["38", "95"]


def test_the_bottleneck_beside_the_block_of_64_channels():
    """Section 2.7: the comparison of He et al. 2015, figure 5."""
    assert "70,784 and 74,112 parameters" in SAID
    anatomies = (
        rl.anatomy.block_anatomy("bottleneck", 56, 56, channels=256, filters=64, projection=False),
        rl.anatomy.block_anatomy("regular", 56, 56, channels=64, filters=64, projection=False),
    )
    counts = [sum(step.parameters for step in anatomy.steps) for anatomy in anatomies]
    assert counts == [70_784, 74_112]
    work = [sum(step.multiply_adds for step in anatomy.steps) for anatomy in anatomies]
    assert 0.9 < work[0] / work[1] < 1


def test_what_a_convolution_on_all_shortcuts_did_depends_on_the_depth():
    """Section 2.1: He et al. 2015, table 3, and the two numbers of blocks."""
    assert "an error of 24.19%, against 24.52%" in SAID
    # The paper gives no error for ResNet-101: its authors stopped at the first learning rate.
    assert (
        "In ResNet-101, too, convolutions on all shortcuts made training errors higher, so the "
        "authors stopped" in SAID
    )
    assert "These networks have 54 of them" in SAID and (110 - 2) / 2 == 54
    assert "a network of 16 blocks" in SAID
    assert sum(rl.depths.BLOCK_LAYER_SIZES[34]) == 16


@pytest.mark.builds
@pytest.mark.parametrize("side", [7, 8])
def test_fixed_padding_looks_at_the_same_positions_at_any_size(side):
    """Section 2.4: zeros before and behind, with `same` and with `custom_padding`."""
    host = ResNetModel(64, 64, 18, 10)
    row = ops.reshape(ops.arange(1.0, side + 1), (1, 1, side, 1))
    middle = ops.reshape(ops.array([0.0, 1.0, 0.0]), (1, 3, 1, 1))
    same = ops.conv(row, middle, strides=(1, 2), padding="same")
    padded = host.custom_padding(row, (1, 3))
    assert padded.shape == (1, 1, side + 2, 1)
    fixed = ops.conv(padded, middle, strides=(1, 2))
    assert ops.convert_to_numpy(fixed).ravel().tolist() == [1, 3, 5, 7]
    # "at 7 positions one zero on either side, at 8 positions none before and one after"
    expected = {7: [1, 3, 5, 7], 8: [2, 4, 6, 8]}[side]
    assert ops.convert_to_numpy(same).ravel().tolist() == expected
    for kernel_size in (3, 7):
        assert host.custom_padding(row, kernel_size).shape[1] == 1 + kernel_size - 1


def test_what_the_first_block_of_2015_wipes_out():
    """Section 2.9."""
    photograph = rl.standardized_photograph()
    assert f"{np.mean(photograph < 0):.0%}" == "52%"
    assert "sets every negative value to zero, 52% of all values here" in SAID


def test_both_blocks_have_as_many_parameters():
    """Section 2.9; a convolution's are counted by hand here."""
    convolutions = 2 * (3 * 3 * 64 * 64 + 64)
    normalisations = 2 * (64 + 64)
    assert convolutions + normalisations == 74_112
    assert "both blocks have 74,112 parameters" in TEXT


def test_what_moving_normalisation_and_relu_bought_in_the_paper():
    """He et al. 2016, table 2: section 2.9."""
    original = next(result.error for result in RESULTS if result.letter == "A")
    assert f"from {original} to {FULL_PRE_ACTIVATION_ERROR}% with 110 layers" in SAID
    assert "from 5.93 to 5.46% with 164, and from 7.61 to 4.92% with 1,001" in SAID
