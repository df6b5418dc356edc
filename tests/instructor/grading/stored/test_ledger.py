import subprocess
import threading
from concurrent.futures import ThreadPoolExecutor
from random import Random

import pytest

from resnet_lessons.instructor.grading.grades import Mark
from resnet_lessons.instructor.grading.stored.ledger import Ledger, LedgerError
from tests.instructor.grading.stored.ledger_tools import KEY, MARK, OTHER, run


@pytest.fixture
def path(tmp_path):
    return tmp_path / "report" / "ledger.sqlite"


def test_a_mark_comes_back_as_it_was(path):
    with Ledger(path) as ledger:
        assert ledger.get(*KEY) is None
        assert ledger.put(*KEY, MARK) == MARK
        assert ledger.get(*KEY) == MARK
    with Ledger(path) as ledger:
        found = ledger.get(*KEY)
    assert found == MARK
    assert isinstance(found.details, tuple) and isinstance(found.details[0], tuple)


@pytest.mark.parametrize("place", range(3))
def test_another_key_is_another_mark(path, place):
    other = tuple("other" if number == place else part for number, part in enumerate(KEY))
    with Ledger(path) as ledger:
        ledger.put(*KEY, MARK)
        assert ledger.get(*other) is None
        ledger.put(*other, OTHER)
        assert (ledger.get(*KEY), ledger.get(*other)) == (MARK, OTHER)


def test_the_first_mark_stands(path):
    with Ledger(path) as ledger:
        ledger.put(*KEY, MARK)
        assert ledger.put(*KEY, OTHER) == MARK
        assert ledger.get(*KEY) == MARK


def test_marks_that_are_put_together_are_there_or_not(path):
    other = ("another", *KEY[1:])
    with Ledger(path) as ledger:
        with pytest.raises(KeyboardInterrupt), ledger.together():
            ledger.put(*KEY, MARK)
            raise KeyboardInterrupt
        assert ledger.get(*KEY) is None
        with ledger.together():
            for key in (KEY, other):
                assert ledger.put(*key, MARK) == MARK
            assert ledger.put(*KEY, OTHER) == MARK
        ledger.put(*KEY, OTHER)
    with Ledger(path) as ledger:
        assert (ledger.get(*KEY), ledger.get(*other)) == (MARK, MARK)


def test_marks_that_are_put_together_are_lost_together_with_the_process(path):
    done = run(
        """
        with Ledger(sys.argv[1]) as ledger, ledger.together():
            ledger.put("5" * 64, "grow", "a" * 64, Mark("grow", "passed"))
            os.kill(os.getpid(), signal.SIGKILL)
        """,
        path,
    )
    assert done.returncode == -9
    with Ledger(path) as ledger:
        assert ledger.get("5" * 64, "grow", "a" * 64) is None


def test_other_threads_wait_for_marks_that_are_put_together(path):
    with Ledger(path) as ledger, ThreadPoolExecutor(1) as beside:
        with ledger.together():
            ledger.put(*KEY, MARK)
            waiting = beside.submit(ledger.put, *KEY, OTHER)
            assert not waiting.done()
        assert waiting.result(10) == MARK


def test_a_stage_lasts_until_its_mark_is_put(path):
    evidence = bytes(range(256)) * 5000
    with Ledger(path) as ledger:
        assert ledger.get_stage(*KEY) is None
        ledger.put_stage(*KEY, evidence)
        ledger.put_stage(*KEY, b"later")
        ledger.put_stage("another", *KEY[1:], b"of another")
    with Ledger(path) as ledger:
        assert ledger.get_stage(*KEY) == evidence
        ledger.put(*KEY, MARK)
        assert ledger.get_stage(*KEY) is None
        ledger.put_stage(*KEY, b"too late")
        assert ledger.get_stage(*KEY) is None
        assert ledger.get_stage("another", *KEY[1:]) == b"of another"


def test_an_empty_stage_is_a_stage(path):
    with Ledger(path) as ledger:
        ledger.put_stage(*KEY, b"")
        assert ledger.get_stage(*KEY) == b""


@pytest.mark.parametrize("value", [2**80, "text", None, [1, {"a": 0.1}], False], ids=str)
def test_a_setting_is_chosen_once(path, value):
    def again():
        raise AssertionError("asked again")

    with Ledger(path) as ledger:
        assert ledger.setting("seed", lambda: value) == value
        assert ledger.setting("seed", again) == value
    with Ledger(path) as ledger:
        assert ledger.setting("seed", again) == value
        assert ledger.setting("another", lambda: 1) == 1


def test_a_setting_may_be_made_from_another(path):
    with Ledger(path) as ledger:
        assert ledger.setting("twice", lambda: 2 * ledger.setting("seed", lambda: 21)) == 42
        assert ledger.setting("seed", lambda: 0) == 21


def test_a_setting_that_cannot_be_made_is_not_there(path):
    with Ledger(path) as ledger:
        with pytest.raises(ZeroDivisionError):
            ledger.setting("seed", lambda: 1 // 0)
        with pytest.raises(TypeError):
            ledger.setting("seed", object)
        assert ledger.setting("seed", lambda: 3) == 3


@pytest.mark.parametrize("mark", [None, {"share": 1}, Mark("grow", "failed", details=object())])
def test_what_is_no_mark_is_the_callers_fault(path, mark):
    with Ledger(path) as ledger:
        with pytest.raises(TypeError):
            ledger.put(*KEY, mark)
        assert ledger.get(*KEY) is None
        assert ledger.put(*KEY, MARK) == MARK


def test_only_bytes_are_evidence(path):
    with Ledger(path) as ledger:
        with pytest.raises(LedgerError):
            ledger.put_stage(*KEY, "text")
        assert ledger.get_stage(*KEY) is None


def test_the_report_folder_is_made_and_only_its_owner_reads_the_seed(path):
    with Ledger(path):
        assert path.stat().st_mode & 0o077 == 0


# One grader, many threads ------------------------------------------------------------------------


def test_a_second_grader_is_refused(path):
    with Ledger(path) as ledger:
        ledger.put(*KEY, MARK)
        with pytest.raises(LedgerError, match="Another grader works in the folder") as caught:
            Ledger(path).__enter__()
        assert str(path.parent) in str(caught.value)
        told = run("Ledger(sys.argv[1]).__enter__()", path)
        assert told.returncode == 1 and "Another grader works in the folder" in told.stderr
        assert ledger.get(*KEY) == MARK
    with Ledger(path) as ledger:
        assert ledger.get(*KEY) == MARK


def test_a_grader_in_another_folder_is_not(path, tmp_path):
    with Ledger(path), Ledger(tmp_path / "other" / "ledger.sqlite") as other:
        other.put(*KEY, MARK)


def test_a_program_that_was_started_does_not_keep_the_lock(path):
    with Ledger(path):
        child = subprocess.Popen(["sleep", "30"], close_fds=False)
    try:
        with Ledger(path) as ledger:
            assert ledger.get(*KEY) is None
    finally:
        child.kill()
        child.wait()


def test_a_ledger_that_is_not_open_says_so(path):
    ledger = Ledger(path)
    with pytest.raises(LedgerError, match="is not open"):
        ledger.get(*KEY)
    with ledger:
        ledger.put(*KEY, MARK)
        with pytest.raises(LedgerError, match="is open already"):
            ledger.__enter__()
        assert ledger.get(*KEY) == MARK
    with pytest.raises(LedgerError, match="is not open"):
        ledger.put(*KEY, MARK)
    with ledger:
        assert ledger.get(*KEY) == MARK


def test_eight_threads(path):
    """All of them put a mark of their own under the same keys; all see the same one stand."""
    keys = [(str(number), "grow", "grader") for number in range(60)]
    seeds, begin = [], threading.Barrier(8)

    def hammer(thread):
        begin.wait()
        order = Random(thread).sample(keys, len(keys))
        seed = ledger.setting("seed", lambda: seeds.append(thread) or thread)
        stood = {}
        for key in order:
            ledger.put_stage(*key, bytes([thread]) * 1000)
            assert ledger.get_stage(*key) != b""
            stood[key] = ledger.put(*key, Mark("grow", "passed", seconds=float(thread)))
            assert ledger.get(*key) == stood[key]
            assert ledger.get_stage(*key) is None
        return seed, stood

    with Ledger(path) as ledger, ThreadPoolExecutor(8) as threads:
        found = [job.result() for job in [threads.submit(hammer, each) for each in range(8)]]
        assert len(seeds) == 1
        assert all(each == found[0] for each in found)
        assert all(ledger.get(*key) == found[0][1][key] for key in keys)
        assert len({mark.seconds for mark in found[0][1].values()}) > 1


def test_an_interrupt_leaves_no_half(path, monkeypatch):
    def interrupted(ledger, connection, key):
        raise KeyboardInterrupt

    with Ledger(path) as ledger:
        ledger.put_stage(*KEY, b"evidence")
        with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
            # The last step of `put`, when mark and stage are written but not committed.
            patch.setattr(Ledger, "_mark", interrupted)
            ledger.put(*KEY, MARK)
        assert ledger.get(*KEY) is None
        assert ledger.get_stage(*KEY) == b"evidence"
        assert ledger.put(*KEY, MARK) == MARK
