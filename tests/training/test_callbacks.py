"""What a run tells while it trains is what a calculation by hand finds."""

import keras
import numpy as np

from resnet_lessons.training.callbacks import EpochLines, StepLosses

_RATE = 0.01


def _fit(callback, images, batch_size, epochs, **targets):
    """Trains one weight, which is zero at first, to be every target at once."""
    inputs = keras.Input((1,))
    dense = keras.layers.Dense(1, use_bias=False, kernel_initializer="zeros", name="first")
    outputs = dense(inputs)
    model = keras.Model(inputs, {name: outputs for name in targets})
    model.compile(keras.optimizers.SGD(_RATE), dict.fromkeys(targets, "mean_squared_error"))
    callbacks = [callback] if isinstance(callback, keras.callbacks.Callback) else callback
    model.fit(
        np.ones((images, 1)),
        targets,
        batch_size=batch_size,
        epochs=epochs,
        shuffle=False,
        verbose=0,
        callbacks=callbacks,
    )


def _by_hand(targets, batch_size, epochs):
    """Loss of every step of gradient descent on a mean squared error, each before the step."""
    weight, losses = 0.0, []
    for _ in range(epochs):
        for begin in range(0, len(targets), batch_size):
            errors = weight - targets[begin : begin + batch_size]
            losses.append(np.mean(errors**2))
            weight -= _RATE * 2 * np.mean(errors)
    return losses


def test_losses_of_steps_where_the_last_step_of_an_epoch_is_smaller():
    targets = np.arange(1.0, 11.0)
    losses = np.full(6, np.nan)
    _fit(StepLosses(losses, 10, 4), 10, 4, 2, first=targets)
    np.testing.assert_allclose(losses, _by_hand(targets, 4, 2), rtol=1e-4)


def test_losses_of_equal_steps():
    targets = np.array([1.0, 2.0, 3.0, 4.0])
    losses = np.full(8, np.nan)
    _fit(StepLosses(losses, 4, 1), 4, 1, 2, first=targets)
    np.testing.assert_allclose(losses, _by_hand(targets, 1, 2), rtol=1e-4)


def test_losses_of_one_output_among_several():
    """Two outputs of one weight: the gradient of the sum is that of both."""
    targets, losses = np.array([1.0, 2.0, 3.0]), {"first": np.full(2, np.nan)}
    losses["second"] = losses["first"].copy()
    watched = [StepLosses(losses[name], 3, 2, name) for name in losses]
    _fit(watched, 3, 2, 1, first=targets, second=-targets)
    # The two pull in opposite directions, so the weight stays zero.
    for found in losses.values():
        np.testing.assert_allclose(found, [2.5, 9], rtol=1e-4)


def test_a_line_after_each_epoch(capsys):
    lines = EpochLines(2)
    lines.on_epoch_end(0, {"loss": 1.234, "accuracy": 0.567})
    lines.on_epoch_end(1, {"loss": 0.5, "accuracy": 0.9})
    assert capsys.readouterr().out.splitlines() == [
        "  epoch 1 of 2: loss 1.23, right on 57% of the training images",
        "  epoch 2 of 2: loss 0.50, right on 90% of the training images",
    ]
