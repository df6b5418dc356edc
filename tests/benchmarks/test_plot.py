"""The picture is drawn from the results alone, and can be read."""

import pytest
from PIL import Image

from benchmarks import plot
from tests.benchmarks.support import SECTIONS
from tests.figures.overlap import assert_readable


@pytest.mark.draws
def test_the_picture_says_the_finding_and_can_be_read(tmp_path):
    figure = plot.figure(SECTIONS)
    assert "0.96 times as long as Keras' ResNet50V2" in figure.alt_text
    assert "first figure of chapter 1 3 s" in figure.alt_text
    assert "fader to accuracy on 200 images (WebAssembly) 0.3 s" in figure.alt_text
    assert (
        "Steps of training a second: 2 layers (clock) 250, 20 layers (clock) 250."
        in figure.alt_text
    )
    assert "Unfold" not in figure.alt_text
    assert_readable(figure)
    plot.draw(SECTIONS, tmp_path / "results.png")
    assert Image.open(tmp_path / "results.png").width == 1800


@pytest.mark.parametrize(
    "names",
    [["startup"], ["model"], ["checks", "grading"], ["playground"], ["model", "playground"]],
)
def test_a_part_of_the_results_is_drawn_too(names):
    assert_readable(plot.figure({name: SECTIONS[name] for name in names}))


def test_nothing_measured_is_refused():
    with pytest.raises(ValueError, match="nothing was measured"):
        plot.figure({})


def test_ratios_are_those_of_each_round():
    found = dict(plot.compared(SECTIONS))
    name = "training step: CPU, channels_first, float32, XLA, 2 images"
    assert found[name]["Keras ResNet50"] == pytest.approx([1.2, 0.96, 1.2])
