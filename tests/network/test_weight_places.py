"""Where the weights of a network lie, and what they are in the layers of another one."""

import keras
import numpy as np
import pytest

from resnet_lessons.checker.groundwork import Groundwork, network_class
from resnet_lessons.data.trained_networks import recorded_network
from resnet_lessons.instructor.exercises import programs
from resnet_lessons.network.weight_places import PlaceUnknown, saved_for, weight_places
from resnet_lessons.training.fit import small_network


def garment_network(**answers):
    host = network_class(Groundwork(answers=answers))(28, 28, 18, 10)
    return small_network(host, num_blocks=2)


def test_every_layer_with_weights_has_a_place():
    network = garment_network()
    places = weight_places(network)
    with_weights = [layer for layer in network.layers if layer.weights]
    assert sorted(map(id, places.values())) == sorted(map(id, with_weights))
    assert places["stem"].kernel.shape == (3, 3, 1, 16)
    assert places["block_layer2_regular_block0_projection"].kernel.shape == (1, 1, 16, 32)
    assert places["block_layer2_regular_block0_branch1"].gamma.shape == (16,)
    assert places["block_layer2_regular_block0_branch4"].kernel.shape == (3, 3, 32, 32)
    assert places["head_normalization"].gamma.shape == (32,)
    assert places["logits"].name == "logits"


def test_the_shipped_network_has_the_same_places():
    host = network_class(Groundwork())(28, 28, 18, 10)
    assert list(weight_places(recorded_network())) == list(weight_places(small_network(host, 5)))


@pytest.mark.builds
def test_programs_in_other_styles_have_the_same_places():
    expected = {place: [w.shape for w in layer.weights] for place, layer in own_places().items()}
    hidden = []
    for style, function in programs.right("regular_block").items():
        try:
            places = own_places(regular_block=function)
        except PlaceUnknown as error:
            hidden.append(style)
            ways = ("does not end in the sum", "stands where", "layers with weights where")
            assert any(words in str(error) for words in ways)
            continue
        assert list(places) == list(expected), style
        for place, layer in places.items():
            sizes = [int(np.prod(weight.shape)) for weight in layer.weights]
            assert sizes == [int(np.prod(shape)) for shape in expected[place]], (style, place)
    # A layer of one's own may hide the others; most programs do not write one.
    assert len(hidden) < len(programs.right("regular_block")) / 2


def own_places(**answers):
    return weight_places(garment_network(**answers))


def test_another_epsilon_and_a_missing_bias_are_made_up_for():
    inputs = keras.Input((5, 4, 3))
    norm = keras.layers.BatchNormalization(epsilon=1.001e-5)
    theirs = {"a": norm, "b": keras.layers.Conv2D(2, 1, use_bias=False)}
    ours = {"a": keras.layers.BatchNormalization(name="n"), "b": keras.layers.Dense(2, name="d")}
    models = [keras.Model(inputs, m["b"](m["a"](inputs))) for m in (theirs, ours)]
    generator = np.random.default_rng(0)
    for layer in theirs.values():
        layer.set_weights([generator.uniform(0.1, 1.5, w.shape) for w in layer.get_weights()])
    for name, arrays in saved_for(ours, theirs).items():
        models[1].get_layer(name).set_weights(arrays)
    image = generator.normal(0, 1, (1, 5, 4, 3)).astype("float32")
    one, other = (np.asarray(model(image, training=False)) for model in models)
    np.testing.assert_allclose(one, other, rtol=1e-5, atol=1e-5)


def test_what_the_other_network_does_not_have_is_left_out():
    ours = {"a": keras.layers.Dense(2, name="one"), "b": keras.layers.Dense(2, name="two")}
    for layer in ours.values():
        layer.build((None, 3))
    assert list(saved_for(ours, {"b": ours["b"], "c": ours["a"]})) == ["two"]


@pytest.mark.parametrize("network", [recorded_network(shortcuts=False)])
def test_a_network_without_shortcuts_has_no_such_places(network):
    with pytest.raises(PlaceUnknown, match="sum of two paths"):
        weight_places(network)
