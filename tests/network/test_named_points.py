"""The named points of a block, on graphs written in every way a student might."""

import keras
import numpy as np
import pytest
from keras import layers, ops

from resnet_lessons.network.named_points import name_points

POINTS = ("block_shortcut", "block_residual", "block_output")


def residual_branch(inputs, filters=4):
    outputs = layers.Conv2D(filters, 3, padding="same", bias_initializer="ones")(inputs)
    return layers.Conv2D(filters, 3, padding="same", name="last_convolution")(ops.relu(outputs))


def projection(inputs, filters=4):
    return layers.Conv2D(filters, 1, name="projection")(inputs)


def named(outputs, inputs):
    return keras.Model(inputs, name_points(inputs, outputs, "block"))


def points_in(model):
    return tuple(name for name in POINTS if name in [layer.name for layer in model.layers])


def arrays_at(model, names, seed=0):
    images = np.random.default_rng(seed).normal(size=(2, *model.input_shape[1:])).astype("float32")
    outputs = [layer_called(model, name).output for name in names]
    arrays = keras.Model(model.input, outputs)(images)
    return images, [ops.convert_to_numpy(array) for array in arrays]


def layer_called(model, name):
    """The layer of that name; inside a block the scaffold puts the block's name before it."""
    (layer,) = (layer for layer in model.layers if layer.name in (name, f"block_{name}"))
    return layer


ADDITIONS = {
    "plus": lambda one, other: one + other,
    "ops.add": ops.add,
    "Add layer": lambda one, other: layers.Add()([one, other]),
    "layers.add": lambda one, other: layers.add([one, other]),
}


@pytest.mark.parametrize("commuted", [False, True])
@pytest.mark.parametrize("add", ADDITIONS.values(), ids=ADDITIONS)
@pytest.mark.parametrize("projects", [False, True])
def test_both_terms_are_told_apart(projects, add, commuted):
    inputs = keras.Input((5, 6, 3 if projects else 4))
    shortcut = projection(inputs) if projects else inputs
    terms = (residual_branch(inputs), shortcut)
    model = named(add(*(terms[::-1] if commuted else terms)), inputs)
    assert points_in(model) == POINTS
    names = (*POINTS, "last_convolution", *(["projection"] if projects else []))
    images, (at_shortcut, at_residual, at_output, branch, *projected) = arrays_at(model, names)
    np.testing.assert_array_equal(at_shortcut, projected[0] if projects else images)
    np.testing.assert_array_equal(at_residual, branch)
    np.testing.assert_allclose(at_shortcut + at_residual, at_output, atol=1e-6)


def test_points_change_no_number():
    inputs = keras.Input((5, 6, 4))
    outputs = residual_branch(inputs) + inputs
    plain, model = keras.Model(inputs, outputs), named(outputs, inputs)
    images = np.random.default_rng(1).normal(size=(2, 5, 6, 4)).astype("float32")
    np.testing.assert_allclose(plain(images), model(images), atol=1e-6)
    assert len(plain.weights) == len(model.weights)


@pytest.mark.parametrize("commuted", [False, True])
def test_pre_activation_shared_by_both_paths(commuted):
    inputs = keras.Input((5, 6, 3))
    shared = ops.relu(layers.BatchNormalization()(inputs))
    terms = [residual_branch(shared), projection(shared)]
    model = named(ops.add(*(terms[::-1] if commuted else terms)), inputs)
    _, (shortcut, projected) = arrays_at(model, ("block_shortcut", "projection"))
    np.testing.assert_array_equal(shortcut, projected)


@pytest.mark.parametrize("commuted", [False, True])
@pytest.mark.parametrize("projects", [False, True])
def test_sequential_branch(projects, commuted):
    inputs = keras.Input((5, 6, 3 if projects else 4))
    branch = keras.Sequential(
        [
            layers.BatchNormalization(),
            layers.ReLU(),
            layers.Conv2D(4, 3, padding="same"),
            layers.Conv2D(4, 3, padding="same"),
        ],
        name="branch",
    )
    terms = [branch(inputs), projection(inputs) if projects else inputs]
    model = named(ops.add(*(terms[::-1] if commuted else terms)), inputs)
    assert points_in(model) == POINTS
    names = ("block_residual", "branch", "block_shortcut")
    images, (residual, of_branch, shortcut) = arrays_at(model, names)
    np.testing.assert_array_equal(residual, of_branch)
    if not projects:
        np.testing.assert_array_equal(shortcut, images)


def test_projection_written_as_a_dense_layer():
    inputs = keras.Input((5, 6, 3))
    model = named(layers.Dense(4, name="dense")(inputs) + residual_branch(inputs), inputs)
    _, (shortcut, projected) = arrays_at(model, ("block_shortcut", "dense"))
    np.testing.assert_array_equal(shortcut, projected)


@keras.saving.register_keras_serializable("test_points")
class WholeBlock(layers.Layer):
    """A block in a layer of its own, so that its addition cannot be seen."""

    def build(self, input_shape):
        self.convolution = layers.Conv2D(input_shape[-1], 3, padding="same")
        self.convolution.build(input_shape)

    def call(self, inputs):
        return inputs + self.convolution(ops.relu(inputs))


def hidden_in_a_layer(inputs):
    return WholeBlock()(inputs)


def hidden_in_a_model(inputs):
    inner = keras.Input(inputs.shape[1:])
    return keras.Model(inner, residual_branch(inner) + inner)(inputs)


def ends_in_relu(inputs):
    return ops.relu(residual_branch(inputs) + inputs)


def three_terms(inputs):
    return layers.Add()([inputs, residual_branch(inputs), inputs])


def constant_added(inputs):
    return inputs + 1.0


@pytest.mark.parametrize(
    "block", [hidden_in_a_layer, hidden_in_a_model, ends_in_relu, three_terms, constant_added]
)
def test_only_the_output_is_named_where_no_addition_of_two_shows(block):
    inputs = keras.Input((5, 6, 4))
    outputs = block(inputs)
    model = named(outputs, inputs)
    assert points_in(model) == ("block_output",)
    images = np.random.default_rng(2).normal(size=(2, 5, 6, 4)).astype("float32")
    np.testing.assert_array_equal(model(images), keras.Model(inputs, outputs)(images))


def test_points_survive_saving(tmp_path):
    inputs = keras.Input((5, 6, 4))
    model = named(residual_branch(inputs) + inputs, inputs)
    model.save(tmp_path / "block.keras")
    loaded = keras.models.load_model(tmp_path / "block.keras")
    assert points_in(loaded) == POINTS
    _, before = arrays_at(model, POINTS)
    _, after = arrays_at(loaded, POINTS)
    for one, other in zip(before, after, strict=True):
        np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("output", [None, 3, "text", (1, 2)], ids=repr)
def test_what_is_no_tensor_is_returned_untouched(output):
    assert name_points(keras.Input((5, 6, 4)), output, "block") is output


def test_computed_arrays_are_returned_untouched():
    images = np.zeros((2, 5, 6, 4), "float32")
    tensor = ops.convert_to_tensor(images)
    assert name_points(tensor, tensor, "block") is tensor
    assert name_points(images, images, "block") is images


def test_the_input_itself_returned():
    inputs = keras.Input((5, 6, 4))
    assert points_in(named(inputs, inputs)) == ("block_output",)
