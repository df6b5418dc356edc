import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from random import Random

import pytest

from resnet_lessons.instructor.grading.grades import Mark
from resnet_lessons.instructor.grading.stored.ledger import Ledger
from tests.instructor.grading.stored import fake_class
from tests.instructor.grading.stored.ledger_tools import KEY, MARK, contents, run


@pytest.fixture
def path(tmp_path):
    return tmp_path / "report" / "ledger.sqlite"


def start_class(path, log):
    return subprocess.Popen([sys.executable, fake_class.__file__, str(path), str(log)])


def lines_of(log):
    return log.read_text().splitlines() if log.exists() else []


def kill_at_random(process, log, random):
    """Kills a run while it starts, or some time after it has put a few more results."""
    more = random.randint(0, 8)
    if more == 0:
        time.sleep(random.uniform(0.0, 0.15))
    # One result is four lines.
    goal = (log.stat().st_size if log.exists() else 0) + more * 55
    while more and process.poll() is None and (not log.exists() or log.stat().st_size < goal):
        time.sleep(0.0003)
    time.sleep(random.uniform(0.0, 0.004))
    process.kill()
    return process.wait() == -signal.SIGKILL


@pytest.mark.process
def test_killed_twenty_times_it_ends_the_same(tmp_path):
    undisturbed, log = tmp_path / "one" / "ledger", tmp_path / "log of one"
    assert start_class(undisturbed, log).wait(60) == 0
    whole = {(str(s), e) for s in range(fake_class.SUBMISSIONS) for e in fake_class.EXERCISES}
    put = [line.split()[1:] for line in lines_of(log) if line.startswith("put")]
    assert sorted(map(tuple, put)) == sorted(whole)

    path, log, random = tmp_path / "two" / "ledger", tmp_path / "log of two", Random(4)
    kills = [kill_at_random(start_class(path, log), log, random) for _ in range(20)]
    assert kills == [True] * 20
    assert len(lines_of(log)) < 4 * len(whole), "it had ended before the last kill"
    assert start_class(path, log).wait(60) == 0
    before = lines_of(log)
    assert start_class(path, log).wait(60) == 0
    assert [line for line in lines_of(log)[len(before) :] if not line.startswith("seed")] == []

    assert contents(path) == contents(undisturbed)
    assert len(contents(path)["mark"]) == len(whole) and contents(path)["stage"] == []
    assert_nothing_repeated(before, whole)


def assert_nothing_repeated(lines, whole):
    done, seeds = {"run": set(), "explain": set()}, set()
    ends = {"staged": "run", "put": "explain"}
    for line in lines:
        word, submission, exercise = line.split()
        if word == "seed":
            seeds.add(submission)
        elif word in done:
            assert (submission, exercise) not in done[word], f"again: {line}"
        else:
            done[ends[word]].add((submission, exercise))
    assert len(seeds) == 1
    # A kill may fall between the end of a put and the line that tells of it.
    missing = whole - done["explain"]
    assert len(missing) <= 40


def test_killed_while_it_is_made(path):
    """Whatever a kill leaves of a new ledger, the next run begins anew."""
    program = """
        from resnet_lessons.instructor.grading.stored import ledger_file
        def stop(*arguments, **named):
            os.kill(os.getpid(), signal.SIGKILL)
        setattr(*{"connect": (ledger_file.sqlite3, "connect", stop),
                  "replace": (ledger_file.os, "replace", stop),
                  "opened": (ledger_file.Path, "is_file", stop)}[sys.argv[2]])
        Ledger(sys.argv[1]).__enter__()
    """
    for moment in ("connect", "replace", "opened"):
        assert run(program, path, moment).returncode == -signal.SIGKILL
        with Ledger(path) as ledger:
            assert ledger.put(*KEY, MARK) == MARK
        path.unlink()


def test_half_of_a_new_ledger_is_no_obstacle(path):
    path.parent.mkdir()
    for end in (".new", ".new-journal", ".new-wal"):
        Path(f"{path}{end}").write_bytes(b"half")
    with Ledger(path) as ledger:
        assert ledger.put(*KEY, MARK) == MARK
    assert not Path(f"{path}.new").exists()


@pytest.fixture(scope="module")
def torn(tmp_path_factory):
    """A folder in which a grader was killed: ten marks, all of them only in the log."""
    folder = tmp_path_factory.mktemp("torn")
    program = """
        ledger = Ledger(sys.argv[1]).__enter__()
        for number in range(10):
            ledger.put(str(number), "grow", "grader", Mark("grow", "passed", seconds=number))
        os.kill(os.getpid(), signal.SIGKILL)
    """
    assert run(program, folder / "ledger").returncode == -signal.SIGKILL
    assert (folder / "ledger-wal").stat().st_size > 10 * 4096
    return folder


def numbers_kept(ledger):
    return [number for number in range(10) if ledger.get(str(number), "grow", "grader")]


def test_after_a_kill_the_log_is_played_back(torn, tmp_path):
    shutil.copytree(torn, tmp_path / "copy")
    with Ledger(tmp_path / "copy" / "ledger") as ledger:
        assert numbers_kept(ledger) == list(range(10))


@pytest.mark.parametrize("lost", [1, 23, 4096, 4120, 20_000, 10**9])
def test_a_log_that_was_cut_loses_its_end_only(torn, tmp_path, lost):
    shutil.copytree(torn, tmp_path / "copy")
    log = tmp_path / "copy" / "ledger-wal"
    with log.open("r+b") as file:
        file.truncate(max(0, log.stat().st_size - lost))
    with Ledger(tmp_path / "copy" / "ledger") as ledger:
        kept = numbers_kept(ledger)
        assert kept == list(range(len(kept)))
        assert 0 <= len(kept) < 10
        assert len(kept) >= 10 - 1 - lost // 4096
        for number in range(10):
            ledger.put(str(number), "grow", "grader", Mark("grow", "passed", seconds=number))
    with Ledger(tmp_path / "copy" / "ledger") as ledger:
        assert numbers_kept(ledger) == list(range(10))


def test_a_spoilt_byte_in_the_log_loses_what_follows_only(torn, tmp_path):
    shutil.copytree(torn, tmp_path / "copy")
    log = tmp_path / "copy" / "ledger-wal"
    content = bytearray(log.read_bytes())
    content[len(content) // 2] ^= 255
    log.write_bytes(content)
    with Ledger(tmp_path / "copy" / "ledger") as ledger:
        kept = numbers_kept(ledger)
    assert kept == list(range(len(kept))) and 0 < len(kept) < 10


def test_a_log_without_its_ledger_is_not_played_into_a_new_one(torn, tmp_path):
    shutil.copytree(torn, tmp_path / "copy")
    (tmp_path / "copy" / "ledger").unlink()
    with Ledger(tmp_path / "copy" / "ledger") as ledger:
        assert numbers_kept(ledger) == []
