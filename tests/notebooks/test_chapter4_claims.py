"""What chapter 4 says in words, number by number."""

import re

import keras
import numpy as np
import pytest

import resnet_lessons as rl
from resnet_lessons.course.answers.dissection import count_flops
from resnet_lessons.course.answers.model import ResNetModel
from resnet_lessons.course.exercises import EXERCISES
from resnet_lessons.instructor.notebooks import SOURCES
from resnet_lessons.network.depths import network_anatomy

# Sentences of the source, whatever its line breaks.
TEXT = re.sub(r"\s+", " ", (SOURCES / "04_whole_network.py").read_text().replace("# ", ""))
RESNET18 = network_anatomy(18)


def test_the_minutes_of_the_exercises_are_those_of_the_text():
    minutes = sum(exercise.minutes for exercise in EXERCISES.values() if exercise.chapter == 4)
    assert "about 80 minutes, 50 of them writing" in TEXT
    assert 40 < minutes <= 50


def test_the_last_block_layer_holds_nearly_three_quarters():
    assert "11.7 million trainable parameters" in TEXT
    assert f"{RESNET18.parameters / 1e6:.1f}" == "11.7"
    parameters = {part.name: part.parameters for part in RESNET18.parts}
    assert "72% of the parameters lie in the last block layer" in TEXT
    assert f"{parameters['block layer 4'] / RESNET18.parameters:.0%}" == "72%"
    assert "The stem, which sees every pixel, has about a thousandth" in TEXT
    assert 0.0007 < parameters["stem"] / RESNET18.parameters < 0.0012
    shares = [part.multiply_adds / RESNET18.multiply_adds for part in RESNET18.parts[1:5]]
    assert "on the right of the figure, are spread over all four block layers" in TEXT
    assert 0.2 < min(shares) <= max(shares) < 0.3


def test_which_block_layer_holds_most_parameters_at_which_depth():
    """Section 4.10."""
    assert "In ResNet-18, 34 and 50 most **parameters** lie in the last block layer" in TEXT
    assert "from ResNet-101 on the third holds the most" in TEXT
    for depth, where in ((18, 4), (34, 4), (50, 4), (101, 3), (152, 3), (200, 3)):
        network = network_anatomy(depth)
        parameters = {part.name: part.parameters for part in network.parts}
        assert parameters[f"block layer {where}"] > network.parameters / 2


def test_each_block_layer_has_four_times_the_parameters_of_the_one_before():
    """Choices of the first question: about 1, 4, 16, 64 parts; the first two hold 6%, the third a
    quarter of the last."""
    layers = [part.parameters for part in RESNET18.parts if part.name.startswith("block layer")]
    shares = np.array(layers) / layers[0]
    np.testing.assert_allclose(np.log2(shares), [0, 2, 4, 6], atol=0.25)
    assert 1 + 4 + 16 + 64 == 85
    assert f"{(layers[0] + layers[1]) / RESNET18.parameters:.0%}" == "6%"
    assert f"{layers[2] / layers[3]:.2f}" == "0.25"


def test_the_stem_makes_56_positions_of_224():
    assert RESNET18.image_shape[:2] == (224, 224)
    assert RESNET18.pooled_shape[:2] == (56, 56)
    assert RESNET18.block_layers[-1].output_shape[:2] == (7, 7)


def test_the_photograph_is_cropped_to_the_square():
    recipe = ResNetModel(min_aspect_dim=256, resize_dim=224, num_layers=18, output_size=1000)
    assert tuple(recipe.preprocess(rl.data.photograph(), is_training=False).shape) == (224, 224, 3)


def test_resnet_50_takes_a_tenth_more_than_34_with_half_the_3x3_convolutions():
    """The question of section 4.4."""
    shallow, deep = network_anatomy(34), network_anatomy(50)
    assert "about a tenth more multiply–adds, 4.09 billion against 3.68" in TEXT
    assert f"{deep.multiply_adds / 1e9:.2f} {shallow.multiply_adds / 1e9:.2f}" == "4.09 3.68"
    assert 1.09 < deep.multiply_adds / shallow.multiply_adds < 1.15
    counts, widths, weights = [], [], []
    for network in (shallow, deep):
        large = [
            step
            for block in network.blocks
            for step in block.branch
            if step.kind == "convolution" and step.kernel_size == 3
        ]
        counts.append(len(large))
        widths.append({step.filters for step in large})
        weights.append(sum(step.parameters for step in large))
    assert counts == [32, 16]
    assert widths[0] == widths[1] == {64, 128, 256, 512}
    assert weights[1] < weights[0]


def test_four_conventions_of_resnet_50_are_a_thousandth_apart():
    counts = [25_549_352, 25_575_912, 25_557_032, 25_568_360]
    table = repr(rl.conventions.table())
    assert all(f"{count:,}" in table for count in counts)
    assert "Their numbers of parameters differ by only about a thousandth." in TEXT
    assert 0.0008 < max(counts) / min(counts) - 1 < 0.0012


@pytest.mark.builds
def test_a_garment_has_seven_by_seven_positions_after_stem_and_pooling():
    assert "28 × 28 pixels" in TEXT
    assert "After the stem's convolution and pooling, 7 × 7 positions are left" in TEXT
    assert network_anatomy(18, 28).pooled_shape[:2] == (7, 7)
    assert "in the last block layer only a single one" in TEXT
    assert network_anatomy(18, 28).block_layers[-1].output_shape[:2] == (1, 1)
    assert f"{ResNetModel(28, 28, 18, 10).build((28, 28, 1)).count_params() / 1e6:.0f}" == "11"


def test_what_the_recorded_run_shows():
    """The predictions of sections 4.6 and 4.7, for the run that a reader sees."""
    run = rl.learn()
    accuracy = np.mean(run.test_logits.argmax(-1) == run.test_labels)
    assert accuracy >= 0.85
    assert run.training_accuracy[-1] > 0.93
    assert run.training_accuracy[-1] - accuracy > 0.05
    assert "That is why the test images are ahead at first." in TEXT
    ahead = run.training_accuracy - run.test_accuracy
    assert ahead[0] < -0.03
    assert "in the second epoch the curves meet, then the training images are ahead" in TEXT
    assert abs(ahead[1]) < 0.002 and (ahead[2:] > 0.01).all()
    assert "in the last epoch it is right on 94.5% of them, against 86.5% of the test" in TEXT
    ends = (run.training_accuracy[-1], run.test_accuracy[-1])
    assert [f"{end:.1%}" for end in ends] == ["94.5%", "86.5%"]
    said = run.test_logits.argmax(-1)
    right = {
        name: np.mean(said[run.test_labels == number] == number)
        for number, name in enumerate(run.class_names)
    }
    assert min(right, key=right.get).lower() == "shirt"
    assert "In the recorded run the shirt is the hardest: 64 of 100 are right." in TEXT
    assert f"{min(right.values()):.2f}" == "0.64"
    assert "The bag has a shape of its own: 96 of 100 are right." in TEXT
    assert f"{right['Bag']:.2f}" == "0.96"
    names = [name.lower() for name in run.class_names]
    shirts = said[run.test_labels == names.index("shirt")]
    alike = [names.index(name) for name in ("t-shirt/top", "pullover", "coat", "shirt")]
    assert np.isin(shirts, alike).mean() > 0.9


def test_the_convolution_of_the_example_takes_as_many_multiply_adds_as_it_says():
    """Section 4.4, what stands before the exercise."""
    assert "576 multiply–adds" in TEXT
    assert "28 · 28 · 128 = 100,352 times, which makes 57,802,752 multiply–adds" in TEXT
    images = keras.Input((28, 28, 64))
    layer = keras.layers.Conv2D(128, 3, padding="same")
    model = keras.Model(images, layer(images))
    assert (3 * 3 * 64, 28 * 28 * 128) == (576, 100_352)
    assert count_flops(model) == 576 * 100_352 == 57_802_752
    assert tuple(layer.kernel.shape) == (3, 3, 64, 128)


def test_the_four_arrays_of_a_batch_normalisation():
    """Section 4.9: their names, and which of them no gradient trains."""
    assert "the two averages of section 2.2, which Keras calls its moving mean and moving" in TEXT
    assert "These two are weights as well, even though no gradient trains them:" in TEXT
    normalization = keras.layers.BatchNormalization()
    normalization.build((None, 4, 4, 3))
    names = [weight.name for weight in normalization.weights]
    assert names == ["gamma", "beta", "moving_mean", "moving_variance"]
    assert [each.name for each in normalization.non_trainable_weights] == names[2:]
    assert len(normalization.get_weights()) == 4
