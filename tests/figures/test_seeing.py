"""What one position sees is bright, and the title says how much it is."""

import numpy as np
import pytest

from resnet_lessons.figures import seen_from
from resnet_lessons.network.depths import network_anatomy
from resnet_lessons.network.receptive_field import views

VIEWS = views(network_anatomy(50))
WHITE = np.ones((224, 224, 3))


def brightness(figure):
    return figure.axes[0].images[0].get_array()[..., 0]


def test_pixels_outside_of_the_window_are_dark():
    number = next(n for n, view in enumerate(VIEWS) if view.place == "block layer 2, block 0")
    view = VIEWS[number]
    shown = brightness(seen_from(WHITE, VIEWS, number, "ResNet-50"))
    assert (shown == 1).sum() == view.width**2
    assert (shown[view.first : view.last + 1, view.first : view.last + 1] == 1).all()


def test_the_title_says_when_it_is_the_whole_picture():
    last = seen_from(WHITE, VIEWS, len(VIEWS) - 1, "ResNet-50")
    assert "one position sees the whole picture" in last.get_suptitle().replace("\n", " ")
    assert (brightness(last) == 1).all()
    first = seen_from(WHITE, VIEWS, 0, "ResNet-50")
    assert "sees 7 × 7 pixels" in first.get_suptitle().replace("\n", " ")
    assert "weight layers so far: 1." in first.alt_text


@pytest.mark.parametrize(("side", "index"), [(100, 0), (224, len(VIEWS)), (224, -1)])
def test_what_does_not_fit_is_refused(side, index):
    with pytest.raises(ValueError, match="in a picture of shape"):
        seen_from(np.ones((side, side, 3)), VIEWS, index)
