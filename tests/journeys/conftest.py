"""What every journey needs: a JupyterLab over a copy of the notebooks, and a browser."""

import os
import re
import shutil
from pathlib import Path

import pytest

from resnet_lessons.instructor.notebooks import NOTEBOOKS
from tests.journeys.lab import chromium, jupyterlab


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """One JupyterLab for all journeys of a worker."""
    folders = (tmp_path_factory.mktemp(name) for name in ("lab", "settings"))
    with jupyterlab(*folders) as running:
        yield running


@pytest.fixture
def lab(server, request):
    """(folder of the notebooks, function from a notebook's name to its address)."""
    folder = server.folder / re.sub(r"\W", "_", request.node.name)
    folder.mkdir()
    for notebook in NOTEBOOKS.glob("*.ipynb"):
        shutil.copy(notebook, folder)
    server.begin_anew()
    return folder, lambda notebook: server.address(f"{folder.name}/{notebook}")


@pytest.fixture(scope="module")
def browser():
    """One for the tests of a file."""
    with chromium() as running:
        yield running


@pytest.fixture
def page(browser):
    """An empty page that remembers nothing of the one before."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


@pytest.fixture
def pictures(tmp_path):
    """Where pictures of the journey are kept for someone to look at."""
    folder = Path(os.environ.get("RESNET_LESSONS_SCREENSHOTS", tmp_path / "screenshots"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder
