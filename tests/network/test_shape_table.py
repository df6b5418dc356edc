"""The table reads a network where there is one, and says so where it had to work it out."""

import keras
import pytest

from resnet_lessons.course.answers.model import ResNetModel
from resnet_lessons.display import Message
from resnet_lessons.network.shape_table import shapes_along

pytestmark = pytest.mark.builds


@pytest.mark.parametrize("depth", [18, 50])
def test_read_or_worked_out_it_is_the_same_table(depth):
    read = shapes_along(ResNetModel(64, 64, depth, 10).build())
    worked_out = shapes_along(Message("Your network still needs: regular_block."), depth, 64)
    assert read.rows == worked_out.rows
    assert read.kernels == worked_out.kernels == depth + 4
    assert repr(read).startswith(f"Read from the network resnet{depth}.")
    assert repr(worked_out).startswith(
        f"Your network still needs: regular_block. Worked out for ResNet-{depth}."
    )


def test_channels_first_is_shown_as_it_is():
    table = shapes_along(ResNetModel(64, 64, 18, 10, "channels_first").build())
    assert table.rows[0] == ("image", 0, (3, 64, 64))
    assert table.rows[-1] == ("block layer 4", 2, (512, 2, 2))


def test_a_network_without_names_is_worked_out():
    inputs = keras.Input((8, 8, 3))
    table = shapes_along(keras.Model(inputs, keras.layers.Flatten()(inputs)), 18, 64)
    assert "names of their blocks are not" in repr(table)
    assert len(table.rows) == 5


def test_html_holds_every_row():
    table = shapes_along(None, 34, 224)
    page = table._repr_html_()
    assert "no network to read yet" in page
    assert page.count("<tr>") == 1 + len(table.rows)
    assert "7 × 7 × 512" in page
