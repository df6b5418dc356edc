"""The long run in a short form: the networks are what they are called, and what came is recorded."""

from pathlib import Path

import keras
import numpy as np
import pytest

from resnet_lessons.data import recorded_runs
from resnet_lessons.experiments import results
from resnet_lessons.experiments.long_results import DepthThatHelps
from resnet_lessons.experiments.work import KINDS, garments
from resnet_lessons.instructor import recorded_depth
from resnet_lessons.instructor.recorded_depth import (
    NAME,
    SURFACE,
    record,
    record_surface,
    untrained,
)
from resnet_lessons.network.named_points import block_names, has_shortcut
from resnet_lessons.training.long_run import Recipe

SHORT = Recipe(epochs=1, batch_size=16)


def kernels(model):
    return [
        layer.kernel.numpy()
        for layer in model._flatten_layers()
        if isinstance(layer, keras.layers.Conv2D | keras.layers.Dense)
    ]


@pytest.mark.builds
@pytest.mark.parametrize("depth", [8, 20])
def test_networks_have_as_many_weight_layers_as_they_are_called_after(depth):
    plain, residual = (untrained(kind, depth, 3) for kind in KINDS)
    assert len(block_names(residual)) == len(block_names(plain)) == (depth - 2) / 2
    assert all(has_shortcut(residual, name) for name in block_names(residual))
    assert not any(has_shortcut(plain, name) for name in block_names(plain))
    assert len(kernels(plain)) == depth
    # The three projections of the residual network are not counted.
    assert len(kernels(residual)) == depth + 3
    assert [array.shape[-1] for array in kernels(plain)][:: (depth - 2) // 3][-2:] == [8, 16]


@pytest.mark.builds
def test_both_kinds_start_with_the_same_weights():
    plain, residual = (kernels(untrained(kind, 8, 3)) for kind in KINDS)
    shapes = {array.shape for array in plain}
    assert len(shapes) > 3
    for array in plain:
        assert any(np.array_equal(array, other) for other in residual)
    assert not np.array_equal(plain[0], kernels(untrained("plain", 8, 4))[0])


@pytest.mark.trains
def test_what_is_there_is_recorded_after_each_network(tmp_path, monkeypatch, capsys):
    images = garments(48, 8)
    monkeypatch.setattr(recorded_runs, "RECORDED", tmp_path / "out")
    arguments = (tmp_path / "kept", images, SHORT)

    def say(kind, depth, seed, epoch, run):
        if kind == "plain":
            raise KeyboardInterrupt

    monkeypatch.setattr(recorded_depth, "_say", say)
    settings = {"depths": (8,), "seeds": (0,), "folder": tmp_path / "out"}
    with pytest.raises(KeyboardInterrupt):
        record(*arguments, **settings)
    partly, facts = results.load(NAME, DepthThatHelps)
    assert not partly.complete
    assert np.isnan(partly.training_loss[0, 0, 0]) and partly.training_loss[0, 1, 0] > 0
    assert facts["settings"]["optimizer"] == "SGD" and facts["settings"]["images"] == 48
    monkeypatch.undo()
    monkeypatch.setattr(recorded_runs, "RECORDED", tmp_path / "out")
    record(*arguments, **settings)
    result, _ = results.load(NAME, DepthThatHelps)
    assert result.complete and np.isfinite(result.test_losses).all()
    np.testing.assert_array_equal(partly.losses[:, 1], result.losses[:, 1])
    # What the second part took is added to what the first one took.
    assert (
        0 < facts["processor_seconds"] <= results.load(NAME, DepthThatHelps)[1]["processor_seconds"]
    )
    record_surface(*arguments, 8, (0,), tmp_path / "out", points=3, images=48)
    surface, _ = results.load(SURFACE, results.LossSurface)
    # The middle of the plane is the trained network itself.
    middle = surface.losses[0, :, 1, 1]
    np.testing.assert_allclose(middle, result.training_loss[0, :, 0], rtol=1e-3)


def test_all_images_come_from_debian_or_from_the_internet(monkeypatch):
    asked = []
    monkeypatch.setattr(recorded_depth, "DEBIAN", Path("/nowhere"))
    monkeypatch.setattr(recorded_depth, "download", asked.append)
    recorded_depth.all_images()
    assert asked == ["fashion_mnist"]


@pytest.mark.skipif(not recorded_depth.DEBIAN.is_dir(), reason="dataset-fashion-mnist is missing")
def test_all_images_are_all():
    images = recorded_depth.all_images()
    assert images.train_images.shape == (60_000, 28, 28, 1)
    assert images.test_images.shape == (10_000, 28, 28, 1)
    assert set(images.train_labels) == set(range(10))
