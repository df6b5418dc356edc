"""What a submission can see and do in the sandbox, tried from inside a real one."""

import contextlib
import json
import os
import signal
import time
from pathlib import Path

import numpy as np
import pytest

from resnet_lessons.course.exercises import EXERCISES
from resnet_lessons.instructor.answers import answer, without_markers
from resnet_lessons.instructor.grading.observing.examine import examine
from resnet_lessons.instructor.grading.observing.references import program
from resnet_lessons.instructor.sandbox import SandboxLost, box, warm_parent, workers
from resnet_lessons.instructor.sandbox.inside import refused_calls
from resnet_lessons.instructor.sandbox.inside.channel import Closed
from tests.instructor.sandbox.support import said, sandbox, told
from tests.support.soak import some
from tests.test_processor import GRADIENTS

pytestmark = [
    pytest.mark.sandbox,
    pytest.mark.skipif(
        box.why_no_sandbox() != "", reason=f"no sandbox here: {box.why_no_sandbox()}"
    ),
]


FORBIDDEN = refused_calls.not_permitted() if refused_calls.is_known() else ()


@pytest.fixture(scope="module")
def running():
    with sandbox(seconds=20) as made:
        yield made


def test_it_sees_python_and_the_lessons_without_answers(running):
    code = "import os; found = sorted(os.listdir('/grader'))"
    assert said(running, code) == "['inside', 'lessons']"
    code = (
        "import os; found = [n for _, d, _ in os.walk('/grader') for n in d if n == 'instructor']"
    )
    assert said(running, code) == "[]"
    model = "/grader/lessons/resnet_lessons/course/answers/model.py"
    assert said(running, f"found = 'SOLUTION' in open('{model}').read()") == "False"


@pytest.mark.parametrize("path", ["/etc/passwd", "/var", str(Path(__file__).parent)])
def test_it_does_not_see(running, path):
    assert said(running, f"import os; found = os.path.exists({path!r})") == "False"


def test_it_sees_no_process_but_itself(running):
    assert said(running, "import os; found = os.getpid()") == "1"
    assert said(running, "import os; found = sorted(os.listdir('/proc'))") == "['self']"


def test_it_writes_to_its_own_folder_alone(running):
    code = (
        "import os\nfound = []\n"
        "for top, folders, files in os.walk('/'):\n"
        "    if top.startswith(('/scratch', '/usr/lib')): continue\n"
        "    try:\n        open(top + '/x', 'w').close(); found.append(top)\n"
        "    except OSError: pass\n"
        "    if top.count('/') > 4: folders.clear()"
    )
    assert said(running, code) == "[]"
    assert (
        said(running, "open('/scratch/x', 'w').write('1'); found = open('/scratch/x').read()")
        == "1"
    )
    assert said(running, "import os; found = os.listdir('/scratch')") == "[]"


@pytest.mark.parametrize(
    "code",
    [
        "import os; os.fork()",
        "import socket; socket.socket()",
        "import socket; socket.socketpair()",
        "import os, sys; os.execv(sys.executable, ['python'])",
        "import os; os.chroot('/scratch')",
        "import resource as r; r.setrlimit(r.RLIMIT_NOFILE, (9999, 9999))",
        "import resource as r; r.setrlimit(r.RLIMIT_CPU, (0, 0))",
        "import multiprocessing as m; p = m.Process(target=print); p.start()",
    ],
)
def test_it_may_not(running, code):
    text = told(running, code)
    assert "not permitted" in text or "not allowed" in text, text


def test_the_kernel_refuses_every_call_that_is_not_permitted(running):
    code = (
        "import ctypes, os\nlibrary = ctypes.CDLL(None, use_errno=True)\nfound = []\n"
        f"for call in {FORBIDDEN}:\n"
        "    result = library.syscall(call, 0x10000000, 0, 0, 0, 0)\n"
        "    if (result, ctypes.get_errno()) != (-1, 1): found.append(call)"
    )
    assert said(running, code) == "[]"


def test_it_has_no_descriptor_of_anyone(running):
    code = (
        "import os\nfound = []\n"
        "for number in range(300):\n"
        "    try: os.fstat(number); found.append(number)\n"
        "    except OSError: pass"
    )
    assert len(json.loads(said(running, code))) == 4


def test_memory_files_and_open_files_are_limited(running):
    assert "MemoryError" in told(running, "x = bytearray(5 * 2**30)")
    flood = "with open('/scratch/x', 'wb') as f:\n    for _ in range(4000): f.write(bytes(10**6))"
    assert "OSError" in told(running, flood)
    assert "Error" in told(running, "files = [open('/dev/null') for _ in range(100)]")


def test_nothing_printed_arrives_and_nothing_said_is_long(running):
    assert len(told(running, "print('x' * 10**7)\nraise ValueError('y' * 10**7)")) <= 300


def test_gradients_do_not_write_past_their_memory(running):
    assert told(running, f"{GRADIENTS}\nraise ValueError('done')") == "ValueError: done"


def test_a_child_that_ends_is_noticed(running):
    with pytest.raises(Closed):
        told(running, "import os; os._exit(7)")
    with running.open() as child:
        cell = {"number": 1, "source": "import os; os._exit(7)", "exercise": "", "mode": "context"}
        child.send({"cells": [cell], "probe": {}})
        assert child.receive()[0] == {"begun": 1}
        with pytest.raises(Closed):
            child.receive()
    assert child.status == 7


def test_a_child_that_hangs_is_ended_with_its_threads():
    with sandbox(seconds=3) as made:
        since = time.monotonic()
        with pytest.raises(TimeoutError):
            told(
                made,
                "import threading, time\n"
                "threading.Thread(target=time.sleep, args=(99,)).start()\n"
                "while True: pass",
            )
        assert time.monotonic() - since < 30
        assert told(made, "raise ValueError(1)") == "ValueError: 1"
        assert descendants(made._parents[False].process.pid) <= 3


def descendants(process):
    """How many processes live below one."""
    parents = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        parents.setdefault(int(fields[1]), []).append(int(path.parent.name))
    waiting, count = [process], 0
    while waiting:
        children = parents.get(waiting.pop(), [])
        count += len(children)
        waiting += children
    return count


@pytest.mark.parametrize("alone", some([False, True], 2))
def test_a_child_is_as_confined_in_a_box_of_its_own(running, alone):
    """A submission can have itself tried alone: a status as if it had been killed is enough."""
    seen = (
        "import os\n\ndef filled(megabytes=0):\n    try:\n        for number in range(9):\n"
        "            with open(f'/scratch/{number}', 'wb', buffering=0) as file:\n"
        "                for _ in range(8):\n"
        "                    megabytes += file.write(bytes(1 << 20)) / (1 << 20)\n"
        "    except OSError as error:\n        return megabytes, os.strerror(error.errno)\n\n"
        "raise ValueError(os.getpid(), os.listdir('/proc'), filled())"
    )
    expected = "ValueError: (1, ['self'], (32.0, 'No space left on device'))"
    assert told(running, seen, alone) == expected
    assert "Read-only" in told(running, "import os; os.utime('/dev/null')", alone)


def test_a_lost_box_is_replaced():
    with sandbox() as made:
        os.kill(made._parents[False].process.pid, signal.SIGKILL)
        made._parents[False]._gone.wait(10)
        assert told(made, "raise ValueError(2)") == "ValueError: 2"


@pytest.mark.parametrize("who", ["0", "-1", "-os.getpgid(0)", "os.getppid()"])
def test_no_signal_reaches_the_warm_parent(running, who):
    code = f"import os\ntry: os.kill({who}, 9)\nexcept OSError: pass\nraise ValueError('alive')"
    with contextlib.suppress(Closed):
        assert told(running, code) == "ValueError: alive"
    assert not running._parents[False].has_ended
    assert running._parents[False].process.poll() is None


def test_a_box_that_cannot_start_says_so(tmp_path):
    with pytest.raises(SandboxLost, match="The sandbox does not start"):
        from resnet_lessons.instructor.sandbox.workers import Sandbox

        with Sandbox(tmp_path, box.choose()) as made:
            made.wait()


def test_a_box_that_is_late_is_not_called_broken(monkeypatch):
    monkeypatch.setattr(warm_parent, "_SECONDS_TO_START", 0.01)
    with pytest.raises(SandboxLost, match="This machine may be busy"), sandbox() as made:
        made.wait()


def test_a_box_that_is_made_while_the_grader_stops_is_not_waited_for(monkeypatch, tmp_path):
    made, closed = workers.Sandbox(tmp_path, box.choose()), []

    class Made:
        has_ended = False

        def __init__(self, sandbox, **_):
            # All others are closed now, and this one is not among them yet.
            sandbox.stop()

        def close(self):
            closed.append(self)

    monkeypatch.setattr(workers, "WarmParent", Made)
    with pytest.raises(SandboxLost, match="was stopped"), made.open():
        pass
    assert len(closed) == 1


def test_a_fork_does_what_a_whole_new_process_does(running):
    """The oracle: everything the warm start might change would show here."""
    names = some(("identity_kernel", "grow", "regular_block", "block_layer"), 4)
    with sandbox(start="spawn") as spawned:
        for name in names:
            wanted = {name: (11, EXERCISES[name].cases)}
            # An answer may call those that stand above it in its notebook.
            chapter = [
                key for key, each in EXERCISES.items() if each.chapter == EXERCISES[name].chapter
            ]
            written = chapter[: chapter.index(name) + 1]
            submission = program({each: without_markers(answer(each)) for each in written})
            one = examine(running, submission, wanted)[name]
            other = examine(spawned, submission, wanted)[name]
            assert one.symbolic_failure == other.symbolic_failure
            for first, second in zip(one.outcomes, other.outcomes, strict=True):
                assert (first.parameters, first.calls) == (second.parameters, second.calls)
                assert first.failure is None and len(first.arrays) == len(second.arrays) > 0
                for array, same in zip(first.arrays, second.arrays, strict=True):
                    np.testing.assert_array_equal(array, same)
