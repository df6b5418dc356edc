"""The mixing desk in a real browser: each control by mouse and by keyboard, numbers beside Keras'."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from resnet_lessons.data.images import GARMENTS, fashion_mnist
from resnet_lessons.instructor.site import own_page
from resnet_lessons.widgets.explorables.mixing_desk import IMAGES
from tests.explorables.keras_desk import KerasDesk
from tests.journeys.explorers import SERIOUS, accessibility_faults
from tests.journeys.lab import CHROMIUM, SECONDS

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium: `apt install chromium`"),
]
IN_ORDER = "0123456789"
KINDS = {"residual": 1, "plain": 2}
LABELS = fashion_mnist().test_labels[:IMAGES]


class Seen:
    """What a reader sees of the desk, as numbers."""

    def __init__(self, page):
        self.page = page
        self.desk = page.locator(".mixing-desk")
        self.faders = page.get_by_role("slider")

    def factors(self):
        return [float(each.input_value()) for each in self.faders.all()]

    def wait(self, factors, order=IN_ORDER):
        """Until the accuracies are those of these faders."""
        said = " ".join(f"{factor:g}" for factor in factors)
        expect(self.desk).to_have_attribute("data-counted", f"{said} {order}", timeout=60 * SECONDS)

    def accuracies(self):
        texts = self.desk.locator(".accuracy").all_inner_texts()
        return [float(text.removesuffix("%")) for text in texts]

    def probabilities(self):
        rows = self.desk.locator("tbody tr").all()
        cells = [
            [int(t.removesuffix("%")) for t in row.locator(".number").all_inner_texts()]
            for row in rows
        ]
        return np.array(cells).T

    def image(self):
        name = self.desk.get_by_role("img").first.get_attribute("aria-label")
        return int(re.match(r"test image (\d+): ", name)[1]) - 1


@pytest.fixture(scope="module")
def keras_desks():
    return {kind: KerasDesk.shipped(kind) for kind in KINDS}


@pytest.fixture
def agree(keras_desks):
    """A function that compares what is seen with what Keras computes."""

    def compare(seen, factors, order=IN_ORDER):
        seen.wait(factors, order)
        assert seen.factors() == factors
        blocks, image = [int(digit) for digit in order], seen.image()
        shown, accuracies = seen.probabilities(), seen.accuracies()
        for place, kind in enumerate(KINDS):
            logits = keras_desks[kind].logits(factors, blocks, range(IMAGES)).astype("float64")
            powers = np.exp(logits[image] - logits[image].max())
            # A share that lies between two whole percents may be rounded either way.
            assert np.abs(shown[place] - 100 * powers / powers.sum()).max() <= 0.51
            assert abs(accuracies[place] - 100 * np.mean(logits.argmax(1) == LABELS)) < 0.01

    return compare


def test_at_first_the_networks_are_as_they_were_trained(opened, agree):
    seen = Seen(opened("mixing_desk"))
    agree(seen, [1.0] * 10)
    assert min(seen.accuracies()) > 80
    expect(seen.desk.locator(".game")).to_contain_text("Muted: 0.")


@pytest.mark.parametrize("how", ["keyboard", "mouse"])
def test_every_fader_goes_to_its_ends(opened, agree, how):
    seen = Seen(opened("mixing_desk"))
    for position in range(10):
        fader = seen.faders.nth(position)
        for end, key in ((0, "Home"), (2, "End")):
            if how == "keyboard":
                fader.press(key)
            else:
                # What is still counted changes words when it is done, and may move a fader.
                seen.wait(seen.factors())
                _drag(seen.page, fader, end)
            assert seen.factors()[position] == end
            expect(fader).to_have_attribute("aria-valuetext", "muted" if end == 0 else "2 times")
            expect(seen.desk.locator(".block-view")).to_have_attribute(
                "aria-label", re.compile(f"^Block {position + 1}:")
            )
        # Each stops somewhere between, so that the last comparison knows them apart.
        for _ in range(10 + 2 * position):
            fader.press("ArrowDown")
    agree(seen, [round(2 - 0.05 * (10 + 2 * position), 2) for position in range(10)])


def _drag(page, fader, end):
    """With the mouse from where the fader stands to one of its ends, and beyond."""
    fader.scroll_into_view_if_needed()
    box, value = fader.bounding_box(), float(fader.input_value())
    x, knob = box["x"] + box["width"] / 2, 8
    y = box["y"] + knob + (box["height"] - 2 * knob) * (1 - value / 2)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, box["y"] + (box["height"] + 30 if end == 0 else -30), steps=4)
    page.mouse.up()


def test_a_block_is_muted_and_comes_back_as_it_was(opened, agree):
    seen = Seen(opened("mixing_desk", "#explorable=mixing_desk&b3=0.4"))
    mute = seen.page.get_by_role("button", name="mute block 3")
    expect(mute).to_have_attribute("aria-pressed", "false")
    mute.press("Enter")
    expect(mute).to_have_attribute("aria-pressed", "true")
    agree(seen, [1, 1, 0, *[1] * 7])
    mute.click()
    expect(mute).to_have_attribute("aria-pressed", "false")
    seen.wait([1, 1, 0.4, *[1] * 7])


@pytest.mark.parametrize("how", ["keyboard", "mouse"])
def test_presets(opened, agree, how):
    seen = Seen(opened("mixing_desk"))

    def choose(name):
        button = seen.page.get_by_role("button", name=name, exact=True)
        button.press("Space") if how == "keyboard" else button.click()

    seen.faders.nth(6).focus()
    for name, factors in {
        "Mute one": [1] * 6 + [0] + [1] * 3,
        "Mute every second": [1, 0] * 5,
        "Double one": [1] * 6 + [2] + [1] * 3,
        "All as trained": [1] * 10,
    }.items():
        choose(name)
        agree(seen, factors)
    choose("Shuffle")
    expect(seen.desk).not_to_have_attribute(
        "data-counted", re.compile(IN_ORDER), timeout=60 * SECONDS
    )
    order = seen.desk.get_attribute("data-counted").split()[-1]
    assert order != IN_ORDER and (order[0], order[5]) == ("0", "5")
    assert sorted(order[:5]) == list("01234") and sorted(order[5:]) == list("56789")
    agree(seen, [1] * 10, order)


def test_images_of_every_garment_by_mouse_and_keyboard(opened, agree):
    seen = Seen(opened("mixing_desk"))
    garment = seen.page.get_by_role("combobox", name="garment")
    for label, name in enumerate(GARMENTS):
        garment.select_option(name)
        assert seen.image() == np.flatnonzero(label == LABELS)[0]
        expect(seen.desk.locator("tr.right th")).to_have_text(name)
    another = seen.page.get_by_role("button", name="Another one")
    another.click()
    another.press("Enter")
    assert seen.image() == np.flatnonzero(LABELS == 9)[2]
    garment.press("Home")
    assert seen.image() == np.flatnonzero(LABELS == 0)[0]
    agree(seen, [1] * 10)


def test_a_link_keeps_the_setting(opened, agree):
    seen = Seen(opened("mixing_desk"))
    seen.faders.nth(8).press("Home")
    seen.faders.nth(1).press("End")
    seen.page.get_by_role("button", name="Another one").click()
    image = seen.image()
    seen.wait([1, 2, 1, 1, 1, 1, 1, 1, 0, 1])
    link = seen.page.get_by_role("link", name="Link to this setting")
    expect(link).to_have_attribute("href", re.compile("b2=2.*b9=0.*image="))
    behind = link.get_attribute("href")
    expect(seen.page).to_have_url(re.compile(re.escape(behind) + "$"))
    other = Seen(opened("mixing_desk", behind))
    assert other.image() == image
    agree(other, [1, 2, 1, 1, 1, 1, 1, 1, 0, 1])
    # Without what it holds, the address of the same page shows the desk as it is at first.
    other.page.evaluate("location.hash = '#explorable=mixing_desk'")
    other.wait([1] * 10)


HOSTILE = {
    "b1=-5&b2=99&b3=x&b4=&b5=1e999&b6=NaN&b7=0.333&b8=%00&b9=1,5&b10=0x1": [
        *(0, 2, 1, 1, 1, 1, 0.35, 1, 1, 1),
    ],
    "order=5123406789&image=-3&block=77": [1] * 10,
    "order=1023456789&image=1e9&block=0": [1] * 10,
    "order=<b>&image=<script>": [1] * 10,
}


@pytest.mark.parametrize("behind", HOSTILE)
def test_a_hostile_link_is_read_as_far_as_it_makes_sense(opened, behind):
    seen = Seen(opened("mixing_desk", f"#explorable=mixing_desk&{behind}"))
    seen.wait(HOSTILE[behind])
    assert 0 <= seen.image() < IMAGES


def test_the_live_region_says_what_changed_once_a_fader_rests(opened):
    page = opened("mixing_desk")
    seen = Seen(page)
    seen.wait([1] * 10)
    page.wait_for_timeout(1 * SECONDS)
    expect(page.locator(".resnet-explorable [role=status]")).to_have_text("")
    for _ in range(20):
        seen.faders.nth(3).press("ArrowDown")
    seen.wait([1, 1, 1, 0, *[1] * 6])
    said = page.locator(".resnet-explorable [role=status]")
    expect(said).to_contain_text("Block 4 times 0. with shortcuts: ", timeout=10 * SECONDS)
    residual, plain = seen.accuracies()
    expect(said).to_contain_text(f"with shortcuts: {residual:g}% of 200 images right")
    expect(said).to_contain_text(f"plain twin: {plain:g}% of 200 images right")


def test_the_game_counts_what_is_muted_and_kept(opened):
    seen = Seen(opened("mixing_desk"))
    game = seen.desk.locator(".game")
    for position in (9, 8):
        seen.faders.nth(position).press("Home")
    seen.wait([1] * 8 + [0, 0])
    kept = seen.accuracies()[0] >= 60
    expect(game).to_contain_text(f"Muted: 2. With shortcuts {seen.accuracies()[0]:g}% are right")
    expect(game).to_contain_text(f"Your best so far: {2 if kept else 0}.")
    seen.page.get_by_role("button", name="Mute every second").click()
    seen.wait([1, 0] * 5)
    assert seen.accuracies()[0] < 60
    expect(game).to_contain_text("which is less. Your best so far:")


def test_where_webassembly_is_refused_javascript_computes_the_same(browser, opened, folder, agree):
    factors = [1, 1, 1, 1, 0.25, 1, 1, 1, 1, 1]
    allowed = Seen(opened("mixing_desk", "#explorable=mixing_desk&b5=0.25"))
    expect(allowed.desk).to_have_attribute("data-kernel", "WebAssembly")
    path = folder / "refused.html"
    path.write_bytes(own_page("mixing_desk").replace(b"wasm-unsafe-eval", b"none"))
    page = browser.new_page()
    page.goto(f"{path.as_uri()}#explorable=mixing_desk&b5=0.25")
    refused = Seen(page)
    expect(refused.desk).to_have_attribute("data-kernel", "JavaScript")
    agree(refused, factors)
    agree(allowed, factors)
    assert refused.accuracies() == allowed.accuracies()
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 360, 900, 1600])
def test_a_page_fits_and_is_accessible(opened, scheme, width):
    page = opened(
        "mixing_desk",
        "#explorable=mixing_desk&b4=0&b7=1.65&order=0124356789",
        color_scheme=scheme,
        viewport={"width": width, "height": 800},
        reduced_motion="reduce",
    )
    expect(page.locator("[data-counted]")).to_be_visible(timeout=30 * SECONDS)
    root = page.locator("html")
    assert root.evaluate("root => root.scrollWidth - root.clientWidth") == 0
    assert (
        accessibility_faults(page, impacts=SERIOUS | {"moderate"}, options={"preload": False}) == []
    )


def test_a_change_of_theme_keeps_the_setting_and_draws_the_maps_anew(opened):
    page = opened("mixing_desk", "#explorable=mixing_desk&b2=0.5", color_scheme="light")
    seen = Seen(page)
    maps = page.locator(".maps.sum canvas")
    light = maps.evaluate("canvas => canvas.toDataURL()")
    page.emulate_media(color_scheme="dark")
    expect(page.locator("[data-explorable]")).to_have_attribute("data-dark", "true")
    assert maps.evaluate("canvas => canvas.toDataURL()") != light
    assert seen.factors()[1] == 0.5
