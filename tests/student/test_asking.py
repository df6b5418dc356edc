"""A question in a notebook: nothing of what came before a guess, all of it afterwards."""

import json

import ipywidgets
import pytest

import resnet_lessons as rl
from resnet_lessons.course.questions import questions
from resnet_lessons.display import Message
from resnet_lessons.figures.canvas import FOR_THE_SITE, READER
from resnet_lessons.student import guesses
from resnet_lessons.student.asking import QUESTION

CHOICE, LINE = questions()["numbers_left"], questions()["window"]


def figure():
    return rl.figures.shape_steps(rl.depths.network_anatomy(18))


def shown_by(asked):
    return "".join(child.value for child in asked.children[1:] if hasattr(child, "value"))


def test_what_came_follows_the_guess_and_goes_with_it():
    asked = rl.ask("window", figure)
    assert asked.children == (asked.field,)
    asked.field.guess = [200]
    assert guesses.kept(LINE) == [200]
    assert "<img" in shown_by(asked) and LINE.story in shown_by(asked)
    asked.field.guess = None
    assert asked.children == (asked.field,)
    assert guesses.kept(LINE) is None


def test_a_kept_guess_is_shown_when_the_cell_runs_again():
    guesses.keep(LINE, [12])
    asked = rl.ask("window", figure)
    assert asked.field.guess == [12]
    assert "<img" in shown_by(asked)
    assert "You guessed: 12 pixels" in repr(asked)
    assert "How it turned out: 35 pixels" in repr(asked)


@pytest.mark.parametrize("guess", [3, -1, True, 1.0, "1", [1], {"a": 1}])
def test_what_is_no_guess_is_not_kept_and_reveals_nothing(guess, answers_folder):
    asked = rl.ask("numbers_left", figure)
    asked.field.guess = guess
    assert asked.children == (asked.field,)
    assert not answers_folder.exists()


def test_a_guess_that_cannot_be_kept_still_counts_and_says_so(answers_folder):
    answers_folder.write_text("not a folder")
    asked = rl.ask("numbers_left", figure)
    asked.field.guess = 1
    assert len(asked.children) == 2
    assert "cannot be written" in asked.field.note


def test_an_explorer_a_table_and_several_things_are_shown_as_they_are():
    guesses.keep(CHOICE, 0)
    button = ipywidgets.Button()
    button._repr_mimebundle_ = lambda **options: {"text/plain": "a button"}
    asked = rl.ask("numbers_left", lambda: (button, rl.guesses(0), figure()))
    assert asked.children[1] is button
    assert "<table" in asked.children[2].value
    assert "<img" in asked.children[3].value


def test_a_question_without_a_figure_reveals_its_explanation_alone():
    asked = rl.ask("numbers_left")
    asked.field.guess = 1
    assert asked.children == (asked.field,)


def test_without_a_kernel_all_of_it_stands_there_closed():
    data = rl.ask("window", figure)._repr_mimebundle_()
    page = data["text/html"]
    assert page.count("<details") == len(LINE.regions) + 2
    assert "<img" in page and " open" not in page
    assert data[QUESTION]["shown"] == [repr(figure())]
    assert data[QUESTION]["came"] == "35 pixels"
    assert READER not in data
    assert "35" not in data["text/plain"]


def test_the_site_gets_figures_in_both_themes(monkeypatch):
    monkeypatch.setenv(FOR_THE_SITE, "1")
    form = rl.ask("window", figure)._repr_mimebundle_()[READER]
    json.dumps(form)
    (shown,) = form["shown"]
    assert set(shown["data"][READER]["frames"][0]) >= {"light", "dark", "alt"}


@pytest.mark.parametrize("name", ["nothing", None, 3, []])
def test_an_unknown_question_is_told(name):
    said = rl.ask(name)
    assert isinstance(said, Message)
    assert repr(name) in repr(said) and "numbers_left" in repr(said)


def test_on_kaggle_a_page_without_a_script_takes_the_place_of_the_widget(monkeypatch):
    view = "application/vnd.jupyter.widget-view+json"
    assert view in rl.ask("numbers_left")._repr_mimebundle_()
    monkeypatch.setenv("KAGGLE_KERNEL_RUN_TYPE", "Interactive")
    shown = rl.ask("numbers_left")._repr_mimebundle_()
    assert view not in shown and "<details" in shown["text/html"]
