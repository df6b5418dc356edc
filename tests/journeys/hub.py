"""A JupyterHub on loopback as docs/how_to/jupyterhub.md has it built: a bundle installed beside it,
notebooks in a repository, and users who are told apart by nothing but their names."""

import contextlib
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import urlencode

from playwright.sync_api import expect

from tests.journeys.lab import SECONDS, Notebook

PAGE = Path(__file__).parents[2] / "docs" / "how_to" / "jupyterhub.md"
# On a machine that is busy with something else, too.
LONG = 900
# What belongs to this test alone: anybody is let in, and everything stays on this machine.
_OF_THE_TEST = """
c.JupyterHub.bind_url = "http://127.0.0.1:{port}"
c.JupyterHub.hub_port = {hub_port}
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{api_port}"
# The hub gives a proxy of its own ten seconds to start, which on a busy machine is too little.
c.ConfigurableHTTPProxy.should_start = False
c.JupyterHub.authenticator_class = "dummy"
c.Authenticator.allow_all = True
c.JupyterHub.spawner_class = "simple"
c.SimpleLocalProcessSpawner.home_dir_template = "{homes}/{{username}}"
c.Spawner.args.append("--allow-root")
c.Spawner.http_timeout = c.Spawner.start_timeout = {long}
"""
# Every cell stays in the page, so that a test can look at all of them.
_ALL_CELLS = "@jupyterlab/notebook-extension/tracker.jupyterlab-settings"


def why_no_hub():
    """What is missing on this machine, or ""."""
    return "" if shutil.which("npm") else "no npm: `apt install npm`"


def done(*command, cwd, **options):
    """What a command prints, which goes well; the package that runs the tests stays out of it."""
    ended = subprocess.run(
        list(map(str, command)),
        cwd=cwd,
        env=_environment(),
        capture_output=True,
        text=True,
        **options,
    )
    assert ended.returncode == 0, (ended.stdout + ended.stderr)[-4000:]
    return ended.stdout


def _environment():
    return {name: text for name, text in os.environ.items() if name != "PYTHONPATH"}


def git(folder, *words):
    """Runs git in a folder, as somebody with a name."""
    who = ("-c", "user.name=Instructor", "-c", "user.email=instructor@localhost")
    return done("git", *who, *words, cwd=folder)


def environment_of(bundle, folder):
    """Makes the users' environment of a bundle.

    Args:
        bundle: folder with `requirements.lock` and its wheel.
        folder: of the environment.

    Returns:
        its `bin`, with a proxy for the hub beside it
    """
    uv = shutil.which("uv") or Path(sys.executable).with_name("uv")
    python = folder / "bin" / "python"
    done(uv, "venv", "--quiet", "--python", sys.executable, folder, cwd=bundle)
    install = (uv, "pip", "install", "--quiet", "--python", python)
    done(*install, "-r", "requirements.lock", cwd=bundle, timeout=3600)
    done(*install, "jupyterhub", "nbgitpuller", "nbgrader", cwd=bundle, timeout=3600)
    done("npm", "install", "--silent", "--prefix", folder, "configurable-http-proxy", cwd=folder)
    return folder / "bin"


def settings_on_the_page(programs, printed):
    """The page's own lines for `jupyterhub_config.py`, with the folders of this environment.

    Args:
        programs: the `bin` of the users' environment.
        printed: the folder that `resnet-lessons lab --settings` prints there.
    """
    (block,) = re.findall(r"```python\n(# jupyterhub_config.py\n.*?)```", PAGE.read_text(), re.S)
    beside = Path(printed).parent
    text, count = re.subn(r'"/opt/lessons/lib/\S+/(lab_\w+)"', rf'"{beside}/\1"', block)
    assert count == 2 and f'"{printed}"' in text
    return text.replace('"/opt/lessons/bin/', f'"{programs}/')


@dataclass(frozen=True)
class Hub:
    """A running JupyterHub.

    Attributes:
        base: its address.
        homes: folder in which each user has a home.
        repository: bare one, with the notebooks on the branch `main`.
        log: file of what the hub and its servers say.
    """

    base: str
    homes: Path
    repository: Path
    log: Path

    def link(self, notebook, **more):
        """The link that students are given, to a notebook of the repository."""
        asked = {
            "repo": self.repository.as_uri(),
            "branch": "main",
            "targetpath": "lessons",
            "urlpath": f"lab/tree/lessons/{notebook}",
        }
        return f"{self.base}/hub/user-redirect/git-pull?{urlencode(asked | more)}"

    def welcome(self, user):
        """Makes the home of a user, in which JupyterLab keeps every cell in the page."""
        path = self.homes / user / ".jupyter" / "lab" / "user-settings" / _ALL_CELLS
        path.parent.mkdir(parents=True)
        path.write_text('{"windowingMode": "none"}')
        return self.homes / user


@contextlib.contextmanager
def jupyterhub(programs, repository, folder):
    """Starts a hub.

    Args:
        programs: the `bin` of the users' environment.
        repository: bare one, with the notebooks.
        folder: an empty one for what the hub and its users keep.

    Yields:
        `Hub`
    """
    port, hub_port, api_port = ports = _free_ports(3)
    homes, log = folder / "homes", folder / "hub.log"
    printed = done(programs / "resnet-lessons", "lab", "--settings", cwd=folder).strip()
    own = _OF_THE_TEST.format(
        port=port, hub_port=hub_port, api_port=api_port, homes=homes, long=LONG
    )
    (folder / "jupyterhub_config.py").write_text(settings_on_the_page(programs, printed) + own)
    environment = _environment() | {
        "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
        "CONFIGPROXY_AUTH_TOKEN": secrets.token_hex(16),
    }
    base = f"http://127.0.0.1:{port}"
    with log.open("w") as said, contextlib.ExitStack() as stack:
        start_hub = [programs / "jupyterhub", "-f", "jupyterhub_config.py"]
        for command, answers in (
            (_proxy(programs, *ports), partial(socket.create_connection, ("127.0.0.1", api_port))),
            (start_hub, partial(urllib.request.urlopen, f"{base}/hub/api")),
        ):
            server = stack.enter_context(_running(command, folder, said, environment))
            _wait_until(answers, server, log)
        yield Hub(base, homes, repository, log)


def _proxy(programs, port, hub_port, api_port):
    hub = f"http://127.0.0.1:{hub_port}"
    return [
        programs.parent / "node_modules" / ".bin" / "configurable-http-proxy",
        "--ip=127.0.0.1", f"--port={port}", "--api-ip=127.0.0.1", f"--api-port={api_port}",
        f"--default-target={hub}", f"--error-target={hub}/hub/error",
    ]  # fmt: skip


@contextlib.contextmanager
def _running(command, folder, said, environment):
    """A process that is asked to end: a hub ends its users' servers, and these their kernels."""
    server = subprocess.Popen(
        command, cwd=folder, stdout=said, stderr=said, env=environment, start_new_session=True
    )
    try:
        yield server
    finally:
        server.send_signal(signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            server.wait(timeout=120)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGKILL)


def _free_ports(number):
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(number)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]


def _wait_until(answers, server, log):
    for _ in range(LONG):
        assert server.poll() is None, log.read_text()[-2000:]
        with contextlib.suppress(OSError), answers(timeout=10):
            return
        time.sleep(1)
    raise AssertionError(log.read_text()[-2000:])


class NotebookOnHub(Notebook):
    """A notebook that a link opened: the one that JupyterLab shows then."""

    def __init__(self, page, link, user):
        self.page = page
        page.goto(link, timeout=LONG * SECONDS)
        if page.locator("input[name=username]").count():
            page.fill("input[name=username]", user)
            page.fill("input[name=password]", "any")
            page.locator("#login_submit").click()
        first = page.locator(".jp-Notebook .jp-CodeCell").first
        expect(first).to_be_visible(timeout=LONG * SECONDS)
        self.wait_until_idle()

    def wait_until_idle(self):
        status = self.page.locator("#jp-main-statusbar")
        expect(status).to_contain_text("(ipykernel) | Idle", timeout=LONG * SECONDS)

    def waiting_for(self, cell, seconds=LONG):
        return super().waiting_for(cell, seconds)

    def append(self, text):
        """Writes a cell below the last one; returns it, not yet run."""
        self.page.get_by_role("button", name="Click to add a cell.").click()
        cell = self.page.locator(".jp-Notebook .jp-CodeCell").last
        cell.locator(".cm-content").click()
        self.page.keyboard.insert_text(text)
        return self.cell(text)
