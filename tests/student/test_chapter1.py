"""Chapter 1's payoffs: the lessons' own until an answer passed, the student's afterwards."""

import numpy as np
import pytest

from resnet_lessons.data import recorded_runs
from resnet_lessons.experiments import races
from resnet_lessons.instructor.answers import answer, compiled, without_markers
from resnet_lessons.student import chapter1, passed_answers
from resnet_lessons.student.answer_text import Answer
from tests.experiments.test_races import Small
from tests.support.soak import only_in_soak


def pass_(*names):
    for name in names:
        passed_answers.keep(Answer(name, compiled(without_markers(answer(name)), name)))


def test_until_then_the_lessons_show_their_own(capsys):
    photograph = chapter1.standardized_photograph()
    assert photograph.shape == (200, 200, 3)
    np.testing.assert_array_equal(chapter1.copied(photograph), photograph)
    random, silent = chapter1.through_a_block(photograph)
    assert np.abs(random - photograph).max() > 1
    np.testing.assert_array_equal(silent, photograph)
    grown = chapter1.growth()
    np.testing.assert_array_equal(grown["grown_end"], recorded_runs.load("growth")[0]["grown_end"])
    printed = capsys.readouterr().out
    for name in ("identity_kernel", "zero_mapping", "grow"):
        assert f"{name} to see" in printed


def test_then_it_is_the_students(capsys):
    pass_("identity_kernel", "add_shortcut", "zero_mapping")
    photograph = chapter1.standardized_photograph()
    np.testing.assert_allclose(chapter1.copied(photograph), photograph, atol=1e-6)
    _, silent = chapter1.through_a_block(photograph)
    np.testing.assert_array_equal(silent, photograph)
    assert capsys.readouterr().out.count("your own") == 2


@only_in_soak
def test_their_grow_grows_the_shipped_network(monkeypatch, capsys):
    pass_("grow")
    monkeypatch.setattr(races, "fashion_mnist", Small)
    monkeypatch.setattr(chapter1, "fashion_mnist", Small)
    found = chapter1.growth()
    assert found["grown_difference"] < 1e-4
    assert {"scales", "accuracy_by_scale"} <= set(found)
    assert "epoch 1 of 1" in capsys.readouterr().out


@pytest.mark.parametrize("epochs", [0, 1.5, "all"])
def test_what_cannot_be_trained_is_told_in_a_sentence(epochs):
    said = chapter1.degradation(epochs).text
    assert said == f"epochs is {epochs!r}; it is a whole number, at least 1."


@pytest.mark.trains
def test_the_plain_and_the_deeper_plain_network(monkeypatch, capsys):
    monkeypatch.setattr(races, "fashion_mnist", Small)
    monkeypatch.setattr(races, "DEEP", 2)
    monkeypatch.setattr(races, "SHALLOW", 1)
    runs = chapter1.degradation(epochs=1)
    assert {"plain_4_loss", "plain_6_training_accuracy"} <= set(runs)
    assert "6 layers without shortcuts" in capsys.readouterr().out
