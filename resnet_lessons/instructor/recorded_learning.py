"""Trains the lessons' ResNet-18 as `rl.learn` trains a student's, and keeps curves and logits."""

import time

import keras

from resnet_lessons.course.answers.model import ResNetModel
from resnet_lessons.data.images import fashion_mnist
from resnet_lessons.data.recorded_runs import RECORDED
from resnet_lessons.instructor.provenance import save_run
from resnet_lessons.student.learn import EPOCHS
from resnet_lessons.student.live_curves import Lines
from resnet_lessons.training.ongoing_run import train_watched
from resnet_lessons.training.result import RECORDED_RUN, SHORT_FORM, THE_LESSONS, shortened

SEED = 0
NUM_LAYERS = 18
_CLOCKS = (time.perf_counter, time.process_time)


def record_own_resnet18():
    """The run that `rl.learn` shows where a student's answers are missing.

    Raises:
        RuntimeError: when the environment asks for the short form.
        KeyboardInterrupt: when it was stopped; nothing is saved then.
    """
    if shortened():
        raise RuntimeError(f"{SHORT_FORM} is set: a run of a tenth of the steps is not recorded")
    started = [clock() for clock in _CLOCKS]
    run = train_watched(untrained(), NUM_LAYERS, EPOCHS, SEED, THE_LESSONS, Lines())
    seconds, processor_seconds = (
        round(clock() - start) for clock, start in zip(_CLOCKS, started, strict=True)
    )
    if not run.complete:
        raise KeyboardInterrupt("stopped, so nothing was saved")
    save(run, {"seconds": seconds, "processor_seconds": processor_seconds})
    print(repr(run), f"{seconds} s, {processor_seconds} s of the processor", flush=True)


def untrained():
    """The lessons' ResNet-18 for the garments, from the recorded seed."""
    keras.utils.set_random_seed(SEED)
    data = fashion_mnist()
    side, _, channels = data.train_images.shape[1:]
    host = ResNetModel(side, side, NUM_LAYERS, len(data.class_names))
    return host.build((side, side, channels))


def save(run, seconds):
    """Writes arrays and facts of a finished run.

    Args:
        run: `TrainedRun`
        seconds: facts about the time it took.
    """
    arrays = {
        "losses": run.losses.astype("float32"),
        "training_accuracy": run.training_accuracy.astype("float32"),
        "test_accuracy": run.test_accuracy.astype("float32"),
        "test_logits": run.test_logits.astype("float32"),
        "test_labels": run.test_labels.astype("int64"),
    }
    facts = {
        "command": f"make recorded RUNS={RECORDED_RUN}",
        "images": "the shipped 6,000 training and 1,000 test images of Fashion-MNIST",
        "num_layers": run.num_layers,
        "epochs": run.epochs,
        "parameters": run.parameters,
        "class_names": run.class_names,
        "test_accuracy": round(run.accuracy, 4),
        "seed": SEED,
        **seconds,
    }
    save_run(RECORDED, RECORDED_RUN, arrays, facts)


RUNS = {RECORDED_RUN: record_own_resnet18}
