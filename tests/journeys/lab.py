"""A real JupyterLab on loopback, driven in a real Chromium as a student would."""

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import expect, sync_playwright

from resnet_lessons.student.lab import EXTENSIONS

CHROMIUM = next(
    (
        path
        for name in ("chromium", "chromium-browser", "google-chrome")
        if (path := shutil.which(name))
    ),
    None,
)
# As root, Chromium has no sandbox of its own; nothing but loopback is visited.
_CHROMIUM_OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
SECONDS = 1000  # Playwright counts in thousandths.
_TOKEN = "journey"
_SETTINGS = {
    # Every cell stays in the page, so that a test can look at all of them.
    "@jupyterlab/notebook-extension/tracker.jupyterlab-settings": {"windowingMode": "none"},
    "@jupyterlab/apputils-extension/notification.jupyterlab-settings": {"fetchNews": "false"},
}

# A cell's prompt turns into [*] when it is sent to the kernel and into [number] when it has run.
_WATCH = """prompt => {
  delete prompt.dataset.ran;
  new MutationObserver((_, observer) => {
    if (prompt.textContent.includes("*")) return;
    prompt.dataset.ran = "yes";
    observer.disconnect();
  }).observe(prompt, {childList: true, characterData: true, subtree: true});
}"""


@contextlib.contextmanager
def chromium():
    """A real browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=_CHROMIUM_OPTIONS)
        yield browser
        browser.close()


@dataclass(frozen=True)
class JupyterLab:
    """A running JupyterLab.

    Attributes:
        folder: that it serves; a student's answers land beside their notebook.
        settings: folder of its settings.
        base: its address.
    """

    folder: Path
    settings: Path
    base: str

    def address(self, notebook):
        """Address of a notebook alone, without side bars; from its path in the folder."""
        return f"{self.base}/doc/tree/{notebook}?token={_TOKEN}&reset"

    def begin_anew(self):
        """Settings as they are before someone changes one, and no kernel."""
        shutil.rmtree(self.settings / "@jupyterlab", ignore_errors=True)
        for name, values in _SETTINGS.items():
            path = self.settings / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(values))
        for session in json.loads(self._ask("sessions")):
            self._ask(f"sessions/{session['id']}", "DELETE")

    def _ask(self, what, method="GET"):
        request = urllib.request.Request(
            f"{self.base}/api/{what}", headers={"Authorization": f"token {_TOKEN}"}, method=method
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.read()


@contextlib.contextmanager
def jupyterlab(folder, settings):
    """Starts JupyterLab on a free port of the loopback interface, with a token.

    Args:
        folder: that is served.
        settings: an empty folder for JupyterLab's own settings.

    Yields:
        `JupyterLab`
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {**os.environ, "JUPYTERLAB_SETTINGS_DIR": str(settings)}
    environment.pop("RESNET_LESSONS_ANSWERS", None)
    log = (settings / "server.log").open("w")
    # In no folder: no journey knows of the answers of another, nor of the user's own.
    environment["RESNET_LESSONS_KNOWN_FOLDERS"] = f"{log.name}/none"
    server = subprocess.Popen(
        [
            sys.executable, "-m", "jupyterlab", "--no-browser", "--ip=127.0.0.1",
            f"--port={port}", "--ServerApp.port_retries=0", f"--IdentityProvider.token={_TOKEN}",
            f"--ServerApp.root_dir={folder}", EXTENSIONS,
            *(["--allow-root"] if os.geteuid() == 0 else []),
        ],
        stdout=log, stderr=log, env=environment, start_new_session=True,
    )  # fmt: skip
    base = f"http://127.0.0.1:{port}"
    try:
        _wait_until_it_answers(f"{base}/api/status?token={_TOKEN}", server, log.name)
        yield JupyterLab(folder, settings, base)
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(timeout=30)
        log.close()


def _wait_until_it_answers(address, server, log):
    for _ in range(240):
        if server.poll() is not None:
            raise RuntimeError(f"JupyterLab stopped: {Path(log).read_text()[-2000:]}")
        with contextlib.suppress(OSError), urllib.request.urlopen(address, timeout=2):
            return
        time.sleep(0.25)
    raise RuntimeError(f"JupyterLab does not answer: {Path(log).read_text()[-2000:]}")


class Notebook:
    """One open notebook, with the gestures of a student."""

    def __init__(self, page, address):
        self.page = page
        page.goto(address)
        expect(page.locator(".jp-Notebook .jp-CodeCell").first).to_be_visible(timeout=60 * SECONDS)
        self.wait_until_idle()

    def wait_until_idle(self):
        """Waits until the kernel is connected and has nothing to do.

        Before it is connected, JupyterLab calls it idle too, and clears the cells that are run.
        """
        status = self.page.locator("#jp-main-statusbar")
        expect(status).to_contain_text("(ipykernel) | Idle", timeout=120 * SECONDS)

    @contextlib.contextmanager
    def waiting_for(self, cell, seconds=180):
        """Ends when the cell has been run to its end after the gesture inside."""
        prompt = cell.locator(".jp-InputPrompt")
        prompt.evaluate(_WATCH)
        yield
        expect(prompt).to_have_attribute("data-ran", "yes", timeout=seconds * SECONDS)

    def run_all(self):
        """Run, Run All Cells."""
        with self.waiting_for(self.page.locator(".jp-Notebook .jp-CodeCell").last):
            self.page.get_by_role("menuitem", name="Run", exact=True).click()
            self.page.get_by_role("menuitem", name="Run All Cells", exact=True).click()

    def cell(self, text):
        """The code cell whose text begins so."""
        return (
            self.page.locator(".jp-Notebook .jp-CodeCell")
            .filter(has=self.page.locator(".cm-content", has_text=text))
            .first
        )

    def type_into(self, cell, text):
        """Replaces what stands in a cell and runs it."""
        cell.locator(".cm-content").click()
        self.page.keyboard.press("Control+a")
        self.page.keyboard.insert_text(text)
        self._run(cell)

    def run(self, cell):
        """Runs one cell."""
        cell.locator(".cm-content").click()
        self._run(cell)

    def _run(self, cell):
        with self.waiting_for(cell):
            self.page.keyboard.press("Shift+Enter")

    def save(self):
        """Saves the notebook and waits until that is done."""
        with self.page.expect_response(
            lambda response: "/api/contents/" in response.url and response.request.method == "PUT"
        ):
            self.page.keyboard.press("Control+s")
