"""Chapter 5's payoffs: what the student's own `lesion` and `gradient_norms` find."""

import re

import keras
import numpy as np
import pytest

from resnet_lessons.course.answers.dissection import gradient_norms
from resnet_lessons.course.answers.model import ResNetModel
from resnet_lessons.data import recorded_runs
from resnet_lessons.data.trained_networks import recorded_network
from resnet_lessons.display import Message
from resnet_lessons.experiments import lesion as lesions
from resnet_lessons.figures.canvas import LessonFigure
from resnet_lessons.instructor.answers import answer, compiled, without_markers
from resnet_lessons.instructor.notebooks import SOURCES
from resnet_lessons.network.named_points import block_names
from resnet_lessons.student import chapter5, passed_answers
from resnet_lessons.student.answer_text import Answer
from tests.support.soak import only_in_soak


def pass_(*names):
    for name in names:
        passed_answers.keep(Answer(name, compiled(without_markers(answer(name)), name)))


@pytest.mark.parametrize("payoff", [chapter5.own_lesions, chapter5.own_backward_pass])
def test_until_then_it_says_what_to_do_first(payoff):
    found = payoff()
    assert isinstance(found, Message)
    assert "has not passed yet" in repr(found)


def test_until_then_the_recorded_norms_are_drawn(capsys):
    figure = chapter5.own_gradient_norms()
    assert isinstance(figure, LessonFigure)
    assert "gradient_norms has not passed yet" in capsys.readouterr().out


@pytest.mark.trains
def test_recorded_norms_are_what_the_answer_finds():
    names = block_names(recorded_network())
    found = chapter5.norms_before_training(gradient_norms)
    recorded, facts = recorded_runs.load("norms_before_training")
    assert facts["made_by"] == "python -m resnet_lessons.instructor.recorded"
    for kind, norms in zip(("plain", "residual"), found, strict=True):
        assert list(norms) == names
        np.testing.assert_allclose(recorded[kind], list(norms.values()), rtol=1e-3)


@only_in_soak
def test_their_lesion_finds_what_the_recorded_run_found():
    pass_("lesion")
    lines = repr(chapter5.own_lesions()).splitlines()
    run, _ = lesions.recorded()
    assert f"right on {run.whole[0, 1]:.1%}" in lines[0]
    expected = [
        f"{accuracy:.1%} without {name}"
        for name, accuracy in zip(run.block_names, run.dropped[0, 1], strict=True)
    ]
    assert [line.strip() for line in lines[1:]] == expected


@pytest.mark.trains
def test_a_message_in_place_of_a_network_stands_for_the_lessons(monkeypatch):
    pass_("lesion")
    monkeypatch.setattr(chapter5, "_accuracy", lambda network: 0.5)
    found = repr(chapter5.own_lesions(Message("nothing kept")))
    assert found.startswith("The lessons' residual network is right on 50.0%")
    plain = repr(chapter5.own_lesions(recorded_network(shortcuts=False)))
    assert "No block can be cut" in plain


@pytest.mark.builds
def test_their_norms_are_those_of_untrained_networks():
    pass_("gradient_norms")
    figure = chapter5.own_gradient_norms()
    assert isinstance(figure, LessonFigure)
    network = chapter5.untrained(shortcuts=True)
    assert block_names(network) == block_names(recorded_network())
    again = chapter5.untrained(shortcuts=True)
    for one, other in zip(network.get_weights(), again.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)
    trained = recorded_network()
    assert any(
        np.abs(one - other).max() > 0.1
        for one, other in zip(network.get_weights(), trained.get_weights(), strict=True)
    )


@pytest.mark.parametrize("wrong", [7, "resnet", passed_answers, keras.Sequential()])
def test_what_is_no_network_for_garments_is_told(wrong):
    pass_("lesion")
    assert "cuts a network for garments" in repr(chapter5.own_lesions(wrong))


@pytest.mark.builds
def test_a_network_for_other_images_is_told():
    pass_("lesion")
    photographs = ResNetModel(32, 32, 18, 10).build()
    assert "from 28 × 28 × 1 to ten logits" in repr(chapter5.own_lesions(photographs))


def test_their_backward_pass_agrees_with_the_tape():
    pass_("backward_pass")
    told = repr(chapter5.own_backward_pass())
    off = float(re.search(r"at most (\S+) of its", told)[1])
    kept, left = map(float, re.search(r"length (\S+) with shortcuts, and (\S+) ", told).groups())
    assert off < 1e-5
    # What section 5.3 says of them.
    assert left < 1e-9
    assert kept > 1
    text = (SOURCES / "05_what_residual_learning_buys.py").read_text().replace("\n# ", " ")
    assert "leave less than a billionth of the gradient" in text
    assert "each branch passes back about a third of what it gets" in text


def test_a_wrong_backward_pass_does_not_agree_with_the_tape():
    def without_shortcut(x, kernel1, kernel2, gradient):
        return ((gradient @ kernel2.T) * (x @ kernel1 > 0)) @ kernel1.T, None, None

    passed_answers._in_memory["backward_pass"] = (without_shortcut, False)
    told = repr(chapter5.own_backward_pass())
    assert float(re.search(r"at most (\S+) of its", told)[1]) > 0.1


def test_each_branch_passes_about_a_third_back():
    inputs, kernels, arriving = chapter5._chain()
    kept = []
    for kernel1, kernel2 in kernels:
        back = ((arriving @ kernel2.T) * (inputs @ kernel1 > 0)) @ kernel1.T
        kept.append(np.linalg.norm(back) / np.linalg.norm(arriving))
    assert np.mean(kept) == pytest.approx(0.35, abs=0.02)
