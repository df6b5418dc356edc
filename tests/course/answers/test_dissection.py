"""Answers of chapters 4 and 5, against arithmetic, slopes and a network that is cut by hand."""

import keras
import numpy as np
import pytest
from keras import layers, ops

from resnet_lessons.course.answers.dissection import count_flops, gradient_norms, lesion
from resnet_lessons.course.answers.model import ResNetModel
from resnet_lessons.course.exercises.small_network import make_small_network
from resnet_lessons.data.trained_networks import recorded_network
from resnet_lessons.experiments.branch_scaling import scaled_branch
from resnet_lessons.network.depths import network_anatomy
from resnet_lessons.network.inspection import block_weights
from resnet_lessons.network.named_points import block_names

SMALL = ((3, 1, (0, 1)), (4, 2, (0, 1)))


@pytest.fixture
def small():
    return make_small_network([1, 0], SMALL, 3)[0]


def images_for(count=4, seed=2):
    return np.random.default_rng(seed).normal(0, 1, (count, 6, 6, 2)).astype("float32")


def logits(model, images):
    return ops.convert_to_numpy(model(images, training=False))


# Multiply-adds -----------------------------------------------------------------------------------


@pytest.mark.builds
@pytest.mark.parametrize(("num_layers", "size"), [(18, 224), (50, 64)])
def test_multiply_adds_agree_with_arithmetic(num_layers, size):
    model = ResNetModel(size, size, num_layers, 1000).build()
    anatomy = network_anatomy(num_layers, size)
    blocks = [block for layer in anatomy.block_layers for block in layer.blocks]
    stem = (size // 2) ** 2 * 64 * 7 * 7 * 3
    dense = anatomy.block_layers[-1].output_shape[-1] * 1000
    counted = count_flops(model)
    assert counted == stem + sum(block.multiply_adds for block in blocks) + dense
    if size == 224:
        assert counted / 1e9 == pytest.approx(1.81, rel=0.01)


def test_multiply_adds_of_one_layer_each():
    images = keras.Input((9, 7, 3))
    convolution = keras.Model(images, layers.Conv2D(5, (3, 2), 2, "valid")(images))
    assert count_flops(convolution) == 4 * 3 * (3 * 2 * 3) * 5
    first = keras.Model(images, layers.Conv2D(5, 1, data_format="channels_first")(images))
    assert count_flops(first) == 7 * 3 * 9 * 5
    features = keras.Input((11,))
    dense = keras.Model(features, layers.Dense(4, use_bias=False)(features))
    assert count_flops(dense) == 44
    assert type(count_flops(dense)) is int


def test_every_call_counts_inside_and_out():
    features = keras.Input((4, 4, 2))
    shared = layers.Conv2D(2, 1)
    inner = keras.Model(features, shared(shared(features)))
    images = keras.Input((4, 4, 2))
    assert count_flops(keras.Model(images, inner(inner(images)))) == 4 * (16 * 4)


# Lesions -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", range(4))
def test_the_block_hands_on_its_shortcut(small, place):
    name, images = block_names(small)[place], images_for()
    points = [small.get_layer(f"{name}_{point}").output for point in ("shortcut", "residual")]
    shortcut, residual = keras.Model(small.input, points)(images)
    assert np.abs(residual).max() > 0.01
    cut = lesion(small, name)
    before, seen = logits(small, images), logits(cut, images)
    assert np.abs(seen - before).max() > 1e-3
    # The rest of the network, asked directly.
    rest = keras.Model(small.get_layer(f"{name}_output").output, small.output)
    np.testing.assert_allclose(seen, rest(shortcut), atol=1e-5)
    np.testing.assert_array_equal(logits(small, images), before)


def test_it_shares_its_weights_with_the_given_network(small):
    cut = lesion(small, block_names(small)[1])
    known = {id(weight) for weight in small.weights}
    assert {id(weight) for weight in cut.weights} < known


def test_several_blocks_are_cut_from_the_last_to_the_first(small):
    images, names = images_for(), block_names(small)
    cut = small
    for name in reversed(names[1:]):
        cut = lesion(cut, name)
    assert logits(cut, images).shape == (4, 3)
    # What is left: the first block, then the two projections of the second block layer alone.
    assert len(cut.weights) < len(small.weights)


@pytest.mark.builds
def test_a_lesion_of_a_trained_network_is_its_branch_scaled_to_zero():
    model = recorded_network()
    images = np.random.default_rng(0).uniform(0, 1, (8, 28, 28, 1)).astype("float32")
    labels = np.arange(8)
    for name in block_names(model)[::2]:
        scaled = scaled_branch(model, name, [0.0], images, labels, shown=range(8))
        seen = ops.softmax(lesion(model, name)(images, training=False))
        np.testing.assert_allclose(seen, scaled.probabilities[0], atol=1e-5)


def test_a_block_that_is_not_there_is_named(small):
    with pytest.raises(ValueError, match="block_layer9_regular_block0_shortcut"):
        lesion(small, "block_layer9_regular_block0")


# Gradients ---------------------------------------------------------------------------------------


def loss_of(model, images, labels):
    """In float64, by NumPy."""
    found = logits(model, images).astype("float64")
    shares = found - np.log(np.exp(found).sum(axis=1, keepdims=True))
    return -shares[np.arange(len(labels)), labels].mean()


@pytest.mark.builds
def test_norms_are_the_slopes_of_the_loss():
    """Every weight of a small block is moved a little to both sides."""
    # With other weights a ReLU may change its side on the way.
    keras.utils.set_random_seed(0)
    model, (name,) = make_small_network([1, 0], ((2, 1, (0,)),), 3)
    images, labels = images_for(), np.array([0, 1, 2, 0])
    slopes, step = [], 1e-3
    for weight in block_weights(model)[name]:
        value = ops.convert_to_numpy(weight).copy()
        for place in np.ndindex(value.shape):
            losses = []
            for sign in (1, -1):
                moved = value.copy()
                moved[place] += sign * step
                weight.assign(moved)
                losses.append(loss_of(model, images, labels))
            slopes.append((losses[0] - losses[1]) / (2 * step))
        weight.assign(value)
    norms = gradient_norms(model, images, labels)
    assert norms == {name: pytest.approx(np.linalg.norm(slopes), rel=0.01)}


def test_norms_come_in_the_order_of_the_blocks(small):
    norms = gradient_norms(small, images_for(), np.array([0, 1, 2, 0]))
    assert list(norms) == block_names(small)
    assert all(type(norm) is float and norm > 0 for norm in norms.values())


def test_images_twice_are_the_same_mean(small):
    images, labels = images_for(), np.array([0, 1, 2, 0])
    once = gradient_norms(small, images, labels)
    twice = gradient_norms(small, np.tile(images, (2, 1, 1, 1)), np.tile(labels, 2))
    assert twice == pytest.approx(once, rel=1e-4)


def test_the_network_stays_as_it_is(small):
    before = [ops.convert_to_numpy(weight) for weight in small.weights]
    gradient_norms(small, images_for(), np.array([0, 1, 2, 0]))
    for weight, old in zip(small.weights, before, strict=True):
        np.testing.assert_array_equal(ops.convert_to_numpy(weight), old)


def test_a_network_that_is_right_and_sure_has_nothing_to_learn(small):
    dense = small.layers[-1]
    dense.kernel.assign(np.zeros(dense.kernel.shape))
    dense.bias.assign([50.0, 0.0, 0.0])
    norms = gradient_norms(small, images_for(), np.zeros(4, "int32"))
    assert max(norms.values()) == 0
