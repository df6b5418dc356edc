"""The playground's network, written by hand in JavaScript, beside the same network in Keras."""

from pathlib import Path

import numpy as np
import pytest

from resnet_lessons.experiments.shattering import autocorrelation
from resnet_lessons.widgets.explorables.playground import playground_values
from tests.explorables.keras_twin import Twin
from tests.journeys.lab import CHROMIUM

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium: `apt install chromium`"),
]
STEPS = Path(__file__).with_name("playground_steps.js").read_text()
USUAL = {
    "task": "spirals", "seed": 3, "depth": 8, "shortcut": "identity", "isNormalised": True,
    "start": "usual", "optimiser": "adam", "rate": 0.003,
}  # fmt: skip
SETTINGS = {
    **{shortcut: {"shortcut": shortcut} for shortcut in ("none", "projection", "half", "dropout")},
    "identity, SGD": {"optimiser": "sgd", "rate": 0.03},
    "20 layers": {"depth": 20},
    "no block": {"depth": 2},
    "not normalised": {"isNormalised": False},
    "projection, not normalised": {"shortcut": "projection", "isNormalised": False},
    "scaled": {"start": "scaled", "isNormalised": False},
    "zero": {"start": "zero"},
    "garments": {"task": "garments"},
    "garments, not normalised": {"task": "garments", "isNormalised": False, "start": "scaled"},
}
TOLERANCE = {"rtol": 1e-3, "atol": 1e-5}


@pytest.mark.parametrize("changes", SETTINGS.values(), ids=SETTINGS)
def test_steps_of_training_are_those_of_keras(scripts, changes):
    setting = USUAL | changes
    images = playground_values()["garments"]
    given = {"setting": setting, "steps": 3, "images": images.ravel().tolist()}
    here = scripts.evaluate(STEPS, given)
    inputs = images[0].size if setting["task"] == "garments" else 2
    twin = Twin(setting, here["begun"], inputs)
    along = twin.along(here["line"])
    np.testing.assert_allclose(here["along"], along, rtol=1e-3, atol=1e-4)
    np.testing.assert_allclose(here["agreement"], autocorrelation(along)[1], atol=1e-3)
    for number, step in enumerate(here["made"]):
        loss, right, gradients = twin.step(step["places"], step["labels"], step["kept"])
        np.testing.assert_allclose(step["loss"], loss, rtol=1e-3)
        assert step["accuracy"] == pytest.approx(right)
        if number == 0:
            compare_gradients(step, gradients, twin)
    logits = np.array(twin(twin.points(here["places"]), training=False))
    np.testing.assert_allclose(here["predicted"], logits, rtol=1e-2, atol=1e-2)
    assert here["accuracy"] == np.mean((np.array(here["predicted"]) > 0) == here["labels"])


def test_another_shortcut_in_keras_gives_other_gradients(scripts):
    here = scripts.evaluate(STEPS, {"setting": USUAL | {"shortcut": "half"}, "steps": 1})
    twin, step = Twin(USUAL, here["begun"]), here["made"][0]
    loss, _, gradients = twin.step(step["places"], step["labels"], step["kept"])
    assert abs(step["loss"] - loss) > 0.01
    with pytest.raises(AssertionError):
        compare_gradients(step, gradients, twin)


def compare_gradients(step, gradients, twin):
    """Each gradient to a thousandth of the largest of its layer, and the lengths on the way.

    Before a normalisation the gradient of a bias is zero, and Keras' is what rounding leaves.
    """
    for ours, theirs in zip(step["gradients"], gradients, strict=True):
        expected = np.concatenate([np.array(theirs[0]).T.ravel(), *theirs[1:]])
        tolerance = 1e-3 * np.abs(expected).max()
        np.testing.assert_allclose(np.concatenate(ours), expected, rtol=0, atol=tolerance)
    lengths = [np.sqrt(sum(np.square(each).sum() for each in layer)) for layer in gradients]
    on_the_way = len(twin.layers) - len(twin.projections)
    np.testing.assert_allclose(step["norms"], lengths[:on_the_way], **TOLERANCE)


def test_a_garment_is_a_point_of_the_grey_values_of_its_image(scripts):
    images = playground_values()["garments"]
    given = {"setting": USUAL | {"task": "garments"}, "steps": 0, "images": images.ravel().tolist()}
    here = scripts.evaluate(STEPS, given)
    points = images.reshape(384, 196) / 127.5 - 1
    np.testing.assert_allclose(np.reshape(here["places"], (384, 196)), points)
    assert here["labels"] == [0, 1] * 192
    shares = np.linspace(0, 1, 256)[:, None]
    mixtures = (1 - shares) * points[0] + shares * points[1]
    np.testing.assert_allclose(np.reshape(here["line"], (256, 196)), mixtures, atol=1e-12)
