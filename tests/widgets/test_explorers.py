"""Every explorer draws at the ends of its controls, in both themes, and says when it cannot."""

import itertools
import re

import keras
import pytest

from resnet_lessons import widgets
from resnet_lessons.own_answers import Message
from resnet_lessons.own_network import recorded_network

MAKERS = {name: getattr(widgets, name) for name in widgets.__all__}


@pytest.fixture(scope="module", params=MAKERS)
def explorer(request):
    return MAKERS[request.param]()


def ends(explorer):
    """Every position at which all controls stand at one of their ends."""
    sizes = [len(control["options"]) for control in explorer.controls]
    return itertools.product(*({0, size - 1} for size in sizes))


def test_every_control_draws_at_its_ends(explorer):
    frames = {position: explorer.frame(position) for position in ends(explorer)}
    assert len({(frame.width, frame.height) for frame in frames.values()}) == 1
    for number in range(len(explorer.controls)):
        pairs = [
            (frame, frames[(*position[:number], 0, *position[number + 1 :])])
            for position, frame in frames.items()
            if position[number]
        ]
        assert any(one.png != other.png and one.alt != other.alt for one, other in pairs)


def test_it_draws_in_the_dark_theme_too(explorer):
    for position in (tuple(0 for _ in explorer.controls), explorer.start):
        assert explorer.frame(position, "dark").png != explorer.frame(position).png


def test_every_control_is_named_and_its_options_differ(explorer):
    names = [control["name"] for control in explorer.controls]
    assert len(set(names)) == len(names)
    for control in explorer.controls:
        assert len(set(control["options"])) == len(control["options"]) > 1


@pytest.mark.parametrize("maker", [widgets.residual_activations, widgets.zero_mapping])
@pytest.mark.parametrize(
    "network, words",
    [
        ("resnet", "needs a trained network"),
        (Message("pass regular_block first"), "pass regular_block first"),
        (keras.Sequential([keras.Input((8, 8, 3)), keras.layers.Flatten()]), r"takes \(8, 8, 3\)"),
        (keras.Sequential([keras.Input((28, 28, 1)), keras.layers.Flatten()]), "No block"),
    ],
)
def test_what_is_no_network_is_answered_in_words(maker, network, words):
    answer = maker(network)
    assert isinstance(answer, Message)
    assert re.search(words, answer.text)


@pytest.mark.parametrize("maker", [widgets.residual_activations, widgets.zero_mapping])
def test_ones_own_network_takes_the_place_of_the_lessons(maker):
    own = keras.models.clone_model(recorded_network())
    own.set_weights([0.9 * weight for weight in recorded_network().get_weights()])
    explorer = maker(own)
    for at_end in (False, True):
        own_place, place = (
            tuple((len(control["options"]) - 1) * at_end for control in shown.controls)
            for shown in (explorer, maker())
        )
        assert explorer.frame(own_place).png != maker().frame(place).png


def test_a_network_without_signal_is_answered_in_words():
    own = recorded_network()
    own.set_weights([0 * weight for weight in own.get_weights()])
    answer = widgets.residual_activations(own)
    assert isinstance(answer, Message)
    assert "begins in block layer 1, block 0" in answer.text
    explorer = widgets.zero_mapping(own)
    assert "10.0%" in explorer.frame(explorer.start).alt
