"""Three conventions beside each other: each box where its program has it, differences marked."""

import pytest

from resnet_lessons.figures.three_conventions import (
    differing_rules,
    paths_of,
    three_conventions,
)
from resnet_lessons.network.conventions import LESSONS, PAPER, RULES, TENSORFLOW, TORCHVISION
from tests.figures.overlap import assert_readable, drawn_texts


class _Unmarked:
    def of(self, rule):
        return None


def words(boxes):
    return [box.text.split("\n")[0] for box in boxes]


def drawn(convention, num_layers):
    return paths_of(convention, num_layers, _Unmarked())


def marks(paths):
    boxes = [*paths.trunk, *paths.branch, *paths.shortcut, *paths.after]
    return [box.text.split("\n")[0] for box in boxes if box.mark]


def test_behind_the_stem_each_as_its_program_has_it():
    paper, ours, torch = (drawn(each, 18) for each in (PAPER, LESSONS, TORCHVISION))
    stem, pooling = "7×7 convolution", "3×3 max-pooling"
    assert words(paper.trunk) == ["image", stem, "BN + ReLU", pooling]
    assert words(ours.trunk) == ["image", stem, pooling, "BN + ReLU"]
    assert words(torch.trunk) == words(paper.trunk)
    convolution = "3×3 convolution"
    assert words(paper.branch) == words(ours.branch) == [convolution, "BN + ReLU", convolution]
    assert words(torch.branch) == [convolution, "BN + ReLU", convolution, "BN"]
    assert words(ours.shortcut) == ["1×1 convolution"]
    assert paper.shortcut == torch.shortcut == ()
    assert words(torch.after) == ["ReLU", "output"]
    assert words(paper.after) == words(ours.after) == ["output"]


def test_with_strides_each_as_its_program_has_it():
    strided = {}
    for each in (PAPER, LESSONS, TORCHVISION):
        paths = drawn(each, 50)
        convolutions = [box for box in paths.branch if "convolution" in box.text]
        assert words(convolutions) == ["1×1 convolution", "3×3 convolution", "1×1 convolution"]
        strided[each] = ["strides 2" in box.text for box in convolutions]
        assert "strides 2" in paths.shortcut[0].text
        assert "512 filters" in paths.shortcut[0].text
        assert "512 filters" in convolutions[-1].text
    assert strided[PAPER] == [True, False, False]
    assert strided[LESSONS] == strided[TORCHVISION] == [False, True, False]
    assert words(drawn(LESSONS, 50).trunk) == ["block layer 1", "BN + ReLU"]
    assert words(drawn(TORCHVISION, 50).trunk) == ["block layer 1"]
    assert words(drawn(TORCHVISION, 50).shortcut) == ["1×1 convolution", "BN"]


def test_tensorflow_draws_as_the_lessons():
    for depth in (18, 50):
        assert drawn(TENSORFLOW, depth) == drawn(LESSONS, depth)


@pytest.mark.draws
@pytest.mark.parametrize("num_layers", [18, 34, 50, 200])
def test_it_is_readable_and_says_every_difference(num_layers):
    figure = three_conventions(num_layers)
    assert_readable(figure)
    seen = [text.words for text in drawn_texts(figure)]
    for convention in (PAPER, LESSONS, TORCHVISION):
        assert convention.name in seen
        assert f"{convention.parameters(num_layers):,} parameters" in seen
        for rule in differing_rules(num_layers):
            assert RULES[rule](convention) in figure.alt_text
    assert figure.get_suptitle().replace("\n", " ") in figure.alt_text


def test_what_is_marked_is_what_differs():
    figure = three_conventions(18)
    third = figure.get_size_inches()[0] * figure.dpi / 3
    marked = [text for text in drawn_texts(figure) if text.artist.get_gid() == "mark"]
    panels = [int(text.box.x0 // third) for text in marked]
    assert panels.count(1) == 0
    by_panel = {
        panel: sorted(text.words for text in marked if int(text.box.x0 // third) == panel)
        for panel in (0, 2)
    }
    assert by_panel == {0: ["②", "④"], 2: ["①", "①", "②", "④"]}


def test_rules_a_network_does_not_meet_are_left_out():
    assert "a bottleneck has its strides in" not in differing_rules(34)
    assert "a bottleneck has its strides in" in differing_rules(50)
    assert "block that halves the side" not in differing_rules(50)


def test_a_network_that_does_not_exist_is_refused():
    with pytest.raises(ValueError, match="18, 34, 50"):
        three_conventions(19)
