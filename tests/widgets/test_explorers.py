"""Every explorer draws at the ends of its controls, in both themes, and says when it cannot."""

import itertools
import re

import keras
import pytest

import resnet_lessons as rl
from resnet_lessons import widgets
from resnet_lessons.data.trained_networks import recorded_network
from resnet_lessons.display import Message
from resnet_lessons.instructor.answers import answer, compiled, without_markers
from resnet_lessons.instructor.exercises import variants
from resnet_lessons.widgets import explorables
from tests.support.soak import IS_SOAK, some

# `test_experiments.py` looks at the others.
MAKERS = {
    name: getattr(widgets, name)
    for name in widgets.__all__
    if name not in ("experiment", *explorables.__all__)
}


# In CI without the one that measures a network for each frame.
@pytest.fixture(
    scope="module", params=[name for name in MAKERS if IS_SOAK or name != "zero_mapping"]
)
def explorer(request):
    return MAKERS[request.param]()


def ends(explorer):
    """Every position at which all controls stand at one of their ends."""
    sizes = [len(control["options"]) for control in explorer.controls]
    return itertools.product(*({0, size - 1} for size in sizes))


@pytest.mark.draws
def test_every_control_draws_at_its_ends(explorer):
    # In CI those where one control at most stands at its last option.
    positions = [each for each in ends(explorer) if IS_SOAK or sum(map(bool, each)) < 2]
    frames = {position: explorer.frame(position) for position in positions}
    assert len({(frame.width, frame.height) for frame in frames.values()}) == 1
    for number in range(len(explorer.controls)):
        pairs = [
            (frame, frames[(*position[:number], 0, *position[number + 1 :])])
            for position, frame in frames.items()
            if position[number]
        ]
        assert any(one.png != other.png and one.alt != other.alt for one, other in pairs)


@pytest.mark.draws
def test_it_draws_in_the_dark_theme_too(explorer):
    for position in (tuple(0 for _ in explorer.controls), explorer.start):
        assert explorer.frame(position, "dark").png != explorer.frame(position).png


@pytest.mark.draws
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
    found = maker(network)
    assert isinstance(found, Message)
    assert re.search(words, found.text)


@pytest.mark.draws
@pytest.mark.parametrize(
    "maker", [widgets.residual_activations, *([widgets.zero_mapping] if IS_SOAK else [])]
)
def test_ones_own_network_takes_the_place_of_the_lessons(maker):
    own = keras.models.clone_model(recorded_network())
    own.set_weights([0.9 * weight for weight in recorded_network().get_weights()])
    explorer, lessons = maker(own), maker()
    for at_end in (False, True):
        own_place, place = (
            tuple((len(control["options"]) - 1) * at_end for control in shown.controls)
            for shown in (explorer, lessons)
        )
        assert explorer.frame(own_place).png != lessons.frame(place).png


@pytest.mark.draws
def test_a_network_without_signal_is_answered_in_words():
    own = recorded_network()
    own.set_weights([0 * weight for weight in own.get_weights()])
    found = widgets.residual_activations(own)
    assert isinstance(found, Message)
    assert "begins in block layer 1, block 0" in found.text
    explorer = widgets.zero_mapping(own)
    assert "10.0%" in explorer.frame(explorer.start).alt


@pytest.mark.draws
def test_the_lessons_blocks_begin_as_the_figures_do():
    """28 × 28 × 64 in 2.1, 56 × 56 × 256 in 2.7, both with 64 filters and an identity shortcut."""
    regular, bottleneck = widgets.block_anatomy(), widgets.block_anatomy(kind="bottleneck")
    assert "The two paths meet: both arrive as 28 × 28 × 64." in repr(regular)
    assert "The two paths meet: both arrive as 56 × 56 × 256." in repr(bottleneck)
    assert "1×1 convolution, 256 filters" in repr(bottleneck)
    for filters, (strides, projects) in itertools.product((0, 2, 3), ((0, 0), (1, 0), (1, 1))):
        refuses = "refuses" in bottleneck.frame((filters, strides, projects)).alt
        assert refuses is not (projects == 1 or (filters, strides) == (2, 0))


@pytest.mark.parametrize("kind", ["plain", None, 17, ["regular"]])
def test_a_kind_that_is_none_is_answered_in_words(kind):
    found = widgets.block_anatomy(kind=kind)
    assert isinstance(found, Message)
    assert 'kind="bottleneck"' in found.text


@pytest.mark.draws
def test_the_walk_keeps_channels_and_colours_in_a_block_layer():
    explorer = widgets.residual_activations()
    found = [
        re.search(r"Channels ([\d, ]+) of .*? on a scale from (\S+) to", explorer.frame((3, b)).alt)
        for b in (0, 1, 4, 5, 9)
    ]
    views = [match.groups() for match in found]
    assert views[0] == views[1] == views[2] != views[3] == views[4]


@pytest.fixture
def groundwork():
    """What a block calls has passed."""
    for name in ("pre_activation", "pre_activation_with_shortcut"):
        rl.check(name, compiled(without_markers(answer(name)), name))
    assert len(rl.progress().passed) == 2


@pytest.mark.draws
@pytest.mark.usefixtures("groundwork")
@pytest.mark.parametrize("name", some(["regular_block", "bottleneck_block"], 2))
def test_ones_own_block_is_explored_at_every_setting(name):
    own = compiled(without_markers(answer(name)), name)
    explorer = widgets.block_anatomy(own)
    frames = {position: explorer.frame(position).alt for position in ends(explorer)}
    assert len(set(frames.values())) == len(frames) == 8
    size = {"regular_block": "28 × 28 × 64", "bottleneck_block": "56 × 56 × 256"}[name]
    assert size in explorer.frame(explorer.start).alt
    assert "do not meet" not in explorer.frame(explorer.start).alt
    assert "do not meet" in frames[3, 1, 0]
    assert "do not meet" not in frames[3, 1, 1]


@pytest.mark.draws
@pytest.mark.usefixtures("groundwork")
def test_a_misconception_shows_in_the_explorer():
    wrong = compiled(variants("regular_block")["projection_from_raw_input"], "regular_block")
    right = compiled(without_markers(answer("regular_block")), "regular_block")
    shown = [widgets.block_anatomy(block).frame((2, 1, 1)).alt for block in (wrong, right)]
    assert shown[0] != shown[1]


@pytest.mark.parametrize(
    "function, words",
    [
        (print, "Pass your own block"),
        (17, "Pass your own block"),
        (lambda: None, "Pass your own block"),
    ],
)
def test_what_is_no_block_is_answered_in_words(function, words):
    assert words in widgets.block_anatomy(function).text


def test_a_block_that_fails_is_answered_in_words():
    def regular_block(self, inputs, filters, strides, is_training, index, shortcut_filters=None):
        raise RuntimeError("not yet")

    found = widgets.block_anatomy(regular_block)
    assert isinstance(found, Message)
    assert "RuntimeError" in found.text or "not yet" in found.text


def test_a_block_that_was_not_started_is_answered_in_words():
    def regular_block(self, inputs, filters, strides, is_training, index, shortcut_filters=None):
        raise NotImplementedError

    assert "Nothing to explore yet" in widgets.block_anatomy(regular_block).text
