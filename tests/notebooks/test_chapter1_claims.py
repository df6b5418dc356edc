"""What chapter 1 says in words, number by number."""

import functools
import inspect
import json
import re

import keras
import numpy as np
import pytest
from keras import ops

import resnet_lessons as rl
from resnet_lessons.course.exercises import EXERCISES
from resnet_lessons.data import recorded_runs
from resnet_lessons.data.trained_networks import recorded_network
from resnet_lessons.experiments import races
from resnet_lessons.experiments.branch_scaling import scaled_branch
from resnet_lessons.instructor.notebooks import SOURCES
from resnet_lessons.network.named_points import block_names
from resnet_lessons.training import fit, long_run
from resnet_lessons.widgets.identity_race import SCALES
from tests.support.soak import only_in_soak, some

# Sentences of the source, whatever its line breaks.
TEXT = re.sub(
    r"\s+", " ", (SOURCES / "01_identity_and_zero_mappings.py").read_text().replace("# ", "")
)


def test_the_minutes_of_the_exercises_are_those_of_the_text():
    minutes = sum(exercise.minutes for exercise in EXERCISES.values() if exercise.chapter == 1)
    assert "about 60 minutes, 40 of them writing" in TEXT
    assert 35 < minutes <= 40


@pytest.fixture(scope="module")
def degradation():
    return recorded_runs.load("degradation")[0]


@pytest.fixture(scope="module")
def growth():
    return recorded_runs.load("growth")[0]


@pytest.fixture(scope="module")
def copy_error():
    """{"plain", "residual": mean squared error} of a race from initial weights of a scale; run once."""

    @functools.cache
    def errors(scale):
        race = races.copy_race(scale=scale, steps=150)
        assert race["plain_loss"].shape == race["residual_loss"].shape == (150,)
        return {
            kind: np.mean((race[f"{kind}_copy"] - race["image"]) ** 2)
            for kind in ("plain", "residual")
        }

    return errors


def accuracy(runs, kind, depth):
    return float(runs[f"{kind}_{depth}_training_accuracy"])


@pytest.mark.parametrize("name", ["degradation", "growth"])
def test_a_recorded_run_says_where_it_comes_from(name):
    facts = json.loads((recorded_runs.RECORDED / f"{name}.json").read_text())
    assert {"made_by", "images", "seed", "keras", "backend", "device"} <= set(facts)
    assert (recorded_runs.RECORDED / f"{name}.npz").stat().st_size < 20_000


@pytest.mark.builds
def test_depths():
    assert [races.weight_layers(blocks) for blocks in (races.SHALLOW, races.DEEP)] == [14, 42]
    assert "a second one with 28 more layers of the same kind, 42 in all" in TEXT
    counts = {
        (blocks, shortcuts): races.whole(*races.deep_network(blocks, shortcuts)).count_params()
        for blocks in (races.SHALLOW, races.DEEP)
        for shortcuts in (False, True)
    }
    assert counts[6, False] == counts[6, True]
    assert counts[20, False] == counts[20, True]
    body, head = races.deep_network(races.DEEP, shortcuts=False)
    flat = [*body._flatten_layers(), *head._flatten_layers()]
    weighted = [
        layer for layer in flat if isinstance(layer, (keras.layers.Conv2D, keras.layers.Dense))
    ]
    assert len(weighted) == 42


def test_the_deeper_plain_network_is_worse_on_its_own_training_images(degradation):
    assert accuracy(degradation, "plain", 42) < accuracy(degradation, "plain", 14) - 0.1
    plain, deep = degradation["plain_14_loss"], degradation["plain_42_loss"]
    assert deep[-50:].mean() > plain[-50:].mean() + 0.2
    assert float(degradation["plain_42_training_loss"]) > float(
        degradation["plain_14_training_loss"]
    )
    assert float(degradation["plain_42_test_accuracy"]) < float(
        degradation["plain_14_test_accuracy"]
    )


def test_shortcuts_make_depth_harmless_and_then_useful(degradation):
    assert accuracy(degradation, "residual", 42) > accuracy(degradation, "residual", 14)
    assert accuracy(degradation, "residual", 14) == pytest.approx(
        accuracy(degradation, "plain", 14), abs=0.01
    )
    percent = [f"{accuracy(degradation, kind, 42):.0%}" for kind in ("plain", "residual")]
    assert percent == ["62%", "82%"]
    assert "is right on 62% of its training images, and the one with shortcuts on 82%" in TEXT
    gained = accuracy(degradation, "residual", 42) - accuracy(degradation, "residual", 14)
    assert round(100 * gained) == 2
    assert "In this one run they even help, by 2 points;" in TEXT


@pytest.mark.trains
@pytest.mark.parametrize(("scale", "lead"), some([(0.1, 1000), (0.5, 10), (1.0, 1.2)], 3))
def test_the_block_with_a_shortcut_copies_better(scale, lead, copy_error):
    errors = copy_error(scale)
    assert errors["plain"] > lead * errors["residual"]


@pytest.mark.trains
def test_smaller_weights_help_only_the_block_with_a_shortcut(copy_error):
    """The question of section 1.2: the lead grows."""
    assert copy_error(0.1)["plain"] > copy_error(0.5)["plain"]
    assert copy_error(0.1)["residual"] < copy_error(0.5)["residual"]


def test_only_kernel_c_copies():
    """The question of section 1.5."""
    average, corner, middle = np.full((3, 3), 1 / 9), np.zeros((3, 3)), np.zeros((3, 3))
    corner[0, 0] = middle[1, 1] = 1
    picture = np.random.default_rng(0).uniform(size=(7, 7)).astype("float32")
    a, b, c, d = (
        ops.convert_to_numpy(
            ops.conv(
                picture[None, ..., None],
                kernel.astype("float32").reshape(3, 3, 1, 1),
                padding="same",
            )
        )[0, ..., 0]
        for kernel in (average, corner, middle, np.ones((3, 3)))
    )
    np.testing.assert_array_equal(c, picture)
    np.testing.assert_array_equal(b[1:, 1:], picture[:-1, :-1])
    assert a[3, 3] == pytest.approx(picture[2:5, 2:5].mean(), rel=1e-5)
    np.testing.assert_allclose(d, 9 * a, rtol=1e-5)


def test_a_plain_block_could_copy():
    x = np.linspace(-2, 2, 9)
    assert "$x = \\max(0, x) - \\max(0, -x)$" in TEXT
    np.testing.assert_array_equal(np.maximum(0, x) - np.maximum(0, -x), x)
    assert "add a number so large that nothing is negative any more, and take it off again" in TEXT
    np.testing.assert_array_equal(np.maximum(0, x + 2) - 2, x)
    assert "Those of section 1.2 have channels to spare between their convolutions" in TEXT
    channels = [layer.filters for layer in races._copier(1, 1, shortcuts=False).layers[1::2]]
    assert channels == [8, 3]


def test_a_relu_wipes_out_half_of_the_photograph():
    photograph = rl.standardized_photograph()
    assert np.mean(photograph < 0) == pytest.approx(0.5, abs=0.03)
    assert photograph.std() == pytest.approx(1, abs=0.01)
    assert "Half of the values are gone" in TEXT


def test_growing_changes_nothing_and_training_goes_on(growth):
    assert "20 + 5 blocks, and shows that adding the five need not spoil anything." in TEXT
    assert "starts as the identity, so added depth does no harm at the start" in TEXT
    assert float(growth["grown_difference"]) == 0
    np.testing.assert_array_equal(growth["grown_start"], growth["alone_start"])
    assert growth["grown_end"][1] > growth["grown_start"][1] + 0.01
    assert growth["grown_end"][0] < growth["grown_start"][0]
    assert "the 20 blocks alone, the grey bar, reach 82.8% in the same epoch, and all 25" in TEXT
    assert "reach 83.0%." in TEXT
    assert f"{growth['alone_end'][1]:.1%} {growth['grown_end'][1]:.1%}" == "82.8% 83.0%"
    np.testing.assert_allclose(growth["alone_end"][1:], growth["grown_end"][1:], atol=0.01)


def test_without_shortcuts_everything_is_lost_and_stays_lost(growth):
    assert growth["plain_start"][1] == pytest.approx(0.1, abs=0.01)
    assert growth["plain_end"][1] == pytest.approx(0.1, abs=0.01)
    # The loss of someone who gives each of ten classes the same chance.
    assert growth["plain_end"][0] == pytest.approx(np.log(10), abs=0.01)


def test_a_tenth_does_little_harm_and_all_of_it_ruins(growth):
    by_scale = dict(
        zip(
            [round(float(scale), 2) for scale in growth["scales"]],
            growth["accuracy_by_scale"],
            strict=True,
        )
    )
    assert by_scale[0.0] - by_scale[0.1] < 0.02
    assert by_scale[0.0] - by_scale[1.0] > 0.3


@pytest.mark.trains
def test_the_shipped_network_is_the_recorded_one(growth):
    body, head = races.twenty_blocks()
    assert body.output_shape == (None, 14, 14, 16)
    data = rl.data.fashion_mnist()
    logits = races.whole(body, head).predict(rl.scaled(data.test_images), batch_size=250, verbose=0)
    assert np.mean(logits.argmax(-1) == data.test_labels) == pytest.approx(
        growth["grown_start"][2], abs=0.01
    )
    additions = [layer for layer in body.layers if isinstance(layer, keras.layers.Add)]
    assert len(additions) == races.DEEP
    assert (recorded_runs.RECORDED / "twenty_blocks.keras").stat().st_size < 2e6


def test_a_branch_of_zeros_has_no_gradient():
    """Section 1.6: the last kernel is fed zeros, so nothing that is learnt there is seen."""
    branch = races.residual_branch(filters=2)
    for weight in branch.trainable_weights:
        weight.assign(ops.zeros_like(weight))
    kernel = branch.layers[-1].kernel
    kernel.assign(ops.ones_like(kernel))
    assert np.all(ops.convert_to_numpy(branch(np.ones((1, 4, 4, 2), "float32"))) == 0)


def test_a_branch_whose_weights_are_all_zero_learns_no_kernel():
    """Section 1.6: the block is the identity, and no kernel has a gradient."""
    import tensorflow as tf

    branch = races.residual_branch(filters=2)
    for weight in branch.trainable_weights:
        weight.assign(ops.zeros_like(weight))
    inputs = np.random.default_rng(0).normal(size=(4, 8, 8, 2)).astype("float32")
    with tf.GradientTape() as tape:
        outputs = inputs + branch(inputs, training=True)
        loss = tf.reduce_sum((outputs - 2 * inputs + 1) ** 2)
    np.testing.assert_array_equal(outputs, inputs)
    kernels = [layer.kernel for layer in branch.layers if hasattr(layer, "kernel")]
    assert len(kernels) == 2
    for gradient in tape.gradient(loss, kernels):
        assert not np.any(gradient)


@pytest.fixture(scope="module")
def silenced():
    """Accuracy with one block's branch at 0 and at 1, for each block of either network."""
    garments = rl.data.fashion_mnist()
    images = rl.scaled(garments.test_images)
    return {
        shortcuts: np.array(
            [
                scaled_branch(network, name, (0, 1), images, garments.test_labels).accuracies
                for network in [recorded_network(shortcuts)]
                for name in block_names(network)
            ]
        )
        for shortcuts in (True, False)
    }


@only_in_soak
def test_a_silent_block_is_harmless_only_beside_a_shortcut(silenced):
    """Section 1.6: a trained block falls silent."""
    assert silenced[True].shape == silenced[False].shape == (10, 2)
    assert {f"{accuracy:.0%}" for accuracy in silenced[True][:, 1]} == {"86%"}
    assert "right on 86% of a thousand garments" in TEXT
    left = silenced[True][:, 0]
    assert (left >= 0.65).sum() == 7
    assert (
        "Each of seven blocks can fall silent by itself, and still 65% or more of the garments are right"
        in TEXT
    )
    assert [block for block, share in enumerate(left) if 0.3 < share < 0.37] == [0, 6]
    assert (
        "when block 0 of block layer 1 or block 1 of block layer 2 falls silent, only about a third are "
        "right. Without the one that remains, block 0 of block layer 2, the network only guesses."
        in TEXT
    )
    assert [block for block, share in enumerate(left) if share < 0.11] == [5]
    np.testing.assert_allclose(silenced[False][:, 0], 0.1, atol=0.005)
    assert (
        "Whichever of the ten blocks falls silent, only 10% are right, which is guessing." in TEXT
    )


def recorded_errors(blocks, scale):
    race = recorded_runs.copy_race(blocks, scale)
    return [np.mean((race[f"{kind}_copy"] - race["image"]) ** 2) for kind in ("plain", "residual")]


def test_the_lead_grows_as_weights_shrink_at_every_recorded_depth():
    for blocks in recorded_runs.COPY_BLOCKS:
        leads = [
            plain / residual
            for scale in (1, 0.5, 0.25, 0.1)
            for plain, residual in [recorded_errors(blocks, scale)]
        ]
        assert leads == sorted(leads)


def test_smaller_weights_help_the_copy_with_shortcuts_at_every_depth():
    assert "Below 0.5 the plain copy gets worse" in TEXT
    assert "The copy with shortcuts gets better with every step down" in TEXT
    for blocks in recorded_runs.COPY_BLOCKS:
        plain, residual = np.transpose([recorded_errors(blocks, scale) for scale in SCALES])
        assert SCALES == (0.1, 0.25, 0.5, 1)
        assert (plain[:2] > plain[2]).all()
        assert (np.diff(residual) > 0).all()


def test_the_lead_shrinks_with_depth_at_the_usual_weights():
    """Section 1.2: from one block to eight at scale 1."""
    leads = dict(
        (blocks, plain / residual)
        for blocks in recorded_runs.COPY_BLOCKS
        for plain, residual in [recorded_errors(blocks, 1)]
    )
    assert list(leads.values()) == sorted(leads.values(), reverse=True)
    assert leads[1] == pytest.approx(2, abs=0.2)
    assert leads[4] == pytest.approx(1.2, abs=0.1)
    assert 1 / leads[8] == pytest.approx(10, abs=0.5)
    assert "with one block the copy with the shortcut is twice as good, with four" in TEXT
    assert "blocks it is about level, and with eight it is ten times worse" in TEXT
    race = recorded_runs.copy_race(8, 1)
    assert race["residual_loss"][0] > 100 * np.mean(race["image"] ** 2)
    assert race["residual_loss"][0] > 10 * race["plain_loss"][0]


def test_every_training_here_is_adam_with_a_rate_that_falls_to_zero():
    assert "its learning rate falls from 0.003 to zero along a cosine" in TEXT
    assert (
        "(In this epoch Adam takes the steps, and its learning rate falls from 0.001 to zero along a"
        in TEXT
    )
    assert races._RATE_OF_GROWN == 1e-3
    defaults = {
        name: parameter.default
        for name, parameter in inspect.signature(fit.train).parameters.items()
    }
    assert defaults["learning_rate"] == 3e-3
    optimizer = fit.adam(3e-3, steps=282)
    assert type(optimizer) is keras.optimizers.Adam
    rates = [float(optimizer._learning_rate(step)) for step in (0, 141, 282)]
    np.testing.assert_allclose(rates, [3e-3, 1.5e-3, 0], atol=1e-9)


@pytest.mark.builds
def test_only_the_long_run_uses_weight_decay():
    assert "(the runs of these lessons do without, except the long one of section 5.5)" in TEXT
    assert fit.adam(3e-3, steps=1).weight_decay is None
    assert long_run.Recipe().optimizer(128).weight_decay > 0
    decayed = {
        path.stem
        for path in recorded_runs.RECORDED.glob("*.json")
        if "weight_decay" in path.read_text()
    }
    assert decayed == {"depth_that_helps"}
    model = races.whole(*races.deep_network(races.SHALLOW, shortcuts=True))
    assert not model.losses


def test_a_normalisation_undoes_the_shrinking_of_a_kernel():
    """Section 1.6: where one follows the last convolution, only its own scale silences the branch."""
    features = np.random.default_rng(0).normal(size=(4, 8, 8, 2)).astype("float32")
    convolution = keras.layers.Conv2D(2, 3, padding="same", use_bias=False)
    normalisation = keras.layers.BatchNormalization(epsilon=1e-9)

    def branch():
        return ops.convert_to_numpy(normalisation(convolution(features), training=True))

    before = branch()
    convolution.kernel.assign(0.01 * convolution.kernel)
    np.testing.assert_allclose(branch(), before, atol=1e-3)
    normalisation.gamma.assign(ops.zeros_like(normalisation.gamma))
    assert not branch().any()


@pytest.mark.builds
def test_eight_silent_blocks_copy_before_their_first_step():
    """Section 1.6: the race of section 1.2, with the last layer of every branch at zero."""
    assert "with their last layers at zero they copy perfectly before they have learnt" in TEXT
    keras.utils.set_random_seed(0)
    copier = races._copier(8, 1.0, shortcuts=True)
    for layer in copier.layers:
        if isinstance(layer, keras.layers.Conv2D) and layer.filters == 3:
            layer.kernel.assign(ops.zeros_like(layer.kernel))
    image = recorded_runs.copy_race(8, 1)["image"][None]
    np.testing.assert_array_equal(copier(image), image)


def test_neither_race_holds_a_normalisation():
    assert "There is no normalisation in this race." in TEXT
    kinds = {type(layer).__name__ for layer in races._copier(2, 1.0, shortcuts=True).layers}
    assert kinds == {"InputLayer", "Conv2D", "ReLU", "Add"}


def test_the_networks_are_grown_from_twenty_blocks_by_five():
    assert "Suppose that 20 blocks have learnt" in TEXT
    assert "exactly these 20 + 5 blocks" in TEXT
    assert (races.DEEP, races.EXTRA) == (20, 5)
