"""One idea of a whole number, wherever a network or a block is asked for."""

from fractions import Fraction

import numpy as np
import pytest

from resnet_lessons.display import Message
from resnet_lessons.network.anatomy import block_anatomy
from resnet_lessons.network.costs import cost_table
from resnet_lessons.network.validation import check_depth, check_sizes, is_whole
from resnet_lessons.student.networks import my_network

# Forms of one number, 8.
WHOLE = [8, np.int64(8), np.uint8(8), np.arange(9)[8]]
NOT_WHOLE = [True, np.True_, 8.0, np.float64(8), "8", None, Fraction(8), np.array(8), np.array([8])]


@pytest.mark.trains
@pytest.mark.parametrize("value", WHOLE, ids=repr)
def test_whole_numbers_are_taken_everywhere(value):
    assert is_whole(value)
    assert block_anatomy("regular", value, 8, 8, 8) == block_anatomy("regular", 8, 8, 8, 8)
    assert cost_table(image_size=4 * value).image_size == 32
    assert my_network(18, image_size=32, channels=value).input_shape == (None, 32, 32, 8)
    check_sizes(value, value, value)
    check_depth(value, (8, 10))


@pytest.mark.parametrize("value", NOT_WHOLE, ids=repr)
def test_nothing_else_is(value):
    assert not is_whole(value)
    with pytest.raises(ValueError, match="height is"):
        block_anatomy("regular", value, 8, 8, 8)
    with pytest.raises(ValueError, match="image_size is"):
        cost_table(image_size=value)
    refused = my_network(18, image_size=32, channels=value)
    assert isinstance(refused, Message) and "channels is" in str(refused)
    with pytest.raises(ValueError, match="resize_dim is"):
        check_sizes(value, 8, 8)
    with pytest.raises(ValueError, match="num_layers is"):
        check_depth(value, (8, 10))
