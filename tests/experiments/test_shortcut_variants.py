"""Shortcut variants: each is built as it says, and the large effects are there."""

import keras
import numpy as np
import pytest

from resnet_lessons.data.images import fashion_mnist, scaled
from resnet_lessons.experiments import shortcut_variants, work
from resnet_lessons.experiments.shortcut_variants import VARIANTS, network
from tests.experiments.support import StopAt, frozen, measured, told_in_order


def kinds(model):
    return [type(layer).__name__ for layer in model.layers]


def count(model, kind):
    return kinds(model).count(kind)


@pytest.mark.parametrize("variant", VARIANTS)
def test_every_variant_has_two_weight_layers_in_each_block(variant):
    model = network(variant, 3)
    kernels = [layer.kernel for layer in model.layers if type(layer).__name__ == "Conv2D"]
    wide = sum(kernel.shape[0] == 3 for kernel in kernels)
    assert wide == 1 + 2 * 3
    assert len(kernels) - wide == (3 if variant == "convolution" else 0)
    assert count(model, "Add") == (0 if variant == "no_shortcut" else 3)
    assert model.output.shape == (None, 10)


@pytest.mark.builds
def test_what_tells_the_variants_apart():
    models = {variant: network(variant, 1) for variant in VARIANTS}
    assert count(models["dropout"], "Dropout") == 1
    assert count(models["constant_half"], "Rescaling") == 2
    after = {variant: kinds(models[variant]) for variant in VARIANTS if variant != "no_shortcut"}
    following = {variant: row[row.index("Add") + 1] for variant, row in after.items()}
    assert following["original"] == following["constant_half"] == "ReLU"
    assert following["normalised_after"] == "BatchNormalization"
    before = {variant: row[row.index("Add") - 1] for variant, row in after.items()}
    assert before["relu_before"] == "ReLU"
    assert before["pre_activation"] == "Conv2D"
    assert before["relu_first"] == before["original"] == "BatchNormalization"


def test_a_pre_activated_shortcut_is_clean():
    """With every kernel of the branches at zero, the blocks pass on what they were given."""
    model = network("pre_activation", 2)
    for layer in model.layers:
        if type(layer).__name__ == "Conv2D":
            layer.kernel.assign(keras.ops.zeros_like(layer.kernel))
    sums = [layer.output for layer in model.layers if type(layer).__name__ == "Add"]
    stem = next(layer for layer in model.layers if type(layer).__name__ == "Conv2D")
    stem.kernel.assign(keras.ops.ones_like(stem.kernel))
    viewer = keras.Model(model.inputs, [stem.output, *sums])
    first, *rest = viewer(np.random.default_rng(0).random((2, 28, 28, 1)).astype("float32"))
    for features in rest:
        np.testing.assert_array_equal(first, features)


@pytest.mark.parametrize(("shortcut", "kept"), [("dropout", 1.0), ("dropout_doubled", 2.0)])
def test_half_is_dropped_as_the_paper_did_or_as_keras_does(shortcut, kept):
    """In training a value is dropped or kept, and in prediction the shortcut has the mean of both."""
    inputs = keras.Input((4, 4, shortcut_variants._FILTERS))
    nothing = keras.layers.Rescaling(0.0)(inputs)
    block = keras.Model(inputs, shortcut_variants._sum(nothing, inputs, shortcut))
    x = 1 + np.random.default_rng(0).random((8, 4, 4, 16)).astype("float32")
    share = np.array(block(x, training=True)) / x
    np.testing.assert_allclose(share * (share - kept), 0, atol=1e-5)
    assert share.mean() == pytest.approx(kept / 2, abs=0.05)
    # Doubling half of the values doubles their mean square.
    assert np.mean(share**2) == pytest.approx(kept**2 / 2, rel=0.1)
    np.testing.assert_allclose(block(x, training=False), kept / 2 * x, rtol=1e-6)


@pytest.mark.builds
def test_signals_are_those_of_stem_and_blocks():
    images = fashion_mnist().train_images[:8]
    found = shortcut_variants.signals("original", 3, images, blocks=2)
    keras.utils.set_random_seed(3)
    model = network("original", 2)
    after = [
        layer for layer, kind in zip(model.layers, kinds(model), strict=True) if kind == "ReLU"
    ]
    # The stem's, and the second of each block: the first is inside the branch.
    ends = keras.Model(model.inputs, [after[place].output for place in (0, 2, 4)])
    expected = [np.sqrt(np.mean(np.square(one))) for one in ends(scaled(images), training=True)]
    np.testing.assert_allclose(found, expected, rtol=1e-5)


@pytest.mark.trains
def test_averages_are_taken_anew_with_nothing_dropped():
    images = fashion_mnist().train_images[:64]
    trainer = work.ArchitectureTrainer(network("dropout", 1), work.garments(64), epochs=1)
    shortcut_variants._settled_accuracy(trainer, images)
    model = trainer.model
    (dropped,) = (layer for layer in model.layers if type(layer).__name__ == "Dropout")
    assert dropped.rate == 0.5
    batch = next(layer for layer in model.layers if type(layer).__name__ == "BatchNormalization")
    assert batch.momentum == pytest.approx(0.9)
    seen = keras.Model(model.inputs, batch.input)(scaled(images))
    mean = np.array(seen).mean(axis=(0, 1, 2))
    np.testing.assert_allclose(batch.moving_mean, mean, rtol=1e-3, atol=1e-5)


@pytest.mark.trains
def test_a_small_run_and_a_stopped_one():
    told = []
    result = shortcut_variants.run(
        ("original", "dropout"), (0, 1), blocks=1, images=64, report=lambda *row: told.append(row)
    )
    assert result.complete
    assert result.losses.shape == (2, 2, 1)
    assert np.isfinite(result.test_loss).all()
    assert result.signals.shape == (2, 2, 2) and (result.signals > 0).all()
    assert np.isnan(result.settled_accuracy[:, 0]).all()
    assert np.isfinite(result.settled_accuracy[:, 1]).all()
    assert result.variants.tolist() == ["original", "dropout"]
    told_in_order(told)
    frozen(result)
    stopped = shortcut_variants.run("dropout", blocks=1, images=128, report=StopAt(1))
    assert not stopped.complete
    assert measured(stopped.losses) == 1
    assert measured(stopped.test_accuracy) == 0


@pytest.mark.trains
@pytest.mark.parametrize("variant", ["original", "dropout"])
def test_a_seed_gives_the_same_whatever_ran_before_it(variant):
    settings = {"blocks": 1, "images": 128}
    both = shortcut_variants.run(variant, (0, 1), **settings)
    alone = shortcut_variants.run(variant, (1,), **settings)
    np.testing.assert_array_equal(both.losses[1], alone.losses[0])


def test_the_recorded_run():
    result, _ = shortcut_variants.recorded()
    assert result.complete
    assert set(result.variants) == set(VARIANTS)
    assert len(result.seeds) >= 3
    accuracy = dict(zip(result.variants.tolist(), result.test_accuracy.T, strict=True))
    assert (accuracy["no_shortcut"] < accuracy["original"] - 0.1).all()
    assert (accuracy["constant_half"] < accuracy["original"]).all()
