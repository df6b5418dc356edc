"""What a worker of a cluster does where the process that it hired dies, hangs or is another."""

import json
import subprocess
import sys
import types

import pytest

from resnet_lessons.instructor.grading.machines import hiring

pytestmark = pytest.mark.process
PROOF = {"lessons": "a" * 64}
PROVEN = f"""\
import json, sys, time
sys.stdin.readline()
print(json.dumps({{"proof": {PROOF}}}), flush=True)
"""
ECHO = """\
for line in sys.stdin:
    print("+" + line.strip() + '\\n{"done": true}', flush=True)
"""
REFUSING = """\
import time
print('{"refused": "bubblewrap is not installed"}', flush=True)
time.sleep(60)
"""


def terms(patience=5.0):
    return json.dumps({"limits": {}, "proof": PROOF, "patience": patience}).encode()


@pytest.fixture
def hired(monkeypatch):
    """Has the worker hire processes that run a program of the test; returns those that it hired."""
    begun, real = [], subprocess.Popen

    def hire(program):
        def begin(arguments, **options):
            assert arguments[1:] == ["-m", "resnet_lessons.instructor.grading.machines.hired"]
            begun.append(real([sys.executable, "-c", program], **options))
            return begun[-1]

        fake = types.SimpleNamespace(**vars(subprocess) | {"Popen": begin})
        monkeypatch.setattr(hiring, "subprocess", fake)
        return begun

    yield hire
    hiring._fire()


def test_lines_go_there_and_come_back(hired):
    begun = hired(PROVEN + ECHO)
    assert json.loads(hiring.judged(b"", terms())) == {"proof": PROOF}
    for job in (b"one", b"x" * 300_000):
        assert hiring.judged(job, terms()) == b"+" + job + b'\n{"done": true}'
    assert len(begun) == 1 and begun[0].poll() is None


@pytest.mark.parametrize(
    ("then", "why"),
    [("sys.stdin.readline()", "ended"), ("time.sleep(60)", "said nothing for too long")],
)
def test_a_process_that_dies_or_hangs_is_lost_and_the_next_job_hires_another(hired, then, why):
    begun = hired(PROVEN + then)
    for number in (1, 2):
        assert why in json.loads(hiring.judged(b"job", terms(0.3)))["lost"]
        assert len(begun) == number and begun[-1].poll() is not None


def test_a_process_that_does_not_begin_is_lost(hired):
    hired("raise SystemExit(1)")
    assert "ended" in json.loads(hiring.judged(b"", terms()))["lost"]


def test_another_proof_or_none_is_refused_without_a_job(hired, monkeypatch):
    monkeypatch.setattr(hiring, "_address", lambda: "tls://node7:1")
    hired(PROVEN.replace("a" * 64, "b" * 64) + ECHO)
    told = json.loads(hiring.judged(b"job", terms()))
    assert told["worker"] == "tls://node7:1" and "not those of the machine" in told["refused"]
    hiring._fire()
    hired(REFUSING)
    told = json.loads(hiring.judged(b"job", terms()))
    assert told == {"refused": "bubblewrap is not installed", "worker": "tls://node7:1"}
    assert json.loads(hiring.judged(b"", terms())) == {"refused": "bubblewrap is not installed"}


def test_other_terms_hire_another_process(hired):
    begun = hired(PROVEN + ECHO)
    for patience in (5, 6):
        assert hiring.judged(b"job", terms(patience)) == b'+job\n{"done": true}'
    assert len(begun) == 2 and begun[0].poll() is not None
