"""Machines that grade one class agree in everything that decides, and their sandboxes hold."""

import pytest

from resnet_lessons.instructor.grading import proof
from tests.instructor.grading.whole_runs import needs_sandbox
from tests.instructor.sandbox.support import sandbox

OURS = {"python": "3.11", "tensorflow": "2.21.0", "grader": "a" * 64}


def test_equal_machines_do_not_differ():
    assert proof.difference(OURS, dict(OURS), "It") == ""


@pytest.mark.parametrize(
    ("theirs", "sentence"),
    [
        ({"tensorflow": "2.20.0"}, "It has tensorflow 2.20.0, and this machine has 2.21.0."),
        ({"keras": "3.15.1"}, "It has keras 3.15.1, and this machine has none."),
        ({"grader": "b" * 64}, "It has another state of the lessons than this machine, "),
    ],
)
def test_what_differs_is_named(theirs, sentence):
    assert proof.difference(OURS, OURS | theirs, "It").startswith(sentence)


@pytest.mark.grades
def test_the_proof_names_the_versions_and_what_decides(monkeypatch):
    ours = proof.proof()
    assert {"python", "tensorflow", "keras", "numpy", "grader"} <= ours.keys()
    monkeypatch.setattr(proof, "grader_digest", lambda exercise, seed: "another")
    assert proof.proof()["grader"] != ours["grader"]


@pytest.mark.sandbox
@needs_sandbox
def test_the_sandbox_here_holds():
    with sandbox() as box:
        proof.assert_confined(box)


@pytest.mark.sandbox
@needs_sandbox
def test_a_sandbox_that_lets_files_be_read_is_found_out(monkeypatch):
    # As if a submission could open what it is to be kept from.
    monkeypatch.setattr(
        proof, "_ATTACK", '_reached = ["the files of this machine"]\n# {secret} {port}'
    )
    with (
        sandbox() as box,
        pytest.raises(proof.NotProven, match=r"does not hold: .*reached the files of this machine"),
    ):
        proof.assert_confined(box)
