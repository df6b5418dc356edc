"""Unfold: its computing beside NumPy's, and its page in a real browser."""

import re
from math import comb

import numpy as np
import pytest
from playwright.sync_api import expect

from resnet_lessons.widgets.explorables.explorable import arrays_of
from tests.explorables.pages import click_on_slider
from tests.journeys.explorers import accessibility_faults
from tests.journeys.lab import CHROMIUM

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium: `apt install chromium`"),
]
_PARTS = ("last", "first", "small")
_FIRST_BLOCKS = {"last": 11, "first": 1, "small": 1}


@pytest.fixture(scope="module")
def measured():
    return arrays_of("unfold")


class Expected:
    """What NumPy finds for the paths through some blocks, with some of these cut."""

    def __init__(self, measured, part, blocks, cut=()):
        norms = measured[f"{part}_paths"][2**blocks - 2 : 2 ** (blocks + 1) - 2].astype("float64")
        # One row for each path: whether it passes the branch of each block.
        passes = (np.arange(2**blocks)[:, None] >> np.arange(blocks)) & 1
        self.passes, self.shares = passes, norms / norms.sum()
        self.lengths = passes.sum(axis=1)
        self.open = ~passes[:, list(cut)].any(axis=1)
        each = [self.lengths == length for length in range(blocks + 1)]
        self.paths = [comb(blocks, length) for length in range(blocks + 1)]
        self.open_paths = [int(np.sum(of & self.open)) for of in each]
        self.share = [self.shares[of].sum() for of in each]
        self.open_share = [self.shares[of & self.open].sum() for of in each]
        self.left = self.shares[self.open].sum()
        self.gradient_length = self.lengths @ self.shares


# --- computing ------------------------------------------------------------------------------------

_COMPUTED = """async ([measured, blocks, cut]) => {
  const paths = await import("/unfold/paths.js");
  const shares = paths.sharesOf(measured, blocks);
  const lengths = paths.byLength(shares, blocks, cut);
  return { shares: Array.from(shares), lengths, total: paths.total(lengths) };
}"""


def _given(measured, part, blocks, cut):
    """What a function of the page is given: norms, the number of blocks, a bit for each that is cut."""
    return [measured[f"{part}_paths"].tolist(), blocks, sum(1 << block for block in cut)]


_CUTS = [(1, ()), (1, (0,)), (4, (1, 3)), (10, ()), (10, (0, 4, 9)), (10, tuple(range(10)))]


@pytest.mark.parametrize("part", _PARTS)
@pytest.mark.parametrize(("blocks", "cut"), _CUTS)
def test_shares_and_numbers_are_numpys(scripts, measured, part, blocks, cut):
    found = scripts.evaluate(_COMPUTED, _given(measured, part, blocks, cut))
    expected = Expected(measured, part, blocks, cut)
    np.testing.assert_allclose(found["shares"], expected.shares, rtol=1e-9)
    rows = found["lengths"]
    assert [row["paths"] for row in rows] == expected.paths
    assert [row["openPaths"] for row in rows] == expected.open_paths
    np.testing.assert_allclose([row["share"] for row in rows], expected.share, rtol=1e-9)
    np.testing.assert_allclose(
        [row["openShare"] for row in rows], expected.open_share, rtol=1e-9, atol=1e-12
    )
    total = found["total"]
    assert total["paths"] == 2**blocks
    assert total["openPaths"] == 2 ** (blocks - len(cut))
    np.testing.assert_allclose(total["openShare"], expected.left)
    if not cut:
        np.testing.assert_allclose(total["meanLength"], blocks / 2)
        np.testing.assert_allclose(total["gradientLength"], expected.gradient_length)


_DRAWN = """async ([measured, blocks, cut]) => {
  const { sharesOf } = await import("/unfold/paths.js");
  const layout = await import("/unfold/layout.js");
  const drawn = layout.laidOut(sharesOf(measured, blocks), blocks, cut);
  return { ...drawn, thickness: layout.THICKNESS, height: layout.HEIGHT };
}"""


@pytest.mark.parametrize("part", _PARTS)
@pytest.mark.parametrize(("blocks", "cut"), _CUTS)
def test_every_line_is_as_thick_as_what_passes_through_it(scripts, measured, part, blocks, cut):
    drawn = scripts.evaluate(_DRAWN, _given(measured, part, blocks, cut))
    expected = Expected(measured, part, blocks, cut)
    for column in range(blocks):
        ribbons = [each for each in drawn["ribbons"] if each["column"] == column]
        if blocks <= 6:
            assert len(ribbons) == 2**blocks
        through = expected.passes[:, column] == 1
        for passes, is_open in ((0, 0), (0, 1), (1, 0), (1, 1)):
            those = (through == passes) & (expected.open == is_open)
            thickness = sum(
                each["thickness"]
                for each in ribbons
                if (each["passesBranch"], each["isOpen"]) == (passes, is_open)
            )
            np.testing.assert_allclose(
                thickness, drawn["thickness"] * expected.shares[those].sum(), atol=1e-9
            )


@pytest.mark.parametrize("part", _PARTS)
@pytest.mark.parametrize("blocks", range(1, 11))
def test_nodes_of_a_column_do_not_overlap_and_ribbons_meet_them(scripts, measured, part, blocks):
    drawn = scripts.evaluate(_DRAWN, [measured[f"{part}_paths"].tolist(), blocks, 1])
    for column in range(blocks + 1):
        nodes = [each for each in drawn["nodes"] if each["column"] == column]
        assert len(nodes) == column + 1
        tops = [each["middle"] - each["thickness"] / 2 for each in nodes]
        bottoms = [each["middle"] + each["thickness"] / 2 for each in nodes]
        assert min(tops) >= 0 and max(bottoms) <= drawn["height"]
        assert (np.array(tops[1:]) >= bottoms[:-1]).all()
        np.testing.assert_allclose(sum(np.subtract(bottoms, tops)), drawn["thickness"])
        for end, block in (("from", column), ("to", column - 1)):
            for ribbon in drawn["ribbons"]:
                if ribbon["column"] == block:
                    top = ribbon[end] - ribbon["thickness"] / 2
                    bottom = ribbon[end] + ribbon["thickness"] / 2
                    inside = [
                        top >= tops[n] - 1e-9 and bottom <= bottoms[n] + 1e-9
                        for n in range(len(nodes))
                    ]
                    assert inside.count(True) == 1


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (0, "0%"), (1e-9, "less than 0.1%"), (0.0005, "0.1%"), (0.0443, "4.4%"),
        (0.0996, "10%"), (0.412, "41%"), (1, "100%"),
    ],
)  # fmt: skip
def test_shares_in_words(scripts, share, words):
    found = scripts.evaluate(
        'async (share) => (await import("/unfold/words.js")).percent(share)', share
    )
    assert found == words


@pytest.mark.parametrize(
    ("given", "setting"),
    [
        ({}, {}),
        ({"part": "small", "blocks": "7", "cut": "5"}, {"part": "small", "blocks": 7, "cut": 5}),
        ({"blocks": 99, "cut": -4}, {"blocks": 10, "cut": 0}),
        ({"blocks": "0", "cut": "1e9"}, {"blocks": 1, "cut": 1023}),
        ({"blocks": "x", "cut": "1e999", "part": "toString", "more": 1}, {}),
        ({"blocks": 2.6, "cut": None, "part": None}, {"blocks": 3}),
    ],
)
def test_a_hostile_setting_becomes_a_complete_one(script, given, setting):
    found = script.evaluate("(given) => script.explorables.unfold.checked(given)", given)
    assert found == {"part": "last", "blocks": 4, "cut": 0} | setting


# --- page -----------------------------------------------------------------------------------------


def _table(page):
    """Rows of the table of lengths: [branches, paths, share] as it shows them."""
    rows = page.locator(".unfold tbody tr").all()
    return [[cell.strip() for cell in row.inner_text().split("\t")] for row in rows]


def _shares(page):
    shown = [row[2].replace("%", "") for row in _table(page)]
    return [0.0 if text.startswith("<") else float(text) for text in shown]


def _percent(share):
    """As the page rounds: one decimal below 10, none above."""
    return round(100 * share, 1) if 100 * share < 9.95 else round(100 * share)


def test_the_slider_follows_the_mouse_to_both_ends(opened):
    page = opened("unfold")
    slider = page.get_by_label("Blocks unfolded")
    for across, blocks in ((0.999, 10), (0.001, 1)):
        click_on_slider(slider, across)
        expect(page.locator(".unfold .blocks button")).to_have_count(blocks)


@pytest.mark.parametrize("part", _PARTS)
def test_every_control_reaches_its_ends_by_keyboard(opened, measured, part):
    page = opened("unfold")
    page.get_by_role("combobox", name="Unfold").select_option(part)
    slider = page.get_by_label("Blocks unfolded")
    slider.focus()
    for key, blocks in (("Home", 1), ("End", 10), ("ArrowLeft", 9)):
        page.keyboard.press(key)
        names = page.locator(".unfold .blocks button").all()
        first = _FIRST_BLOCKS[part]
        labels = [each.get_attribute("aria-label") for each in names]
        assert labels == [f"Block {first + n}" for n in range(blocks)]
        expected = Expected(measured, part, blocks)
        assert [row[:2] for row in _table(page)] == [
            [str(length), str(number)] for length, number in enumerate(expected.paths)
        ]
        np.testing.assert_allclose(_shares(page), 100 * np.array(expected.share), atol=0.51)
        finding = page.locator(".unfold .finding").inner_text()
        assert finding.startswith(f"{2**blocks:,} paths. ")
        assert finding.endswith(f"the gradient through {round(expected.gradient_length, 1):g}.")


def test_the_page_answers_its_question_for_each_part(opened, measured):
    page = opened("unfold")
    passed = {part: Expected(measured, part, 10) for part in _PARTS}
    averages = {part: round(found.gradient_length, 1) for part, found in passed.items()}
    through_first = _percent(1 - Expected(measured, "first", 10, (0,)).left)
    assert averages["last"] < 3 and averages["small"] > 5 and through_first > 90
    for part, words in {
        "last": f"short paths carry most: with ten blocks unfolded, the gradient goes through "
        f"{averages['last']:g} branches on average, where the average path goes through 5.",
        "first": f"paths through the branch of block 1 carry {through_first:g}% of the",
        "small": f"short paths are not preferred: with ten blocks unfolded, the gradient goes through "
        f"{averages['small']:g} branches",
    }.items():
        page.get_by_role("combobox", name="Unfold").select_option(part)
        expect(page.locator(".unfold .answer")).to_contain_text(words)


@pytest.mark.parametrize(("part", "blocks"), [("last", 10), ("small", 5)])
def test_each_block_is_cut_and_mended_by_mouse_and_by_key(opened, measured, part, blocks):
    page = opened("unfold", f"#explorable=unfold&part={part}&blocks={blocks}")
    first = _FIRST_BLOCKS[part]
    for block in (0, blocks // 2, blocks - 1):
        button = page.get_by_role("button", name=f"Block {first + block}", exact=True)
        left = _percent(Expected(measured, part, blocks, (block,)).left)
        paths = f"{2 ** (blocks - 1):,} of {2**blocks:,} paths are left"
        told = f"{paths} and carry {left:g}% of the gradient (sizes added up)."
        button.click()
        expect(button).to_have_attribute("aria-pressed", "true")
        expect(page.locator(".unfold .finding")).to_have_text(
            f"With block {first + block} cut, {told}"
        )
        expect(page.get_by_role("status")).to_have_text(f"Block {first + block} is cut: {told}")
        page.keyboard.press("Space")
        expect(button).to_have_attribute("aria-pressed", "false")
        expect(page.get_by_role("status")).to_contain_text(f"Block {first + block} is mended. ")
    assert page.locator(".unfold svg .dark").count() == 0


def test_half_of_the_lines_go_dark_and_all_come_back(opened):
    page = opened("unfold", "#explorable=unfold&blocks=6")
    lines = page.locator(".unfold svg path")
    # 64 paths, and a line for each block of each.
    expect(lines).to_have_count(64 * 6)
    page.get_by_role("button", name="Block 14").click()
    expect(page.locator(".unfold svg path.dark")).to_have_count(32 * 6)
    page.get_by_role("button", name="Block 11").click()
    expect(page.locator(".unfold svg path.dark")).to_have_count(48 * 6)
    page.get_by_role("button", name="Mend all").press("Enter")
    expect(page.locator(".unfold svg path.dark")).to_have_count(0)
    expect(page.get_by_role("button", name="Mend all")).to_have_attribute("aria-disabled", "true")


def test_a_click_into_the_drawing_cuts_the_block_of_its_column(opened):
    page = opened("unfold", "#explorable=unfold&blocks=10&part=first")
    box = page.locator(".unfold svg").bounding_box()
    for block, share in ((0, 0.005), (6, 0.65), (9, 0.995)):
        page.mouse.click(box["x"] + share * box["width"], box["y"] + 5)
        button = page.get_by_role("button", name=f"Block {block + 1}", exact=True)
        expect(button).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".unfold .finding")).to_contain_text(
        "With blocks 1, 7 and 10 cut, 128 of 1,024 paths are left"
    )


def test_with_many_blocks_lines_are_bundled_and_the_page_says_so(opened):
    page = opened("unfold", "#explorable=unfold&blocks=6")
    note = page.locator(".unfold .note").first
    expect(note).to_contain_text("Each line is one path")
    page.get_by_label("Blocks unfolded").press("ArrowRight")
    expect(note).to_contain_text("128 paths are too many to draw one by one")
    expect(page.locator(".unfold svg path")).to_have_count(7 * 8)


def test_the_link_keeps_the_setting(opened):
    page = opened("unfold")
    page.get_by_role("combobox", name="Unfold").select_option("small")
    page.get_by_label("Blocks unfolded").press("End")
    page.get_by_role("button", name="Block 3", exact=True).click()
    link = page.get_by_role("link", name="Link to this setting")
    expect(link).to_have_attribute("href", re.compile("part=small&blocks=10&cut=4$"))
    behind = link.get_attribute("href").partition("#")[2]
    again = opened("unfold", f"#{behind}")
    assert _table(again) == _table(page)
    expect(again.get_by_role("button", name="Block 3", exact=True)).to_have_attribute(
        "aria-pressed", "true"
    )


def test_a_cut_block_is_still_cut_when_it_is_unfolded_again(opened):
    page = opened("unfold", "#explorable=unfold&blocks=4&cut=9")
    slider = page.get_by_label("Blocks unfolded")
    slider.press("ArrowLeft")
    expect(page.locator(".unfold .finding")).to_contain_text("With block 11 cut, 4 of 8 paths")
    slider.press("ArrowRight")
    expect(page.locator(".unfold .finding")).to_contain_text("With blocks 11 and 14 cut, 4 of 16")


@pytest.mark.parametrize("width", [320, 390, 800, 1400])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_every_width_and_is_accessible(opened, width, scheme):
    page = opened(
        "unfold",
        "#explorable=unfold&blocks=10&cut=2",
        viewport={"width": width, "height": 900},
        color_scheme=scheme,
    )
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    narrow = [each.bounding_box()["width"] for each in page.locator(".unfold .blocks button").all()]
    assert min(narrow) >= 24
    assert accessibility_faults(page, ".resnet-explorable") == []


def test_wide_each_length_stands_beside_its_node(opened):
    still = {"viewport": {"width": 1200, "height": 900}, "reduced_motion": "reduce"}
    page = opened("unfold", "#explorable=unfold&blocks=4", **still)
    nodes = [each.bounding_box() for each in page.locator(".unfold .nodes rect").all()[-5:]]
    rows = [each.bounding_box() for each in page.locator(".unfold tbody tr").all()]
    for node, row in zip(nodes, rows, strict=True):
        np.testing.assert_allclose(
            node["y"] + node["height"] / 2, row["y"] + row["height"] / 2, atol=3
        )


@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
def test_reduced_motion_is_respected(opened, motion):
    page = opened("unfold", reduced_motion=motion)
    moves = motion == "no-preference"
    line = page.locator(".unfold svg path").first
    seconds = line.evaluate("(path) => getComputedStyle(path).transitionDuration")
    assert seconds == ("0.25s" if moves else "0s")
    started = """() => {
      const slider = document.querySelector(".unfold input");
      slider.value = 6;
      slider.dispatchEvent(new Event("input"));
      return document.querySelector(".unfold svg").getAnimations({ subtree: true }).length;
    }"""
    assert (page.evaluate(started) > 0) is moves
