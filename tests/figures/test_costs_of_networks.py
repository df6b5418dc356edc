"""The bars are the rows of the table, and the title is their ratio."""

from types import SimpleNamespace

import pytest

from resnet_lessons.figures.costs_of_networks import network_costs
from resnet_lessons.figures.tones import BRANCH, SHORTCUT
from resnet_lessons.network.costs import cost_table
from tests.figures.artist_colors import colors
from tests.figures.overlap import assert_readable, drawn_texts
from tests.figures.trained_samples import cost_rows


def bars(axes):
    return [bar.get_width() for bar in axes.patches]


@pytest.mark.parametrize("table", [cost_rows(), cost_table()], ids=["made up", "the lessons'"])
def test_bars_are_the_rows(table):
    figure = network_costs(table)
    assert_readable(figure)
    parameters, work = figure.axes
    assert bars(parameters) == pytest.approx([row.parameters / 1e6 for row in table.rows])
    assert bars(work) == pytest.approx([row.multiply_adds / 1e9 for row in table.rows])
    tones = [SHORTCUT] * 2 + [BRANCH] * 4
    drawn = [bar for axes in figure.axes for bar in axes.patches]
    for bar, tone in zip(drawn, [*tones, *tones], strict=True):
        assert tone.line.lower() in colors(bar)


def test_the_papers_counts_are_marked():
    marks = [line.get_xdata()[0] for line in network_costs(cost_rows()).axes[1].get_lines()]
    assert marks == [1.8, 3.6, 3.8, 7.6, 11.3]
    without = [SimpleNamespace(num_layers=18, parameters=1e7, multiply_adds=2e9)]
    figure = network_costs(cost_rows(rows=without))
    assert_readable(figure)
    assert not figure.axes[1].get_lines()
    assert not [text for text in drawn_texts(figure) if "He et al." in text.words]


def test_the_title_is_computed():
    # 64,754,152 / 11,696,680 parameters.
    assert network_costs(cost_rows()).alt_text.startswith(
        "From ResNet-18 to ResNet-200: 5.5 times the parameters, 8.2 times the multiply–adds."
    )
    one = network_costs(cost_rows(rows=cost_rows().rows[:1])).alt_text
    assert one.startswith("ResNet-18 holds 11.7 million parameters and needs 1.83 billion")


@pytest.mark.parametrize("wrong", [None, [], SimpleNamespace(rows=())])
def test_what_is_no_table_is_refused(wrong):
    with pytest.raises(ValueError, match=r"draw what rl\.cost_table\(\) returns"):
        network_costs(wrong)
