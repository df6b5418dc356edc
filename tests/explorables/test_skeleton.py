"""What all explorables share: a script that is fresh, one page from disk, theme, link and data."""

import json
import re

import nbformat
import numpy as np
import pytest
from playwright.sync_api import expect

from resnet_lessons.instructor import site
from resnet_lessons.instructor.explorables import __main__ as command
from resnet_lessons.instructor.explorables import script_build
from resnet_lessons.instructor.site import folder as site_folder
from resnet_lessons.widgets import explorables
from resnet_lessons.widgets.explorables.explorable import Explorable, plain
from tests.journeys.lab import CHROMIUM

in_a_browser = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium: `apt install chromium`"),
]


def browser_test(test):
    for mark in in_a_browser:
        test = mark(test)
    return test


def test_the_script_was_built_from_the_sources_as_they_are():
    assert script_build.is_fresh(), "run `make explorables`"


def test_a_change_of_a_source_is_noticed(monkeypatch, tmp_path):
    (tmp_path / "index.js").write_text("1")
    monkeypatch.setattr(script_build, "SOURCES", tmp_path)
    before = script_build.digest()
    assert not script_build.is_fresh()
    (tmp_path / "index.js").write_text("2")
    assert script_build.digest() != before
    (tmp_path / "index.js").write_text("1")
    assert script_build.digest() == before


@pytest.fixture
def built(monkeypatch, tmp_path):
    """A function that sets what a build would make; both files are kept in a folder of the test's."""
    fresh = {name: (script_build.BUILT / name).read_bytes() for name in BUILT_FILES}
    for module in (script_build, command):
        monkeypatch.setattr(module, "BUILT", tmp_path)
    for name, content in fresh.items():
        (tmp_path / name).write_bytes(content)

    def made(result):
        def build():
            if isinstance(result, Exception):
                raise result
            return fresh | result

        monkeypatch.setattr(script_build, "build", build)
        return command.main(["--check", "--script"])

    return made


BUILT_FILES = (script_build.SCRIPT, script_build.STYLE)


def test_the_check_tells_a_script_that_its_sources_do_not_make(built):
    assert built({}) is None
    assert script_build.SCRIPT in built({script_build.SCRIPT: b"other"})
    assert script_build.STYLE in built({script_build.STYLE: b""})


def test_without_the_tools_the_check_compares_sources_alone_and_says_so(built, capsys, tmp_path):
    assert built(script_build.NoTools("No npm.")) is None
    assert "not built again to compare. No npm." in capsys.readouterr().out
    (tmp_path / script_build.STYLE).write_text("/* Built from other sources. */")
    assert "older than its sources" in built(script_build.NoTools("No npm."))


def test_what_a_tool_complains_of_is_told(built):
    assert built(script_build.ScriptError("esbuild ended with 1")) == "esbuild ended with 1"


def test_a_build_without_npm_says_what_to_install(monkeypatch):
    monkeypatch.setattr(script_build.shutil, "which", lambda name: None)
    with pytest.raises(script_build.NoTools, match=r"install Node\.js 20"):
        script_build.build()


def test_neither_lock_nor_script_names_an_address_to_fetch_from():
    lock = json.loads((script_build.SOURCES / "package-lock.json").read_text())
    tools = [each for path, each in lock["packages"].items() if path]
    assert len(tools) > 3
    assert all(each["integrity"].startswith("sha512-") for each in tools)
    assert not [each for each in tools if "resolved" in each]
    # The name of SVG looks like an address, but nobody asks it for anything.
    script = Explorable._esm.replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"https?://", script)
    assert not re.search(
        r"\b(fetch|XMLHttpRequest|eval|importScripts|innerHTML)\b", Explorable._esm
    )


@pytest.mark.parametrize("values", [np.zeros(2), np.zeros(2, "int64"), np.array(["a"])])
def test_an_array_that_the_script_cannot_read_is_refused(values):
    with pytest.raises(ValueError, match="float16"):
        plain({"values": [values]})


@pytest.mark.draws
def test_webassembly_is_allowed_where_an_explorable_stands_and_nowhere_else():
    chapter = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# 1 · One")])
    files = site.build({"01_one": chapter}, [explorables.mixing_desk()])
    allowed = {name for name, text in files.items() if b"wasm-unsafe-eval" in text}
    assert allowed == {"index.html", "mixing_desk.html"}
    assert b'href="mixing_desk.html"' in files["index.html"]
    assert not [name for name in files if name.startswith("pictures/")]
    for name in allowed:
        policy = re.search(rb'Content-Security-Policy" content="([^"]+)"', files[name])[1]
        assert b"unsafe-inline" not in policy.split(b"script-src")[1] and b"http" not in policy


@browser_test
def test_on_the_first_page_the_desk_is_in_sight_and_links_to_its_own(browser, tmp_path):
    chapter = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# 1 · One")])
    site_folder.write(tmp_path, site.build({"01_one": chapter}, [explorables.mixing_desk()]))
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.goto((tmp_path / "index.html").as_uri())
    expect(page.get_by_role("slider").last).to_be_in_viewport(ratio=1)
    expect(page.locator(".accuracy").last).to_be_in_viewport(ratio=1)
    page.get_by_role("button", name="mute block 10").click()
    link = page.get_by_role("link", name="Link to this setting")
    expect(link).to_have_attribute("href", re.compile("^mixing_desk.html#.*b10=0"))
    assert page.url.endswith("index.html")
    link.click()
    expect(page).to_have_url(re.compile("mixing_desk.html#"))
    expect(page.get_by_role("button", name="mute block 10")).to_have_attribute(
        "aria-pressed", "true"
    )
    page.close()


@browser_test
@pytest.mark.parametrize("name", explorables.__all__)
@pytest.mark.parametrize("behind", ["", "#explorable={}"])
def test_the_link_puts_the_setting_into_the_address_and_shows_nothing_anew(opened, name, behind):
    page = opened(name, behind.format(name))
    page.evaluate("document.querySelector('.place').firstElementChild.dataset.untouched = ''")
    told = "The address of this page now holds this setting."
    expect(page.get_by_text(told)).to_have_count(0)
    page.get_by_role("link", name="Link to this setting").press("Enter")
    expect(page.locator(".foot")).to_contain_text(told)
    expect(page.locator(".said")).to_have_text(told)
    expect(page).to_have_url(re.compile(f"#explorable={name}$"))
    expect(page.locator("[data-untouched]")).to_have_count(1)
    control = page.get_by_role("slider").last
    control.press("End")
    expect(page.locator(".foot")).not_to_contain_text(told)
    # The setting moved since, and the link takes it along before it is kept by itself.
    page.get_by_role("link", name="Link to this setting").click()
    expect(page).to_have_url(re.compile(f"#explorable={name}&"))
    expect(page.locator("[data-untouched]")).to_have_count(1)


@browser_test
def test_arrays_reach_the_script_as_they_are(script):
    random = np.random.default_rng(5)
    bits = random.integers(0, 2**16, 4000).astype("uint16")
    given = {
        # Every kind of half-precision number: the smallest, infinite ones, and those that are none.
        "halves": bits.view("float16").reshape(40, 100),
        "deep": [{"floats": random.normal(size=7).astype("float32"), "word": "as it is"}],
        "bytes": np.arange(256, dtype="uint8"),
        "whole": np.array([-(2**31), 0, 2**31 - 1], "int32"),
    }
    back = script.evaluate(_DECODE, plain(given))
    assert back["halves"]["shape"] == [40, 100] and back["deep"][0]["word"] == "as it is"
    halves = np.array([np.nan if each is None else each for each in back["halves"]["values"]])
    expected = given["halves"].ravel().astype("float64")
    finite = np.isfinite(expected)
    assert np.array_equal(halves[finite], expected[finite])
    assert np.isnan(halves[~finite]).all()
    assert np.array_equal(back["deep"][0]["floats"]["values"], given["deep"][0]["floats"])
    assert np.array_equal(back["bytes"]["values"], given["bytes"])
    assert np.array_equal(back["whole"]["values"], given["whole"])


# Numbers that are not finite come back as null.
_DECODE = """(given) => {
  const readable = (each) =>
    ArrayBuffer.isView(each) ? Array.from(each, (n) => (Number.isFinite(n) ? n : null))
    : Array.isArray(each) ? each.map(readable)
    : each && typeof each === "object"
      ? Object.fromEntries(Object.entries(each).map(([key, value]) => [key, readable(value)]))
      : each;
  return readable(script.decoded(given));
}"""


@browser_test
@pytest.mark.parametrize("name", explorables.__all__)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_is_alone_and_follows_the_theme(opened, name, scheme):
    page = opened(name, color_scheme=scheme)
    place = page.locator("[data-explorable]")
    expect(place).to_have_attribute("data-shown", name)
    expect(place).to_have_attribute("data-dark", str(scheme == "dark").lower())
    expect(place.locator("img")).to_have_count(0)
    page.get_by_role("button", name="Theme").click()
    expect(place).to_have_attribute("data-dark", "false")
    page.get_by_role("button", name="Theme").click()
    expect(place).to_have_attribute("data-dark", "true")


@browser_test
@pytest.mark.parametrize("name", explorables.__all__)
def test_without_a_script_the_stored_picture_stands_there(opened, name):
    page = opened(name, java_script_enabled=False)
    picture = page.locator("[data-explorable] img.in-light")
    expect(picture).to_be_visible()
    assert len(picture.get_attribute("alt")) > 40
    expect(page.get_by_text("Where scripts are allowed")).to_be_visible()


@browser_test
@pytest.mark.parametrize("name", explorables.__all__)
@pytest.mark.parametrize(
    "behind",
    [
        "",
        "#explorable=nothing&a=1",
        "#content",
        "#%E0%A4%A&&&=",
        "#explorable={}&__proto__=1&constructor=2&toString=3",
        "#explorable={}&" + "&".join(f"b{n}=1e999" for n in range(20)),
        "#explorable={}&image=<script>alert(1)</script>&order=\"'><img src=x onerror=alert(1)>",
        "#explorable={}&a=" + "9" * 100_000,
    ],
)
def test_a_hostile_link_shows_the_explorable_all_the_same(opened, name, behind):
    page = opened(name, behind.replace("{}", name))
    expect(page.locator("[data-explorable]")).to_have_attribute("data-shown", name)
    assert page.evaluate("({}).polluted === undefined && document.images.length") == 0
