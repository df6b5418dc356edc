"""The curves of a run hold its losses and accuracies, also of one that was stopped."""

from types import SimpleNamespace

import numpy as np
import pytest

from resnet_lessons.figures import canvas
from resnet_lessons.figures.learning_run import SMOOTHED, learning_curves
from tests.figures.overlap import assert_readable, drawn_texts
from tests.figures.trained_samples import EPOCHS, STEPS_PER_EPOCH, trained
from tests.support.processor_time import fastest


def test_a_whole_run():
    run = trained()
    figure = learning_curves(run)
    assert_readable(figure)
    assert figure.alt_text.startswith(
        "After 6 epochs your ResNet-18 is right on 86.5% of the test garments."
    )
    # The two are not measured at the same time.
    assert (
        "in epoch 1 70.0% of the training images, after it 74.0% of the test images"
        in figure.alt_text
    )
    loss, accuracy = figure.axes
    thin, thick = loss.get_lines()
    np.testing.assert_array_equal(thin.get_ydata(), run.losses)
    steps, means = thick.get_data()
    assert means[0] == pytest.approx(run.losses[:SMOOTHED].mean())
    assert steps[0] == (1 + SMOOTHED) / 2
    assert means[-1] == pytest.approx(run.losses[-SMOOTHED:].mean())
    assert steps[-1] == len(run.losses) - (SMOOTHED - 1) / 2
    training, test = accuracy.get_lines()
    np.testing.assert_allclose(training.get_ydata(), 100 * run.training_accuracy)
    np.testing.assert_allclose(test.get_ydata(), 100 * run.test_accuracy)


@pytest.mark.parametrize(
    ("steps", "running", "finding", "mark"),
    [
        (200, False, "Your ResNet-18 stopped after 2 of 6 epochs: right on 82.0%", "at step 200"),
        (200, True, "Your ResNet-18 learns, 2 of 6 epochs done: right on 82.0%", "so far 200"),
        (5, False, "Your ResNet-18 stopped after 0 of 6 epochs. Left", "stopped at step 5"),
        (5, True, "Your ResNet-18 learns, 0 of 6 epochs done. Left", "so far 5 of 558 steps"),
        (550, False, "Your ResNet-18 stopped after 5 of 6 epochs", "stopped at step 550"),
    ],
)
def test_a_part_of_a_run(steps, running, finding, mark):
    figure = learning_curves(trained(steps), running)
    assert_readable(figure)
    assert figure.alt_text.startswith(finding)
    seen = [text.words for text in drawn_texts(figure)]
    assert any(mark in words for words in seen)
    assert ("no epoch has ended yet" in seen) == (steps < STEPS_PER_EPOCH)
    assert figure.axes[0].get_xlim() == (0, EPOCHS * STEPS_PER_EPOCH)


def test_nothing_yet():
    figure = learning_curves(trained(0), running=True)
    assert_readable(figure)
    assert "training loss of 0 steps" in figure.alt_text


def test_one_epoch_of_one_step():
    one = {"training_accuracy": np.array([0.1]), "test_accuracy": np.array([0.1])}
    figure = learning_curves(trained(losses=np.array([2.3]), epochs=1, **one))
    assert_readable(figure)


@pytest.mark.parametrize(
    ("others", "words"),
    [
        ({"whose": "the lessons'"}, "After 6 epochs the lessons' ResNet-18 is right"),
        ({"num_layers": 34}, "your ResNet-34"),
        ({"shortened": True}, "After 6 shortened epochs your"),
    ],
)
def test_whose_network_it_is(others, words):
    assert words in learning_curves(trained(**others)).alt_text


@pytest.mark.draws
def test_it_is_drawn_while_a_network_learns():
    """However long that lasts, a drawing takes about as long."""
    runs = trained(200), trained(2)
    long, short = fastest(*(lambda run=run: canvas.png(learning_curves(run)) for run in runs))
    assert long < 2 * short


def test_a_message_is_handed_on_and_anything_else_refused():
    message = SimpleNamespace(text="Pass block_layer first.")
    assert learning_curves(message) is message
    with pytest.raises(ValueError, match=r"a list has no losses: draw what rl\.learn\(\) returns"):
        learning_curves([])
