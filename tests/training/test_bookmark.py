"""A run that was stopped goes on from its bookmark and ends as the one that nobody stopped."""

import errno
import io
import os
import signal
from types import SimpleNamespace

import keras
import numpy as np
import pytest

from resnet_lessons.training import bookmark as bookmarks
from resnet_lessons.training import ongoing_run, run_file
from resnet_lessons.training.bookmark import Bookmark
from resnet_lessons.training.ongoing_run import CannotTrain, train_watched
from resnet_lessons.training.stepper import Stepper
from tests.support.small_run import STEPS, assert_same, small

pytestmark = pytest.mark.trains

KEY = "all that decides"
EPOCHS = 3


def random_network():
    """Draws at random while it learns: whether that goes on where it was is part of the question."""
    return small(last=keras.layers.Dropout(0.2, seed=7))


@pytest.fixture(scope="module")
def whole(few):
    """The run that nobody stopped."""
    return trained(few)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "folder" / "unfinished.npz"


def trained(few, path=None, watch=lambda ongoing: None, key=KEY, model=None):
    bookmark = path and Bookmark(path, key, 10)
    model = model or random_network()
    return train_watched(model, 18, EPOCHS, 0, "yours", watch, few, bookmark)


def stop_after(steps):
    def watch(ongoing):
        if ongoing.done == steps:
            raise KeyboardInterrupt

    return watch


def told_to(list_of_steps):
    return lambda ongoing: list_of_steps.append(ongoing.done)


@pytest.mark.parametrize("stops", [[1], [STEPS], [STEPS + 1, STEPS + 2, 2 * STEPS], [3 * STEPS]])
def test_stopped_and_gone_on_it_ends_as_the_run_that_nobody_stopped(few, whole, path, stops):
    for steps in stops:
        stopped = trained(few, path, stop_after(steps))
        assert np.isfinite(stopped.losses).sum() == steps
    told = []
    run = trained(few, path, told_to(told))
    assert told == list(range(stops[-1], EPOCHS * STEPS + 1))
    assert run.complete
    assert_same(run, whole)


def test_the_curves_of_before_are_there_before_the_first_step(few, path):
    before = trained(few, path, stop_after(STEPS + 1))
    seen = []

    def watch(ongoing):
        seen.append((ongoing.so_far(), ongoing.what, ongoing.place(ongoing.done)))
        raise KeyboardInterrupt

    trained(few, path, watch)
    run, what, place = seen[0]
    np.testing.assert_array_equal(run.losses, before.losses)
    np.testing.assert_array_equal(run.test_accuracy, before.test_accuracy)
    assert what.startswith("epoch 2 of 3: loss ")
    assert place == f"in epoch 2 of 3, after step {STEPS + 1} of {3 * STEPS}"


def test_stopped_again_before_its_first_step_nothing_is_lost(few, whole, path):
    trained(few, path, stop_after(2))
    stopped = trained(few, path, stop_after(2))
    assert np.isfinite(stopped.losses).sum() == 2 and np.isfinite(stopped.test_logits).all()
    assert_same(trained(few, path), whole)


def press():
    os.kill(os.getpid(), signal.SIGINT)


def pressing(monkeypatch, step, times=1):
    """■ is pressed so many times in the step of that number, after its weights changed."""
    train, taken = keras.Model.train_on_batch, []

    def pressed(model, *arguments, **named):
        logs = train(model, *arguments, **named)
        taken.append(None)
        if len(taken) == step:
            for _ in range(times):
                press()
        return logs

    monkeypatch.setattr(keras.Model, "train_on_batch", pressed)


def test_pressed_inside_a_step_the_step_counts(few, whole, path, monkeypatch):
    with monkeypatch.context() as patch:
        pressing(patch, STEPS + 2)
        stopped = trained(few, path)
    assert np.isfinite(stopped.losses).sum() == STEPS + 2
    assert_same(trained(few, path), whole)


@pytest.mark.parametrize(("step", "times"), [(1, 1), (2, 2)])
def test_a_step_of_which_half_is_done_is_never_kept(few, whole, path, monkeypatch, step, times):
    trained(few, path, stop_after(STEPS))
    with monkeypatch.context() as patch:
        pressing(patch, step, times)
        stopped = trained(few, path)
    assert np.isfinite(stopped.losses).sum() == STEPS + step - 1
    told = []
    run = trained(few, path, told_to(told))
    assert told[0] == STEPS
    assert_same(run, whole)


def test_stopped_while_an_epoch_is_measured_it_measures_the_network_of_then(
    few, whole, path, monkeypatch
):
    measure, calls = ongoing_run.logits_of, []

    def interrupted(model, images):
        calls.append(None)
        if len(calls) == 1:
            raise KeyboardInterrupt
        return measure(model, images)

    with monkeypatch.context() as patch:
        patch.setattr(ongoing_run, "logits_of", interrupted)
        trained(few, path)
    assert_same(trained(few, path), whole)


def test_another_key_starts_afresh(few, path):
    trained(few, path, stop_after(4))
    told = []
    trained(few, path, told_to(told), key="another")
    assert told[0] == 0


@pytest.fixture(scope="module")
def after_four_steps(few, tmp_path_factory):
    """(bytes of the file that keeps a run after four steps, the state with which this run begins)"""
    path = tmp_path_factory.mktemp("kept") / "unfinished.npz"
    trained(few, path, stop_after(4))
    model = random_network()
    ongoing = ongoing_run.OngoingRun(model, few, 18, EPOCHS, "yours")
    return path.read_bytes(), ongoing.state(Stepper(model, ongoing.total))


def replaced(content, **changes):
    """The bytes of a file with other arrays in it; None leaves one out."""
    arrays = dict(np.load(io.BytesIO(content))) | changes
    file = io.BytesIO()
    np.savez(file, **{name: array for name, array in arrays.items() if array is not None})
    return file.getvalue()


def flipped(content):
    """One bit in the middle, which lies in an array, is another."""
    middle = len(content) // 2
    return content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: b"",
        lambda content: content[: len(content) // 2],
        flipped,
        lambda content: replaced(content, facts="[]"),
        lambda content: replaced(content, facts=f'{{"key": "{KEY}", "steps": 5}}'),
        lambda content: replaced(content, facts=f'{{"key": "{KEY}", "steps": "many"}}'),
        lambda content: replaced(content, losses=np.array([object()], dtype=object)),
        lambda content: replaced(content, losses=np.full(9, "x")),
        lambda content: replaced(content, test_accuracy=np.ones(2)),
        lambda content: replaced(content, value_0=np.ones(3, "float32")),
        lambda content: replaced(content, value_3=None),
    ],
)
def test_a_damaged_file_is_as_good_as_none(after_four_steps, path, damage):
    content, fresh = after_four_steps
    path.parent.mkdir()
    path.write_bytes(content)
    assert Bookmark(path, KEY, 10).read(lambda: fresh).steps == 4
    path.write_bytes(damage(content))
    bookmark = Bookmark(path, KEY, 10)
    assert bookmark.read(lambda: fresh) is None and bookmark.steps == 0


def test_where_it_cannot_be_written_the_run_goes_on_and_says_why(few, whole, path, monkeypatch):
    def full(*arguments, **named):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(bookmarks, "_SHARE_FOR_WRITING", 1e9)
    monkeypatch.setattr(run_file, "written_whole", full)
    bookmark = Bookmark(path, KEY, 0)
    nothing = lambda ongoing: None  # noqa: E731
    run = train_watched(random_network(), 18, EPOCHS, 0, "yours", nothing, few, bookmark)
    assert bookmark.problem == "No space left on device" and bookmark.steps == 0
    assert_same(run, whole)


def test_it_is_written_every_few_seconds_and_costs_a_small_share_of_the_time(monkeypatch):
    clock = SimpleNamespace(now=0.0)
    monkeypatch.setattr(bookmarks, "time", SimpleNamespace(monotonic=lambda: clock.now))
    written, seconds = [], [0.1, 3.0, 0.1]

    class Noted(Bookmark):
        def write(self, take):
            written.append(round(clock.now))
            clock.now += seconds[len(written) - 1]

    bookmark = Noted("path", KEY, 10)
    while len(written) < 3:
        clock.now += 1
        bookmark.write_now_and_then(None)
    # 0.1 seconds are paid for by less than ten, 3 seconds by a hundred.
    assert written[0] == 10 and 20 <= written[1] <= 22 and 122 <= written[2] <= 126


def test_a_loss_that_is_no_number_is_told_after_going_on_too(few, path):
    trained(few, path, stop_after(2))
    with np.load(path) as file:
        values = dict(file)
    values["value_0"] = np.full_like(values["value_0"], np.nan)
    np.savez(path, **values)
    with pytest.raises(CannotTrain, match="no longer a number at step 3"):
        trained(few, path)


def test_it_is_removed_by_its_own_run_only(few, path):
    trained(few, path, stop_after(2))
    Bookmark(path, "another", 10).remove()
    assert path.exists()
    Bookmark(path, KEY, 10).remove()
    assert not path.exists()
    Bookmark(path, KEY, 10).remove()
