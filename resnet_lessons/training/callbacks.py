"""What a training run tells while it goes on: the loss of every step, a line after every epoch."""

import keras


class StepLosses(keras.callbacks.Callback):
    """Writes down the loss of every single step, the mean over the images of that step.

    Keras tells means of the epoch so far: of the whole loss the mean over its images, of which the
    last step may have fewer; of one output's loss the mean over its steps.

    Args:
        losses: float array (steps,), filled while the network trains.
        images: of an epoch.
        batch_size: images of a step; the last step of an epoch takes those that are left.
        output: name of the output whose loss is wanted; None for the whole loss.
    """

    def __init__(self, losses, images, batch_size, output=None):
        super().__init__()
        self._losses, self._images = losses, images
        self._batch_size, self._output = batch_size, output
        self._step, self._sum = 0, 0.0

    def on_epoch_begin(self, epoch, logs=None):
        self._sum = 0.0

    def on_train_batch_end(self, batch, logs=None):
        before, after = self._weight(batch), self._weight(batch + 1)
        total = after * logs["loss" if self._output is None else f"{self._output}_loss"]
        self._losses[self._step] = (total - self._sum) / (after - before)
        self._step, self._sum = self._step + 1, total

    def _weight(self, steps):
        """What Keras' mean is a mean over, after so many steps of an epoch."""
        return steps if self._output else min(steps * self._batch_size, self._images)


class EpochLines(keras.callbacks.Callback):
    """Says after each epoch how far training has come."""

    def __init__(self, epochs):
        super().__init__()
        self.epochs = epochs

    def on_epoch_end(self, epoch, logs=None):
        print(
            f"  epoch {epoch + 1} of {self.epochs}: loss {logs['loss']:.2f}, "
            f"right on {logs['accuracy']:.0%} of the training images",
            flush=True,
        )
