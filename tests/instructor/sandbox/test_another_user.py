"""Jobs that are users of their own, in a container: what one sees and does, and what is refused before."""

import json
import os
import sys

import pytest

from resnet_lessons.instructor.sandbox import another_user
from resnet_lessons.instructor.sandbox.box import NoSandbox, Tier
from tests.support.container import PYTHON, Container, needs_container

ROOT = another_user.Path(__file__).parents[3]
needs_root = pytest.mark.skipif(
    not sys.platform.startswith("linux") or os.getuid() != 0,
    reason="only root, on Linux, may do this",
)

# What runs in the container: each code in a job of its own, and what it found.
INSIDE = """
import json, os, sys
from pathlib import Path
from resnet_lessons.instructor.sandbox import another_user
from resnet_lessons.instructor.sandbox.inside import leftovers
from tests.instructor.sandbox.support import said, sandbox

codes = json.loads(sys.argv[1])
tier = another_user.choose([Path("/private")])
with sandbox(tier=tier, seconds=20) as made:
    another_user.assert_confined(made)
    found = {}
    for name, code in codes.items():
        try:
            found[name] = said(made, code)
        except Exception as error:
            found[name] = type(error).__name__
    found["users"] = [tier.users.start, tier.users.stop]
    found["folders"] = tier.folders
    found["child is another one each time"] = len(
        {said(made, "import os; found = os.getuid()") for _ in range(3)}
    )
    parent = made._parents[False].process.pid
    # Its warm parent is killed in the middle of a job that has made files and stays.
    with made.open() as child:
        cell = "import time; open('/tmp/left', 'w').close(); open('/dev/shm/left', 'w').close(); time.sleep(99)"
        child.send({"cells": [{"number": 1, "source": cell, "exercise": "", "mode": "context"}], "probe": {}})
        child.receive(20)
        while not Path("/dev/shm/left").exists():
            pass
        os.kill(parent, 9)
    found["told of a lost parent"] = child.status
    found["next"] = said(made, "found = 1 + 1")
tops = ("/tmp", "/var/tmp", "/dev/shm", "/run/lock")
found["left"] = [str(path) for top in tops for path in Path(top).iterdir()]
found["left of scratch"] = [
    str(path) for path in Path("/opt/tmp").rglob("*") if path.stat().st_uid in tier.users
]
# Of a process that ended whose parent is gone a line stays in /proc until process 1 asks.
found["running"] = leftovers._processes(set(tier.users))
print(json.dumps(found))
"""
CODES = {
    "user": "import os; found = [os.getresuid(), os.getresgid(), os.getgroups()]",
    "rights": "found = [l.split()[1] for l in open('/proc/self/status') if l[:4] in ('CapE', 'CapP', 'NoNe')]",
    "answers": "import os; found = os.access('/private', os.R_OK | os.X_OK)",
    # By another name, since what asks the lessons for something is passed over.
    "lessons": (
        "import importlib; m = importlib.import_module('resnet_' + 'lessons.course.answers.model')\n"
        "found = 'NotImplementedError' in open(m.__file__).read(), 'SOLUTION' in open(m.__file__).read()"
    ),
    "instructor": "import importlib; importlib.import_module('resnet_' + 'lessons.instructor')",
    "inside": "import inside.zygote as z; open(z.__file__)",
    "fork": "import os; os.fork()",
    "program": "import os, sys; os.execv(sys.executable, ['python'])",
    "socket": "import socket; socket.socket()",
    "namespace": "import ctypes; found = ctypes.CDLL(None).unshare(0x10000000)",
    "root": "import os; os.setuid(0)",
    "parent": "import os; os.kill(os.getppid(), 9)",
    "all": "import os; os.kill(-1, 9); found = 'alive'",
    "memory of the parent": "import os; open(f'/proc/{os.getppid()}/mem')",
    "environment of process 1": "open('/proc/1/environ')",
    "names of processes": "found = open('/proc/1/comm').read().strip()",
    "files": "import os; found = [n for n in range(300) if os.path.exists(f'/proc/self/fd/{n}')]",
    "own folder": (
        "import os, tempfile; open('x', 'w').close()\n"
        "found = os.listdir('.'), tempfile.gettempdir() == os.getcwd() == os.environ['HOME']"
    ),
    "large file": "open('x', 'wb').write(bytes(17 << 20))",
    "memory": "x = bytearray(5 * 2**30)",
    "threads": (
        "import threading, time\n"
        "for _ in range(60): threading.Thread(target=time.sleep, args=(9,)).start()"
    ),
    "everywhere": (
        "import os\nfound = []\nfor top, folders, _ in os.walk('/'):\n"
        "    if top in ('/proc', '/sys'): folders.clear(); continue\n"
        "    try: open(top + '/left', 'w').close(); found.append(top)\n"
        "    except OSError: pass"
    ),
    "folder that stays": "import os; os.makedirs('/tmp/a/b/c'); os.chmod('/tmp/a/b', 0); found = 'made'",
    "memory that stays": "import ctypes; found = ctypes.CDLL(None).shmget(0, 4096, 0o1600)",
    "ends": "import os; os._exit(3)",
}  # fmt: skip


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    root = tmp_path_factory.mktemp("container")
    for name, mode in (("private", 0o700), ("opt/tmp", 0o755)):
        (root / name).mkdir(parents=True)
        (root / name).chmod(mode)
    container = Container(root, ((str(ROOT), "/private/repository", "ro"),))
    environment = {"PYTHONPATH": "/private/repository", "TMPDIR": "/opt/tmp", "SECRET": "of root"}
    done = container.run(PYTHON, "-c", INSIDE, json.dumps(CODES), environment=environment)
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])


@needs_container
@pytest.mark.sandbox
class TestInContainer:
    def test_a_job_is_a_user_that_nobody_else_is_without_any_right(self, found):
        users, groups, others = json.loads(found["user"].replace("(", "[").replace(")", "]"))
        first, last = found["users"]
        assert len({*users, *groups}) == 1 and first <= users[0] < last and others == []
        assert found["rights"] == "['0000000000000000', '0000000000000000', '1']"
        assert found["child is another one each time"] == 3

    def test_it_reads_no_answer(self, found):
        assert (found["answers"], found["lessons"]) == ("False", "(True, False)")
        assert "ModuleNotFoundError" in found["instructor"]
        assert "ModuleNotFoundError" in found["inside"]

    @pytest.mark.parametrize(
        "what",
        ["fork", "program", "socket", "root", "parent", "memory of the parent",
         "environment of process 1"],
    )  # fmt: skip
    def test_the_kernel_refuses(self, found, what):
        assert "Error" in found[what] and (
            "ermi" in found[what] or "No such process" in found[what]
        )

    def test_no_namespace_and_no_shared_memory_is_made_and_nobody_else_is_killed(self, found):
        assert found["all"] == "alive"
        assert (found["namespace"], found["memory that stays"]) == ("-1", "-1")

    def test_what_remains_to_be_seen_are_names_of_processes(self, found):
        """If this fails because nothing is seen, the table in docs/how_to/autograders.md may promise more."""
        assert found["names of processes"] != ""

    def test_it_has_no_descriptor_of_anyone(self, found):
        assert len(json.loads(found["files"])) <= 5

    def test_its_limits_are_those_of_the_box(self, found):
        assert found["own folder"] == "(['x'], True)"
        assert "OSError" in found["large file"]
        assert "MemoryError" in found["memory"]
        assert "can't start new thread" in found["threads"]

    def test_it_writes_where_anyone_may_and_all_of_that_goes(self, found):
        written = json.loads(found["everywhere"].replace("'", '"'))
        assert set(written) >= {"/tmp", "/var/tmp", "/dev/shm", "/run/lock"}
        assert set(written) <= set(found["folders"])
        assert found["folder that stays"] == "made"
        assert found["left"] == [] and found["left of scratch"] == [] and found["running"] == []

    def test_a_warm_parent_that_is_lost_takes_its_jobs_with_it(self, found):
        assert found["ends"] == "Closed"
        assert found["told of a lost parent"] is None
        assert found["next"] == "2"


@needs_root
@pytest.mark.parametrize("mode", [0o755, 0o710, 0o701, 0o1777])
def test_a_folder_that_others_may_enter_is_refused_by_its_name(tmp_path, mode):
    tmp_path.chmod(mode)
    with pytest.raises(NoSandbox, match=f"{tmp_path} may be entered by others.*{mode:04o}"):
        another_user.choose([tmp_path])


@needs_root
def test_a_folder_of_such_a_user_or_a_link_is_refused(tmp_path):
    mine = tmp_path / "mine"
    mine.mkdir(mode=0o700)
    another_user.refuse_if_open(mine, range(100, 200))
    os.chown(mine, 150, 0)
    with pytest.raises(NoSandbox):
        another_user.refuse_if_open(mine, range(100, 200))
    link = tmp_path / "link"
    link.symlink_to(tmp_path)
    with pytest.raises(NoSandbox):
        another_user.refuse_if_open(link, range(100, 200))


@needs_root
def test_folders_that_all_may_write_to_are_found_where_all_may_go(tmp_path):
    tmp_path.chmod(0o755)
    for name, mode in (("open", 0o1777), ("open/in it", 0o1777), ("shut", 0o700), ("plain", 0o755)):
        (tmp_path / name).mkdir()
        (tmp_path / name).chmod(mode)
    # Nobody gets there, so nothing there matters.
    (tmp_path / "shut/resnet_lessons").mkdir()
    (tmp_path / "shut/open").mkdir(mode=0o777)
    expected = {str(tmp_path / "open"), str(tmp_path / "open/in it")}
    assert set(another_user.folders_for_all(tmp_path)) == expected


@needs_root
@pytest.mark.parametrize(
    ("name", "mode", "told"),
    [
        ("not sticky/", 0o777, "Anyone may change .*not sticky"),
        ("file", 0o666, "Anyone may change .*file"),
        ("resnet_lessons/", 0o755, "could read what may hold answers.*resnet_lessons"),
        (".git/", 0o755, "could read what may hold answers"),
        ("ledger.sqlite", 0o644, "could read what may hold answers"),
        ("resnet_lessons-0.1.0-py3-none-any.whl", 0o644, "could read what may hold answers"),
        ("chapter.ipynb", 0o644, "could read what may hold answers"),
    ],
)
def test_what_all_may_read_or_change_is_refused_by_its_name(tmp_path, name, mode, told):
    tmp_path.chmod(0o755)
    path = tmp_path / "some folder" / name
    path.parent.mkdir()
    path.mkdir() if name.endswith("/") else path.write_text("import resnet_lessons")
    path.chmod(mode)
    with pytest.raises(NoSandbox, match=told):
        another_user.folders_for_all(tmp_path)


@pytest.mark.parametrize(
    ("maps", "users"),
    [
        (("0 0 4294967295", "0 0 4294967295"), another_user._MANY),
        (("0 1000 1\n1 100000 65536", "1 100000 65536\n0 1000 1"), another_user._FEW),
        (("0 1000 1", "0 1000 1"), None),
        (("0 0 4294967295", "0 1000 1\n7 2000 65536"), None),
    ],
)  # fmt: skip
def test_users_are_chosen_among_the_numbers_that_a_container_has(monkeypatch, maps, users):
    maps = dict(zip(("uid_map", "gid_map"), maps, strict=True))
    real = another_user.Path.read_text

    def read_text(path, *arguments, **named):
        return maps.get(path.name) or real(path, *arguments, **named)

    monkeypatch.setattr(another_user.Path, "read_text", read_text)
    if users is None:
        with pytest.raises(NoSandbox, match="numbers for 1 users only"):
            another_user.users_that_nobody_is()
        return
    chosen = another_user.users_that_nobody_is()
    assert users.start <= chosen.start and chosen.stop <= users.stop and len(chosen) == 4096


def test_a_processor_without_a_filter_is_refused(monkeypatch):
    monkeypatch.setattr(another_user.os, "getuid", lambda: 0)
    monkeypatch.setattr(another_user.refused_calls, "is_known", lambda: False)
    with pytest.raises(NoSandbox, match="no filter of calls"):
        another_user.choose([])


def test_whoever_is_not_root_is_refused(monkeypatch):
    monkeypatch.setattr(another_user.os, "getuid", lambda: 1000)
    with pytest.raises(NoSandbox, match="in which the grader is root"):
        another_user.choose([])


def test_jobs_have_users_one_after_the_other():
    tier = Tier("", False, users=range(1000, 1003))
    assert [tier.user_of(number) for number in range(1, 5)] == [1001, 1002, 1000, 1001]
    assert Tier("", True).user_of(5) == 0
