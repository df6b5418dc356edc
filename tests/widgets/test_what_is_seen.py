"""The explorer of what one position sees stands at the places that its control names."""

import pytest

from resnet_lessons.network.depths import BLOCK_LAYER_SIZES, network_anatomy
from resnet_lessons.network.receptive_field import views
from resnet_lessons.widgets.what_is_seen import _PLACES, _number


@pytest.mark.parametrize("depth", BLOCK_LAYER_SIZES)
def test_a_place_is_the_view_of_its_name(depth):
    network = network_anatomy(depth)
    found = views(network)
    assert found[_number(network.sizes, 0)].place == "max-pooling"
    for number, name in enumerate(_PLACES[1:], start=1):
        layer, which = name.removesuffix(" block").split(", ")
        block = 0 if which == "first" else network.sizes[int(layer[-1]) - 1] - 1
        assert found[_number(network.sizes, number)].place == f"{layer}, block {block}"
