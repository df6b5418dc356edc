"""A graph in the words of its drawing: boxes, and sentences for the alt text."""

import dataclasses

import pytest

from resnet_lessons.checker.block_graph.differences import expected_graph
from resnet_lessons.checker.block_graph.graph import RELU, GraphStep, Place
from resnet_lessons.figures.graph_paths import Marking, describe, paths_of
from resnet_lessons.network.anatomy import block_anatomy

PROJECTING = expected_graph(block_anatomy("regular", 28, 28, 64, 128, 2, projection=True))
PLAIN = expected_graph(block_anatomy("regular", 28, 28, 64, 64))


def first_box(details=frozenset(), **changes):
    """The text of the box of the first convolution on the branch, a strided one."""
    step = dataclasses.replace(PROJECTING.branch[0], **changes)
    graph = dataclasses.replace(PROJECTING, branch=(step, *PROJECTING.branch[1:]))
    return paths_of(graph, Marking(details=details), True).branch[0].text.split("\n")[1:]


@pytest.mark.parametrize(
    ("changes", "lines"),
    [
        ({}, ["128 filters, strides 2"]),
        ({"padding": "same"}, ["128 filters, strides 2", "padding: same"]),
        ({"padding": "none"}, ["128 filters, strides 2", "padding: none"]),
        ({"padding": "same", "strides": 1}, ["128 filters, strides 1"]),
        ({"filters": 1, "oddities": ("no bias",)}, ["1 filter, strides 2", "no bias"]),
        ({"padding": "none", "oddities": ("no bias",)},
         ["128 filters, strides 2", "padding: none, no bias"]),
    ],
)  # fmt: skip
def test_a_box_never_leaves_out_filters_and_strides(changes, lines):
    assert first_box(**changes) == lines


def test_a_detail_is_said_even_where_it_is_as_usual():
    place = Place("branch", 2)
    assert first_box(frozenset({(place, "padding")})) == [
        "128 filters, strides 2",
        "padding: fixed",
    ]
    normalisation = frozenset({(Place("branch", 0), "training")})
    trunk = paths_of(PROJECTING, Marking(details=normalisation), True).trunk
    assert trunk[1].text == "BN + ReLU\ntraining=is_training"


def test_how_often_a_path_is_added():
    paths = paths_of(dataclasses.replace(PLAIN, terms=(1, 3, 0)), Marking(), False)
    assert (paths.branch_times, paths.shortcut_times) == (1, 3)


def test_the_description_follows_both_paths():
    text = describe(PROJECTING)
    assert text == (
        "Input 28 × 28 × 64. Residual branch: BN; ReLU; 3×3 convolution, 128 filters, strides 2; "
        "BN; ReLU; 3×3 convolution, 128 filters, strides 1. Shortcut: BN; ReLU; 1×1 convolution, "
        "128 filters, strides 2. They arrive as 14 × 14 × 128 and 14 × 14 × 128, joined by "
        "addition."
    )
    assert "the input itself" in describe(PLAIN)
    alone = dataclasses.replace(PLAIN, join=None, terms=(1, 0, 0), join_shape=())
    assert "no shortcut joins it" in describe(alone)
    stopped = dataclasses.replace(PROJECTING, refused=True)
    assert "but the call of addition stops with an error." in describe(stopped)
    refused = dataclasses.replace(stopped, shortcut=())
    assert "refused by addition, because the shapes differ." in describe(refused)


def test_the_shape_of_what_leaves_a_block():
    relu = GraphStep(RELU, (7, 7, 3))
    alone = dataclasses.replace(PLAIN, join=None, terms=(1, 0, 0), join_shape=())
    assert PROJECTING.output_shape == (14, 14, 128)
    assert alone.output_shape == (28, 28, 64)
    assert dataclasses.replace(PLAIN, after=(relu,)).output_shape == (7, 7, 3)
    assert dataclasses.replace(PROJECTING, refused=True).output_shape is None
