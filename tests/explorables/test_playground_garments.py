"""The playground's task of small images: which garments they are, and how the page shows them."""

import numpy as np
import pytest
from playwright.sync_api import expect

from resnet_lessons.data.images import fashion_mnist
from resnet_lessons.widgets.explorables.playground import playground_values
from tests.explorables.playground_page import COMPUTED, readings, rests_at, step_to
from tests.journeys.lab import CHROMIUM

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium: `apt install chromium`"),
]
# What each network says of the first garments.
LOGITS = """async ({ setting, steps, images }) => {
  const { Training } = await import("/playground/training.js");
  const { checked, ofSide } = await import("/playground/setting.js");
  return ["left", "right"].map((side) => {
    const training = new Training(ofSide(checked(setting), side), Uint8Array.from(images));
    while (training.steps < steps) training.step();
    return [...training.predict(training.data.places)].slice(0, 48);
  });
}"""


def test_garments_are_shown_on_what_is_said_of_them(opened, scripts):
    setting = {"task": "garments", "leftDepth": 4, "rightDepth": 6, "seed": 2}
    page = opened(
        "playground", "#explorable=playground&task=garments&leftDepth=4&rightDepth=6&seed=2"
    )
    step_to(page, "One step", 1)
    images = playground_values()["garments"]
    given = {"setting": setting, "steps": 1, "images": images.ravel().tolist()}
    assert readings(page) == scripts.evaluate(COMPUTED, given)
    for side, logits in zip(("Left", "Right"), scripts.evaluate(LOGITS, given), strict=True):
        shown = np.array(logits)[:48].reshape(24, 2) > 0
        wrong = (shown != [False, True]).sum()
        picture = page.get_by_role("region", name=f"{side} network").locator("canvas").first
        words = f"with a cross at the {wrong} of which it is wrong"
        assert words in picture.get_attribute("aria-label")
    expect(page.locator(".answers figcaption").first).to_contain_text(
        "T-shirts above, shirts below"
    )
    page.get_by_label("task", exact=True).select_option("rings")
    rests_at(page, 0)
    expect(page.locator(".answers figcaption").first).to_have_text("what it says of each place")


def test_the_garments_are_shrunk_from_those_that_ship():
    garments, data = playground_values()["garments"], fashion_mnist()
    assert garments.shape == (384, 14, 14) and garments.nbytes < 80_000
    names = [data.class_names[label] for label in (0, 6)]
    assert names == ["T-shirt/top", "Shirt"]
    for place, label in ((0, 0), (1, 6), (2, 0), (383, 6)):
        of_class = np.flatnonzero(data.train_labels == label)
        image = data.train_images[of_class[place // 2], ..., 0].astype(int)
        means = (image[::2, ::2] + image[1::2, ::2] + image[::2, 1::2] + image[1::2, 1::2]) / 4
        np.testing.assert_allclose(garments[place], means, atol=0.5)
