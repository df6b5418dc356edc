"""Attacks where no sandbox works, in a container: each job is a user of its own, and nothing comes of it.

CI runs some of them, each a way out that namespaces would close; `make soak` runs all.
"""

from pathlib import Path

import pytest

from tests.attacks import ATTACKS
from tests.attacks.writing import ANOTHER_USER
from tests.support.container import PYTHON, Container, needs_container
from tests.support.soak import IS_SOAK

pytestmark = [pytest.mark.sandbox, needs_container]
ROOT = Path(__file__).parents[2]
CHOSEN = (
    "daemon",
    "kill_each_process",
    "kill_everything",
    "memory_of_parent",
    "network_of_machine",
    "write_elsewhere",
)
_SECONDS = 4 * 3600


def test_no_attack_gains_breaks_or_leaves_anything(tmp_path):
    for name, mode in (("private", 0o700), ("opt/tmp", 0o755)):
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name).chmod(mode)
    container = Container(tmp_path, ((str(ROOT), "/private/repository", "ro"),))
    done = container.run(
        *(PYTHON, "-m", "tests.attacks", *(() if IS_SOAK else CHOSEN)),
        environment={
            "PYTHONPATH": "/private/repository",
            "PYTHONDONTWRITEBYTECODE": "1",
            "TMPDIR": "/opt/tmp",
            "RESNET_LESSONS_ATTACK_PATH": ANOTHER_USER,
        },
        seconds=_SECONDS,
    )
    lines = done.stdout.splitlines()
    assert done.returncode == 0, [line for line in lines if "nothing gained" not in line]
    count = len(ATTACKS if IS_SOAK else CHOSEN)
    assert lines[-1] == f"{count} attacks and one honest submission; 0 with faults"
    assert lines[0].startswith("control") and "passed, 100%" in lines[0]
