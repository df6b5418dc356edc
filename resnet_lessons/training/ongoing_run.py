"""Trains a whole network step by step: it can be watched and stopped, and keeps what it learnt."""

import contextlib
import itertools
import math
import time

import numpy as np

from resnet_lessons.data.images import fashion_mnist, scaled
from resnet_lessons.machine.interrupts import heeded_afterwards, undisturbed
from resnet_lessons.network.activations import logits_of
from resnet_lessons.training.batches import batches_of
from resnet_lessons.training.bookmark import RunState
from resnet_lessons.training.fit import SHORT_RUN_MOMENTUM, set_momentum
from resnet_lessons.training.result import TrainedRun, shortened
from resnet_lessons.training.stepper import Stepper

_BATCH_SIZE = 64
_SHORTENED = 10
# Whoever pressed ■ waits for these passes; a deep network takes a second for one.
_PASSES_TO_SETTLE, _SECONDS_TO_SETTLE = 20, 5


class CannotTrain(Exception):
    """A network that cannot learn; the words say why."""


def train_watched(model, num_layers, epochs, seed, whose, watch, data=None, bookmark=None):
    """Trains a network and measures it after each epoch, from the start or from a bookmark.

    Args:
        model: from float images to logits; its weights change.
        num_layers, whose: see `TrainedRun`.
        epochs, seed: see `learn`.
        watch: called with the `OngoingRun` before the first step and after each, and when it was
            stopped; it may raise KeyboardInterrupt.
        data: `ImageSet`; None for the shipped garments.
        bookmark: `Bookmark` of this run, where it goes on and where it is kept while it is unfinished; None
            keeps nothing.

    Returns:
        `TrainedRun`, not complete when it was interrupted

    Raises:
        KeyboardInterrupt: when it was interrupted before its first step ended.
        CannotTrain: when the network is not one for these images, or its loss is no number.
    """
    ongoing = OngoingRun(model, data or fashion_mnist(), num_layers, epochs, whose)
    _check_outputs(model, len(ongoing.data.class_names))
    stepper = None
    try:
        stepper = _stepper(ongoing, bookmark)
        watch(ongoing)
        for _ in _steps(ongoing, stepper, bookmark, seed):
            watch(ongoing)
        return ongoing.so_far()
    except KeyboardInterrupt:
        with undisturbed():
            if not ongoing.done:
                raise
            # First of all: a kernel that is restarted has a few seconds left.
            _keep(ongoing, stepper, bookmark)
            return _stopped(ongoing, seed, watch)


def _stepper(ongoing, bookmark):
    """The `Stepper` of a run, which stands where its bookmark says."""
    with _explained():
        set_momentum(ongoing.model, SHORT_RUN_MOMENTUM)
        stepper = Stepper(ongoing.model, ongoing.total)
        state = bookmark.read(lambda: ongoing.state(stepper)) if bookmark else None
        if state:
            stepper.go_on_from(state.values, state.steps)
            ongoing.go_on_from(state)
    return stepper


def _keep(ongoing, stepper, bookmark):
    """Keeps where a run stands, unless the file says so already, or it was stopped inside a step."""
    if bookmark and ongoing.is_whole and bookmark.steps != ongoing.done:
        with _explained():
            bookmark.write(lambda: ongoing.state(stepper))


def _stopped(ongoing, seed, watch):
    """`TrainedRun` of a run that was interrupted after its first step."""
    if not ongoing.is_measured:
        ongoing.stop()
        # The same watch may have stopped the run.
        with contextlib.suppress(KeyboardInterrupt):
            watch(ongoing)
    with _explained():
        if not ongoing.is_measured:
            _settle(ongoing, seed)
        ongoing.measure()
        return ongoing.so_far()


@contextlib.contextmanager
def _explained():
    """Turns whatever a network raises into `CannotTrain`."""
    try:
        yield
    except CannotTrain:
        raise
    except Exception as error:
        reason = first_line(error).rstrip(".")
        raise CannotTrain(f"Your network cannot be trained: {reason}") from error


def first_line(error):
    """What an error says, in a line, or its kind where it says nothing."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200]


def _check_outputs(model, classes):
    shapes = [tuple(output.shape) for output in model.outputs]
    if shapes != [(None, classes)]:
        found = " and ".join(map(str, shapes))
        raise CannotTrain(
            f"Your network cannot be trained on these images: it returns {found}, and "
            f"(None, {classes}) is needed, one logit for each class"
        )


class OngoingRun:
    """How far a run has come.

    Args:
        model, num_layers, epochs, whose, data: as in `train_watched`.

    Attributes:
        done, total: steps.
        what: words for what is being done.
        is_measured: whether the logits are those of the network as it is now.
        is_whole: whether the network is as so many steps left it; not while one is taken.
        is_stopped: whether it takes no further step, and is measured now.
    """

    def __init__(self, model, data, num_layers, epochs, whose):
        self.model, self.data = model, data
        self._facts = {"num_layers": num_layers, "epochs": int(epochs), "whose": whose}
        self.shortened = shortened()
        self.batch_size = min(_BATCH_SIZE, len(data.train_images))
        # Images left over in an epoch wait for the next: a smaller batch would have Keras trace the
        # whole training step anew.
        steps = len(data.train_images) // self.batch_size
        self.steps_per_epoch = max(1, steps // _SHORTENED) if self.shortened else steps
        self.epochs, self.total = int(epochs), int(epochs) * self.steps_per_epoch
        self.done, self.what = 0, "the first step, which takes longest"
        self._losses, self._right = np.full((2, self.total), np.nan)
        self._test_accuracy = np.full(self.epochs, np.nan)
        self._logits = np.full((len(data.test_images), len(data.class_names)), np.nan, "float32")
        self.is_measured = self.is_stopped = False
        self.is_whole = True

    def add(self, loss, right):
        """Writes down a step's loss and the share of its images named rightly."""
        self._losses[self.done], self._right[self.done] = loss, right
        self.done += 1
        self.is_whole = True
        self._describe()

    def _describe(self):
        epoch = math.ceil(self.done / self.steps_per_epoch)
        recent = slice(max(0, self.done - self.steps_per_epoch), self.done)
        self.what = (
            f"epoch {epoch} of {self.epochs}: loss {np.mean(self._losses[recent]):.2f}, "
            f"right on {np.mean(self._right[recent]):.0%} of the training images"
        )

    def go_back(self, done, sentence):
        """Forgets the steps after so many; says why."""
        self._losses[done:] = self._right[done:] = np.nan
        self._test_accuracy[done // self.steps_per_epoch :] = np.nan
        self.done, self.what, self.is_measured = done, sentence, False
        self.is_whole = True

    def state(self, stepper):
        """`RunState` as of now."""
        curves = (self._losses.copy(), self._right.copy(), self._test_accuracy.copy())
        return RunState(self.done, *curves, stepper.state())

    def go_on_from(self, state):
        """Takes over the curves of a `RunState` whose values the network has."""
        self._losses, self._right = state.losses, state.right
        self._test_accuracy, self.done = state.test_accuracy, state.steps
        self._describe()
        # It may have been stopped while the epoch was measured.
        if self.ends_an_epoch:
            self.measure()

    def place(self, done):
        """Where so many steps lead, in words: "after epoch 3 of 6"."""
        epoch, further = divmod(done, self.steps_per_epoch)
        if not further:
            return f"after epoch {epoch} of {self.epochs}"
        return f"in epoch {epoch + 1} of {self.epochs}, after step {done:,} of {self.total:,}"

    def stop(self):
        """Says that no further step is taken and that the network is measured as it is."""
        self.is_stopped, self.what = True, "measuring what was kept"

    @property
    def ends_an_epoch(self):
        """Whether the last step was the last of an epoch."""
        return self.done > 0 and self.done % self.steps_per_epoch == 0

    def measure(self):
        """Has the network name the test images, unless it has done so since it last learnt."""
        if not self.is_measured:
            self._logits = logits_of(self.model, scaled(self.data.test_images))
            self.is_measured = True
        epoch = self.done // self.steps_per_epoch - 1
        # Stopped in the step after an epoch, the network is not the one at the epoch's end any more.
        if self.ends_an_epoch and np.isnan(self._test_accuracy[epoch]):
            right = np.mean(self._logits.argmax(-1) == self.data.test_labels)
            self._test_accuracy[epoch] = right

    def so_far(self):
        """`TrainedRun` as of now, with the logits of the last measurement."""
        weights = self.model.trainable_weights
        return TrainedRun(
            losses=self._losses.copy(),
            training_accuracy=self._right.reshape(self.epochs, -1).mean(axis=1),
            test_accuracy=self._test_accuracy.copy(),
            test_logits=self._logits.copy(),
            test_labels=self.data.test_labels,
            class_names=self.data.class_names,
            complete=self.done == self.total,
            parameters=sum(int(np.prod(weight.shape)) for weight in weights),
            network=self.model,
            shortened=self.shortened,
            **self._facts,
        )


def _steps(ongoing, stepper, bookmark, seed):
    """Takes one step of a run after another; yields after each."""
    batches = _batches_from(ongoing, seed)
    while ongoing.done < ongoing.total:
        with _explained():
            try:
                _step(ongoing, stepper, *next(batches))
                if bookmark:
                    bookmark.write_now_and_then(lambda: ongoing.state(stepper))
            except Exception as error:
                recovered = stepper.recover(error, ongoing.done)
                if recovered is None:
                    raise
                _go_on(ongoing, *recovered)
                batches = _batches_from(ongoing, seed)
        yield


def _step(ongoing, stepper, images, labels):
    # Stopped inside the step, the weights may have changed and the step not be counted.
    ongoing.is_measured = ongoing.is_whole = False
    # Nobody waits for the first step, in which the network is traced.
    with heeded_afterwards() if stepper.is_under_way else contextlib.nullcontext():
        loss, right = stepper.step(images, labels)
        _check_loss(loss, ongoing.done + 1)
        ongoing.add(loss, right)
    if ongoing.ends_an_epoch:
        stepper.copy(ongoing.done)
        ongoing.measure()


def _go_on(ongoing, done, sentence):
    """Has a run go on from a step after a card failed; says so."""
    print(sentence, flush=True)
    ongoing.go_back(done, sentence)
    # It may have failed while the epoch was measured.
    if ongoing.ends_an_epoch:
        ongoing.measure()


def _settle(ongoing, seed):
    """Has the moving statistics of a network that was stopped catch up with its weights.

    Early in training the weights change faster than the statistics: without this a network that
    is right on half of its training images may be right on a tenth of the test images.
    """
    end = time.monotonic() + _SECONDS_TO_SETTLE
    batches = batches_of(ongoing.data, ongoing.batch_size, ongoing.steps_per_epoch, seed)
    for done, (images, _) in enumerate(itertools.islice(batches, _PASSES_TO_SETTLE)):
        # The mean over the passes: however few they are, nothing of what lags behind is left.
        set_momentum(ongoing.model, done / (done + 1))
        ongoing.model(images, training=True)
        if time.monotonic() > end:
            break
    set_momentum(ongoing.model, SHORT_RUN_MOMENTUM)


def _batches_from(ongoing, seed):
    """Images and labels of the steps that a run has before it."""
    batches = batches_of(ongoing.data, ongoing.batch_size, ongoing.steps_per_epoch, seed)
    return itertools.islice(batches, ongoing.done, None)


def _check_loss(loss, step):
    if not np.isfinite(loss):
        raise CannotTrain(
            f"Your network's loss is no longer a number at step {step} ({loss}), so it cannot go "
            "on learning"
        )
