"""The playground's network, written by hand in JavaScript, beside the same network in Keras."""

from pathlib import Path

import numpy as np
import pytest

from resnet_lessons.experiments.shattering import autocorrelation
from tests.explorables.keras_twin import Twin
from tests.explorables.scripts import page_of_scripts
from tests.journeys.lab import CHROMIUM, chromium

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
}
TOLERANCE = {"rtol": 1e-3, "atol": 1e-5}


@pytest.fixture(scope="module")
def scripts():
    with chromium() as browser, page_of_scripts(browser) as page:
        yield page


@pytest.mark.parametrize("changes", SETTINGS.values(), ids=SETTINGS)
def test_steps_of_training_are_those_of_keras(scripts, changes):
    setting = USUAL | changes
    here = scripts.evaluate(STEPS, {"setting": setting, "steps": 3})
    twin = Twin(setting, here["begun"])
    along = twin.along(here["line"])
    np.testing.assert_allclose(here["along"], along, rtol=1e-3, atol=1e-4)
    np.testing.assert_allclose(here["agreement"], autocorrelation(along)[1], atol=1e-3)
    for number, step in enumerate(here["made"]):
        loss, right, gradients = twin.step(step["places"], step["labels"], step["kept"])
        np.testing.assert_allclose(step["loss"], loss, rtol=1e-3)
        assert step["accuracy"] == pytest.approx(right)
        if number == 0:
            compare_gradients(step, gradients, twin)
    places = np.reshape(here["places"], (-1, 2)).astype("float32")
    logits = np.array(twin(places, training=False))
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
