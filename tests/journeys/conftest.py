"""What every journey needs: a JupyterLab over a copy of the notebooks, and a browser."""

import os
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from resnet_lessons.instructor.notebooks import NOTEBOOKS
from tests.journeys.lab import CHROMIUM, CHROMIUM_OPTIONS, jupyterlab


@pytest.fixture
def lab(tmp_path):
    """(folder of the notebooks, function from a notebook's name to its address)."""
    folder = tmp_path / "lessons"
    folder.mkdir()
    for notebook in NOTEBOOKS.glob("*.ipynb"):
        shutil.copy(notebook, folder)
    (tmp_path / "settings").mkdir()
    with jupyterlab(folder, tmp_path / "settings") as address:
        yield folder, address


@pytest.fixture
def page():
    """An empty page of a real browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_OPTIONS)
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        yield page
        browser.close()


@pytest.fixture
def pictures(tmp_path):
    """Where pictures of the journey are kept for someone to look at."""
    folder = Path(os.environ.get("RESNET_LESSONS_SCREENSHOTS", tmp_path / "screenshots"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder
