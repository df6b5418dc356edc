"""Training step by step: it learns, it is seeded, it can be stopped, and it says what cannot learn."""

import os
import signal
from types import SimpleNamespace

import keras
import numpy as np
import pytest

from resnet_lessons.data.images import scaled
from resnet_lessons.training import ongoing_run
from resnet_lessons.training.batches import batches_of
from resnet_lessons.training.ongoing_run import CannotTrain, logits_of, train_watched
from tests.support.small_run import STEPS, few_images, small

pytestmark = pytest.mark.trains


@pytest.fixture(scope="module")
def finished(few):
    """A run of two epochs that came to its end."""
    return trained(few)


def trained(few, epochs=2, seed=0, watch=lambda ongoing: None, model=None):
    return train_watched(model or small(), 18, epochs, seed, "yours", watch, few)


def stop_after(steps):
    def watch(ongoing):
        if ongoing.done == steps:
            raise KeyboardInterrupt

    return watch


def test_it_learns_and_measures(few):
    run = trained(few, epochs=10)
    assert run.losses.shape == (10 * STEPS,)
    assert run.losses[-STEPS:].mean() < run.losses[:STEPS].mean()
    assert run.training_accuracy.shape == run.test_accuracy.shape == (10,)
    assert run.training_accuracy[-1] > 0.2
    assert run.complete and run.epochs_done == run.epochs == 10
    assert not run.shortened
    logits = run.network.predict(scaled(few.test_images), verbose=0)
    np.testing.assert_allclose(run.test_logits, logits, atol=1e-4)
    assert run.test_accuracy[-1] == pytest.approx(run.accuracy)
    assert run.accuracy == np.mean(logits.argmax(-1) == few.test_labels)
    assert run.test_logits.dtype == np.float32
    assert run.parameters == sum(np.prod(w.shape) for w in run.network.trainable_weights)
    assert f"{run.parameters:,} parameters, 10 epochs: right on {run.accuracy:.1%} of 50" in repr(
        run
    )


def test_the_same_seed_gives_the_same_run_and_another_another(few, finished):
    other, third = (trained(few, seed=seed) for seed in (0, 1))
    np.testing.assert_allclose(finished.losses, other.losses, rtol=1e-4)
    assert not np.allclose(finished.losses, third.losses, rtol=1e-3)


def test_the_first_loss_is_that_of_the_first_batch(few):
    model = small()
    images, labels = next(batches_of(few, 64, STEPS, 0))
    logits = keras.ops.convert_to_numpy(model(images, training=True)).astype("float64")
    share = np.exp(logits) / np.exp(logits).sum(axis=-1, keepdims=True)
    expected = -np.log(share[np.arange(64), labels]).mean()
    run = trained(few, epochs=1)
    assert run.losses[0] == pytest.approx(expected, rel=1e-4)


def test_every_epoch_has_each_image_once_at_most_and_half_of_them_mirrored(few):
    batches = batches_of(few, 64, STEPS, 5)
    originals = {scaled(image).tobytes(): place for place, image in enumerate(few.train_images)}
    mirrored = {
        scaled(image[:, ::-1]).tobytes(): place for place, image in enumerate(few.train_images)
    }
    orders = []
    turned = 0
    for _ in range(2):
        places = []
        for _ in range(STEPS):
            images, labels = next(batches)
            for image, label in zip(images, labels, strict=True):
                key = np.ascontiguousarray(image).tobytes()
                place = originals.get(key, mirrored.get(key))
                turned += key not in originals
                assert few.train_labels[place] == label
                places.append(place)
        assert len(set(places)) == 64 * STEPS
        orders.append(places)
    assert orders[0] != orders[1]
    assert 0.4 < turned / (2 * 64 * STEPS) < 0.6


def test_the_network_forgets_old_statistics_fast_and_is_kept_without_an_optimizer(few):
    run = trained(few, epochs=1)
    (normalization,) = (
        layer for layer in run.network.layers if isinstance(layer, keras.layers.BatchNormalization)
    )
    assert normalization.momentum == 0.9
    assert not run.network.compiled


def test_stopped_it_keeps_what_it_learnt(few):
    untouched = small().get_weights()
    run = trained(few, watch=stop_after(STEPS + 1))
    assert not run.complete
    assert run.epochs_done == 1
    assert np.isfinite(run.losses).tolist() == [True] * 4 + [False] * 2
    assert np.isfinite(run.training_accuracy).tolist() == [True, False]
    assert np.isfinite(run.test_accuracy).tolist() == [True, False]
    assert not np.array_equal(run.network.get_weights()[0], untouched[0])
    logits = logits_of(run.network, scaled(few.test_images))
    np.testing.assert_allclose(run.test_logits, logits, atol=1e-5)
    assert "stopped after 1 of 2 epochs" in repr(run)


def test_stopped_its_statistics_are_those_of_its_weights(few):
    network = trained(few, watch=stop_after(1)).network
    convolution, normalization = network.layers[1:3]
    outputs = keras.ops.convert_to_numpy(convolution(scaled(few.train_images)))
    # After one step at momentum 0.9 they would be a tenth of it.
    mean = keras.ops.convert_to_numpy(normalization.moving_mean)
    np.testing.assert_allclose(mean, outputs.mean(axis=(0, 1, 2)), rtol=0.1, atol=0.02)


def test_stopped_at_the_end_of_an_epoch_its_measurement_stands(few):
    run = trained(few, watch=stop_after(STEPS))
    logits = logits_of(run.network, scaled(few.test_images))
    np.testing.assert_allclose(run.test_logits, logits, atol=1e-5)
    assert run.test_accuracy[0] == run.accuracy


def test_the_second_run_does_not_know_of_the_stopped_one(few, finished):
    trained(few, watch=stop_after(2))
    np.testing.assert_allclose(trained(few).losses, finished.losses, rtol=1e-4)


def test_stopped_while_it_measures_it_measures_again(few, monkeypatch):
    measure, calls = logits_of, []

    def interrupted(model, images):
        calls.append(len(images))
        if len(calls) == 1:
            raise KeyboardInterrupt
        return measure(model, images)

    monkeypatch.setattr(ongoing_run, "logits_of", interrupted)
    run = trained(few, epochs=2)
    assert not run.complete
    assert np.isfinite(run.test_logits).all()
    assert run.test_accuracy[0] == run.accuracy
    assert np.isnan(run.test_accuracy[1])


def test_the_button_pressed_twice_costs_nothing(few, monkeypatch):
    measure = logits_of

    def pressed_again(model, images):
        os.kill(os.getpid(), signal.SIGINT)
        return measure(model, images)

    def watch(ongoing):
        if ongoing.done:
            monkeypatch.setattr(ongoing_run, "logits_of", pressed_again)
            os.kill(os.getpid(), signal.SIGINT)

    handler = signal.getsignal(signal.SIGINT)
    run = trained(few, watch=watch)
    assert not run.complete
    assert np.isfinite(run.losses).sum() == 1
    assert np.isfinite(run.test_logits).all()
    assert signal.getsignal(signal.SIGINT) is handler


@pytest.mark.parametrize("again", [0, 1])
def test_the_button_pressed_at_once_again_costs_nothing(few, monkeypatch, again):
    """Pressed the second time as soon as the first is noticed, or while the words are shown."""
    told = []

    def watch(ongoing):
        told.append(ongoing.what)
        if ongoing.done:
            for _ in range(1 + again):
                os.kill(os.getpid(), signal.SIGINT)

    run = trained(few, watch=watch)
    assert np.isfinite(run.losses).sum() == 1
    assert np.isfinite(run.test_logits).all()
    assert told[-1] == "measuring what was kept" and len(told) == 3


def test_first_of_all_the_button_is_put_to_rest(few, monkeypatch):
    """Whatever else is done with a stopped run, a second press can no longer lose it."""
    handlers = []

    class Watched(ongoing_run.OngoingRun):
        @property
        def done(self):
            handlers.append(signal.getsignal(signal.SIGINT))
            return self.__dict__["done"]

        @done.setter
        def done(self, value):
            self.__dict__["done"] = value

    def watch(ongoing):
        if ongoing.done:
            handlers.clear()
            raise KeyboardInterrupt

    monkeypatch.setattr(ongoing_run, "OngoingRun", Watched)
    trained(few, watch=watch)
    assert set(handlers) == {signal.SIG_IGN}


def test_stopped_it_settles_for_some_seconds_only(few, monkeypatch):
    passes = []

    def monotonic():
        passes.append(None)
        return len(passes) * 2.0

    monkeypatch.setattr(ongoing_run, "time", SimpleNamespace(monotonic=monotonic))
    run = trained(few, watch=stop_after(1))
    # The end is five seconds after the first look, and each pass takes two.
    assert len(passes) == 1 + 3
    convolution, normalization = run.network.layers[1:3]
    batches = batches_of(few, 64, STEPS, 0)
    means = [
        keras.ops.convert_to_numpy(convolution(next(batches)[0])).mean(axis=(0, 1, 2))
        for _ in range(3)
    ]
    own = keras.ops.convert_to_numpy(normalization.moving_mean)
    np.testing.assert_allclose(own, np.mean(means, axis=0), rtol=1e-3, atol=1e-5)
    assert normalization.momentum == 0.9


def test_stopped_inside_a_step_the_logits_are_those_of_the_weights_after_it(few, monkeypatch):
    train = keras.Model.train_on_batch
    steps = []

    def interrupted(model, *arguments, **named):
        logs = train(model, *arguments, **named)
        steps.append(logs)
        if len(steps) == STEPS + 1:
            raise KeyboardInterrupt
        return logs

    monkeypatch.setattr(keras.Model, "train_on_batch", interrupted)
    accuracies = []
    run = trained(few, watch=lambda ongoing: accuracies.append(ongoing.so_far().test_accuracy[0]))
    assert np.isfinite(run.losses).sum() == STEPS
    logits = logits_of(run.network, scaled(few.test_images))
    np.testing.assert_allclose(run.test_logits, logits, atol=1e-5)
    # The epoch ended before that step.
    assert run.test_accuracy[0] == accuracies[STEPS]


def test_stopped_before_the_first_step_nothing_is_kept(few, monkeypatch):
    with pytest.raises(KeyboardInterrupt):
        trained(few, watch=stop_after(0))

    def interrupted(*arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr(ongoing_run, "Stepper", interrupted)
    with pytest.raises(KeyboardInterrupt):
        trained(few)


def test_a_network_for_other_classes_is_told_so(few):
    with pytest.raises(CannotTrain, match=r"it returns \(None, 7\), and \(None, 10\) is needed"):
        trained(few, model=small(classes=7))


def test_two_outputs_are_told_so(few):
    model = small()
    both = keras.Model(model.inputs, [model.outputs[0], model.outputs[0]])
    with pytest.raises(CannotTrain, match=r"\(None, 10\) and \(None, 10\)"):
        trained(few, model=both)


def test_a_loss_that_is_no_number_is_told_so(few):
    model = small(last=lambda outputs: outputs * float("nan"))
    with pytest.raises(CannotTrain, match="no longer a number at step 1"):
        trained(few, model=model)


def test_whatever_a_network_raises_is_told_in_a_line(few):
    class Fails(keras.layers.Layer):
        def call(self, inputs, training=None):
            if training:
                raise RuntimeError("my own layer\nfails here")
            return inputs

    with pytest.raises(CannotTrain, match=r"Your network cannot be trained: ") as raised:
        trained(few, model=small(last=Fails()))
    assert "\n" not in str(raised.value)


def test_a_watch_that_fails_is_not_the_networks_fault(few):
    def watch(ongoing):
        raise ZeroDivisionError("watch")

    with pytest.raises(ZeroDivisionError):
        trained(few, watch=watch)


def test_the_short_form_takes_a_tenth_of_the_steps_and_says_so(monkeypatch):
    monkeypatch.setenv("RESNET_LESSONS_QUICK", "1")
    more = few_images(1300)
    run = trained(more, epochs=3)
    assert run.losses.shape == (3 * 2,)
    assert run.shortened and run.complete
    assert "3 epochs of a tenth of the steps, as RESNET_LESSONS_QUICK asks" in repr(run)
    monkeypatch.setenv("RESNET_LESSONS_QUICK", "0")
    assert trained(more, epochs=1).losses.shape == (20,)
