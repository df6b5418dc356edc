"""The first minute: one command, and the first chapter stands in the browser, with nothing in its way."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest
from playwright.sync_api import expect

from resnet_lessons.instructor.notebooks import NOTEBOOKS
from tests.journeys.lab import CHROMIUM, SECONDS

TOKEN = "first"
LAB = (sys.executable, "-m", "resnet_lessons.cli", "lab")
PLAIN = (sys.executable, "-m", "jupyterlab", "--ServerApp.root_dir=notebooks")


def start(command, folder):
    """(process, its address): JupyterLab of a user who never started one, with what it prints in `log`."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    variables = {**os.environ, "HOME": str(folder / "home"), "JUPYTER_TOKEN": TOKEN}
    variables = {
        name: value
        for name, value in variables.items()
        if not re.match("XDG_|JUPYTER_.*_(DIR|PATH)|RESNET_LESSONS_ANSWERS", name)
    }
    root = ["--allow-root"] if os.geteuid() == 0 and command is PLAIN else []
    process = subprocess.Popen(
        [*command, "--no-browser", "--ip=127.0.0.1", f"--port={port}", *root],
        cwd=folder,
        env=variables,
        stdout=(folder / "log").open("w"),
        stderr=subprocess.STDOUT,
    )
    return process, f"http://127.0.0.1:{port}"


def status(address):
    """The HTTP status of an address, once the server answers."""
    for _ in range(600):
        try:
            with urllib.request.urlopen(f"{address}?token={TOKEN}", timeout=30) as answer:
                return answer.status
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            time.sleep(0.1)
    raise AssertionError("JupyterLab does not answer")


@pytest.fixture
def first(tmp_path, request):
    """(folder, address) of a JupyterLab that a command started in a new folder with the notebooks."""
    shutil.copytree(NOTEBOOKS, tmp_path / "notebooks")
    (tmp_path / "home").mkdir()
    process, address = start(request.param, tmp_path)
    yield tmp_path, address
    process.terminate()
    process.wait(timeout=30)


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium")
@pytest.mark.parametrize("first", [LAB], indirect=True)
def test_the_first_chapter_is_open_and_nothing_stands_in_its_way(first, page):
    folder, address = first
    assert status(f"{address}/formgrader") == 404
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{address}/?token={TOKEN}")
    expect(page.locator(".jp-Notebook h1").first).to_contain_text(
        "Start here", timeout=60 * SECONDS
    )
    expect(page.locator("#jp-main-statusbar")).to_contain_text("| Idle", timeout=120 * SECONDS)
    assert "nbgrader" not in page.locator("body").inner_text().lower()
    assert page.locator(".Toastify__toast, .jp-Dialog").count() == 0
    assert all(url.startswith((address, "data:", "blob:")) for url in asked)
    assert not any(re.search(r"/lab/api/(news|update)", url) for url in asked)
    said = (folder / "log").read_text()
    assert ("You are root" in said) == (os.geteuid() == 0)
    assert "without encryption" not in said
    assert not list((folder / "home").rglob("*config*.json"))


@pytest.mark.process
@pytest.mark.parametrize("first", [PLAIN], indirect=True)
def test_an_instructor_who_starts_jupyterlab_itself_has_nbgrader_s_panels(first):
    _, address = first
    assert status(f"{address}/formgrader") != 404
