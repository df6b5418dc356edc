"""What the rules of each convention cost agrees with published counts and with built networks."""

from dataclasses import replace

import keras
import numpy as np
import pytest

import resnet_lessons as rl
from resnet_lessons.course.answers.model import ResNetModel
from resnet_lessons.network.convention_counts import Convention
from resnet_lessons.network.conventions import (
    CONVENTIONS,
    KERAS,
    LESSONS,
    PAPER,
    RULES,
    TENSORFLOW,
    TORCHVISION,
    table,
)
from resnet_lessons.network.depths import BLOCK_LAYER_SIZES, network_anatomy

# `num_params` and GFLOPS of the weights in docs.pytorch.org/vision/stable/models/resnet.html.
TORCHVISION_PUBLISHED = {
    18: (11_689_512, 1.81),
    34: (21_797_672, 3.66),
    50: (25_557_032, 4.09),
    101: (44_549_160, 7.80),
    152: (60_192_808, 11.51),
}
# He et al. 2015, table 1, in billions.
PAPER_PUBLISHED = {18: 1.8, 34: 3.6, 50: 3.8, 101: 7.6, 152: 11.3}
# Keras' own ResNet50: the rules of He et al. 2015, with biases.
KERAS_V1 = Convention(
    "Keras V1",
    "",
    pre_activated=False,
    normalised_projection=True,
    stem_activation=True,
    strides_first=True,
    biased=LESSONS.biased,
)


def size(weights):
    return sum(int(np.prod(weight.shape)) for weight in weights)


def multiply_adds(model):
    """Counted on the built graph: kernel values times positions."""
    kernels = [layer for layer in model.layers if hasattr(layer, "kernel")]
    return sum(
        int(np.prod(layer.kernel.shape) * np.prod(layer.output.shape[1:-1])) for layer in kernels
    )


@pytest.mark.parametrize("depth", BLOCK_LAYER_SIZES)
def test_our_rules_give_our_network(depth):
    anatomy = network_anatomy(depth, 97)
    assert LESSONS.parameters(depth) == anatomy.parameters
    assert LESSONS.multiply_adds(depth, 97) == anatomy.multiply_adds


@pytest.mark.builds
@pytest.mark.parametrize("depth", [18, 50])
def test_our_rules_and_tensorflows_give_the_built_network(depth):
    model = ResNetModel(64, 64, depth, 1000).build()
    kernels = [layer for layer in model._flatten_layers() if hasattr(layer, "kernel")]
    biases = size(layer.bias for layer in kernels if isinstance(layer, keras.layers.Conv2D))
    assert LESSONS.parameters(depth) == size(model.trainable_weights)
    assert LESSONS.moving_statistics(depth) == size(model.non_trainable_weights)
    assert TENSORFLOW.parameters(depth) == size(model.trainable_weights) - biases
    assert LESSONS.multiply_adds(depth, 64) == multiply_adds(model)


@pytest.mark.parametrize("depth", TORCHVISION_PUBLISHED)
def test_torchvisions_rules_give_its_published_counts(depth):
    parameters, billions = TORCHVISION_PUBLISHED[depth]
    assert TORCHVISION.parameters(depth) == parameters
    assert TORCHVISION.multiply_adds(depth) / 1e9 == pytest.approx(billions, abs=0.006)


@pytest.mark.parametrize(
    "wrong",
    [
        {"normalised_projection": False},
        {"always_projects": True},
        {"stem_activation": False},
        {"pre_activated": True},
        {"biased": ("stem",)},
    ],
)
def test_one_rule_wrong_misses_the_published_count(wrong):
    assert replace(TORCHVISION, **wrong).parameters(18) != TORCHVISION_PUBLISHED[18][0]


@pytest.mark.parametrize("depth", PAPER_PUBLISHED)
def test_the_papers_strides_give_the_multiply_adds_of_its_table(depth):
    billions = PAPER.multiply_adds(depth) / 1e9
    assert -0.05 < billions - PAPER_PUBLISHED[depth] < 0.1
    if depth >= 50:
        moved = replace(PAPER, strides_first=False).multiply_adds(depth) / 1e9
        assert moved - PAPER_PUBLISHED[depth] > 0.2


@pytest.mark.builds
@pytest.mark.parametrize(
    ("name", "rules", "in_all"),
    [("ResNet50V2", KERAS, 25_613_800), ("ResNet50", KERAS_V1, 25_636_712)],
)
def test_keras_rules_give_its_built_networks(name, rules, in_all):
    model = getattr(keras.applications, name)(weights=None)
    assert rules.parameters(50) == size(model.trainable_weights)
    assert rules.parameters(50) + rules.moving_statistics(50) == model.count_params() == in_all
    assert rules.multiply_adds(50) == multiply_adds(model)


def test_the_paper_pre_activates_its_first_block_once():
    # Behind the stem's BN and ReLU the first block has none of its own (He et al. 2016, appendix).
    assert PAPER.moving_statistics(18) == TENSORFLOW.moving_statistics(18)
    first_blocks_projection = 64 * 64
    assert TENSORFLOW.parameters(18) - PAPER.parameters(18) == first_blocks_projection
    assert TENSORFLOW.parameters(50) == PAPER.parameters(50)


def test_a_network_that_does_not_exist_is_refused():
    with pytest.raises(ValueError, match="18, 34, 50"):
        PAPER.parameters(20)


def test_the_table_says_every_rule_and_every_count():
    shown = rl.conventions.table()
    assert shown == table()
    for seen in (repr(shown), shown._repr_html_().replace("&#x27;", "'")):
        for convention in CONVENTIONS:
            assert convention.name in seen
            assert convention.citation in seen
            for depth in convention.depths:
                assert f"{convention.parameters(depth):,}" in seen
        assert all(rule in seen for rule in RULES)
    assert shown._repr_html_().count("<tr>") == 1 + len(shown.rows)
    assert "not offered" in repr(shown)


def test_rules_that_differ_are_said_differently():
    said = {each.name: [say(each) for say in RULES.values()] for each in CONVENTIONS}
    assert len({tuple(words) for words in said.values()}) == len(CONVENTIONS)
    rows = dict(table().rows)
    assert rows["biases"] == (
        "none",
        "none",
        "every convolution",
        "none",
        "the convolutions before an addition, the stem",
    )
    assert rows["a bottleneck has its strides in"][0] == "the first 1×1"
    assert set(rows["a bottleneck has its strides in"][1:]) == {"the 3×3"}
