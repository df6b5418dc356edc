"""The student's own network learns to tell garments apart."""

import keras

from resnet_lessons.checker.groundwork import groundwork_of
from resnet_lessons.course.exercises import EXERCISES
from resnet_lessons.data.images import fashion_mnist
from resnet_lessons.display import Message
from resnet_lessons.network.depths import BLOCK_LAYER_SIZES, FIRST_BOTTLENECK_DEPTH
from resnet_lessons.network.validation import is_whole
from resnet_lessons.student import kept_runs, passed_answers
from resnet_lessons.student.live_curves import watch_of
from resnet_lessons.student.networks import methods_in_it, my_network
from resnet_lessons.student.saved_networks import short_path
from resnet_lessons.training.ongoing_run import CannotTrain, train_watched
from resnet_lessons.training.result import YOURS, TrainedRun, recorded_run

__all__ = ["EPOCHS", "TrainedRun", "learn", "recorded_run"]

EPOCHS = 6
_MOST_EPOCHS = 1000


def learn(num_layers=18, epochs=EPOCHS, seed=0, report=None, again=False):
    """Trains the student's own network on the shipped garments, with its curves while it learns.

    ResNet-18 takes a minute and a half on two free cores. ■ stops it; what was learnt until then
    is returned. The same call goes on from there, after a restart of the kernel too, and ends as
    if nothing had stopped it: all of it is written to `my_networks/` several times a minute.
    Training images are mirrored at random (He et al. 2015, section 3.4).

    Args:
        num_layers: 18, 34, 50, 101, 152 or 200.
        epochs: passes over the 6,000 training images, 1 to 1,000.
        seed: of the first weights and of the order of the images.
        report: called before the first step and after each with (steps done, steps in all, what is
            being done); it then takes the place of the curves and lines. None shows them.
        again: start afresh, also where a run of the same answers and arguments is kept in
            `my_networks/`. Otherwise a finished one comes back at once, and an unfinished one goes on.

    Returns:
        `TrainedRun`. Where an answer is missing, the network cannot learn, or it was stopped before
        its first step, a line says so and the recorded run of the lessons' network is returned.
        For an impossible argument, a `Message`.
    """
    problem = _problem(num_layers, epochs, seed, report)
    if problem:
        return Message(problem)
    if missing := _missing(num_layers):
        print(
            f"This is the lessons' recorded run. To train your own network, solve {', '.join(missing)}."
        )
        return recorded_run()
    key = kept_runs.key_of(num_layers, epochs, seed, methods_in_it())
    if not again and (
        kept := kept_runs.kept(num_layers, key, lambda: _own_network(num_layers, seed))
    ):
        print(f"{kept!r} You trained it before. To train it anew, add `again=True`.")
        return kept
    bookmark = kept_runs.bookmark_of(num_layers, key, again)
    follower = _Follower(watch_of(report), bookmark, num_layers)
    try:
        model = _own_network(num_layers, seed)
        run = train_watched(model, num_layers, epochs, seed, YOURS, follower, bookmark=bookmark)
    except CannotTrain as error:
        return follower.recorded_instead(f"{error}.")
    except KeyboardInterrupt:
        return follower.recorded_instead(follower.why_nothing())
    return follower.closed(run, key)


class _Follower:
    """Tells the student how a run goes on: what its watch does not show, and the last word.

    Args:
        watch: from `watch_of`.
        bookmark: from `kept_runs.bookmark_of`.
        num_layers: of the network.
    """

    def __init__(self, watch, bookmark, num_layers):
        self._watch, self._bookmark, self._num_layers = watch, bookmark, num_layers
        self._ongoing, self._told = None, ""

    def __call__(self, ongoing):
        if self._ongoing is None and ongoing.done:
            print(
                f"Your ResNet-{self._num_layers} was interrupted and goes on "
                f"{ongoing.place(ongoing.done)}. To start afresh, add `again=True`.",
                flush=True,
            )
        self._ongoing = ongoing
        unwritten = self._unwritten()
        if unwritten and unwritten != self._told:
            print(
                f"{unwritten}: if the run is interrupted, what it learns from here on is lost.",
                flush=True,
            )
        self._told = unwritten
        self._watch(ongoing)

    def _unwritten(self):
        """That the unfinished run cannot be kept, and why, without a full stop; "" where it can."""
        if not self._bookmark or not self._bookmark.problem:
            return ""
        return f"{short_path(self._bookmark.path)} cannot be written ({self._bookmark.problem})"

    def why_nothing(self):
        """Why a run that was interrupted has nothing to show, in a sentence."""
        if self._bookmark and self._bookmark.is_there():
            return "Stopped before it went on; what was learnt until then is still kept."
        if self._ongoing and self._ongoing.done:
            return "Stopped again before what was learnt could be kept."
        return "Stopped before the first step: nothing was learnt."

    def recorded_instead(self, sentence):
        """The recorded run, with the reason as the last word."""
        self._watch.close(f"{sentence} What follows is the lessons' recorded run.")
        return recorded_run()

    def closed(self, run, key):
        """The run, with what it came to and what is kept of it as the last word."""
        self._watch.close(" ".join(filter(None, (repr(run), self._kept(run, key)))))
        return run

    def _kept(self, run, key):
        """What is kept of an unfinished run, or why a finished one is not, in sentences; else ""."""
        if run.complete:
            problem = kept_runs.keep(run, key)
            if self._bookmark and not problem:
                self._bookmark.remove()
            return problem
        unwritten = self._unwritten()
        if not self._ongoing or not self._bookmark or not self._bookmark.steps:
            return unwritten and f"{unwritten}: nothing is kept of this run."
        place = self._ongoing.place(self._bookmark.steps)
        told = f"Called again, `rl.learn` goes on {place}; to start afresh, add `again=True`."
        return f"{unwritten}, but it holds an earlier state. {told}" if unwritten else told


def _problem(num_layers, epochs, seed, report):
    """What is wrong with the arguments, in a sentence; "" where nothing is."""
    if not is_whole(num_layers) or num_layers not in BLOCK_LAYER_SIZES:
        depths = ", ".join(map(str, BLOCK_LAYER_SIZES))
        return f"num_layers is {num_layers!r}; it must be one of {depths}."
    if not is_whole(epochs) or not 1 <= epochs <= _MOST_EPOCHS:
        return f"epochs is {epochs!r}; it is a whole number from 1 to {_MOST_EPOCHS:,}."
    if not is_whole(seed) or not 0 <= seed < 2**32:
        return f"seed is {seed!r}; it is a whole number from 0 to {2**32 - 1}."
    if report is not None and not callable(report):
        return (
            f"report is {report!r}; it must be a function that is called after each step, or None."
        )
    return ""


def _missing(num_layers):
    """Answers to pass before the student's own network can learn; () where it can.

    As in the check of `build_resnet`, the lessons' answers to earlier chapters may stand in where
    they are there; a student's copy of the lessons holds none.
    """
    unused = "regular_block" if num_layers >= FIRST_BOTTLENECK_DEPTH else "bottleneck_block"
    exercise = EXERCISES["build_resnet"]
    needed = {*exercise.groundwork, exercise.id} - {unused}
    own = passed_answers.answers()
    lacking = needed & {*groundwork_of(exercise, own).missing, exercise.id} - set(own)
    if not lacking:
        return ()
    return tuple(name for name in EXERCISES if name in needed and name not in own)


def _own_network(num_layers, seed):
    """The student's network for the garments.

    Raises:
        CannotTrain: when it cannot be built.
    """
    keras.utils.set_random_seed(int(seed))
    data = fashion_mnist()
    side, _, channels = data.train_images.shape[1:]
    model = my_network(num_layers, len(data.class_names), side, channels=channels)
    if isinstance(model, Message):
        raise CannotTrain(model.text.rstrip("."))
    return model
