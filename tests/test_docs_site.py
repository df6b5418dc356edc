"""The site of docs/, as `make docs` builds it: whole, without a warning, and asking nothing of anybody."""

import inspect
import re
import shutil
import subprocess
import sys
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest
from playwright.sync_api import expect

import resnet_lessons as rl
from resnet_lessons import cli
from resnet_lessons.instructor import hidden_part, leaks
from tests.journeys.explorers import accessibility_faults, complaints
from tests.journeys.lab import CHROMIUM, chromium

pytestmark = pytest.mark.process
ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PARTS = ("First steps", "How to", "Reference", "Why")
in_a_browser = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium: `apt install chromium`")
LOOKED_AT = (
    "index",
    "first_steps/first_exercise",
    "how_to/grade",
    "reference/rl_answers",
    "reference/claims",
    "reference/commands",
    "why/architecture",
)


def build(source, out):
    """What Sphinx says and how it ends, with the options of `make docs`."""
    makefile = (ROOT / "Makefile").read_text()
    (options,) = re.findall(r"-m sphinx (.*) docs \$\(DOCS\)", makefile)
    command = [sys.executable, "-m", "sphinx", *options.split(), source, out]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The folder of the built site."""
    out = tmp_path_factory.mktemp("docs") / "site"
    done = build(DOCS, out)
    assert done.returncode == 0, done.stderr[-3000:]
    return out


class _Page(HTMLParser):
    """The ids of a page, what it links, and what a browser would fetch for it."""

    def __init__(self, path):
        super().__init__()
        self.ids, self.links, self.fetched = Counter(), [], []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        if "id" in found:
            self.ids[found["id"]] += 1
        if tag == "a" and "href" in found:
            self.links.append(found["href"])
        elif tag == "link" and "href" in found:
            self.fetched.append(found["href"])
        self.fetched += [
            found[name] for name in ("src", "srcset", "data", "poster") if name in found
        ]


@pytest.fixture(scope="module")
def pages(site):
    """{path below the site: `_Page`}"""
    return {path.relative_to(site).as_posix(): _Page(path) for path in site.rglob("*.html")}


def public_names():
    """What a student may write after `rl.`, members of its public modules included."""
    for name in rl.__all__:
        found = getattr(rl, name)
        yield name if not inspect.ismodule(found) else f"module-rl.{name}"
        yield from (f"{name}.{member}" for member in getattr(found, "__all__", ()))
    yield from ("anatomy.block_anatomy", "depths.network_anatomy", "conventions.table")
    yield from ("races.copy_race", "races.twenty_blocks", "recorded_races.load")
    yield from ("receptive_field.views", "imagenet.residual_activations", "experiments.recorded")
    yield from (f"experiments.{name}.run" for name in rl.experiments.EXPERIMENTS)


def test_every_public_name_has_one_entry(pages):
    entries = Counter()
    for page in pages.values():
        entries.update(page.ids)
    ids = [name if name.startswith("module-") else f"rl.{name}" for name in public_names()]
    assert len(ids) > 120
    assert {each: entries[each] for each in ids if entries[each] != 1} == {}


def functions():
    """(name, function) of everything that a student may call."""
    for name in rl.__all__:
        found = getattr(rl, name)
        if inspect.isfunction(found):
            yield name, found
        elif inspect.ismodule(found):
            listed = getattr(found, "__all__", ())
            for own, each in inspect.getmembers(found, inspect.isfunction):
                is_its_own = each.__module__ == found.__name__ and not own.startswith("_")
                if own in listed or is_its_own:
                    yield own, each


def test_every_argument_of_a_public_function_is_described():
    assert len(list(functions())) > 100
    silent = [
        f"{name}: {argument}"
        for name, function in functions()
        for argument in inspect.signature(function).parameters
        if not re.search(rf"^ .*\b{argument}\b.*:", inspect.getdoc(function), re.MULTILINE)
    ]
    assert silent == []


def help_of(command, capsys):
    """What a command prints when it is asked for its help."""
    with pytest.raises(SystemExit) as stopped:
        cli.main([*command, "--help"])
    assert stopped.value.code == 0
    return capsys.readouterr().out


def test_every_command_has_its_options(site, capsys):
    text = (site / "reference" / "commands.html").read_text(encoding="utf-8")
    commands = re.findall(r"^    ([a-z-]+) ", help_of([], capsys), re.MULTILINE)
    assert {"lab", "grade", "merge", "marks", "autograder", "release"} <= set(commands)
    for command in set(commands) - {"lab"}:
        section = text.partition(f'id="resnet-lessons-{command}"')[2]
        for option in set(re.findall(r"--[a-z-]+", help_of([command], capsys))) - {"--help"}:
            assert option in section, (command, option)
    for platform in ("canvas", "moodle", "gradescope"):
        for option in set(re.findall(r"--[a-z-]+", help_of(["marks", platform], capsys))):
            assert option in text, (platform, option)


def test_every_page_stands_in_one_part(site):
    text = (site / "index.html").read_text(encoding="utf-8")
    tree = text.partition('class="sidebar-tree"')[2].partition("</div>\n</div>")[0]
    captions = re.findall(r'class="caption-text">(.*?)<', tree)
    assert captions == list(PARTS)
    linked = Counter(re.findall(r'href="([\w/-]+\.html)"', tree))
    written = {
        path.relative_to(DOCS).with_suffix(".html").as_posix()
        for path in DOCS.rglob("*.md")
        if path != DOCS / "index.md"
    }
    assert set(linked) == written and set(linked.values()) == {1}


def test_every_link_leads_somewhere(site, pages):
    for name, page in pages.items():
        for link in page.links:
            if re.match(r"https?://", link):
                continue
            path, _, fragment = unquote(link).partition("#")
            target = (site / name).parent / path if path else site / name
            assert target.is_file(), (name, link)
            if fragment and target.suffix == ".html":
                assert pages[target.resolve().relative_to(site.resolve()).as_posix()].ids[
                    fragment
                ], (name, link)


def test_a_call_in_the_text_leads_to_its_entry(pages):
    links = pages["how_to/collect.html"].links
    assert "../reference/rl_answers.html#rl.hand_in" in links
    assert "../reference/rl_answers.html#rl.load_answers" in links
    returned = pages["reference/rl_answers.html"].links
    assert any(link.endswith(".checker.feedback.CheckResult") for link in returned)


def test_no_page_fetches_anything_from_elsewhere(site, pages):
    for name, page in pages.items():
        assert [each for each in page.fetched if re.match(r"[a-z]+:|//", each)] == [], name
    for sheet in site.rglob("*.css"):
        text = sheet.read_text(encoding="utf-8")
        assert not re.search(r"@import|url\(\s*[\"']?(https?:|//)", text), sheet


def test_no_page_shows_an_answer(site):
    assert leaks.search(site, hidden_part.of_chapter(), "*.html") == []
    assert not (site / "_modules").exists() and not list(site.rglob("*.md"))


def test_what_is_wrong_with_a_page_fails_the_build(tmp_path):
    """A link that leads nowhere, a page in no part, and a name that is not public."""
    source = tmp_path / "docs"
    shutil.copytree(DOCS / "building", source / "building")
    shutil.copy(DOCS / "conf.py", source)
    index = source / "index.md"
    index.write_text("# Title\n\n[nowhere](how_to/nowhere.md)\n")
    (source / "lost.md").write_text("# In no part\n")
    done = build(source, tmp_path / "site")
    assert done.returncode != 0
    assert "nowhere.md" in done.stderr and "lost.md" in done.stderr
    index.write_text("# Title\n\n```{rl}\nchekc\n```\n")
    done = build(source, tmp_path / "site")
    assert done.returncode != 0 and "no entry for 'chekc'" in done.stderr


@pytest.fixture(scope="module")
def browser():
    with chromium() as running:
        yield running


@in_a_browser
@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", LOOKED_AT)
def test_a_page_fits_every_screen_and_asks_nothing(site, browser, name, scheme):
    context = browser.new_context(color_scheme=scheme)
    page, asked = context.new_page(), []
    heard = complaints(page)
    page.on("request", lambda request: asked.append(request.url))
    page.goto((site / f"{name}.html").as_uri())
    for width in (360, 900, 1600):
        page.set_viewport_size({"width": width, "height": 900})
        root = page.locator("html")
        assert root.evaluate("root => root.scrollWidth - root.clientWidth") == 0
    assert heard == []
    assert [address for address in asked if not address.startswith(("file:", "data:"))] == []
    assert accessibility_faults(page, "article") == []
    context.close()


@in_a_browser
@pytest.mark.browser
def test_the_search_finds_a_page_without_a_server(site, browser):
    context = browser.new_context()
    page = context.new_page()
    page.goto((site / "index.html").as_uri())
    page.locator(".sidebar-search").fill("lateness")
    page.locator(".sidebar-search").press("Enter")
    found = page.locator("#search-results a", has_text="Set rules for attempts and lateness")
    expect(found.first).to_be_visible()
    found.first.click()
    expect(page.locator("h1")).to_contain_text("Set rules for attempts and lateness")
    context.close()
