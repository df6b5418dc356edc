"""Tries what `resnet-lessons lab` promises: that JupyterLab shows the lessons, and that a notebook's
kernel finds them."""

import contextlib
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from resnet_lessons.student import lab

_SECONDS = 90
_ANSWER_SECONDS = 30
_PAUSE = 0.1
_KERNEL = "python3"
_WITHOUT_PROXY = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class DoesNotOpen(Exception):
    """Says in one sentence why a student would not see the lessons, and in `remedy` what to do."""

    def __init__(self, sentence, remedy):
        super().__init__(sentence)
        self.remedy = remedy


def _server_fault(sentence):
    remedy = f"Run `{lab.as_typed()} --no-browser`: it says more. Or install resnet-lessons again."
    return DoesNotOpen(sentence, remedy)


def _kernel_fault(sentence):
    remedy = "gives this environment a kernel of its own, which finds them."
    return DoesNotOpen(sentence, f"`{sys.executable} -m ipykernel install --sys-prefix` {remedy}")


def _late(sentence):
    """A fault that a busy machine has too, on which nothing needs to be installed again."""
    remedy = (
        "This machine may be busy or slow: run the doctor again when it has less to do. "
        f"`{lab.as_typed()} --no-browser` shows how far JupyterLab comes."
    )
    return DoesNotOpen(sentence, remedy)


def try_lab(notebooks):
    """Starts JupyterLab on the loopback interface as the command does, asks for the first chapter, and
    stops it again.

    Args:
        notebooks: the folder with the lessons' notebooks.

    Raises:
        DoesNotOpen: says why JupyterLab does not show it.
    """
    with tempfile.TemporaryDirectory() as temporary, socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        token, log = secrets.token_urlsafe(), Path(temporary) / "log"
        options = ["--no-browser", "--ip=127.0.0.1", f"--port={port}"]
        options += ["--ServerApp.port_retries=0"]
        variables = lab.environment() | {"JUPYTER_TOKEN": token, "JUPYTER_RUNTIME_DIR": temporary}
        with log.open("wb") as output:
            server = subprocess.Popen(
                lab.command(notebooks, options),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env=variables,
                start_new_session=True,
            )
        try:
            _await_answer(f"http://127.0.0.1:{port}", token, server, log)
            _ask_for_chapter(f"http://127.0.0.1:{port}", token, notebooks)
        finally:
            _stop(server)


def _await_answer(base, token, server, log):
    end = time.monotonic() + _SECONDS
    while time.monotonic() < end:
        if server.poll() is not None:
            raise _server_fault(f"JupyterLab does not start: {_last_line(log)}")
        with contextlib.suppress(OSError):
            _get(f"{base}/api/status", token)
            return
        time.sleep(_PAUSE)
    raise _late(
        f"JupyterLab did not answer within {_SECONDS} seconds. The last that it said: {_last_line(log)}"
    )


def _ask_for_chapter(base, token, notebooks):
    name = lab.first_chapter(notebooks)
    try:
        page = _get(f"{base}/lab/tree/{name}", token)
        found = json.loads(_get(f"{base}/api/contents/{name}?content=0", token))
    except TimeoutError:
        raise _late(f"JupyterLab did not show {name} within {_ANSWER_SECONDS} seconds.") from None
    except (OSError, ValueError) as error:
        raise _server_fault(f"JupyterLab does not show {name}: {error}") from None
    if b"jupyter-config-data" not in page or found.get("type") != "notebook":
        raise _server_fault(f"JupyterLab answers, but does not show {name}.")


def _get(address, token):
    request = urllib.request.Request(address, headers={"Authorization": f"token {token}"})
    with _WITHOUT_PROXY.open(request, timeout=_ANSWER_SECONDS) as answer:
        return answer.read()


def _last_line(log):
    lines = log.read_text(errors="replace").strip().splitlines()
    return lines[-1].strip()[:300] if lines else "it says nothing."


def _stop(server):
    # A process that nobody waits for keeps its number, so that no other one is hit.
    for number in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(server.pid, number)
        with contextlib.suppress(subprocess.TimeoutExpired):
            server.wait(timeout=10)
            return


def try_kernel(folder):
    """Starts the kernel that the notebooks name, has it look for the lessons, and stops it.

    Args:
        folder: where it runs.

    Raises:
        DoesNotOpen: says why the kernel does not run, or that it is one of another environment.
    """
    from jupyter_client.manager import start_new_kernel

    try:
        manager, client = start_new_kernel(
            _SECONDS, _KERNEL, cwd=str(folder), stderr=subprocess.DEVNULL
        )
    except Exception as error:
        # So jupyter_client says that a kernel lives, but is late.
        if "didn't respond" in str(error):
            raise _late(
                f"the kernel {_KERNEL!r} did not start within {_SECONDS} seconds."
            ) from None
        raise _kernel_fault(f"the kernel {_KERNEL!r} does not start: {error}") from None
    try:
        reply = client.execute_interactive(
            "import resnet_lessons", timeout=_SECONDS, output_hook=lambda message: None
        )
    except TimeoutError:
        raise _late(
            f"the kernel {_KERNEL!r} did not find the lessons within {_SECONDS} seconds."
        ) from None
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    content = reply["content"]
    if content["status"] != "ok":
        said = f"{content.get('ename')}: {content.get('evalue')}"
        raise _kernel_fault(f"the kernel {_KERNEL!r} does not find the lessons ({said}).")
