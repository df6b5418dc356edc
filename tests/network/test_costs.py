"""The table of costs agrees with built networks, and says what it leaves out."""

import keras
import numpy as np
import pytest

import resnet_lessons as rl
from resnet_lessons.course.answers.dissection import count_flops
from resnet_lessons.course.answers.model import ResNetModel
from resnet_lessons.display import Message
from resnet_lessons.network.costs import (
    PAPER_MULTIPLY_ADDS,
    kept_activations,
    peak_activations,
)
from resnet_lessons.network.depths import network_anatomy
from resnet_lessons.student import networks, passed_answers
from resnet_lessons.student.own_costs import cost_table

PUBLISHED = {
    18: (11_696_680, 1.81, 1.8e9),
    34: (21_808_552, 3.66, 3.6e9),
    50: (25_575_912, 4.09, 3.8e9),
    101: (44_594_152, 7.80, 7.6e9),
    152: (60_260_840, 11.51, 11.3e9),
    200: (64_754_152, 15.01, None),
}


@pytest.fixture
def count_flops_passed(monkeypatch):
    monkeypatch.setattr(passed_answers, "passed", lambda: ("count_flops",))


def test_the_rows_are_the_published_ones():
    rows = rl.cost_table().rows
    assert [row.num_layers for row in rows] == list(PUBLISHED)
    for row in rows:
        parameters, billions, paper = PUBLISHED[row.num_layers]
        assert row.parameters == parameters
        # 1.81 and 3.66 are counted without a projection in the first block.
        assert row.multiply_adds / 1e9 == pytest.approx(billions, abs=0.02)
        assert row.paper_multiply_adds == paper
    assert {row.num_layers for row in rows} - set(PAPER_MULTIPLY_ADDS) == {200}


@pytest.mark.builds
def test_the_row_beside_is_keras_own_network():
    model = keras.applications.ResNet50V2(weights=None)
    beside = cost_table().beside
    assert beside.weight_bytes == 4 * model.count_params() == 4 * 25_613_800
    assert beside.parameters == sum(int(np.prod(w.shape)) for w in model.trainable_weights)
    assert beside.multiply_adds == count_flops(model)
    assert "25,613,800" in repr(cost_table())


@pytest.mark.builds
@pytest.mark.parametrize("depth", [18, 50])
def test_weights_and_kept_activations_are_those_of_the_built_network(depth):
    model = ResNetModel(70, 70, depth, 1000).build()
    (row,) = [row for row in cost_table(image_size=70).rows if row.num_layers == depth]
    assert row.weight_bytes == 4 * model.count_params()
    kept = {"InputLayer", "Conv2D", "Relu", "ReLU", "Add", "MaxPooling2D", "Dense"}
    kept.add("GlobalAveragePooling2D")
    outputs = [each.output for each in model.operations if type(each).__name__ in kept]
    numbers = sum(int(np.prod(output.shape[1:])) for output in outputs)
    assert row.training_bytes == 4 * numbers == 4 * kept_activations(network_anatomy(depth, 70))


@pytest.mark.parametrize(("depth", "image_size"), [(18, 224), (50, 224), (18, 33), (101, 64)])
def test_the_peak_is_that_of_a_walk_through_the_network(depth, image_size):
    anatomy = network_anatomy(depth, image_size)
    assert peak_activations(anatomy) == walked_peak(operations(anatomy))


def test_the_peaks_by_hand():
    # ResNet-18: the stem's output (112 × 112 × 64) beside what the pooling makes of it.
    assert peak_activations(network_anatomy(18)) == 112 * 112 * 64 + 56 * 56 * 64
    # ResNet-50: the three tensors of an addition in block layer 1.
    assert peak_activations(network_anatomy(50)) == 3 * 56 * 56 * 256


def operations(anatomy):
    """[(name, size of the output, names of the inputs)] in the order of running."""
    found = [
        ("image", anatomy.image_shape, []),
        ("stem", anatomy.stem_shape, ["image"]),
        ("pooled", anatomy.pooled_shape, ["stem"]),
    ]
    last = "pooled"
    for number, block in enumerate(anatomy.blocks):
        start = shortcut = last
        for place, step in enumerate(block.branch):
            found.append((f"{number}.{place}", step.output_shape, [last]))
            last = f"{number}.{place}"
            if place == 0 and block.projects:
                shortcut = f"{number}.projection"
                found.append((shortcut, block.shortcut_shape, [last]))
        assert shortcut == start or block.projects
        found.append((f"{number}.sum", block.output_shape, [last, shortcut]))
        last = f"{number}.sum"
    found.append(("head", anatomy.blocks[-1].output_shape, [last]))
    return [(name, int(np.prod(shape)), inputs) for name, shape, inputs in found]


def walked_peak(listed):
    """The most that is alive at once when a tensor goes after its last reader."""
    last_use = {name: place for place, (name, _, _) in enumerate(listed)}
    for place, (_, _, inputs) in enumerate(listed):
        last_use.update(dict.fromkeys(inputs, place))
    return max(
        sum(size for made, (name, size, _) in enumerate(listed) if made <= place <= last_use[name])
        for place in range(len(listed))
    )


def test_the_paper_counts_for_its_own_image_size_only():
    assert all(row.paper_multiply_adds is None for row in cost_table(image_size=64).rows)


@pytest.mark.builds
def test_own_counts_stand_beside_ours(count_flops_passed, capsys):
    table = cost_table(count_flops, image_size=40)
    own = {row.num_layers: row.own_multiply_adds for row in table.rows}
    ours = {row.num_layers: row.multiply_adds for row in table.rows}
    assert {depth: ours[depth] for depth in (18, 34, 50)} == {
        depth: count for depth, count in own.items() if count is not None
    }
    assert "your count_flops (G)" in repr(table)
    assert "your count_flops (G)" in table._repr_html_()
    assert capsys.readouterr().out == ""


@pytest.mark.builds
@pytest.mark.parametrize(
    ("own", "words"),
    [
        (3, "own is 3, not a function"),
        (lambda model: model.missing, "stopped at ResNet-18 (AttributeError"),
        (lambda model: None, "stopped at ResNet-18 (TypeError"),
    ],
)
def test_what_cannot_count_gets_no_column_but_a_sentence(own, words, count_flops_passed):
    table = cost_table(own, image_size=40)
    assert words in table.notes[-1]
    assert "your count_flops (G)" not in repr(table)


def test_an_answer_that_has_not_passed_gets_no_column():
    table = cost_table(count_flops)
    assert table.notes[-1] == (
        "count_flops has not passed yet; once it has, it gets a column here."
    )
    assert table.rows == cost_table().rows


def test_without_a_network_to_count_in_there_is_a_sentence(count_flops_passed, monkeypatch):
    needed = Message("Your network still needs: regular_block.")
    monkeypatch.setattr(networks, "my_network", lambda *arguments: needed)
    assert cost_table(count_flops).notes[-1].endswith(needed.text)


@pytest.mark.parametrize("size", [0, -3, 2.5, True, "large"])
def test_an_image_of_no_size_is_refused(size):
    with pytest.raises(ValueError, match="image_size is"):
        cost_table(image_size=size)


def test_text_and_html_hold_every_number():
    table = cost_table()
    page = table._repr_html_()
    assert page.count("<tr>") == 1 + len(table.rows) + 1
    for _, cells in table.columns:
        for cell in cells:
            assert cell in repr(table)
            assert cell.replace("'", "&#x27;") in page
    assert len({len(line) for line in repr(table).splitlines()[1:9]}) == 1
