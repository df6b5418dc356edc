"""The weights that an answer makes in one case, and what is told of them."""

import math
from collections import Counter
from dataclasses import dataclass, field

import keras
import numpy as np


@dataclass
class Weights:
    """The weights that an answer makes: its own, and those that another process makes for it.

    Args:
        in_order: whether kernels of one shape differ, by the order in which they are made. Where
            they are equal, an answer is right that uses one convolution twice.

    Attributes:
        variables: each trainable Keras variable of decimal numbers that was made here.
        moving: each one that training changes without a gradient, and the list that holds its first
            value.
        elsewhere: the shape of each trainable weight that was made in another process.
        moved_elsewhere: as `moved`, of the weights there.
        kernels: squeezed shape -> how many kernels of it were made so far, here and there.
    """

    in_order: bool = False
    variables: list = field(default_factory=list)
    moving: list = field(default_factory=list)
    elsewhere: list = field(default_factory=list)
    moved_elsewhere: int = 0
    kernels: Counter = field(default_factory=Counter)

    def begin(self):
        """Forgets the case before; it is the same object, since groundwork holds it."""
        self.variables.clear()
        self.moving.clear()
        self.elsewhere.clear()
        self.kernels.clear()
        self.moved_elsewhere = 0

    def place(self, shape):
        """The number of a new kernel among those of its squeezed shape; always 0 without an order."""
        self.kernels[shape] += 1
        return self.kernels[shape] - 1 if self.in_order else 0

    def trainable(self, is_frozen=lambda variable: False):
        """How many trainable values there are, those of frozen variables apart."""
        kept = (each for each in self.variables if not is_frozen(each))
        return sum(map(math.prod, [*(each.shape for each in kept), *self.elsewhere]))

    def moved(self):
        """How many of the moving values are other than at first, with whatever momentum."""
        return self.moved_elsewhere + sum(_changed(*each) for each in self.moving)


def _changed(variable, first):
    values = keras.ops.convert_to_numpy(variable.value)
    return int(np.count_nonzero(values != first[-1])) if first else 0
