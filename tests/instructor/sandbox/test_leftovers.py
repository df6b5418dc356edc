"""What a job that was a user of its own leaves: all of it goes, and nothing of anybody else's."""

import ctypes
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from resnet_lessons.instructor.sandbox.inside import leftovers

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux") or os.getuid() != 0,
    reason="only root, on Linux, ends and removes what is another user's",
)
# Two that nobody is, near to each other.
USER, NEIGHBOUR = 1_987_654_321, 1_987_654_322
LIBC = ctypes.CDLL(None, use_errno=True)


def shared_memory():
    """What `ipcs` would show: {number: user}."""
    lines = Path("/proc/sysvipc/shm").read_text().splitlines()
    names = lines[0].split()
    rows = [dict(zip(names, line.split(), strict=False)) for line in lines[1:]]
    return {int(row["shmid"]): int(row["uid"]) for row in rows}


def test_processes_of_a_user_end_and_those_of_others_stay(tmp_path):
    sleeping = [
        subprocess.Popen(["sleep", "600"], user=user, group=user) for user in (USER, NEIGHBOUR)
    ]
    try:
        leftovers.remove([USER], [tmp_path])
        assert sleeping[0].wait(5) == -9
        assert sleeping[1].poll() is None
    finally:
        for process in sleeping:
            process.kill()
            process.wait()


def test_a_process_that_ignores_every_signal_ends_with_its_children(tmp_path):
    # Python itself may lie where this user cannot go.
    code = (
        f"import os, signal, time\nos.setgid({USER})\nos.setuid({USER})\n"
        "for number in set(range(1, 32)) - {9, 19}: signal.signal(number, signal.SIG_IGN)\n"
        "[os.fork() for _ in range(3)]\ntime.sleep(600)"
    )
    process = subprocess.Popen([sys.executable, "-c", code])
    until = time.monotonic() + 10
    while len(leftovers._processes({USER})) < 8:
        assert time.monotonic() < until
        time.sleep(0.02)
    leftovers.remove([USER], [tmp_path])
    assert process.wait(5) == -9
    assert leftovers._processes({USER}) == []


def test_files_of_a_user_go_however_deep_they_lie_and_links_are_not_followed(tmp_path):
    tmp_path.chmod(0o755)
    kept = tmp_path / "kept"
    kept.mkdir()
    (kept / "file").write_text("somebody's")
    (kept / "neighbours").write_text("")
    os.chown(kept / "neighbours", NEIGHBOUR, NEIGHBOUR)
    code = (
        f"import os\nos.symlink({str(kept)!r}, 'link')\nos.mkfifo('pipe')\nopen('-rf', 'w').close()\n"
        "os.mkdir('closed')\nopen('closed/file', 'w').close()\nos.chmod('closed', 0)\n"
        "for _ in range(3000):\n    os.mkdir('deep')\n    os.chdir('deep')\n"
    )
    place = tmp_path / "place"
    place.mkdir(mode=0o777)
    place.chmod(0o1777)
    subprocess.run(
        [sys.executable, "-c", f"import os\nos.chdir({str(place)!r})\nos.setgid({USER})\n"
         f"os.setuid({USER})\n{code}"],
        check=True,
    )  # fmt: skip
    assert sorted(os.listdir(place)) == ["-rf", "closed", "deep", "link", "pipe"]
    leftovers.remove([USER], [place, kept, tmp_path / "no such folder"])
    assert os.listdir(place) == []
    assert sorted(os.listdir(kept)) == ["file", "neighbours"]


def test_shared_memory_of_a_user_goes(tmp_path):
    numbers = [LIBC.shmget(0, 4096, 0o1600) for _ in range(2)]
    try:
        for number, user in zip(numbers, (USER, NEIGHBOUR), strict=True):
            # Linux's `struct shmid_ds` begins with the key, user and group; 1 is IPC_SET.
            about = (ctypes.c_char * 256)()
            assert LIBC.shmctl(number, 2, about) == 0
            about[4:12] = user.to_bytes(4, "little") * 2
            assert LIBC.shmctl(number, 1, about) == 0
        assert shared_memory().items() >= {numbers[0]: USER, numbers[1]: NEIGHBOUR}.items()
        leftovers.remove([USER], [tmp_path])
        assert numbers[0] not in shared_memory()
        assert shared_memory()[numbers[1]] == NEIGHBOUR
    finally:
        for number in numbers:
            LIBC.shmctl(number, 0, None)


def test_root_is_never_meant(tmp_path):
    (tmp_path / "file").write_text("root's")
    leftovers.remove([0], [tmp_path])
    assert (tmp_path / "file").exists()
