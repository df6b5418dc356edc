"""What chapter 5 says in words, from the recorded runs: every direction on every seed."""

import itertools
import math
import re

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers, ops

import resnet_lessons as rl
from resnet_lessons import figures
from resnet_lessons.course.answers.dissection import gradient_norms
from resnet_lessons.course.exercises import EXERCISES
from resnet_lessons.course.exercises.checkerboard import checkerboard
from resnet_lessons.course.questions import questions
from resnet_lessons.data import recorded_runs
from resnet_lessons.experiments import (
    claims,
    degradation,
    gradients,
    growth,
    lesion,
    loss_surface,
    path_lengths,
    shattering,
    shortcut_variants,
)
from resnet_lessons.experiments.flatness import flat_region
from resnet_lessons.instructor import recorded, recorded_depth, recorded_experiments
from resnet_lessons.instructor.notebooks import SOURCES
from resnet_lessons.student import chapter5
from resnet_lessons.training import fit
from resnet_lessons.widgets.explorables.explorable import arrays_of

TEXT = re.sub(
    r"\s+", " ", (SOURCES / "05_what_residual_learning_buys.py").read_text().replace("# ", "")
)
PLAIN, RESIDUAL = 0, 1
CHANCE = 0.1
QUESTIONS = questions()


@pytest.fixture(scope="module")
def lesions():
    return lesion.recorded()[0]


def test_the_minutes_of_the_exercises_are_those_of_the_text():
    minutes = sum(exercise.minutes for exercise in EXERCISES.values() if exercise.chapter == 5)
    assert "about 110 minutes, 70 of them writing" in TEXT
    assert 60 < minutes <= 70


@pytest.mark.parametrize(
    "experiment",
    [degradation, gradients, growth, lesion, loss_surface, path_lengths, shattering,
     shortcut_variants],
)  # fmt: skip
def test_every_experiment_was_recorded_to_its_end_with_three_seeds(experiment):
    run, facts = experiment.recorded()
    assert run.complete
    assert len(run.seeds) == len(facts["seeds"]) >= 3
    assert facts["command"].startswith("make recorded RUNS=")


def test_what_shows_single_networks_is_named():
    """The exceptions of the introduction; the test before this one has those with three seeds."""
    assert (
        "The mixing desk of section 5.1, the unfolded networks of section 5.2 and the first" in TEXT
    )
    assert "figure of section 5.3 show single networks." in TEXT
    norms, facts = recorded_runs.load("norms_before_training")
    assert facts["seed"] == 0 and all(array.ndim == 1 for array in norms.values())
    # One pair at the desk, and of each unfolded network one number for each path.
    kernels = {key for key in arrays_of("mixing_desk") if key.endswith("/stem/kernel")}
    assert kernels == {"plain/stem/kernel", "residual/stem/kernel"}
    assert all(array.ndim == 1 for array in arrays_of("unfold").values())


def test_a_plain_network_is_left_guessing_a_residual_one_is_not(lesions):
    """Section 5.1, on every seed: whichever block is taken."""
    assert len(lesions.block_names) == 10
    plain, residual = lesions.dropped[:, PLAIN], lesions.dropped[:, RESIDUAL]
    assert "Half of all cuts in the plain networks leave 11% right or less" in TEXT
    assert f"{np.nanmedian(plain):.0%}" == "11%"
    assert "Three cuts in four leave 18% right or less." in TEXT
    assert f"{np.nanpercentile(plain, 75):.0%}" == "18%"
    assert "the mildest leaves 27%" in TEXT
    assert f"{np.nanmax(plain):.0%}" == "27%"
    assert (np.nanmedian(residual, axis=-1) > 0.5).all()


def test_one_cut_has_one_number(lesions):
    """Sections 5.1 and 5.2, and the figures of both: the mean over the nine blocks that keep the shape."""
    assert "64% stay right with shortcuts, and 13% without" in TEXT
    assert "a cut leaves 64% right on average" in TEXT
    assert "So this is the same 64% as in section 5.1." in TEXT
    plain, residual = lesions.dropped[..., lesions.keeps_shape].mean(axis=(0, 2))
    assert f"{residual:.0%} {plain:.0%}" == "64% 13%"
    assert "64% with shortcuts, 13% without" in figures.lesions(lesions, "dropped").alt_text
    np.testing.assert_allclose(
        lesions.dropped_together[..., 0].mean(axis=0), [plain, residual], atol=1e-6
    )


def test_the_loss_depends_on_the_block_from_hardly_any_to_a_great_deal(lesions):
    harm = lesions.whole[:, RESIDUAL, None] - lesions.dropped[:, RESIDUAL]
    assert (harm.min(axis=-1) < 0.05).all()
    assert (harm.max(axis=-1) > 0.3).all()
    first_of_each_layer = harm[:, [0, 5]].mean(axis=-1)
    assert (first_of_each_layer > np.median(harm, axis=-1)).all()


def test_swapping_and_repeating_are_fatal_to_plain_networks_only(lesions):
    for measured in (lesions.swapped, lesions.repeated):
        assert (np.nanmedian(measured[:, PLAIN], axis=-1) < 0.5).all()
        assert (np.nanmedian(measured[:, RESIDUAL], axis=-1) > 0.5).all()


def test_swaps_are_uneven(lesions):
    swapped = lesions.swapped[:, RESIDUAL]
    assert "Which of the three harms the residual network most: the cut, the swap or the" in TEXT
    assert "a swap 69%, and a block run twice 73%." in TEXT
    assert f"{np.nanmean(swapped):.0%}" == "69%"
    assert f"{np.nanmean(lesions.repeated[:, RESIDUAL]):.0%}" == "73%"
    assert "five of the seven leave more than 80%" in TEXT
    pairs = swapped.mean(axis=0)
    assert ((pairs > 0.8).sum(), np.isfinite(pairs).sum()) == (5, 7)
    assert "swapping the very first block leaves 14%" in TEXT
    assert f"{swapped[:, 0].mean():.0%}" == "14%"
    assert (swapped[:, 0] < 0.25).all()


def test_ten_blocks_make_1024_paths_and_twenty_about_a_million():
    assert "1,024 **paths**" in TEXT
    assert 2**10 == 1024
    assert round(2**20 / 1e6) == 1


def test_half_of_the_paths_are_left_after_a_cut():
    """Section 5.9: of the paths of n blocks, those that take one block's shortcut."""
    paths = list(itertools.product((0, 1), repeat=10))
    assert sum(path[3] == 0 for path in paths) / len(paths) == 0.5
    assert "Cut one block out, and half of them are still there." in TEXT
    assert "in our network of ten it does not" in TEXT


def test_more_cuts_do_harm_step_by_step(lesions):
    together = lesions.dropped_together[:, RESIDUAL]
    assert (np.diff(together, axis=-1) < 0.02).all()
    assert (together[:, 1] > CHANCE + 0.2).all()
    assert "86% are right with no cut, 64% with one, 43% with two and 28% with three" in TEXT
    means = [lesions.whole[:, RESIDUAL].mean(), *together.mean(axis=0)[:3]]
    assert [f"{100 * mean:.0f}" for mean in means] == ["86", "64", "43", "28"]
    assert "Only the nine blocks that keep the shape" in TEXT
    assert lesions.keeps_shape.sum() == 9
    assert "9 ways to cut one block, 36 to cut two, 84 to cut three" in TEXT
    assert [math.comb(9, cuts) for cuts in (1, 2, 3)] == [9, 36, 84]


def test_the_gradient_comes_along_shorter_paths_than_most():
    run, _ = path_lengths.recorded()
    mean = (run.shares * run.lengths).sum(axis=-1)
    assert (mean < run.lengths[-1] / 2 - 2).all()
    assert "about 6 branches on a path, not 10" in TEXT
    assert (np.round(mean) == 6).all()


def test_the_gradient_prefers_short_paths_in_the_last_blocks_only():
    """Section 5.2, below the explorable; measured by `make explorables`."""
    left, carried, passed = {}, {}, {}
    passes = (np.arange(1024)[:, None] >> np.arange(10)) & 1
    for part in ("last", "first", "small"):
        shares = arrays_of("unfold")[f"{part}_paths"][-1024:] / 1024
        left[part] = [round(100 * shares[passes[:, block] == 0].sum()) for block in range(10)]
        carried[part] = round(100 * shares[0])
        passed[part] = round(passes.sum(axis=1) @ shares, 1)
    assert "each single cut leaves 72 to 82%, because most of the gradient" in TEXT
    assert (min(left["last"]), max(left["last"])) == (72, 82)
    assert "of 2.2 branches on average" in TEXT
    assert passed["last"] == 2.2
    assert "Even the one path that is left when all ten are cut carries 8%" in TEXT
    assert carried["last"] == 8
    assert "94% of the gradient comes through the branch of block 1" in TEXT
    assert left["first"][0] == 100 - 94
    assert "goes through 5.1 branches on average, where the average path goes through 5" in TEXT
    assert passed["small"] == 5.1


def test_a_branch_lets_a_little_less_than_half_through():
    """Section 5.2, what the question says: from it alone the answer follows."""
    assert "A branch of these networks lets a little less than half of it through, on avera" in TEXT
    run, _ = path_lengths.recorded()
    along = run.gradients.mean(axis=-1)
    let_through = (along[:, -1] / along[:, 0]) ** (1 / 20)
    assert (let_through < 0.5).all() and (let_through > 0.43).all()
    number_of_paths = [math.comb(20, length) for length in range(21)]
    question = QUESTIONS["gradient_paths"]
    for share in let_through:
        carried = [number * share**length for length, number in enumerate(number_of_paths)]
        guess = sum(length * each for length, each in enumerate(carried)) / sum(carried)
        right = next(region for region in question.regions if region.holds((guess,)))
        assert "about right" in right.explanation


@pytest.fixture(scope="module")
def batch():
    """The 128 garments that `own_gradient_norms` measures with."""
    garments = rl.data.fashion_mnist()
    return rl.scaled(garments.train_images[:128]), garments.train_labels[:128]


@pytest.mark.trains
def test_own_norms_fall_towards_the_input_without_shortcuts_only(batch):
    """Section 5.3, the networks that `own_gradient_norms` measures."""
    plain, residual = (
        list(gradient_norms(chapter5.untrained(kind), *batch).values()) for kind in (False, True)
    )
    assert (np.diff(plain) > 0).all()
    assert "the last block's is 830 times as large." in TEXT
    assert plain[-1] / plain[0] == pytest.approx(830, abs=5)
    assert "so small that the gradient more than halves from block to block, on average" in TEXT
    assert (plain[0] / plain[-1]) ** (1 / 9) < 0.5
    assert max(residual) < 5 * min(residual)


def begun_with_he(network, seed):
    """The network with its convolutions started as He initialisation starts them."""
    for number, weight in enumerate(network.trainable_weights):
        if len(weight.shape) == 4:
            start = keras.initializers.HeNormal(seed=1000 * seed + number)
            weight.assign(start(weight.shape))
    return network


@pytest.mark.trains
def test_from_larger_weights_the_gradient_hardly_shrinks(batch):
    """Section 5.3: the first figure's networks start from smaller weights than the second's."""
    initialisers = {
        type(layer.kernel_initializer).__name__
        for layer in chapter5.untrained(False)._flatten_layers()
        if isinstance(layer, layers.Conv2D)
    }
    # Keras' usual ones.
    assert initialisers == {type(layers.Conv2D(1, 1).kernel_initializer).__name__}
    ratios = {}
    for kind in (False, True):
        network = chapter5.untrained(kind)
        found = [gradient_norms(begun_with_he(network, seed), *batch) for seed in range(3)]
        ratios[kind] = [max(norms.values()) / min(norms.values()) for norms in found]
    assert "the largest gradient of a block is only two to six times the smallest" in TEXT
    assert "in three plain networks that we started from those" in TEXT
    assert (round(min(ratios[False])), round(max(ratios[False]))) == (2, 6)
    assert "from either one the largest is less than five times the smallest" in TEXT
    assert max(ratios[True]) < 5


@pytest.mark.builds
def test_the_25_blocks_start_from_he_initialisation_and_begin_with_a_normalisation():
    """Section 5.3, the second figure."""
    assert "three seeds. They start from He initialisation:" in TEXT
    assert "every branch begins by dividing by the size of what it reads" in TEXT
    network = degradation.untrained("plain", 52, 0)
    branches = [layer for layer in network._flatten_layers() if layer.name.startswith("branch")]
    assert len(branches) == 25
    for branch in branches:
        first, *others = branch.layers[1:]
        assert isinstance(first, layers.BatchNormalization)
        starts = {
            type(layer.kernel_initializer).__name__
            for layer in others
            if isinstance(layer, layers.Conv2D)
        }
        assert starts == {"HeNormal"}


def test_what_a_guess_costs():
    """Section 5.3, before the exercise."""
    assert "minus the logarithm of the probability that the network gives to the right cl" in TEXT
    assert "gives each of ten classes the same probability has the loss ln 10 = 2.30" in TEXT
    logits = np.array([[0.0] * 10, np.arange(10.0)], "float32")
    losses = keras.losses.sparse_categorical_crossentropy(
        np.array([3, 7]), logits, from_logits=True
    )
    assert f"{float(losses[0]):.2f}" == f"{np.log(10):.2f}" == "2.30"
    probability = np.exp(7) / np.exp(np.arange(10)).sum()
    assert float(losses[1]) == pytest.approx(-np.log(probability), rel=1e-5)


def test_two_products_and_one_relu_pass_about_a_third_back():
    """Section 5.3, the chain of `own_backward_pass`: its weights are half of He's."""
    assert "(Two products with each weight halved make a quarter." in TEXT
    assert "so it is √2 times as much: 0.35.)" in TEXT
    assert f"{2**0.5 / 4:.2f}" == "0.35"
    inputs, kernels, _ = chapter5._chain()
    assert kernels.std() == pytest.approx(0.5 * (2 / kernels.shape[-1]) ** 0.5, rel=0.01)
    open_half = np.mean([inputs @ kernel > 0 for kernel, _ in kernels])
    assert open_half == pytest.approx(0.5, abs=0.02)


def test_25_blocks_in_training_mode():
    assert "Here are 25 blocks in training mode, with three seeds" in TEXT
    run, _ = gradients.recorded()
    place = list(run.depths).index(52)
    assert run.blocks[place] == 25
    norms = run.of_features[:, :, place]
    assert "it is thousands of times as large in the first block as in the last" in TEXT
    assert (norms[:, PLAIN, 0] > 2000 * norms[:, PLAIN, -1]).all()
    assert "with shortcuts 15 to 25 times as large." in TEXT
    ratios = norms[:, RESIDUAL, 0] / norms[:, RESIDUAL, -1]
    assert (ratios > 14.5).all() and (ratios < 25.5).all()
    weights = run.of_weights[:, :, place]
    assert "whose gradient is hundreds or thousands of times larger" in TEXT
    times = weights[:, PLAIN, 0] / weights[:, PLAIN, -1]
    assert (times > 200).all() and times.max() > 2000
    assert (weights[:, RESIDUAL, 0] < 20 * weights[:, RESIDUAL, -1]).all()


def test_adam_rescales_gradients_of_any_size():
    """Section 5.3: the first step is as long, whether a gradient is thousands of times another or not."""
    assert (
        "the networks of chapter 1 train with Adam, which rescales each weight's step by the usual "
        "size of its gradient" in TEXT
    )
    weights = [keras.Variable(np.ones(3, "float32")) for _ in range(2)]
    optimizer = fit.adam(3e-3, steps=100)
    optimizer.apply([np.full(3, 1e-1, "float32"), np.full(3, 1e3, "float32")], weights)
    steps = [1 - keras.ops.convert_to_numpy(weight) for weight in weights]
    np.testing.assert_allclose(steps, 3e-3, rtol=1e-3)


def test_a_tape_answers_once_and_takes_a_dictionary_of_lists():
    """Section 5.3, what stands before the exercise."""
    x = {"block0": [tf.Variable([3.0, 4.0]), tf.Variable(1.0)], "block1": [tf.Variable([6.0, 8.0])]}
    with tf.GradientTape() as tape:
        y = sum(tf.reduce_sum(weight**2) / 2 for block in x.values() for weight in block)
    gradients = tape.gradient(y, x)
    assert list(gradients) == ["block0", "block1"]
    assert float(tf.linalg.global_norm(gradients["block1"])) == 10
    assert float(tf.linalg.global_norm(gradients["block0"])) == pytest.approx(26**0.5)
    with pytest.raises(RuntimeError, match="non-persistent"):
        tape.gradient(y, x)


@pytest.mark.builds
def test_before_training_an_average_is_0_and_a_spread_1():
    assert "before training those are still 0 and 1" in TEXT
    network = chapter5.untrained(True)
    moving = {"moving_mean": 0, "moving_variance": 1}
    found = [weight for weight in network.weights if weight.name in moving]
    assert len(found) > 20
    for weight in found:
        assert np.all(keras.ops.convert_to_numpy(weight) == moving[weight.name])


def test_shattered_24_layers_deep():
    run, _ = shattering.recorded()
    place = list(run.depths).index(24)
    assert (np.abs(run.autocorrelations[:, PLAIN, place, 1]) < 0.2).all()
    assert (run.autocorrelations[:, RESIDUAL, place, 1] > 0.5).all()


@pytest.mark.builds
def test_both_networks_that_shatter_or_not_are_normalised():
    """Sections 5.3 and 5.9: shortcuts are the only difference, and the input is what moves."""
    assert "In untrained networks with batch normalisation, shortcuts also keep it similar" in TEXT
    assert "and a batch normalisation and a ReLU before each of these layers" in TEXT
    kinds = [
        [type(layer).__name__ for layer in shattering._network(24, shortcuts).layers]
        for shortcuts in (False, True)
    ]
    assert [names.count("BatchNormalization") for names in kinds] == [24, 24]
    assert [names.count("Add") for names in kinds] == [0, 24]
    assert kinds[0] == [name for name in kinds[1] if name != "Add"]


@pytest.mark.builds
def test_the_gradient_that_shatters_is_the_one_by_the_input():
    """Section 5.3: slopes of the output along the line, with the weights left as they are."""
    assert "here the input moves and not the weights" in TEXT
    assert "the gradient is taken with respect to the input" in TEXT
    keras.utils.set_random_seed(0)
    network = shattering._network(2, shortcuts=True)
    inputs = np.linspace(-2, 2, 256, dtype="float32")
    before = [weight.numpy() for weight in network.trainable_weights]
    found = shattering._gradients(network, inputs)
    step = 1e-3
    above, below = (
        network(inputs[:, None] + sign * step, training=False).numpy()[:, 0] for sign in (1, -1)
    )
    slopes = (above - below) / (2 * step)
    # Where the output bends within the step, the two differ.
    assert np.median(np.abs(slopes - found)) < 0.01 * np.abs(found).max()
    for weight, value in zip(network.trainable_weights, before, strict=True):
        np.testing.assert_array_equal(weight.numpy(), value)


def test_whatever_stands_on_the_shortcut_does_harm():
    run, facts = shortcut_variants.recorded()
    assert "has twenty blocks, and the recorded runs make one pass over 4,000 garments" in TEXT
    assert (facts["settings"]["epochs"], facts["settings"]["images"]) == (1, 4000)
    errors = dict(zip(run.variants, (1 - run.test_accuracy).T, strict=True))
    on_the_path = ("constant_half", "convolution", "dropout", "normalised_after")
    for variant in (*on_the_path, "no_shortcut"):
        assert errors[variant].mean() > 2 * errors["original"].mean(), variant
    assert "the error at least doubles on average over the seeds." in TEXT
    least = min((errors[variant] / errors["original"]).min() for variant in on_the_path)
    assert f"On no seed is it less than {least:.2f} times the original's." in TEXT


def test_half_of_each_shortcut_dropped_as_the_paper_did_and_as_keras_does():
    run, _ = shortcut_variants.recorded()
    place = {str(name): number for number, name in enumerate(run.variants)}
    grows = {
        name: np.exp(
            np.log(run.signals[:, place[name], -1] / run.signals[:, place[name], 0]).mean()
        )
        for name in ("dropout", "dropout_doubled")
    }
    assert "a signal that grows 550-fold, and it learns nothing" in TEXT
    assert float(f"{grows['dropout_doubled']:.2g}") == 550
    assert grows["dropout"] < 2
    losses = {name: run.losses[:, place[name], -8:].mean(axis=-1) for name in place}
    assert (losses["dropout_doubled"] > np.log(10)).all()
    assert "training loss ends where that of the network without shortcuts ends: about 2.0" in TEXT
    for name in ("dropout", "no_shortcut"):
        assert losses[name].mean() == pytest.approx(2.0, abs=0.05)
    assert "with 90% wrong against 76% without shortcuts" in TEXT
    errors = {name: 1 - run.test_accuracy[:, place[name]] for name in place}
    assert f"{errors['dropout'].mean():.0%} {errors['no_shortcut'].mean():.0%}" == "90% 76%"
    assert "get between 64 and 87% wrong" in TEXT
    settled = 1 - run.settled_accuracy[:, place["dropout"]]
    assert settled.min() == pytest.approx(0.64) and 0.86 < settled.max() < 0.87
    assert settled.min() < errors["no_shortcut"].mean() < settled.max()
    # The other network that loses half at each shortcut does better, so this is not all.
    assert "gets 64% wrong, where the one without shortcuts gets 76% wrong." in TEXT
    assert f"{errors['constant_half'].mean():.0%}" == "64%"
    assert (errors["constant_half"] < errors["no_shortcut"]).all()
    assert "a millionth of what the stem had passed on" in TEXT
    assert pytest.approx(1e-6, rel=0.1) == 0.5**20


def test_the_original_starts_above_the_loss_of_a_guess_and_ends_best():
    """Section 5.4, between the explorer and the figure of all variants."""
    run, _ = shortcut_variants.recorded()
    place = list(run.variants).index("original")
    assert "starts with two to three times the loss of a guess, and still ends best" in TEXT
    first = run.losses[:, place, 0] / np.log(10)
    assert (first > 2).all() and (first < 3).all()
    assert run.test_accuracy.mean(axis=0).argmax() == place
    assert "grows sixfold on the way through the untrained blocks" in TEXT
    grown = run.signals[:, place, -1] / run.signals[:, place, 0]
    assert (np.round(grown) == 6).all()
    assert "Ten steps of training put that right." in TEXT
    assert (run.losses[:, place, 10:] < np.log(10)).all()


def test_dropping_half_has_the_mean_of_halving_and_twice_its_mean_square():
    """Section 5.4."""
    assert "a mean square of (½x)² = ¼x², where training had ½x²" in TEXT
    x = 3.0
    dropped, halved = np.array([0, x]), np.array([x / 2])
    assert dropped.mean() == halved.mean()
    assert ((dropped**2).mean(), (halved**2).mean()) == (x**2 / 2, x**2 / 4)


def test_full_pre_activation_is_behind_here_as_the_text_says():
    run, _ = shortcut_variants.recorded()
    errors = dict(zip(run.variants, (1 - run.test_accuracy).T, strict=True))
    assert "both are worse on all three seeds" in TEXT
    assert (errors["relu_first"] > errors["original"]).all()
    assert (errors["pre_activation"] > errors["original"]).all()
    for clean in ("relu_before", "relu_first"):
        assert errors[clean].mean() > errors["original"].mean(), clean


def test_every_further_plain_block_costs_and_no_residual_one():
    run, facts = degradation.recorded()
    assert tuple(run.depths) == (14, 26, 42, 52)
    assert "in two passes" in TEXT
    assert facts["settings"]["epochs"] == 2
    plain, residual = run.training_accuracy[:, PLAIN], run.training_accuracy[:, RESIDUAL]
    assert (np.diff(plain.mean(axis=0)) < 0).all()
    assert (plain[:, -1] < plain[:, 0] - 0.1).all()
    # Neither harm nor gain shows above the seeds' spread.
    assert "With shortcuts depth does no harm that these runs could show." in TEXT
    change = run.test_accuracy[:, RESIDUAL, -1] - run.test_accuracy[:, RESIDUAL, 0]
    spread = np.ptp(run.test_accuracy[:, RESIDUAL], axis=0).max()
    assert abs(change.mean()) < spread
    assert (residual[:, -1] > plain[:, -1] + 0.1).all()


def test_neighbouring_gradients_agree_with_shortcuts_only():
    """Section 5.3, below the explorer."""
    assert "24 layers it is 0.81 with shortcuts, and about 0 without" in TEXT
    run, _ = shattering.recorded()
    place = list(run.depths).index(24)
    plain, residual = run.autocorrelations[:, :, place, 1].mean(axis=0)
    assert f"{residual:.2f}" == "0.81" and abs(plain) < 0.1


def test_a_straight_line_gets_more_than_half_of_the_checkerboard_right():
    """Section 5.8: one corner cut off, which needs no block."""
    points, kinds = checkerboard([0, 22])
    right = np.mean((points.sum(axis=1) < 2 / 3) == kinds)
    assert 0.6 < right < 0.75
    assert "ln 2 = 0.69" in TEXT and f"{np.log(2):.2f}" == "0.69"


def test_growing_with_shortcuts_loses_nothing_on_any_seed():
    run, _ = growth.recorded()
    assert (run.differences[:, 0] == 0).all()
    place = growth.MEASURES.index("test accuracy")
    assert (run.end[:, 0, place] > run.end[:, 1, place] + 0.05).all()
    # Training images: without shortcuts guessing at first, and then not where it stood before.
    right = growth.MEASURES.index("training accuracy")
    np.testing.assert_allclose(run.start[:, 1, right], CHANCE, atol=0.03)
    assert (run.end[:, 1, right] < run.start[:, 2, right]).all()
    np.testing.assert_allclose(run.end[:, 0, right], run.end[:, 2, right], atol=0.02)


def test_three_things_differ_from_the_growth_of_chapter_1():
    assert "Three things differ." in TEXT
    assert "have made two passes over the images before they grow, not three" in TEXT
    assert (recorded_experiments.EPOCHS, recorded.EPOCHS) == (2, 3)
    assert "only 32 steps, on 2,000 of the images, where section 1.7 took 94 steps on all" in TEXT
    run, facts = growth.recorded()
    before = recorded_runs.load("growth")[0]
    assert facts["settings"]["images"] == 2000 and run.losses.shape[-1] == 32
    assert before["grown_loss"].shape[-1] == 94 == -(-6000 // 64)
    assert "after these 32 steps it is not yet where the 20 blocks were before." in TEXT


def test_the_ledger_of_the_text_is_the_one_shown():
    held = [row.reproduces for row in rl.ledger().rows]
    assert f"{sum(held)} of the {len(held)} claims hold on all seeds. The other five" in TEXT
    missed = [row for row in rl.ledger().rows if not row.reproduces]
    assert len(held) - sum(held) == 5
    assert f"Five of the {len(held)} claims did not show on every seed in runs as small" in TEXT
    assert "in runs as small and as short as ours" in TEXT
    # Four of them may be due to training that ends early, and one of these to few blocks too.
    short = [row for row in missed if re.search(r"epochs?\b|passes", row.why)]
    assert len(short) == 4
    assert [row.claim for row in short if "blocks" in row.why] == [
        "Full pre-activation beats the original order"
    ]
    assert sum("deeper network is better" in row.claim for row in missed) == 2
    assert sum("every increase in depth helps" in row.claim for row in missed) == 1
    assert "two lines for the short runs, and one that compares 20 with 56 layers" in TEXT
    assert sum({"residual-20", "residual-56"} == row.ours.keys() for row in missed) == 1
    assert sum("shallow network flatter" in row.claim for row in missed) == 1
    assert sum("pre-activation" in row.claim for row in missed) == 1


def test_the_gradient_of_the_example_by_hand():
    x = np.array([3.0, 4.0])
    assert np.linalg.norm(2 * x) == 10
    assert "√(6² + 8²) = 10" in TEXT


def test_the_surface_is_flatter_for_one_pair_of_three():
    claim = next(claim for claim in claims.CLAIMS if claim.recorded == loss_surface.recorded)
    holds = claim.evidence(loss_surface.recorded()[0]).holds
    assert "larger with shortcuts in one pair, and smaller in the other two" in TEXT
    assert sorted(map(bool, holds)) == [False, False, True]
    assert "four to eight of the 441 points" in TEXT
    surfaces = loss_surface.recorded()[0].losses.reshape(-1, 21, 21)
    points = [flat_region(surface).sum() for surface in surfaces]
    assert (min(points), max(points), surfaces[0].size) == (4, 8, 441)
    assert "4 to 8 of the 441 points" in claim.why_not


def test_at_56_layers_the_surfaces_differ():
    run, facts = rl.experiments.recorded("loss_surface_56")
    assert run.complete and len(run.seeds) == 3 and facts["settings"]["images"] == 256
    plain, residual = (run.losses[:, kind].reshape(3, -1) for kind in (PLAIN, RESIDUAL))
    without, beside = (np.sort(np.median(losses, axis=1)) for losses in (plain, residual))
    assert "in all three pairs: the median loss over the points is" in TEXT
    assert (
        f"is {int(without[0])} or more without shortcuts, and {beside[0]:.1f} to {beside[-1]:.1f} with"
        in TEXT
    )
    np.testing.assert_allclose(without, [36.5, 43.5, 6403], rtol=2e-3)
    np.testing.assert_allclose(beside, [4.7, 6.1, 10.5], rtol=5e-3)
    # Those are the lowest and the highest of three medians; half of the points lie elsewhere.
    between = (residual >= beside[0]) & (residual <= beside[-1])
    assert (between.mean(axis=1) < 0.3).all()
    points = np.array([[flat_region(one).sum() for one in pair] for pair in run.losses])
    assert points[:, PLAIN].tolist() == [1, 1, 1]
    assert (points[:, RESIDUAL].min(), points[:, RESIDUAL].max()) == (7, 10)
    assert "at one point of 441" in TEXT and "and with them at seven to ten." in TEXT
    middle = run.losses[:, :, 10, 10].mean(axis=0)
    assert f"is {middle[PLAIN]:.2f} without shortcuts, and {middle[RESIDUAL]:.2f} with them" in TEXT


@pytest.mark.builds
def test_the_twins_have_22_layers():
    assert "Ours have 22." in TEXT
    kernels = [name for name in chapter5.untrained(False).weights if "kernel" in name.path]
    assert len(kernels) == 22


def test_paths_of_six_branches_are_fewer_and_carry_more():
    """Section 5.2, below the explorer."""
    assert "184,756 of ten branches and only 38,760 of six, and yet they carry more" in TEXT
    run, _ = path_lengths.recorded()
    numbers = dict(zip(map(int, run.lengths), map(int, run.number_of_paths), strict=True))
    assert (numbers[10], numbers[6]) == (184_756, 38_760)
    assert (np.diff(run.number_of_paths[6:11]) > 0).all()
    assert (np.diff(run.shares.mean(axis=0)[6:11]) < 0).all()


@pytest.mark.builds
@pytest.mark.parametrize("projects", [False, True])
def test_a_block_whose_last_gamma_is_zero_is_its_shortcut(projects):
    """Section 5.5: the identity, or a projection alone."""
    assert "a block with an identity shortcut starts as the identity" in TEXT
    assert "A block that projects starts as its projection alone." in TEXT
    features = keras.random.normal((2, 5, 5, 3), seed=0)
    shortcut = layers.Conv2D(4, 1)(features) if projects else features
    last = layers.BatchNormalization(gamma_initializer="zeros")
    total = shortcut + last(layers.Conv2D(4 if projects else 3, 3, padding="same")(features))
    np.testing.assert_array_equal(total, shortcut)


@pytest.mark.parametrize(("made", "learns"), [("cnrcn", True), ("nrcnrc", False)])
def test_a_last_gamma_of_zero_can_learn_where_nothing_but_the_sum_follows(made, learns):
    """Section 5.5: in front of a ReLU it cannot."""
    branch = [
        {"c": layers.Conv2D(2, 3, padding="same"), "n": layers.BatchNormalization()}.get(
            kind, layers.ReLU()
        )
        for kind in made
    ]
    features = keras.random.normal((4, 5, 5, 2), seed=0)
    for layer in branch:
        layer.build((None, 5, 5, 2))
    last = [layer for layer in branch if isinstance(layer, layers.BatchNormalization)][-1]
    last.gamma.assign([0, 0])
    with tf.GradientTape() as tape:
        found = features
        for layer in branch:
            found = layer(found, training=True) if layer is last else layer(found)
        loss = ops.sum(found * keras.random.normal(found.shape, seed=1))
    assert not np.any(found)
    assert bool(np.any(tape.gradient(loss, last.gamma.value))) == learns
    assert "no gradient comes back, neither to this $\\gamma$ nor to anything before it" in TEXT


@pytest.mark.builds
def test_the_networks_of_the_long_run_are_not_the_papers():
    """Section 5.5: other blocks, other sides and nothing done to the images."""
    assert "The paper also crops its images at random and mirrors them, and we do not." in TEXT
    facts = rl.experiments.recorded("depth_that_helps")[1]
    assert facts["settings"]["augmentation"] == "none"
    assert "momentum and weight decay in place of Adam" in TEXT
    assert facts["settings"]["weight_decay"] > 0 and facts["settings"]["optimizer"] == "SGD"
    assert "on 7 × 7, 4 × 4 and 2 × 2 positions where the paper has 32 × 32" in TEXT
    network = recorded_depth.untrained("residual", 20, 0)
    sums = [
        layer.output.shape[1:] for layer in network._flatten_layers() if "_output" in layer.name
    ]
    assert sums == [(7, 7, 4)] * 3 + [(4, 4, 8)] * 3 + [(2, 2, 16)] * 3
    assert (
        "with a quarter of the paper's" not in TEXT and "a quarter of the paper's filters" in TEXT
    )
    # A projection is the only 1x1 kernel of a regular block: one in each block layer.
    kernels = [weight.shape[:2] for weight in network.weights if len(weight.shape) == 4]
    assert kernels.count((1, 1)) == 3 and "those of 2016 with projections" in TEXT


def test_depth_helps_with_shortcuts_and_ruins_without():
    """Section 5.5, the long run."""
    run, facts = rl.experiments.recorded("depth_that_helps")
    assert run.complete and run.depths.tolist() == [8, 20, 56] and len(run.seeds) == 3
    assert facts["settings"]["images"] == 60_000 and facts["settings"]["epochs"] == 8
    right = 100 * run.test_accuracies[..., -1]
    plain, residual = right.mean(axis=0)
    numbers = [f"{number:.1f}" for number in (*residual[[0, 2]], *plain)]
    assert f"right on {numbers[0]}% of the new images and 56 layers on {numbers[1]}%" in TEXT
    assert f"{numbers[2]}% with 8 layers, {numbers[3]}% with 20 and {numbers[4]}% with 56" in TEXT
    assert (right[:, RESIDUAL, 2] > right[:, RESIDUAL, 0]).sum() == 3
    assert (run.training_loss[:, RESIDUAL, 2] < run.training_loss[:, RESIDUAL, 0]).sum() == 3
    low, middle, high = sorted(np.round(100 * (right[:, RESIDUAL, 2] - right[:, RESIDUAL, 0])))
    assert f"by {high:.0f}, {middle:.0f} and {low:.0f} of the 10,000 images" in TEXT
    assert "20 layers reach 88.6%, and on two of the three seeds they beat 56." in TEXT
    assert f"{residual[1]:.1f}" == "88.6"
    assert (right[:, RESIDUAL, 1] > right[:, RESIDUAL, 2]).sum() == 2
    assert "is better on all three seeds" in TEXT and "is lower on all three seeds" in TEXT
    assert (right[:, PLAIN, 2] < right[:, PLAIN, 0]).all()
