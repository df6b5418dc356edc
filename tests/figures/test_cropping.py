"""The crops that are drawn are those that the network's own `preprocess` makes."""

import keras
import numpy as np
import pytest

from resnet_lessons.course.answers import model
from resnet_lessons.data.images import photograph
from resnet_lessons.figures.cropping import MARKS, crops, preprocessing, resize
from tests.figures.overlap import assert_readable
from tests.support.soak import some


def preprocessed(image, min_aspect_dim, resize_dim, is_training):
    network = model.ResNetModel(min_aspect_dim, resize_dim, 18, 10)
    return keras.ops.convert_to_numpy(network.preprocess(image, is_training))


@pytest.mark.parametrize(("smaller", "side"), [(256, 224), (255, 200), (700, 601), (64, 64)])
def test_the_test_crop_is_that_of_the_network(smaller, side):
    resized = resize(photograph() / 255, smaller)
    crop, _ = crops(resized.shape, side, seed=0)
    expected = preprocessed(photograph(), smaller, side, is_training=False)
    np.testing.assert_allclose(crop.of(resized, side), expected, atol=1e-4)


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_training_crops_are_some_that_the_network_makes(seed, monkeypatch):
    resized = resize(photograph() / 255, 256)
    for crop in crops(resized.shape, 224, seed)[1]:
        numbers = iter([(crop.top, 77), (crop.left, 33), (crop.mirrored, 2)])

        def drawn(limit, numbers=numbers):
            number, expected_limit = next(numbers)
            assert limit == expected_limit
            return int(number)

        monkeypatch.setattr(model, "_random_below", drawn)
        expected = preprocessed(photograph(), 256, 224, is_training=True)
        np.testing.assert_allclose(crop.of(resized, 224), expected, atol=1e-4)


def test_crops_reach_every_corner_and_are_mirrored_half_of_the_time():
    drawn = [crop for seed in range(500) for crop in crops((12, 11, 3), 10, seed)[1]]
    assert {(crop.top, crop.left) for crop in drawn} == {
        (top, left) for top in range(3) for left in range(2)
    }
    assert 0.45 < np.mean([crop.mirrored for crop in drawn]) < 0.55


@pytest.mark.draws
@pytest.mark.parametrize(
    ("rows", "smaller", "side"),
    some([(200, 100, 60), (600, 256, 224), (600, 300, 10), (512, 224, 224)], 2),
)
def test_readable_with_a_frame_for_every_crop(rows, smaller, side):
    figure = preprocessing(photograph()[:rows], smaller, side)
    assert_readable(figure)
    frames = figure.findobj(lambda artist: artist.get_gid() == "frame")
    assert len(frames) == len(MARKS) + 1
    assert all(frame.get_width() == frame.get_height() == side for frame in frames)


def test_the_title_counts_the_pictures():
    # 300 x 256: 77 places down, 33 across, and each mirrored or not.
    text = preprocessing(photograph()).alt_text
    assert "one test picture of 224 × 224 pixels and 5,082 for training" in text
    assert "resized to 300 × 256" in text
    assert "begins 38 pixels from the top and 16 from the left" in text


@pytest.mark.draws
def test_the_photograph_may_be_grey_or_floats():
    grey = photograph()[::3, ::3].mean(axis=-1, keepdims=True)
    assert_readable(preprocessing(grey / 255, 100, 90))
    assert_readable(preprocessing(grey.astype("uint8"), 100, 90))


@pytest.mark.parametrize(
    ("image", "smaller", "side", "message"),
    [
        (np.zeros((4, 4)), 4, 4, r"a photograph is \(height, width, 3\)"),
        (np.zeros((4, 0, 3)), 4, 4, "has shape"),
        (np.zeros((4, 4, 3)), 4, 5, "the crop must fit inside the smaller side"),
        (np.zeros((4, 4, 3)), 4.5, 4, "min_aspect_dim is 4.5"),
    ],
)
def test_what_cannot_be_drawn_is_said(image, smaller, side, message):
    with pytest.raises(ValueError, match=message):
        preprocessing(image, smaller, side)
