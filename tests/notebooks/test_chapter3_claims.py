"""What chapter 3 says in words, number by number."""

from itertools import pairwise

import numpy as np
import pytest

import resnet_lessons as rl
from resnet_lessons.course.answers.counting import count_weight_layers, projection_blocks
from resnet_lessons.course.answers.model import ResNetModel
from resnet_lessons.course.exercises import EXERCISES
from resnet_lessons.instructor.notebooks import SOURCES
from resnet_lessons.network.depths import BLOCK_LAYER_SIZES, network_anatomy

TEXT = " ".join((SOURCES / "03_block_layers.py").read_text().replace("\n# ", " ").split())
NETWORKS = {depth: network_anatomy(depth) for depth in BLOCK_LAYER_SIZES}


@pytest.fixture(scope="module")
def resnet50():
    return ResNetModel(32, 32, 50, 10).build()


@pytest.fixture(scope="module")
def ratios():
    """Branch beside shortcut, block by block and picture by picture, as in section 3.6."""
    garments = rl.scaled(rl.data.fashion_mnist().test_images[:100])
    inside = rl.activations(rl.recorded_network(), garments)

    def size(tensor):
        return np.sqrt((tensor**2).sum(axis=(1, 2, 3)))

    return {
        name: size(residual) / size(shortcut) for name, (shortcut, residual, _) in inside.items()
    }


def of_layer(ratios, layer):
    return [row for name, row in ratios.items() if name.startswith(f"block_layer{layer}_")]


def views():
    return rl.receptive_field.views(NETWORKS[50])


def test_the_sizes_in_the_text_are_those_of_the_network():
    assert "four block layers** of 3, 4, 6 and 3 bottleneck blocks" in TEXT
    assert "block layers hold 3, 4, 23 and 3 blocks" in TEXT
    assert (NETWORKS[50].sizes, NETWORKS[50].kind) == ((3, 4, 6, 3), "bottleneck")
    assert NETWORKS[101].sizes == (3, 4, 23, 3)


def test_sixteen_blocks_and_sixty_six():
    assert "ResNet-50 has sixteen blocks" in TEXT
    assert "ResNet-200, with its 66 blocks" in TEXT
    assert (sum(NETWORKS[50].sizes), sum(NETWORKS[200].sizes)) == (16, 66)


def test_the_first_layer_of_resnet_50_keeps_the_side_and_changes_the_channels():
    layer = NETWORKS[50].block_layers[0]
    assert (layer.input_shape, layer.output_shape) == ((56, 56, 64), (56, 56, 256))
    assert layer.projections == (True, False, False)


def test_four_blocks_project_in_each_network():
    for depth, sizes in BLOCK_LAYER_SIZES.items():
        projecting = [layer.projections for layer in NETWORKS[depth].block_layers]
        assert [sum(layer) for layer in projecting] == [1, 1, 1, 1]
        assert len(projection_blocks(sizes)) == 4


@pytest.mark.builds
def test_a_projection_without_need_costs_4160_parameters():
    assert "64 · 64 + 64 = 4,160 parameters of ResNet-18's 11.7 million" in TEXT
    for depth in (18, 34):
        first = NETWORKS[depth].block_layers[0].blocks[0]
        assert first.input_shape == first.output_shape
        assert first.shortcut[0].parameters == 64 * 64 + 64 == 4160
    model = ResNetModel(32, 32, 18, 1000).build()
    trainable = sum(int(np.prod(weight.shape)) for weight in model.trainable_weights)
    assert trainable == 11_696_680


def test_eighteen_thirty_four_and_fifty():
    assert "18 = 1 + 8 · 2 + 1" in TEXT
    assert "1 + 16 · 2 + 1 with regular ones, 1 + 16 · 3 + 1 with bottleneck ones" in TEXT
    assert 1 + 8 * 2 + 1 == count_weight_layers(BLOCK_LAYER_SIZES[18], False) == 18
    assert BLOCK_LAYER_SIZES[34] == BLOCK_LAYER_SIZES[50]
    assert (1 + 16 * 2 + 1, 1 + 16 * 3 + 1) == (34, 50)
    assert count_weight_layers(BLOCK_LAYER_SIZES[101], True) == 101


@pytest.mark.builds
def test_the_other_two_are_one_before_the_blocks_and_one_behind(resnet50):
    """The question of section 3.1."""
    assert "Sixteen blocks of three convolutions make 48" in TEXT
    assert (
        3 * sum(BLOCK_LAYER_SIZES[50]) == 48 == count_weight_layers(BLOCK_LAYER_SIZES[50], True) - 2
    )
    kinds = [type(layer).__name__ for layer in resnet50.layers]
    assert kinds.count("BatchNormalization") > 2
    assert kinds.count("Conv2D") == 1 + 48 + len(projection_blocks(BLOCK_LAYER_SIZES[50]))
    assert kinds.count("Dense") == 1


def test_layer_3_does_most_of_the_work():
    """A choice of the question of section 3.5; the factors are those of the other two."""
    layers = NETWORKS[50].block_layers
    work = [sum(block.multiply_adds for block in layer.blocks) for layer in layers]
    assert max(work) == work[2]
    first, last = layers[0].blocks[1], layers[3].blocks[1]
    positions = [block.output_shape[0] * block.output_shape[1] for block in (first, last)]
    assert positions[0] == 64 * positions[1]
    assert last.multiply_adds / positions[1] == 64 * first.multiply_adds / positions[0]


def test_later_blocks_cost_the_same_within_one_network_only():
    """Sections 3.5 and 3.8: with regular blocks it is another number than with bottleneck blocks."""
    assert "within one network all blocks except the first of each layer need the same" in TEXT
    assert "All four do the same work: 218 million multiply–adds each" in TEXT
    for depth, network in NETWORKS.items():
        later = [block for layer in network.block_layers for block in layer.blocks[1:]]
        millions = {block.multiply_adds / 1e6 for block in later}
        assert len(millions) == 1
        assert round(millions.pop()) == (231 if depth < 50 else 218)


@pytest.mark.builds
def test_a_name_and_its_pair(resnet50):
    assert "`block_layer3_bottleneck_block0` is the pair `(3, 0)`" in TEXT
    assert resnet50.get_layer("block_layer3_bottleneck_block0_output")
    assert (3, 0) in projection_blocks(BLOCK_LAYER_SIZES[50])


@pytest.mark.builds
def test_54_layers_hold_a_kernel_and_52_of_them_stand_in_block_layers(answers_folder):
    assert "54 layers hold a kernel: the fifty of the name, and four projections" in TEXT
    assert rl.shapes_along(None, num_layers=50).kernels == 54
    assert "Your block layers hold 52 of them." in TEXT
    assert rl.shapes_along(rl.my_block_layers(50)).kernels == 52


def test_sides_halve_and_channels_double():
    for network in NETWORKS.values():
        shapes = [layer.output_shape for layer in network.block_layers]
        for (side, _, channels), (new_side, _, new_channels) in pairwise(shapes):
            assert (new_side, new_channels) == (side / 2, 2 * channels)


def test_blocks_of_all_layers_multiply_equally_often():
    assert "218 million multiply–adds each" in TEXT
    blocks = [layer.blocks[1] for layer in NETWORKS[50].block_layers]
    assert {block.multiply_adds for block in blocks} == {218_365_952}
    assert (blocks[0].output_shape[:2], blocks[3].output_shape[:2]) == ((56, 56), (7, 7))
    assert blocks[3].output_shape[2] == 8 * blocks[0].output_shape[2]
    for one, other in pairwise(blocks):
        assert other.parameters / one.parameters == pytest.approx(4, abs=0.05)
    for network in NETWORKS.values():
        work = {block.multiply_adds for layer in network.block_layers for block in layer.blocks[1:]}
        assert len(work) == 1


def test_deep_networks_put_most_blocks_into_layer_3():
    for depth in (50, 101, 152, 200):
        assert max(NETWORKS[depth].sizes) == NETWORKS[depth].sizes[2]
        assert NETWORKS[depth].sizes.count(NETWORKS[depth].sizes[2]) == 1
    for depth in (101, 152, 200):
        assert NETWORKS[depth].sizes[2] > sum(NETWORKS[depth].sizes) / 2


@pytest.mark.trains
def test_pink_dots_above_the_line_and_blue_ones_of_layer_1_below(ratios):
    for layer in (1, 2):
        assert of_layer(ratios, layer)[0].min() > 1
    assert max(row.max() for row in of_layer(ratios, 1)[1:]) < 1


@pytest.mark.trains
def test_in_layer_2_it_depends_on_the_picture(ratios):
    for row in of_layer(ratios, 2)[1:]:
        assert row.max() > 1
        assert np.mean(row < 1) > 0.5


@pytest.mark.trains
def test_the_last_block_of_each_layer_adds_least(ratios):
    for layer in (1, 2):
        medians = [np.median(row) for row in of_layer(ratios, layer)]
        assert np.argmin(medians) == len(medians) - 1


def test_what_a_position_sees():
    last = {view.place.split(",")[0]: view for view in views()}
    assert "layer 1 a position sees 35 pixels" in TEXT
    assert "layer 2 it sees 91: most of the face." in TEXT
    assert last["block layer 1"].width == 35
    assert last["block layer 2"].width == 91
    assert "In the last block but one of layer 3 it sees everything." in TEXT
    first = next(view for view in views() if view.covers_picture)
    assert first.place == "block layer 3, block 4"
    assert last["block layer 3"].place == "block layer 3, block 5"


def test_each_convolution_of_layer_1_widens_the_view_by_8_pixels():
    """The question of section 3.7: 11 pixels before, and three convolutions."""
    assert "each of the three convolutions adds 8" in TEXT
    first = NETWORKS[50].block_layers[0]
    assert 224 / first.output_shape[0] == 4
    kernels = [
        step.kernel_size for block in first.blocks for step in block.branch if step.kernel_size
    ]
    assert sorted(kernels) == [1] * 6 + [3] * 3
    widths = {view.place: view.width for view in views()}
    assert widths["block layer 1, block 0"] == 11 + 8
    assert widths["block layer 1, block 2"] == 11 + 3 * 8 == 35
    assert widths["block layer 2, block 3"] <= 150


def test_the_picture_is_as_large_as_the_views_say():
    assert "[44:492, 43:491][::2, ::2]" in TEXT
    assert rl.data.photograph()[44:492, 43:491][::2, ::2].shape == (224, 224, 3)


@pytest.mark.builds
def test_the_learners_own_network_is_read(answers_folder, capsys):
    network = rl.my_block_layers(num_layers=50, image_size=224)
    assert "Yours: nothing yet" in capsys.readouterr().out
    table = rl.shapes_along(network, num_layers=50)
    assert table.rows[0] == ("max-pooling", 0, (56, 56, 64))
    assert table.rows[1:] == rl.shapes_along(None, num_layers=50).rows[1:]


@pytest.mark.builds
def test_an_answer_of_chapter_2_is_in_chapter_3s_network(answers_folder, capsys):
    from resnet_lessons.instructor.answers import answer, without_markers

    # The source as a notebook's cell would leave it behind.
    folder = answers_folder
    folder.mkdir()
    imports = "import keras\nfrom keras import layers, ops\n\n\n"
    for name in ("pre_activation", "bottleneck_block", "block_layer"):
        (folder / f"{name}.py").write_text(imports + without_markers(answer(name)))
    network = rl.my_block_layers(num_layers=50, image_size=64)
    assert "Yours: pre_activation, bottleneck_block, block_layer." in capsys.readouterr().out
    assert rl.shapes_along(network).rows[1:] == rl.shapes_along(None, 50, 64).rows[1:]


def test_the_shapes_of_the_example_are_those_of_resnet_18():
    """Section 3.4."""
    shapes = [(56, 56, 64), (56, 56, 64), (28, 28, 128), (14, 14, 256), (7, 7, 512)]
    assert f"For ResNet-18 it is `{shapes}`" in TEXT
    layers = NETWORKS[18].block_layers
    assert shapes == [layers[0].input_shape, *(layer.output_shape for layer in layers)]
    assert projection_blocks([2, 2, 2, 2], shapes) == [(2, 0), (3, 0), (4, 0)]


def test_the_names_to_find_the_rule_from_are_those_of_the_networks():
    """Section 3.3."""
    for depth in (18, 34, 50, 101):
        sizes = ", ".join(map(str, BLOCK_LAYER_SIZES[depth]))
        assert f"| ResNet-{depth} | {sizes} | {NETWORKS[depth].kind} |" in TEXT


def test_after_how_many_weight_layers_each_network_sees_the_picture():
    """Section 3.7, below the explorer."""
    first = {
        depth: next(view for view in rl.receptive_field.views(network) if view.covers_picture)
        for depth, network in NETWORKS.items()
    }
    assert (
        "ResNet-18 needs the fewest weight layers, 15, and ResNet-200 needs the most, 49." in TEXT
    )
    assert "ResNet-50 lies between them with 37." in TEXT
    needed = {depth: view.weight_layers for depth, view in first.items()}
    assert needed == {18: 15, 34: 19, 50: 37, 101: 37, 152: 43, 200: 49}
    layers = [view.weight_layers for view in first.values()]
    assert layers == sorted(layers)
    assert "and ResNet-200 as early as block layer 2" in TEXT
    assert "ResNet-18 sees the whole picture only in block layer 4" in TEXT
    assert first[18].place.startswith("block layer 4,")
    assert first[200].place.startswith("block layer 2,")
    block_layers = [int(view.place.split()[2].rstrip(",")) for view in first.values()]
    assert block_layers == sorted(block_layers, reverse=True)
    # Counted in blocks a deep network is no earlier.
    assert (first[18].weight_layers - 1) / 2 < (first[200].weight_layers - 1) / 3
    for depth, kernels in ((18, {3}), (50, {1, 3})):
        branches = [block.branch for block in NETWORKS[depth].blocks]
        found = {step.kernel_size for branch in branches for step in branch if step.filters}
        assert found == kernels


def test_the_minutes_of_the_exercises_are_those_of_the_text():
    minutes = sum(exercise.minutes for exercise in EXERCISES.values() if exercise.chapter == 3)
    assert "about 50 minutes, 30 of them writing" in TEXT
    assert minutes <= 30
