"""Races: the same start for both, and arrays that hold what happened."""

import keras
import numpy as np
import pytest

from resnet_lessons.data import recorded_runs
from resnet_lessons.data.images import fashion_mnist
from resnet_lessons.experiments import races


class Small:
    """Sixty-four garments in place of 6,000."""

    def __init__(self):
        data = fashion_mnist()
        self.train_images, self.train_labels = data.train_images[:128], data.train_labels[:128]
        self.test_images, self.test_labels = data.test_images[:64], data.test_labels[:64]


def test_both_networks_start_from_the_same_weights():
    found = []
    for shortcuts in (False, True):
        keras.utils.set_random_seed(0)
        body, head = races.deep_network(3, shortcuts)
        found.append(body.get_weights() + head.get_weights())
    assert len(found[0]) == len(found[1])
    for plain, residual in zip(*found, strict=True):
        np.testing.assert_array_equal(plain, residual)


@pytest.mark.trains
def test_a_race_is_the_same_twice():
    one, other = races.copy_race(steps=3), races.copy_race(steps=3)
    assert set(one) == {"image", "plain_loss", "residual_loss", "plain_copy", "residual_copy"}
    for name, array in one.items():
        np.testing.assert_allclose(array, other[name], rtol=1e-4, atol=1e-5)
    assert one["image"].shape == one["plain_copy"].shape == (64, 64, 3)


def test_the_image_to_copy_is_no_part_of_the_patches():
    patches, image = races._patches(20)
    assert patches.shape == (320, 32, 32, 3)
    rows = {row.tobytes() for patch in patches for row in patch[:, :8]}
    windows = (image[row, column : column + 8] for row in range(64) for column in range(57))
    assert not rows & {window.tobytes() for window in windows}


@pytest.mark.trains
def test_a_short_degradation_and_growth(monkeypatch):
    monkeypatch.setattr(races, "fashion_mnist", Small)
    found = races.degradation(1, True, epochs=2)
    assert found["loss"].shape == (4,)
    assert 0 <= found["training_accuracy"] <= 1
    body, head = races.deep_network(1, True)
    model = races.whole(body, head)
    before = races.logits(model, Small().test_images)
    images = Small().test_images.astype("float32") / 255
    np.testing.assert_allclose(before, model.predict(images, verbose=0), atol=1e-4)
    grown = races.growth(races.whole(body, head), before, epochs=1)
    assert grown["difference"] < 1e-5
    assert grown["start"].shape == grown["end"].shape == (3,)
    assert grown["loss"].shape == (2,)


def test_recorded_runs_are_arrays_and_facts():
    arrays, facts = recorded_runs.load("degradation")
    assert facts["seed"] == 0
    steps = facts["epochs"] * int(np.ceil(6000 / facts["batch_size"]))
    assert arrays["plain_42_loss"].shape == (steps,)
    assert all(np.isfinite(array).all() for array in arrays.values())


@pytest.fixture(scope="module")
def copy_races():
    return {
        (blocks, scale): recorded_runs.copy_race(blocks, scale)
        for blocks in recorded_runs.COPY_BLOCKS
        for scale in recorded_runs.COPY_SCALES
    }


@pytest.mark.trains
def test_a_recorded_copy_race_is_the_race_itself(copy_races):
    recorded, race = copy_races[1, 0.25], races.copy_race(1, 0.25, steps=150)
    assert recorded.keys() == race.keys()
    np.testing.assert_allclose(recorded["image"], race["image"], rtol=1e-6)
    for kind in ("plain", "residual"):
        # Rounding grows in 150 steps, and differs from one kind of processor to the next.
        np.testing.assert_allclose(recorded[f"{kind}_loss"], race[f"{kind}_loss"], rtol=0.05)
        off = np.sqrt(np.mean((race[f"{kind}_copy"] - race["image"]) ** 2))
        np.testing.assert_allclose(recorded[f"{kind}_copy"], race[f"{kind}_copy"], atol=off / 4)


def test_recorded_copies_are_as_wrong_as_measured(copy_races):
    arrays, facts = recorded_runs.load("identity_race")
    assert facts["steps"] == 150
    assert tuple(facts["blocks"]) == recorded_runs.COPY_BLOCKS
    assert tuple(facts["scales"]) == recorded_runs.COPY_SCALES
    for kind in ("plain", "residual"):
        found = [
            np.mean((race[f"{kind}_copy"] - race["image"]) ** 2) for race in copy_races.values()
        ]
        np.testing.assert_allclose(found, arrays[f"{kind}_error"].ravel(), rtol=2e-3)
        assert all(race[f"{kind}_loss"].shape == (150,) for race in copy_races.values())
    assert (recorded_runs.RECORDED / "identity_race.npz").stat().st_size < 1e6


def test_where_the_shortcut_leads_and_where_it_does_not(copy_races):
    arrays, _ = recorded_runs.load("identity_race")
    lead = arrays["plain_error"] / arrays["residual_error"]
    small = np.array(recorded_runs.COPY_SCALES) <= 0.5
    assert lead[:, small].min() > 15
    # The smaller the first weights, the larger the lead.
    assert (np.diff(lead[:, small]) < 0).all()
    # Eight blocks at full scale multiply what they add; there the plain network is ahead.
    assert lead[recorded_runs.COPY_BLOCKS.index(8), recorded_runs.COPY_SCALES.index(1.0)] < 0.2
    assert (lead[:, recorded_runs.COPY_SCALES.index(2.0)] < 1).all()


@pytest.mark.parametrize("settings", [(3, 0.5), (1, 0.3), (0, 0), ("1", 0.5)])
def test_a_race_that_was_not_recorded_is_named(settings):
    with pytest.raises(ValueError, match="no race was recorded"):
        recorded_runs.copy_race(*settings)
