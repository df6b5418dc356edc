"""The networks are counted alike, take turns, and leave Keras as it was; no time is asserted."""

import keras
import pytest

from benchmarks import model_speed
from benchmarks.model_speed import Setting, chosen_settings, in_turns, measured, ratios
from resnet_lessons.course.answers.dissection import count_flops
from tests.benchmarks.support import measurements


@pytest.mark.builds
def test_multiply_adds_are_counted_alike():
    makers = model_speed.networks()
    counted = {
        name: model_speed.multiply_adds(makers[name](224, "channels_last"))
        for name in ("ResNetModel(50)", "Keras ResNet50V2")
    }
    assert round(counted["ResNetModel(50)"] / 1e9, 2) == 4.09
    assert round(counted["Keras ResNet50V2"] / 1e9, 2) == 3.48


def test_they_take_turns():
    met = []
    times = in_turns({name: lambda name=name: met.append(name) for name in "abc"}, 2)
    assert "".join(met) == "cababcbca"
    assert {name: (len(wall), len(own)) for name, (wall, own) in times.items()} == {
        name: (2, 2) for name in "abc"
    }


def test_time_is_compared_per_multiply_add():
    ours, rival, _ = measurements()[:3]
    assert ratios(ours, rival) == pytest.approx([0.96] * 3)
    assert ratios(ours, rival, "processor_seconds") == pytest.approx([0.96] * 3)
    assert ours.nanoseconds[0] == pytest.approx(1e3 * 1.2e9 / (2 * 5e9))
    assert ours.images_per_second[0] == pytest.approx(2 / 1.2)
    assert ours.shares_of_peak[0] == pytest.approx(2 * 5e9 / 1.2 / 4e10)
    training = measurements()[3]
    assert training.shares_of_peak[0] == pytest.approx(3 * ours.shares_of_peak[0])


def test_rows_say_time_images_and_share_of_peak():
    made = model_speed.rows(measurements())
    assert {row.unit for row in made} == {"ms", "images/s", "%"}
    rival = next(row for row in made if row.name.endswith("inference, Keras ResNet50V2"))
    assert rival.ratio == pytest.approx(0.96)
    assert all(row.ratio is None for row in made if "ResNetModel" in row.name)


def test_settings_are_chosen_by_words():
    assert len(chosen_settings()) == 8
    assert len(chosen_settings(on=("CPU", "GPU"))) == 16
    plain = chosen_settings(["channels_last", "float32", "no XLA"])
    assert plain == [Setting()]
    assert chosen_settings(["XLA", "float32"])[0].name == "CPU, channels_last, float32, XLA"
    with pytest.raises(ValueError, match="no setting holds all of GPU"):
        chosen_settings(["GPU"])
    assert model_speed.runs_of(Setting(precision="mixed_bfloat16"), 5) == 1
    assert model_speed.runs_of(Setting(precision="mixed_bfloat16", xla=True), 5) == 5
    assert model_speed.runs_of(Setting("GPU", precision="mixed_bfloat16"), 5) == 5


def small(side, data_format):
    inputs = keras.Input((side, side, 3) if data_format == "channels_last" else (3, side, side))
    features = keras.layers.Conv2D(2, 3)(inputs)
    return keras.Model(inputs, keras.layers.Dense(1000)(keras.layers.Flatten()(features)))


@pytest.mark.trains
@pytest.mark.parametrize("data_format", ["channels_last", "channels_first"])
def test_a_tiny_run(data_format):
    before = keras.config.image_data_format(), keras.config.dtype_policy().name
    setting = Setting(data_format=data_format)
    found = measured(setting, side=32, images=1, runs=1, makers={"small": small}, peak_side=8)
    assert [each.step for each in found] == ["inference", "training step"]
    assert found[0].multiply_adds == 30 * 30 * 2 * 27 + 1800 * 1000
    assert all(len(each.seconds) == 1 and each.peak > 0 for each in found)
    assert (keras.config.image_data_format(), keras.config.dtype_policy().name) == before


@pytest.mark.builds
def test_the_lessons_network_predicts_in_mixed_precision_and_keras_is_as_before():
    with model_speed.under(Setting(precision="mixed_bfloat16")):
        model = model_speed.networks(18)["ResNetModel(18)"](32, "channels_last")
        assert model(keras.ops.zeros((1, 32, 32, 3))).shape == (1, 1000)
        assert model_speed.multiply_adds(model) == count_flops(model)
    assert model.compute_dtype == "bfloat16"
    assert keras.config.dtype_policy().name == "float32"
