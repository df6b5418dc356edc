"""The short training by which `mended_network` is judged, and the broken network of chapter 5."""

import re

import keras
import numpy as np
import pytest
from keras import layers, ops

import resnet_lessons as rl
from resnet_lessons.course.exercises import EXERCISES
from resnet_lessons.course.exercises.checkerboard import (
    QUIET,
    STEPS,
    checkerboard,
    kernels_of,
    train_briefly,
)
from resnet_lessons.course.exercises.mended_network import ENOUGH
from resnet_lessons.instructor.answers import answer, compiled, without_markers
from resnet_lessons.instructor.exercises import variants
from resnet_lessons.instructor.notebooks import SOURCES

SOURCE = (SOURCES / "05_what_residual_learning_buys.py").read_text()


def broken_network(blocks):
    """The network that section 5.8 prints."""
    cell = re.search(r"^def broken_network.*?\n(?=\n)", SOURCE, re.MULTILINE | re.DOTALL)[0]
    names = {"keras": keras, "layers": layers, "ops": ops}
    exec(cell, names)
    return names["broken_network"](blocks)


def mended(text=None):
    text = text or without_markers(answer("mended_network"))
    return compiled(text, "mended_network")


def test_no_straight_line_tells_the_points_apart():
    points, kinds = checkerboard([0])
    assert points.shape == (256, 2) and 0.4 < kinds.mean() < 0.6
    augmented = np.column_stack([points, np.ones(len(points))])
    fitted = augmented @ np.linalg.lstsq(augmented, 2 * kinds - 1, rcond=None)[0]
    assert np.mean((fitted > 0) == kinds) < 0.7


def test_what_the_chapter_says_of_the_training():
    text = " ".join(SOURCE.replace("\n# ", " ").split())
    assert "takes fifty steps of Adam" in text and STEPS == 50
    assert "makes every kernel five times smaller" in text and QUIET == 1 / 5
    assert "gets nine of ten points right" in " ".join(answer("mended_network").split())
    assert ENOUGH == 0.9


@pytest.mark.trains
def test_the_broken_network_guesses_and_holds_no_block():
    keras.utils.set_random_seed(0)
    found = train_briefly(broken_network(6), [0])
    assert found.moved == (True, True)
    assert 0.35 < found.new_share < 0.7
    assert found.losses[-1] > 0.6


@pytest.mark.trains
def test_what_the_chapter_says_to_type_shows_what_is_broken(capsys):
    names = {"keras": keras, "np": np, "rl": rl, "broken_network": broken_network}
    asked_for = SOURCE.partition("Make a network to look at with")[2].partition("# %%")[0]
    make, summary, part, points, train, _ = re.findall(r"`([^`]+)`", asked_for)
    exec(make, names)
    exec(summary, names)
    listed = capsys.readouterr().out
    # No block, and so no sum: two dense layers.
    assert listed.count("(Dense)") == 2 and "(Add)" not in listed
    one, other = np.asarray(eval(f"{part}({points})", names))
    assert one.shape == (16,) and not np.allclose(one, other)
    assert "2 of its 2 kernels moved" in repr(eval(train, names))


@pytest.mark.trains
def test_what_the_chapter_says_to_type_shows_a_mended_network_too(capsys):
    names = {"keras": keras, "np": np, "rl": rl, "mended_network": mended()}
    network = names["mended_network"](6)
    network.summary()
    assert capsys.readouterr().out.count("(Dense)") == 14
    assert "14 of its 14 kernels moved" in repr(eval("rl.train_briefly(mended_network(6))", names))
    assert "`rl.train_briefly(mended_network(6))` does the same with yours" in SOURCE


@pytest.mark.trains
@pytest.mark.parametrize("blocks", [2, 6, 10])
def test_the_mended_one_learns(blocks):
    keras.utils.set_random_seed(blocks)
    network = mended()(blocks)
    assert len(kernels_of(network)) == 2 * blocks + 2
    found = train_briefly(network, [blocks])
    assert min(found.training_share, found.new_share) >= ENOUGH
    assert all(found.moved)


FAULTS = (
    "mending_blocks_not_connected",
    "mending_kernels_do_not_move",
    "mending_signal_fades",
    "mending_stays_linear",
    "mending_nothing_arrives",
)


@pytest.mark.trains
@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_alone_keeps_it_from_learning(fault):
    keras.utils.set_random_seed(1)
    found = train_briefly(mended(variants("mended_network")[fault])(6), [1])
    assert max(found.training_share, found.new_share) < 0.8


def test_what_is_no_such_network_is_told():
    for wrong in (7, broken_network, keras.Sequential([keras.Input((3,)), layers.Dense(2)])):
        assert "takes a keras.Model from points" in repr(rl.train_briefly(wrong))


@pytest.mark.trains
def test_it_is_told_in_words():
    told = repr(rl.train_briefly(mended()(2)))
    assert told.startswith("In 50 steps the loss went from 0.")
    assert "6 of its 6 kernels moved" in told


@pytest.mark.trains
@pytest.mark.parametrize(("start", "first_loss", "learns"), [(1.0, 1000, False), (0.05, 0.6, True)])
def test_kernels_of_ones_do_not_learn_since_the_signal_grows_and_not_since_they_are_equal(
    start, first_loss, learns
):
    def text(kernel):
        return without_markers(answer("mended_network")).replace(
            "layers.Dense(16)(ops.relu(", f"layers.Dense(16, kernel_initializer={kernel})(ops.relu("
        )

    keras.utils.set_random_seed(0)
    network = mended(text(f"keras.initializers.Constant({start})"))(6)
    found = train_briefly(network, [0])
    assert found.losses[0] > first_loss
    assert all(found.moved)
    assert (found.new_share >= ENOUGH) == learns


@pytest.mark.parametrize(
    ("moving", "words"),
    [
        (0, "Training moves none of the 14 kernels, not even the last one."),
        (1, "Training moves 1 of the 14 kernels; the others stay where they started."),
        (13, "Training moves 13 of the 14 kernels;"),
        (14, "Every kernel moves"),
    ],
)
def test_how_many_kernels_training_moves_is_said_in_words(moving, words):
    exercise = EXERCISES["mended_network"]
    expected = tuple(np.float32(each) for each in (14, 1, 1, 1))
    arrays = tuple(np.float32(each) for each in (14, moving / 14, 0, 0))
    sentence = exercise.explain(exercise.cases[0], arrays, expected)
    assert sentence.startswith(words)
    assert "%" not in sentence
    for odd in (-np.inf, np.nan, -1):
        odd_arrays = (arrays[0], np.float32(odd), *arrays[2:])
        assert exercise.explain(exercise.cases[0], odd_arrays, expected) is None
