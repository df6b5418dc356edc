"""Machines that grade one class agree in everything that decides, and their sandboxes hold."""

import pytest

from resnet_lessons.instructor import answers
from resnet_lessons.instructor.grading.machines import proof
from resnet_lessons.instructor.sandbox.box import Tier
from tests.instructor.grading.whole_classes.whole_runs import needs_sandbox
from tests.instructor.sandbox.support import sandbox

OURS = {"python": "3.11", "tensorflow": "2.21.0", "lessons": "a" * 64}


def test_equal_machines_do_not_differ():
    assert proof.difference(OURS, dict(OURS), "It") == ""


@pytest.mark.parametrize(
    ("theirs", "sentence"),
    [
        ({"tensorflow": "2.20.0"}, "It has tensorflow 2.20.0, and this machine has 2.21.0."),
        ({"keras": "3.15.1"}, "It has keras 3.15.1, and this machine has none."),
        ({"lessons": "b" * 64}, "It has another state of the lessons than this machine, "),
    ],
)
def test_what_differs_is_named(theirs, sentence):
    assert proof.difference(OURS, OURS | theirs, "It").startswith(sentence)


def test_the_proof_names_the_versions_and_the_state_of_the_lessons(monkeypatch, tmp_path):
    ours = proof.proof()
    assert {"python", "tensorflow", "keras", "numpy", "lessons"} <= ours.keys()
    assert proof.proof() == ours
    (tmp_path / "module.py").write_text("CHANGED = True")
    monkeypatch.setattr(answers, "PACKAGE", tmp_path)
    proof._digest.cache_clear()
    other = proof.proof()
    proof._digest.cache_clear()
    assert other["lessons"] != ours["lessons"]
    assert other | {"lessons": ""} == ours | {"lessons": ""}


@pytest.mark.sandbox
@needs_sandbox
def test_the_sandbox_here_holds():
    with sandbox() as box:
        proof.assert_confined(box)


@pytest.mark.sandbox
def test_a_sandbox_that_confines_nothing_is_found_out():
    reached = "a submission reached the files of this machine"
    with (
        sandbox(tier=Tier("none", is_safe=False)) as box,
        pytest.raises(proof.NotProven, match=reached),
    ):
        proof.assert_confined(box)
