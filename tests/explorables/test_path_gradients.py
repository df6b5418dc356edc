"""The gradients along single paths: all of them add up to the one that TensorFlow finds."""

import itertools

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import ops

from resnet_lessons.data.images import scaled
from resnet_lessons.data.trained_networks import recorded_network
from resnet_lessons.experiments import path_lengths, races
from resnet_lessons.experiments.work import garments
from resnet_lessons.instructor.explorables import path_gradients
from resnet_lessons.instructor.explorables.path_gradients import Points
from resnet_lessons.widgets.explorables.explorable import arrays_of
from resnet_lessons.widgets.explorables.unfold import unfold

_IMAGES = 4


@pytest.fixture(scope="module")
def data():
    return garments(1, _IMAGES)


@pytest.fixture(scope="module")
def parts():
    return path_gradients.parts()


def _points(part, data):
    stem, blocks, head, first = part
    features = stem(scaled(data.test_images), training=False)
    return Points(features, blocks, head, data.test_labels), features, first


def _loss(logits, labels):
    each = keras.losses.sparse_categorical_crossentropy(labels, logits, from_logits=True)
    return ops.sum(each)


@pytest.mark.trains
@pytest.mark.parametrize("part", ["last", "first", "small"])
@pytest.mark.parametrize("count", [1, 4])
def test_all_paths_add_up_to_the_whole_gradient(parts, data, part, count):
    points, features, first = _points(parts[part], data)
    found = dict(points.along_paths(first, count))
    assert sorted(found) == list(range(2**count))
    whole = _whole_gradient(part, features, data, first)
    scale = np.abs(whole).max()
    np.testing.assert_allclose(sum(found.values()) / scale, whole / scale, atol=2e-5)
    # Without any one of them they do not.
    for path in found:
        rest = sum(each for place, each in found.items() if place != path)
        assert not np.allclose(rest / scale, whole / scale, atol=2e-5)


def _whole_gradient(part, features, data, first):
    """The loss's gradient by a block's input, through the network as Keras runs it."""
    if part == "small":
        model = recorded_network()
        stem = next(layer for layer in model.layers if hasattr(layer, "kernel"))
        rest = keras.Model(stem.output, model.output)
    else:
        body, head = races.twenty_blocks()
        start = body.get_layer(f"sum{first - 1}" if first else "stem").output
        rest = keras.Model(start, head(body.output))
        if first:
            before = keras.Model(body.input, start)
            features = before(scaled(data.test_images), training=False)
    with tf.GradientTape() as tape:
        tape.watch(features)
        loss = _loss(rest(features, training=False), data.test_labels)
    return tape.gradient(loss, features).numpy()


@pytest.mark.trains
def test_each_path_is_what_the_experiment_measures_along_it(data):
    """The experiment stops the gradient on the ways not taken, in one pass through the network."""
    keras.utils.set_random_seed(3)
    body, head = races.deep_network(4, True)
    along = path_lengths._gradient_along(body, head, data)
    stem = keras.Model(body.input, body.get_layer("stem").output)
    blocks = [
        path_gradients.TwoWays(path_gradients._as_it_is, branch)
        for branch in path_lengths._branches(body)
    ]
    features = stem(scaled(data.test_images), training=False)
    norms = Points(features, blocks, head, data.test_labels).norms(0, 4)
    for bits in itertools.product((0, 1), repeat=4):
        path = sum(bit << block for block, bit in enumerate(bits))
        np.testing.assert_allclose(norms[path], along(np.array(bits)), rtol=1e-4)


@pytest.mark.trains
@pytest.mark.parametrize("part", ["last", "first", "small"])
def test_what_ships_is_what_is_measured(parts, part):
    data = garments(1, path_gradients.IMAGES)
    points, _, first = _points(parts[part], data)
    shipped = arrays_of("unfold")
    whole = _norm(points.gradients[first].numpy())
    for count in (1, 3):
        norms = points.norms(first, count)
        kept = shipped[f"{part}_paths"][2**count - 2 : 2 ** (count + 1) - 2]
        np.testing.assert_allclose(kept, norms / norms.mean(), rtol=1e-3)
        together = shipped[f"{part}_together"][count - 1]
        np.testing.assert_allclose(together, norms.sum() / whole, rtol=1e-3)


def _norm(gradient):
    return np.mean([np.linalg.norm(image.ravel()) for image in gradient])


@pytest.mark.parametrize("part", ["last", "first", "small"])
def test_what_ships_covers_every_path_and_its_mean_is_one(part):
    shipped = arrays_of("unfold")
    paths, together = shipped[f"{part}_paths"], shipped[f"{part}_together"]
    assert (paths > 0).all() and paths.dtype == together.dtype == np.float32
    for count in range(1, path_gradients.BLOCKS + 1):
        kept = paths[2**count - 2 : 2 ** (count + 1) - 2]
        np.testing.assert_allclose(kept.mean(), 1, rtol=1e-4)
    # To go on unfolding can only add to the sum of the lengths (the triangle inequality).
    assert (np.diff([1, *together]) > 0).all()


@pytest.mark.trains
def test_the_page_knows_where_each_part_begins_and_which_shortcuts_project(parts):
    values = unfold().values
    assert values["images"] == path_gradients.IMAGES
    assert list(values["networks"]) == list(parts)
    for name, (_, blocks, _, first) in parts.items():
        told = values["networks"][name]
        assert told["first_block"] == first + 1
        shortcuts = [block.shortcut for block in blocks[first : first + path_gradients.BLOCKS]]
        projections = [n for n, each in enumerate(shortcuts) if getattr(each, "weights", ())]
        assert told["projections"] == projections
