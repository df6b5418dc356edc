"""What chapter 6 says in words, from the recorded runs: every direction on every seed."""

import math
import re
from pathlib import Path

import keras
import numpy as np
import pytest
from keras import layers

import resnet_lessons
from resnet_lessons.course.exercises import EXERCISES
from resnet_lessons.course.questions import questions
from resnet_lessons.data import recorded_runs
from resnet_lessons.data.trained_networks import recorded_network
from resnet_lessons.experiments import (
    block_starts,
    lesion,
    races,
    residual_streams,
    residual_sum,
    signal_size,
    stochastic_depth,
)
from resnet_lessons.figures.signal_sizes import OF_A_LAYER
from resnet_lessons.instructor.notebooks import SOURCES
from resnet_lessons.network.conventions import LESSONS, TORCHVISION
from resnet_lessons.training.fit import steps_of

TEXT = re.sub(r"\s+", " ", (SOURCES / "06_after_2016.py").read_text().replace("# ", ""))


def test_nothing_is_written_here():
    assert "**You write** nothing here" in TEXT
    assert not [exercise for exercise in EXERCISES.values() if exercise.chapter == 6]


@pytest.mark.parametrize(
    "experiment", [block_starts, residual_streams, residual_sum, signal_size, stochastic_depth]
)
def test_every_experiment_was_recorded_to_its_end_with_three_seeds(experiment):
    run, facts = experiment.recorded()
    assert run.complete
    assert len(run.seeds) == len(facts["seeds"]) == 3
    assert facts["command"].startswith("make recorded RUNS=")


@pytest.fixture(scope="module")
def sizes():
    """{way: (forward, backward)}, each (seeds, blocks + 1)."""
    run, facts = signal_size.recorded()
    assert facts["settings"]["blocks"] == 20
    return {way: (run.forward[:, at], run.backward[:, at]) for at, way in enumerate(run.ways)}


def test_twenty_doublings_make_a_million(sizes):
    assert "is 1,048,576" in TEXT
    assert 2**20 == 1_048_576
    found = sorted(f"{value / 1e6:.1f}" for value in sizes["residual"][0][:, -1])
    assert f"the three seeds give {found[0]}, {found[1]} and {found[2]} million" in TEXT
    plain = sizes["plain"][0][:, -1]
    assert "it stays where it is, within a factor of two" in TEXT
    assert ((plain > 0.5) & (plain < 2)).all()


def test_normalised_branches_add_one_each(sizes):
    assert "after twenty blocks the prediction is 21, and we measured 20 to 21" in TEXT
    forward = sizes["residual_normalised"][0]
    assert {round(value) for value in forward[:, -1]} == {20, 21}
    predicted = 1 + np.arange(21)
    assert (np.abs(forward / predicted - 1) < 0.08).all()


def test_the_gradient_of_a_plain_normalised_network_explodes_as_calculated(sizes):
    assert "68% is variation" in TEXT and f"{1 - 1 / math.pi:.0%}" == "68%"
    assert "the ReLU's mean is 1/√(2π) and its mean square ½, so the constant has the share" in TEXT
    x, step = np.linspace(-9, 9, 20_001, retstep=True)
    density = np.exp(-(x**2) / 2) / math.sqrt(2 * math.pi) * step
    mean, mean_square = (np.sum(np.maximum(x, 0) ** power * density) for power in (1, 2))
    assert mean == pytest.approx(1 / math.sqrt(2 * math.pi))
    assert mean_square == pytest.approx(1 / 2)
    assert mean**2 / mean_square == pytest.approx(1 / math.pi)
    assert "≈ 1.47" in TEXT and f"{OF_A_LAYER:.2f}" == "1.47"
    assert "≈ 2.15" in TEXT and f"{OF_A_LAYER**2:.2f}" == "2.15"
    backward = sizes["plain_normalised"][1][:, 0]
    a_block = backward ** (1 / 20)
    assert (
        "we measured a factor of 2.14 to 2.15 per block, which makes four million in twenty blocks"
        in TEXT
    )
    assert f"{a_block.min():.2f} {a_block.max():.2f}" == "2.14 2.15"
    assert (np.round(backward / 1e6) == 4).all()
    assert "the same gradient grows by a factor of less than 300" in TEXT
    assert (sizes["residual_normalised"][1][:, 0] < 300).all()
    assert "512 features in each layer" in TEXT
    assert signal_size.network("plain", 1).outputs[0].shape == (None, 512)


def test_the_gradient_of_a_plain_network_keeps_its_size_without_normalisation(sizes):
    assert "Without normalisation the plain network's gradient keeps its size" in TEXT
    backward = sizes["plain"][1][:, 0]
    assert ((backward > 0.5) & (backward < 2)).all()
    # The weights of section 5.3's first figure, for a 3x3 convolution of these lessons.
    assert "those networks start from Keras' usual weights, which are smaller." in TEXT
    usual = layers.Conv2D(16, 3).kernel_initializer((3, 3, 16, 16))
    larger = keras.initializers.HeNormal(seed=0)((3, 3, 16, 16))
    assert np.std(usual) < 0.8 * np.std(larger)


@pytest.fixture(scope="module")
def starts():
    """{start: (test accuracy, losses)}, each with a row for each seed."""
    run, facts = block_starts.recorded()
    assert (facts["settings"]["epochs"], facts["settings"]["images"]) == (2, 6000)
    return {
        name: (run.test_accuracy[:, at], run.losses[:, at]) for at, name in enumerate(run.starts)
    }


def between(text, values, form):
    """Asserts that a text holds the lowest and the highest value, in words such as "18 to 39"."""
    assert text in TEXT
    assert [form(value) for value in (np.min(values), np.max(values))] == re.findall(
        r"\d(?:[\d,.]*\d)?", text
    )[:2]


def test_without_normalisation_the_usual_start_explodes(starts):
    accuracy, losses = starts["unnormalised"]
    between("between 245 and 20,562", losses[:, 0], lambda value: f"{value:,.0f}")
    between("18 to 39% of the test images", 100 * accuracy, lambda value: f"{value:.0f}")
    assert "where a guess would cost 2.3" in TEXT and f"{math.log(10):.1f}" == "2.3"
    repaired = np.concatenate([starts[name][0] for name in ("skip_init", "fixup")])
    between("they reach 56 to 64%", 100 * repaired, lambda value: f"{value:.0f}")
    for name in ("skip_init", "fixup"):
        np.testing.assert_allclose(starts[name][1][:, 0], math.log(10), atol=0.1)


def test_zero_gamma_starts_better_and_ends_behind_here(starts):
    usual, zero = starts["usual"], starts["zero_gamma"]
    between("(2.3 to 2.5, where", zero[1][:, 0], lambda value: f"{value:.1f}")
    between("has 4.7 to 6.0)", usual[1][:, 0], lambda value: f"{value:.1f}")
    assert (zero[0] < usual[0]).all()
    assert "on average it gets 73% of the test images right, and the usual start 78%" in TEXT
    assert f"{zero[0].mean():.0%} {usual[0].mean():.0%}" == "73% 78%"
    best = max(starts, key=lambda name: starts[name][0].mean())
    assert best == "usual" and "- [x] Batch normalisation with the usual γ = 1," in TEXT


def test_188_steps_of_adam():
    assert "there are 188 steps" in TEXT
    assert steps_of(6000, 2) == 188


def test_nearly_every_run_is_trained_with_adam():
    """Section 6.3: all but the long run of section 5.5."""
    assert "The optimiser is Adam, as nearly everywhere in these lessons." in TEXT
    package = Path(resnet_lessons.__file__).parent
    used = {}
    for room in ("course/exercises", "experiments", "student", "training", "widgets"):
        for path in (package / room).rglob("*.py"):
            if kinds := set(re.findall(r"\boptimizers\.([A-Z]\w+)\(", path.read_text())):
                used[path.stem] = kinds
    assert used.pop("long_run") == {"SGD"}
    # Keras puts the other one around Adam where numbers are of half precision.
    assert used and set.union(*used.values()) == {"Adam", "LossScaleOptimizer"}
    with_another = {
        path.stem for path in recorded_runs.RECORDED.glob("*.json") if "SGD" in path.read_text()
    }
    assert with_another == {"depth_that_helps"}


@pytest.fixture(scope="module")
def written_out():
    return residual_sum.recorded()[0]


def test_both_equations_hold_up_to_rounding(written_out):
    assert "They do, up to rounding." in TEXT and "three trained networks of twenty blocks" in TEXT
    assert written_out.branches.shape == (3, 20)
    assert (written_out.feature_gap < 1e-6).all() and (written_out.gradient_gap < 1e-6).all()


def test_first_branches_are_large_and_late_ones_small(written_out):
    forward = written_out.branches / written_out.features[:, :-1]
    backward = written_out.branch_gradients / written_out.gradients[:, 1:]
    assert "The first branch adds seven to ten times as much as it was given" in TEXT
    assert {round(value) for value in forward[:, 0]} == {7, 8, 10}
    assert (
        "what the first shortcut carries is the stem's signal as it is, and that is small" in TEXT
    )
    assert (written_out.features[:, 0] < written_out.features[:, 1:].min(axis=1) / 5).all()
    assert (
        "about as much as it was given, and the late ones a sixth to a quarter of what they" in TEXT
    )
    np.testing.assert_allclose(forward[:, 1], 1, atol=0.1)
    assert ((forward[:, 15:] > 0.155) & (forward[:, 15:] < 0.27)).all()
    assert "through the last branch is at most a quarter of what comes along the shortcut" in TEXT
    assert (backward[:, -1] < 0.255).all()
    between("in the first block it is 14 to 20 times", backward[:, 0], lambda value: f"{value:.0f}")


@pytest.mark.builds
def test_twenty_blocks_without_a_projection_and_a_first_block_that_projects():
    """Section 6.1: no 1x1 kernel here; the network of section 2.6 begins with one."""
    assert "these networks have no projection" in TEXT
    assert "In section 2.6 the first block projects.)" in TEXT
    body, _ = races.twenty_blocks()
    kernels = [weight for weight in body.weights if len(weight.shape) == 4]
    assert len(kernels) == 41 and not [each for each in kernels if each.shape[:2] == (1, 1)]
    small = [weight for weight in recorded_network().weights if len(weight.shape) == 4]
    assert any(each.shape[:2] == (1, 1) for each in small[:4])


def test_the_last_gradient_is_contained_in_the_others_but_not_in_the_first(written_out):
    assert "from the second one on we find values between one and six" in TEXT
    later = written_out.arrived[:, 1:]
    assert (later > 0.999).all() and (later < 6).all()
    assert "it is 2.9 in one network, and *minus* 3.3 and minus 49 in the other two" in TEXT
    found = sorted(written_out.arrived[:, 0])
    assert f"{found[0]:.0f} {found[1]:.1f} {found[2]:.1f}" == "-49 -3.3 2.9"


def test_with_stochastic_depth_a_cut_is_hardly_felt_and_the_whole_is_worse():
    run, facts = stochastic_depth.recorded()
    assert facts["settings"]["epochs"] == 2
    assert "its first branch is there in 95% of the cases, and its last one in half" in TEXT
    np.testing.assert_allclose(run.survival[[0, -1]], [0.95, 0.5], rtol=1e-6)
    medians, whole = np.median(run.dropped, axis=-1), run.whole
    assert "leaves 56% of the test images right, where 75% were right before" in TEXT
    assert f"{medians[:, 0].mean():.0%} {whole[:, 0].mean():.0%}" == "56% 75%"
    assert "it leaves 67%, where 68% were right before" in TEXT
    assert f"{medians[:, 1].mean():.0%} {whole[:, 1].mean():.0%}" == "67% 68%"
    lost = whole[:, 1, None] - run.dropped[:, 1]
    assert (lost[:, 0] > 0.3).all() and (lost[:, 1] > 0.04).all() and (lost[:, 2:] < 0.04).all()
    between(
        "is 6 to 9 points worse", 100 * (whole[:, 0] - whole[:, 1]), lambda value: f"{value:.0f}"
    )
    assert "single cuts cannot tell why a branch is not missed" in TEXT
    assert "We did not cut several at once." in TEXT
    # One number for each branch that was cut, and none for several.
    assert run.dropped.shape == (len(run.seeds), 2, stochastic_depth.BLOCKS)
    # Weaker on every seed where nothing is cut, and stronger after the median cut.
    assert (whole[:, 1] < whole[:, 0]).all() and (medians[:, 1] > medians[:, 0]).all()


@pytest.fixture(scope="module")
def streams():
    run, facts = residual_streams.recorded()
    assert facts["settings"]["images"] == 6000
    assert "Each network makes three passes over the 6,000 garments" in TEXT
    assert facts["settings"]["epochs"] == 3
    assert "whose learning rate falls from 0.001 to zero" in TEXT
    assert residual_streams._LEARNING_RATE == 1e-3
    return run


PRE, POST = range(2)


def test_a_cut_costs_little_with_pre_normalisation_and_much_with_post(streams):
    lost = 100 * (streams.whole - np.median(streams.dropped, axis=-1))
    assert "costs 1 to 2 points of accuracy, with post-normalisation 14, on each" in TEXT
    assert {round(value) for value in lost[:, PRE]} == {1, 2}
    assert {round(value) for value in lost[:, POST]} == {14}
    lesions, _ = lesion.recorded()
    residual = lesions.whole[:, 1] - np.median(lesions.dropped[:, 1], axis=-1)
    assert "the median cut costs 17 points, averaged over the seeds" in TEXT
    assert f"{100 * residual.mean():.0f}" == "17"
    assert "right on 79% (normalised at the start of each branch: *pre-normalisation*)" in TEXT
    assert "and on 77% (normalised after each sum: *post-normalisation*)" in TEXT
    assert [f"{value:.0%}" for value in streams.whole.mean(axis=0)] == ["79%", "77%"]
    medians = np.median(streams.dropped, axis=-1).mean(axis=0)
    question = questions()["cut_transformers"]
    assert question.came == tuple(round(100 * value) for value in medians) == (77, 63)
    assert question.known[0].at == (79, 77)


def test_only_the_first_three_branches_are_really_missed(streams):
    lost = streams.whole[:, PRE, None] - streams.dropped[:, PRE]
    assert (lost[:, :3] > 0.14).all() and (lost[:, 3:] < 0.05).all()
    first = 100 * streams.dropped[:, PRE, 0]
    between("without it, 11 to 16% of the test images", first, lambda value: f"{value:.0f}")
    assert (streams.dropped[:, PRE].argmin(axis=-1) == 0).all()


def test_how_large_the_streams_are(streams):
    stream, added = streams.streams.mean(axis=0), streams.added.mean(axis=0)
    assert "It grows from 0.08 to 3.1 before the last sum" in TEXT
    assert f"{stream[PRE, 0]:.2f} {stream[PRE, -2]:.1f}" == "0.08 3.1"
    assert (np.diff(streams.streams[:, PRE], axis=-1) > 0).all()
    between("adds between 0.6 and 1.0", added[PRE], lambda value: f"{value:.1f}")
    shares = added / stream[:, :-1]
    assert "nine times as large as the stream" in TEXT and round(shares[PRE, 0]) == 9
    assert "the last one a fifth as large as the stream" in TEXT and 0.18 < shares[PRE, -1] < 0.24
    later = "the later branches stay 0.7 to 1.1 times"
    between(later, shares[POST, 1:], lambda value: f"{value:.1f}")
    np.testing.assert_allclose(stream[POST, 1:], 1, atol=0.02)


@pytest.mark.builds
def test_its_patches_and_branches():
    assert "49 patches of 4 × 4 pixels, each patch becomes a vector of 64 numbers" in TEXT
    model = residual_streams.network(residual_streams.KINDS[0])
    assert model.get_layer("places").output.shape == (None, 49, 64)
    assert "ten residual branches" in TEXT
    assert sum(layer.name.startswith("gate") for layer in model.layers) == 10


def weighted(model):
    return [layer for layer in model._flatten_layers() if hasattr(layer, "kernel")]


@pytest.mark.builds
def test_what_the_newer_networks_cost_beside_v1_5():
    """Section 6.6, counted for one photograph of ImageNet's size."""
    assert "for up to a tenth more multiply–adds than v1.5" in TEXT
    v1_5 = TORCHVISION.multiply_adds(50)
    assert v1_5 == LESSONS.multiply_adds(50)
    convnext = keras.applications.ConvNeXtTiny(weights=None)
    work = sum(
        math.prod(layer.output.shape[1:-1]) * math.prod(layer.kernel.shape)
        for layer in weighted(convnext)
    )
    assert v1_5 < work < 1.1 * v1_5
    # ResNet-D looks at the same positions on the shortcut, and has three 3x3 kernels as its stem.
    stem = 112**2 * 9 * (3 * 32 + 32 * 32 + 32 * 64)
    assert v1_5 < v1_5 + stem - 112**2 * 49 * 3 * 64 < 1.1 * v1_5


@pytest.mark.builds
def test_the_block_of_convnext():
    """Section 6.6: one channel at a time, wide in the middle, one normalisation, one activation."""
    assert "LayerNorm (the layer normalisation of section 6.5) and GELU (a smooth ReLU)" in TEXT
    assert "only one of each in a block" in TEXT
    model = keras.applications.ConvNeXtTiny(weights=None)
    first = "convnext_tiny_stage_0_block_0_"
    block = [layer for layer in model._flatten_layers() if layer.name.startswith(first)]
    kinds = [type(layer).__name__ for layer in block]
    assert kinds.count("LayerNormalization") == 1 and "BatchNormalization" not in kinds
    # The other one stands for branches that may be missing, and passes everything on.
    activations = [layer.activation for layer in block if type(layer).__name__ == "Activation"]
    assert activations == [keras.activations.gelu, keras.activations.linear]
    alone, wide, narrow = (layer.kernel.shape for layer in block if hasattr(layer, "kernel"))
    assert (alone, wide, narrow) == ((7, 7, 1, 96), (96, 4 * 96), (4 * 96, 96))


@pytest.mark.builds
def test_convolutional_networks_had_two_parts_of_convnext():
    """Section 6.6: the convolution for each channel alone, and the wide middle."""
    assert "Convolutional networks already had two of these changes" in TEXT
    assert "as in MobileNet, but larger" in TEXT and "MobileNetV2 widens it too" in TEXT
    first = weighted(keras.applications.MobileNet(weights=None))
    alone = [layer for layer in first if type(layer).__name__ == "DepthwiseConv2D"]
    assert alone and {layer.kernel.shape[:2] for layer in alone} == {(3, 3)}
    second = weighted(keras.applications.MobileNetV2(weights=None))
    wide = [layer.kernel.shape for layer in second if layer.name.endswith("_expand")]
    assert wide and {shape[-1] // shape[-2] for shape in wide} == {6}
