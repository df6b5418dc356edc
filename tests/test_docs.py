"""The pages that people read as text: none is wider than a screen, no link leads nowhere."""

import re
from pathlib import Path

import pytest
from PIL import Image

ROOT = Path(__file__).parents[1]
PAGES = sorted(
    [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")], key=lambda page: page.relative_to(ROOT)
)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_lines_wrap_at_120_columns_tables_aside(page):
    lines = page.read_text(encoding="utf-8").splitlines()
    long = [n for n, line in enumerate(lines, 1) if len(line) > 120 and not line.startswith("|")]
    assert long == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page):
    text = page.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#\s]+)", text):
        if "//" not in target:
            assert (page.parent / target).exists(), target


FILES = [
    path.as_posix()
    for folder in ("benchmarks", "docs", "notebooks", "resnet_lessons", "tests")
    for path in (ROOT / folder).rglob("*.py")
]
NAMING_FILES = [
    path
    for path in PAGES
    if path.name not in ("CHANGELOG.md",) and path.parent != ROOT / "docs" / "decisions"
]


@pytest.mark.parametrize("page", NAMING_FILES, ids=lambda page: str(page.relative_to(ROOT)))
def test_files_that_a_page_names_are_there(page):
    """Decisions are left out: they may name what was once there."""
    for named in re.findall(r"`([\w/]+\.py)`", page.read_text(encoding="utf-8")):
        of_others = {
            "nbgrader_config.py",
            "REPORT/nbgrader_config.py",
            "jupyterhub_config.py",
        }
        assert named in of_others or any(path.endswith(f"/{named}") for path in FILES), named


def test_pages_that_a_notebook_or_a_message_names_are_there():
    """A page may move from folder to folder, and no link says who named it in words."""
    sources = [ROOT / "Makefile"]
    for folder in ("notebooks/source", "resnet_lessons"):
        sources += (ROOT / folder).rglob("*.py")
    named = {
        page
        for source in sources
        for page in re.findall(r"\bdocs/[\w/-]*\.md", source.read_text(encoding="utf-8"))
    }
    assert "docs/first_steps/first_class.md" in named
    assert [page for page in sorted(named) if not (ROOT / page).exists()] == []


def test_a_page_lies_in_one_of_the_folders():
    """The site's parts are folders (CONTRIBUTING.md): a page beside them would stand in none."""
    beside = {path.name for path in ROOT.glob("docs/*.md")}
    assert beside == {"index.md"}, "move it to docs/how_to/, docs/reference/ or docs/why/"


def test_the_readmes_picture_moves_and_is_small():
    path = ROOT / "docs" / "pictures" / "lessons.gif"
    assert "](docs/pictures/lessons.gif)" in (ROOT / "README.md").read_text(encoding="utf-8")
    assert path.stat().st_size < 2e6
    with Image.open(path) as picture:
        assert picture.n_frames >= 8
        assert picture.info["loop"] == 0
