"""The frames of a scaled block hold its arrays, on axes and channels that stay."""

import functools

import numpy as np
import pytest
from matplotlib.colors import to_rgba

from resnet_lessons.figures.branch_turned_down import scaled_block
from resnet_lessons.figures.tones import SUM, WRONG
from tests.figures.overlap import assert_readable, drawn_texts
from tests.figures.samples import activations, photograph
from tests.support.soak import some

CLASSES = ("T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker",
           "Bag", "Ankle boot")  # fmt: skip
SCALES = np.array([0, 0.5, 1])
ACCURACIES = np.array([0.1, 0.846, 0.861])
LABELS = np.array([4, 9, 0, 5, 1])


def arguments(index=1, shown=5, **changes):
    """Five garments of which the first is taken for the next class at scale 0.5, the rest right."""
    shortcut, residual, _ = activations()
    outputs = np.stack([shortcut + scale * residual for scale in SCALES])[:, None].repeat(shown, 1)
    guesses = np.array([(LABELS + 2) % 10, LABELS + np.eye(5, dtype=int)[0], LABELS])[:, :shown]
    probabilities = np.full((3, shown, 10), 0.04)
    np.put_along_axis(probabilities, guesses[..., None], 0.64, -1)
    images = [photograph().mean(-1, keepdims=True)] * shown
    return {
        "index": index, "scales": SCALES, "accuracies": ACCURACIES, "images": images,
        "labels": LABELS[:shown], "probabilities": probabilities, "outputs": outputs,
        "class_names": CLASSES, "block_name": "block layer 1, block 2",
    } | changes  # fmt: skip


@functools.cache
def frame(index, shortcuts=True):
    return scaled_block(**arguments(index), shortcuts=shortcuts)


def words(figure):
    return [text.words for text in drawn_texts(figure)]


@pytest.mark.draws
@pytest.mark.parametrize("index", some(range(3), 3))
@pytest.mark.parametrize("shortcuts", [True, False])
def test_every_scale_is_readable_and_of_one_size(index, shortcuts):
    figure = frame(index, shortcuts)
    assert_readable(figure)
    assert tuple(figure.get_size_inches()) == tuple(frame(0).get_size_inches())
    (curve,) = (axes for axes in figure.axes if axes.get_title(loc="left").startswith("test garm"))
    np.testing.assert_allclose(curve.get_lines()[0].get_ydata(), 100 * ACCURACIES)
    assert curve.get_ylim() == (0, 100)
    ((x, y),) = curve.collections[0].get_offsets()
    assert (x, y) == (SCALES[index], 100 * ACCURACIES[index])


@pytest.mark.parametrize(
    ("index", "shortcuts", "finding"),
    [
        (0, True, "Residual branch × 0: 10.0% of the test garments right (86.1% at × 1)"),
        (1, False, "No shortcut, block's output × 0.5: 84.6% of the test garments right (86.1% at"),
        (2, True, "Residual branch × 1: 86.1% of the test garments right. "),
    ],
)
def test_the_title_is_computed(index, shortcuts, finding):
    assert frame(index, shortcuts).alt_text.startswith(finding)


def test_without_the_trained_scale_the_title_compares_with_nothing():
    figure = scaled_block(**arguments(scales=np.array([0, 0.2, 0.4])))
    assert figure.get_suptitle() == "Residual branch × 0.2: 84.6% of the test garments right"


def test_right_and_wrong_are_words():
    figure = frame(1)
    seen = words(figure)
    assert [word for word in seen if "right:" in word or "wrong:" in word] == [
        "✗ wrong:\nSandal", "✓ right:\nAnkle boot", "✓ right:\nT-shirt/top", "✓ right:\nSandal",
        "✓ right:\nTrouser",
    ]  # fmt: skip
    assert "Coat: taken for Sandal, 64%; Ankle boot: right, 64%" in figure.alt_text
    bars = [axes for axes in figure.axes if len(axes.patches) == 11]
    assert len(bars) == 5
    for axes, label, tone in zip(bars, LABELS, [WRONG, *[SUM] * 4], strict=True):
        band, *classes = axes.patches
        assert band.get_y() + band.get_height() / 2 == label
        assert max(bar.get_width() for bar in classes) == pytest.approx(64)
        longest = max(classes, key=lambda bar: bar.get_width())
        assert longest.get_facecolor() == to_rgba(tone.line)


@pytest.mark.draws
def test_the_same_channels_on_the_same_scale_whatever_the_index():
    drawn = []
    for index in range(3):
        figure = frame(index)
        images = [image for axes in figure.axes for image in axes.images][5:9]
        drawn.append(images)
        names = [word for word in words(figure) if word.isdigit()]
        outputs = arguments()["outputs"][:, 0]
        chosen = np.sort(np.argsort(-outputs[2].std(axis=(0, 1)))[:4])
        assert [str(channel) for channel in chosen] == names[names.index(str(chosen[0])) :][:4]
        expected = [outputs[index][..., channel] for channel in chosen]
        np.testing.assert_array_equal([np.asarray(i.get_array()) for i in images], expected)
    assert len({image.get_clim() for images in drawn for image in images}) == 1


@pytest.mark.parametrize("shown", some([1, 3], 2))
def test_fewer_garments(shown):
    figure = scaled_block(**arguments(1, shown))
    assert_readable(figure)
    assert sum("right:" in word or "wrong:" in word for word in words(figure)) == shown


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"index": 3}, "scales are 0 to 2"),
        ({"scales": SCALES[::-1]}, "ascending"),
        ({"accuracies": ACCURACIES[:2]}, "accuracies have shape"),
        ({"labels": LABELS[:4]}, "labels have shape"),
        ({"class_names": CLASSES[:9]}, "probabilities have shape"),
        ({"outputs": arguments()["outputs"][:, 0]}, "outputs have shape"),
        ({"outputs": arguments()["outputs"][..., 0]}, "maps of"),
        ({"accuracies": [0.1, np.nan, 0.8]}, "not a finite number"),
    ],
)
def test_what_does_not_fit_is_refused(changes, message):
    with pytest.raises(ValueError, match=message):
        scaled_block(**arguments(**changes))
