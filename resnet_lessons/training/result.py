"""What a network learnt, and the recorded run of the lessons' own."""

import os
from dataclasses import dataclass

import keras
import numpy as np

from resnet_lessons.data import recorded_runs

RECORDED_RUN = "own_resnet18"
YOURS, THE_LESSONS = "yours", "the lessons'"
SHORT_FORM = "RESNET_LESSONS_QUICK"


def shortened():
    """Whether the environment asks for runs of a tenth of the steps."""
    return os.environ.get(SHORT_FORM, "") not in ("", "0")


@dataclass(frozen=True, eq=False, repr=False)
class TrainedRun:
    """What a network learnt, and how it went.

    Attributes:
        losses: float (steps,), of each step; NaN where it was stopped before.
        training_accuracy: float (epochs,), 0 to 1, over the steps of each epoch; NaN likewise.
        test_accuracy: float (epochs,), 0 to 1, after each epoch; NaN likewise.
        test_logits: float32 (test images, classes), of the network as it is at the end.
        test_labels: int (test images,).
        class_names: tuple of str.
        epochs: asked for.
        complete: whether it came to its end.
        whose: "yours" or "the lessons'".
        num_layers: of the network.
        parameters: trainable ones.
        network: `keras.Model` from float images (28, 28, 1), 0 to 1, to logits; None for the
            recorded run.
        shortened: whether it took a tenth of the steps only, as `RESNET_LESSONS_QUICK` asks.
    """

    losses: np.ndarray
    training_accuracy: np.ndarray
    test_accuracy: np.ndarray
    test_logits: np.ndarray
    test_labels: np.ndarray
    class_names: tuple
    epochs: int
    complete: bool
    whose: str
    num_layers: int
    parameters: int
    network: keras.Model | None = None
    shortened: bool = False

    @property
    def accuracy(self):
        """Share of the test images that the network names rightly at the end, 0 to 1."""
        return float(np.mean(self.test_logits.argmax(-1) == self.test_labels))

    @property
    def epochs_done(self):
        """Whole epochs behind it."""
        return int(np.isfinite(self.training_accuracy).sum())

    def __repr__(self):
        owner = "Your" if self.whose == YOURS else "The lessons'"
        if self.complete:
            epochs = f"{self.epochs} epochs"
        else:
            epochs = f"stopped after {self.epochs_done} of {self.epochs} epochs"
        if self.shortened:
            epochs += f" of a tenth of the steps, as {SHORT_FORM} asks"
        return (
            f"{owner} ResNet-{self.num_layers}, {self.parameters:,} parameters, {epochs}: right on "
            f"{self.accuracy:.1%} of {len(self.test_labels):,} garments it never saw."
        )


def recorded_run():
    """The recorded run of the lessons' ResNet-18: `TrainedRun` without a network."""
    arrays, facts = recorded_runs.load(RECORDED_RUN)
    return TrainedRun(
        **arrays,
        class_names=tuple(facts["class_names"]),
        epochs=facts["epochs"],
        complete=True,
        whose=THE_LESSONS,
        num_layers=facts["num_layers"],
        parameters=facts["parameters"],
    )
