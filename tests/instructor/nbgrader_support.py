"""The real nbgrader, as someone runs it who has activated the environment."""

import contextlib
import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

_ENVIRONMENT = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}


def _environment():
    """As a shell has it, without folders of a test; but the list of folders is never the user's own."""
    known = "RESNET_LESSONS_KNOWN_FOLDERS"
    return _ENVIRONMENT | {known: os.environ[known]}


def nbgrader(*arguments, cwd, **more):
    """Runs one of nbgrader's commands; returns the completed process, which went well."""
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", *map(str, arguments)],
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=600,
        env=_environment() | more,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done


@contextlib.contextmanager
def formgrader(folder):
    """Serves a folder with nbgrader's formgrader; yields a function from a path, and what to put
    there if something is to change, to what it says."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "jupyter_server",
        "--no-browser",
        "--allow-root",
        f"--port={port}",
        "--IdentityProvider.token=known",
        f"--ServerApp.root_dir={folder}",
        "--ServerApp.jpserver_extensions=nbgrader.server_extensions.formgrader=True",
    ]
    environment = _environment() | {
        name: str(Path(folder) / ".jupyter")
        for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR", "JUPYTER_DATA_DIR")
    }
    server = subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )

    def ask(path, **changes):
        request = urllib.request.Request(
            f"http://127.0.0.1:{port}/formgrader/{path}",
            json.dumps(changes).encode() if changes else None,
            {"Authorization": "token known"},
            method="PUT" if changes else "GET",
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            text = answer.read().decode()
        return json.loads(text) if path.startswith("api/") else text

    try:
        _wait_for(ask, server)
        yield ask
    finally:
        server.terminate()
        server.wait(30)


def _wait_for(ask, server):
    for _ in range(120):
        assert server.poll() is None, "the server ended"
        with contextlib.suppress(urllib.error.URLError):
            ask("api/students")
            return
        time.sleep(0.5)
    raise AssertionError("the server does not answer")
