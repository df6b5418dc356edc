"""The networks that ship: plain and residual start alike, and the script writes what it says."""

import json

import keras
import numpy as np
import pytest

from resnet_lessons.data.images import fashion_mnist, scaled
from resnet_lessons.instructor import weights
from resnet_lessons.network.named_points import block_names

pytestmark = pytest.mark.trains


def kernels(model):
    """Each block's two branch kernels, the stem's and the head's, in the order of the network."""
    found = [layer.kernel.numpy() for layer in model.layers if hasattr(layer, "kernel")]
    return [kernel for kernel in found if kernel.shape[:2] != (1, 1)]


def test_plain_and_residual_start_from_the_same_weights():
    plain, residual = map(weights.untrained, ("small_plain", "small_residual"))
    pairs = list(zip(kernels(plain), kernels(residual), strict=True))
    assert len(pairs) == 2 * 10 + 2
    for one, other in pairs:
        np.testing.assert_array_equal(one, other)
    assert len(block_names(plain)) == 10


def test_the_script_writes_a_network_that_is_as_right_as_noted(tmp_path, monkeypatch, capsys):
    data = fashion_mnist()
    few = type(data)(
        "few",
        data.train_images[:64],
        data.train_labels[:64],
        data.test_images[:50],
        data.test_labels[:50],
        data.class_names,
    )
    monkeypatch.setattr(weights, "fashion_mnist", lambda: few)
    monkeypatch.setattr(weights, "NUM_BLOCKS", 1)
    monkeypatch.setattr(weights, "EPOCHS", 1)
    weights.main(["small_plain", "--folder", str(tmp_path)])
    assert {path.name for path in tmp_path.iterdir()} == {"small_plain.keras", "small_plain.json"}
    facts = json.loads((tmp_path / "small_plain.json").read_text())
    model = keras.models.load_model(tmp_path / "small_plain.keras", compile=False)
    logits = keras.ops.convert_to_numpy(model([scaled(few.test_images)], training=False))
    assert np.mean(logits.argmax(-1) == few.test_labels) == facts["test_accuracy"]
    assert facts["epochs"] == facts["blocks_per_layer"] == 1
    assert "epoch 1 of 1" in capsys.readouterr().out
