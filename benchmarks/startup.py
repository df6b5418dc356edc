"""How soon a chapter begins: the package imported, and the first figure seen in a kernel."""

import os
import subprocess
import sys
import tempfile
import time

from jupyter_client.manager import KernelManager

from resnet_lessons.instructor import notebooks

_IMPORT = (
    "import time; start = time.perf_counter(); import resnet_lessons; "
    "print(time.perf_counter() - start)"
)
_LIMIT = 120


def import_seconds():
    """Of `import resnet_lessons` in a fresh interpreter, start-up of Python taken off."""
    command = [sys.executable, "-c", _IMPORT]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def first_figure_seconds(chapter):
    """From sending the first cell of a chapter until its first figure arrives.

    All cells are sent at once, as "Run all" does, to a kernel that has started and is idle.

    Args:
        chapter: its number.
    """
    source = notebooks.sources()[chapter]
    cells = [cell.source for cell in notebooks.build(source).cells if cell.cell_type == "code"]
    with tempfile.TemporaryDirectory() as folder:
        # As `make notebooks`: figures draw themselves.
        environment = {**os.environ, "RESNET_LESSONS_ANSWERS": folder, "MPLBACKEND": "agg"}
        manager = KernelManager(kernel_name="python3")
        manager.start_kernel(env=environment, cwd=folder)
        client = manager.client()
        client.start_channels()
        try:
            client.wait_for_ready(timeout=_LIMIT)
            start = time.perf_counter()
            for cell in cells:
                client.execute(cell)
            return _until_a_picture(client, start)
        finally:
            client.stop_channels()
            manager.shutdown_kernel(now=True)


def _until_a_picture(client, start):
    while True:
        message = client.get_iopub_msg(timeout=_LIMIT)
        if message["msg_type"] == "error":
            raise RuntimeError("\n".join(message["content"]["traceback"]))
        if "image/png" in message["content"].get("data", {}):
            return time.perf_counter() - start
