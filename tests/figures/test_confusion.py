"""The matrix counts every answer, and the surest mistakes are the surest."""

import numpy as np
import pytest

from resnet_lessons.data.images import fashion_mnist
from resnet_lessons.figures.confusion import confusion_matrix, surest_and_wrong
from tests.figures.overlap import assert_readable, drawn_texts
from tests.figures.trained_samples import CLASSES, EACH, SHIRT, TOP, garments, trained


def texts(figure, gid):
    found = [text for text in drawn_texts(figure) if text.artist.get_gid() == gid]
    return [text.words for text in sorted(found, key=lambda text: (-text.box.y0, text.box.x0))]


def random_run(seed=0, images=300):
    numbers = np.random.default_rng(seed)
    return trained(
        test_logits=numbers.normal(size=(images, 10)).astype("float16"),
        test_labels=numbers.integers(10, size=images),
    )


def test_counts_are_those_of_a_loop():
    run = random_run()
    expected = np.zeros((10, 10), int)
    for row, label in zip(run.test_logits, run.test_labels, strict=True):
        expected[label, list(row).index(max(row))] += 1
    figure = confusion_matrix(run)
    assert_readable(figure)
    cells = figure.findobj(lambda artist: artist.get_gid() == "cell")
    assert len(cells) == 100
    assert texts(figure, "count") == [str(count) for count in expected.ravel() if count]
    worst = max((expected[a, b], -a, -b) for a in range(10) for b in range(10) if a != b)
    names = CLASSES[-worst[1]], CLASSES[-worst[2]]
    assert f"Most often mistaken: {names[0]} for {names[1]} {worst[0]} times" in figure.alt_text
    hardest = min(range(10), key=lambda row: expected[row, row] / expected[row].sum())
    right = f"{expected[hardest, hardest]} of {expected[hardest].sum()} right"
    assert f"finds {CLASSES[hardest]} the hardest: {right}." in figure.alt_text
    assert f"{np.trace(expected)} of 300 test garments right" in figure.alt_text


def test_the_names_stand_at_rows_and_columns():
    figure = confusion_matrix(trained())
    assert texts(figure, "is") == list(CLASSES)
    said = [name.replace("\n", " ").replace("/ ", "/") for name in texts(figure, "said")]
    assert sorted(said) == sorted(CLASSES)
    assert "Shirt for T-shirt/top 5 times" in figure.alt_text
    assert "Bag for Shirt once" in figure.alt_text


def right_run():
    labels = trained().test_labels
    return trained(test_logits=np.eye(10, dtype="float32")[labels])


def test_a_network_without_mistakes():
    for figure in (confusion_matrix(right_run()), surest_and_wrong(right_run(), garments())):
        assert_readable(figure)
        assert figure.alt_text.startswith("Your ResNet-18 names all 200 test garments correctly.")


@pytest.mark.draws
def test_a_network_whose_answers_are_no_numbers():
    nothing = trained(test_logits=np.full((200, 10), np.nan), complete=False)
    for figure in (confusion_matrix(nothing), surest_and_wrong(nothing, garments())):
        assert_readable(figure)
        assert "has given no answers yet" in figure.alt_text
    some = trained()
    some.test_logits[:50] = np.nan
    assert "of 150 test garments right" in confusion_matrix(some).alt_text


def test_the_surest_mistakes_come_first():
    run = trained()
    figure = surest_and_wrong(run, garments())
    assert_readable(figure)
    logits = run.test_logits.astype(float)
    sure = np.exp(logits).max(1) / np.exp(logits).sum(1)
    wrong = sorted(sure[logits.argmax(1) != run.test_labels], reverse=True)
    expected = [f"{100 * each:.1f}%" if each <= 0.9995 else "over 99.9%" for each in wrong]
    seen = [words for words in texts(figure, "case") if words.endswith("%")]
    assert len(seen) == len(expected) == 6
    assert seen == expected
    assert "says T-shirt/top with over 99.9%; it is Shirt" in figure.alt_text


def test_each_mistake_stands_beside_its_image():
    run = trained()
    run.test_logits[np.flatnonzero(run.test_labels == SHIRT)[:5], TOP] = 0
    images = garments()
    place = int(np.flatnonzero(run.test_labels == 8)[0])
    images[place] = 255 - images[place]
    figure = surest_and_wrong(run, images)
    shown = [axes.images[0].get_array() for axes in figure.axes if axes.images]
    assert len(shown) == 1
    np.testing.assert_allclose(255 * shown[0], images[place, ..., 0])
    assert {"✗ Shirt", "Bag"} <= set(texts(figure, "case"))


def test_at_most_eight_and_the_shipped_garments():
    labels = fashion_mnist().test_labels
    run = trained(test_labels=labels, test_logits=random_run(images=len(labels)).test_logits)
    figure = surest_and_wrong(run)
    assert_readable(figure)
    assert len([axes for axes in figure.axes if axes.images]) == 8


def test_what_does_not_fit_is_said():
    with pytest.raises(ValueError, match=r"tested on 200 images, and here are 1,000"):
        surest_and_wrong(trained())
    with pytest.raises(ValueError, match="there are 200 labels and 9 classes"):
        confusion_matrix(trained(class_names=CLASSES[:9]))
    with pytest.raises(ValueError, match=r"draw what rl\.learn\(\) returns"):
        confusion_matrix(None)
    assert EACH * len(CLASSES) == 200
