"""Workers of a cluster judge as threads do, also where they are killed at random and cut off."""

import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time

import psutil
import pytest

from resnet_lessons.instructor.grading.machines import cluster
from resnet_lessons.instructor.grading.machines.cluster import (
    Cluster,
    ClusterRefused,
    refuse_readable,
)
from resnet_lessons.instructor.sandbox.workers import Limits
from tests.instructor.grading.machines.certificates import settings
from tests.instructor.grading.whole_classes import short_class
from tests.instructor.grading.whole_classes.whole_runs import (
    command,
    grade,
    needs_sandbox,
    processes_of_a_box,
    report,
)
from tests.support.soak import IS_SOAK, only_in_soak

KILLS = 10 if IS_SOAK else 2
STUDENTS = 40 if IS_SOAK else 8
SEED = ("--seed", 77)


def real(test):
    """Marks a test that has workers judge in the sandbox."""
    return pytest.mark.grades(pytest.mark.sandbox(needs_sandbox(test)))


@pytest.mark.parametrize(
    "address",
    ["tls://login1:8786", "tls://10.0.0.5:8786", "tcp://127.0.0.1:8786", "tcp://[::1]:8786", "127.0.0.1:1"],
)  # fmt: skip
def test_what_is_encrypted_or_stays_here_may_travel(address):
    refuse_readable(address)


@pytest.mark.parametrize(
    "address",
    ["tcp://10.0.0.5:8786", "10.0.0.5:8786", "tcp://192.168.1.2:1", "tcp://[2001:db8::1]:1"],
)
def test_what_others_could_read_is_refused(address):
    with pytest.raises(
        ClusterRefused, match=r"would travel unencrypted to .* with TLS .* as tls://"
    ):
        refuse_readable(address)


@pytest.mark.parametrize("address", ["ucx://10.0.0.5:1", "http://login1:8787", "inproc://x"])
def test_what_is_no_address_of_a_cluster_is_refused(address):
    with pytest.raises(ClusterRefused, match="no address of a cluster"):
        refuse_readable(address)


def test_a_cluster_that_others_could_read_is_refused_before_anything_is_sent(tmp_path):
    with pytest.raises(ClusterRefused, match="unencrypted"), Cluster("tcp://10.0.0.5:1", Limits()):
        pass


def test_without_dask_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    wanted = r"needs distributed, .* pip install 'resnet-lessons\[cluster,grading\]'"
    with pytest.raises(ClusterRefused, match=wanted), Cluster("tls://login1:8786", Limits()):
        pass


@pytest.mark.process
def test_a_scheduler_that_is_not_there_is_told(monkeypatch):
    monkeypatch.setattr(cluster, "_SECONDS_TO_CONNECT", 1)
    with (
        pytest.raises(ClusterRefused, match=r"No scheduler can be reached at tcp://127\.0\.0\.1:1"),
        Cluster("tcp://127.0.0.1:1", Limits()),
    ):
        pass


class _Answers:
    """In the place of what was sent to a worker: it answers something."""

    def __init__(self, outcome):
        self._outcome = outcome

    def outcome(self, seconds):
        return self._outcome


@pytest.mark.parametrize(
    ("outcome", "sentence"),
    [
        (
            ModuleNotFoundError("hiring"),
            "cannot run this version of the grader .ModuleNotFoundError.",
        ),
        ({"refused": "bubblewrap is not installed"}, "cannot grade: bubblewrap is not installed"),
        ({"lost": "the process there ended"}, "cannot grade: the process there ended"),
        ({"proof": "tensorflow"}, "has tensorflow 2.20.0, and this machine has "),
        ({"proof": "lessons"}, "has another state of the lessons"),
    ],
    ids=str,
)
def test_a_worker_that_is_another_is_named_with_what_differs(outcome, sentence):
    made = Cluster("tls://login1:8786", Limits())
    if isinstance(outcome, dict):
        if name := outcome.get("proof"):
            outcome = {"proof": cluster.proof.proof() | {name: "2.20.0"}}
        outcome = json.dumps(outcome).encode()
    with pytest.raises(AssertionError, match=f"^The worker tls://node7:1 {sentence}"):
        raise AssertionError(made._fault("tls://node7:1", _Answers(outcome)))
    right = json.dumps({"proof": cluster.proof.proof()}).encode()
    assert made._fault("tls://node7:1", _Answers(right)) == ""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A class, graded once by threads to compare with."""
    folder = tmp_path_factory.mktemp("cluster")
    short_class.make(folder / "class", STUDENTS)
    grade(folder / "class", folder / "whole", *SEED)
    return folder


@real
def test_workers_are_killed_and_the_report_is_that_of_one_machine(folder):
    """They, and the processes that they hired, are killed while they judge."""
    with _begun(folder, "killed", "--cluster", "local:2") as (process, printed):
        killed = _kill_at_random(process, KILLS)
        assert process.wait(1200) == 0, printed()
    assert report(folder / "killed") == report(folder / "whole")
    # A short class may be graded before the last one would be killed.
    assert killed >= (KILLS if IS_SOAK else 1)
    assert processes_of_a_box(folder) == []
    print(f"\nkilled {killed} processes")


@real
def test_a_worker_of_another_version_is_refused(monkeypatch):
    ours = cluster.proof.proof() | {"keras": "3.15.0"}
    monkeypatch.setattr(cluster.proof, "proof", lambda: ours)
    differs = r"^The worker tls://127\.0\.0\.1:\d+ has keras .*, and this machine has 3\.15\.0\.$"
    with pytest.raises(ClusterRefused, match=differs), Cluster("local:1", Limits()):
        pass


@real
def test_a_scheduler_and_a_worker_with_certificates(folder):
    with (
        _scheduler(folder, workers=1) as (address, environment, _),
        _begun(folder, "tls", "--cluster", address, **environment) as (process, printed),
    ):
        assert address.startswith("tls://")
        assert process.wait(1200) == 0, printed()
    assert report(folder / "tls") == report(folder / "whole")


@real
@only_in_soak
def test_a_scheduler_that_is_lost_ends_the_run_which_goes_on(folder):
    with (
        _scheduler(folder, workers=2) as (address, environment, processes),
        _begun(folder, "lost", "--cluster", address, **environment) as (process, printed),
    ):
        _wait_for_marks(folder / "lost")
        processes[0].kill()
        assert process.wait(600) == 1
        assert "was graded is kept" in printed()
    grade(folder / "class", folder / "lost", *SEED)
    assert report(folder / "lost") == report(folder / "whole")


@contextlib.contextmanager
def _begun(folder, name, *options, **environment):
    """The command as it works, and what it printed so far."""
    log = folder / f"{name}.log"
    with log.open("wb") as file:
        process = subprocess.Popen(
            command(folder / "class", folder / name, *SEED, *options),
            env={**os.environ, "TMPDIR": str(folder), **environment},
            stdout=file,
            stderr=subprocess.STDOUT,
        )
        try:
            yield process, log.read_text
        finally:
            process.kill()
            process.wait()


def _kill_at_random(process, times):
    """Kills processes of the workers while the command runs; returns how many."""
    chance, killed, parent = random.Random(5), 0, psutil.Process(process.pid)
    pause = 0.1
    while killed < times and process.poll() is None:
        time.sleep(pause)
        with contextlib.suppress(psutil.Error):
            there = [
                each
                for each in parent.children(recursive=True)
                if any(
                    part in " ".join(each.cmdline()) for part in ("spawn_main", "machines.hired")
                )
            ]
            # Before anything is judged a killed worker is one that could not prove what it is.
            if there and _is_judging(parent):
                chance.choice(there).send_signal(signal.SIGKILL)
                killed, pause = killed + 1, chance.uniform(0.3, 1.3)
    return killed


def _is_judging(parent):
    out = parent.cmdline()[parent.cmdline().index("--out") + 1]
    wal = os.path.join(out, "ledger.sqlite-wal")
    return os.path.exists(wal) and os.path.getsize(wal) > 30_000


def _wait_for_marks(out):
    until = time.monotonic() + 300
    wal = out / "ledger.sqlite-wal"
    while time.monotonic() < until and not (wal.exists() and wal.stat().st_size > 60_000):
        time.sleep(0.2)


@contextlib.contextmanager
def _scheduler(folder, workers):
    """A scheduler and workers as one begins them by hand: (address, variables, their processes)."""
    environment = settings(folder)
    everything = {**os.environ, **environment, "TMPDIR": str(folder)}
    dask = [sys.executable, "-m", "dask"]
    address_file = folder / f"scheduler{len(list(folder.iterdir()))}.json"
    common = ["--host", "127.0.0.1", "--protocol", "tls", "--no-dashboard"]
    begin = [*dask, "scheduler", *common, "--port", "0", "--scheduler-file", str(address_file)]
    processes = [_quiet(begin, everything)]
    try:
        until = time.monotonic() + 120
        while not (address_file.exists() and address_file.read_text()):
            assert time.monotonic() < until and processes[0].poll() is None
            time.sleep(0.2)
        address = json.loads(address_file.read_text())["address"]
        alone = ["--nthreads", "1", "--no-nanny", "--memory-limit", "0"]
        processes += [
            _quiet([*dask, "worker", address, *common, *alone], everything) for _ in range(workers)
        ]
        yield address, environment, processes
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            threading.Timer(20, process.kill).start()
            process.wait()


def _quiet(arguments, environment):
    return subprocess.Popen(
        arguments, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
