"""Labels beside and below the axes of an experiment find their places."""

import inspect

import numpy as np
import pytest

from resnet_lessons.experiments import growth, races, work
from resnet_lessons.figures import experiment_axes
from resnet_lessons.figures.experiment_axes import LOWER_RATE, RATE, name_steps
from resnet_lessons.figures.style import lesson_figure, place_axes
from resnet_lessons.figures.tones import SHORTCUT
from resnet_lessons.training import fit, stepper
from tests.figures.overlap import drawn_texts, overlaps

NAN = np.nan


@pytest.mark.parametrize("scale", ["linear", "log"])
@pytest.mark.parametrize("heights", [(1, 1.0001, 1.0002), (9, 9.01, 1), (1, NAN, 1)])
def test_labels_do_not_touch(scale, heights):
    figure = lesson_figure("title", 3)
    axes = place_axes(figure, 1, 0.1, 5, 2)
    axes.set(ylim=(1, 10), yscale=scale)
    axes.set_xticks([])
    axes.set_yticks([])
    experiment_axes.label_right(
        axes, [(height, f"two\nlines {height}", SHORTCUT) for height in heights]
    )
    texts = drawn_texts(figure)
    assert len(texts) == 1 + np.isfinite(heights).sum()
    assert overlaps(texts) == []


def test_a_thin_line_leads_from_each_height_to_its_label():
    figure = lesson_figure("title", 3)
    axes = place_axes(figure, 1, 0.1, 4, 2)
    axes.set(ylim=(0, 10))
    heights = (4.9, 5.0, 9.0)
    experiment_axes.label_right(
        axes, [(height, str(height), SHORTCUT) for height in heights], x=1.1, led=True
    )
    assert len(axes.lines) == len(axes.texts) == 3
    for line, text in zip(axes.lines, axes.texts, strict=True):
        assert line.get_ydata()[0] == pytest.approx(float(text.get_text()) / 10)
        assert line.get_ydata()[1] == pytest.approx(text.get_position()[1])
        assert line.get_xdata()[0] == 1 and line.get_xdata()[1] < text.get_position()[0]


def test_blocks_are_named_by_layer_or_counted():
    figure = lesson_figure("title", 3)
    axes = place_axes(figure, 1, 0.1, 5, 2)
    experiment_axes.label_blocks(axes, [f"block_layer{layer}_regular_block0" for layer in (1, 2)])
    assert {text.get_text() for text in axes.texts} == {"block layer 1", "block layer 2"}
    axes = place_axes(figure, 1, 0.1, 5, 2)
    experiment_axes.label_blocks(axes, [str(number) for number in range(25)])
    ticks = [text.get_text() for text in axes.get_xticklabels()]
    assert ticks == [str(number) for number in range(1, 26, 2)]


def test_the_learning_rates_below_the_curves_are_those_of_the_runs():
    assert inspect.signature(fit.train).parameters["learning_rate"].default == RATE
    assert inspect.signature(work.ArchitectureTrainer).parameters["learning_rate"].default == RATE
    assert LOWER_RATE == races._RATE_OF_GROWN == growth._LEARNING_RATE == stepper._LEARNING_RATE


@pytest.mark.parametrize("narrow", [False, True])
def test_the_optimiser_is_named_below_a_curve(narrow):
    axes = place_axes(lesson_figure("title", 3), 1, 0.1, 5, 2)
    name_steps(axes, "training step", RATE, narrow=narrow)
    words = "training step Adam, learning rate 0.003 falling to 0 along a cosine"
    assert " ".join(axes.get_xlabel().split()) == words
    name_steps(axes, "training step", RATE, falls=False)
    assert axes.get_xlabel().endswith("0.003 throughout")
