"""Equal blocks that follow each other, computed in one loop.

Keras traces a training step operation by operation, which takes longer than many steps where a network
has forty layers. Equal blocks need to be traced only once: a network gets a twin that computes the
same, with each run of equal blocks as one `Loop` whose weights are stacked.
"""

from dataclasses import dataclass

import keras
import numpy as np
from keras import ops

from resnet_lessons.training import repeats


class Loop(keras.layers.Layer):
    """One block, applied again and again, each time with other weights.

    Args:
        block: `keras.Model` from a tensor to a tensor of the same shape; its weights are not
            used.
        count: how many times.

    Attributes:
        stacked: variables (count, ...), one for each variable of the block, in its order.
    """

    def __init__(self, block, count):
        super().__init__()
        # Inside a function, so that Keras does not count the block's weights as the loop's.
        self._block = lambda: block
        self._count = count
        self.stacked = [self._stack(variable) for variable in block.variables]
        places = {id(variable): at for at, variable in enumerate(block.variables)}
        self._trained = [places[id(variable)] for variable in block.trainable_variables]
        self._kept = [places[id(variable)] for variable in block.non_trainable_variables]
        self.built = True

    def _stack(self, variable):
        return self.add_weight(
            shape=(self._count, *variable.shape),
            initializer="zeros",
            dtype=variable.dtype,
            trainable=variable.trainable,
            autocast=False,
            name=variable.name,
        )

    def call(self, inputs, training=None):
        """The last block's output; moving statistics are brought up to date when training."""
        block = self._block()
        trained = [self.stacked[at].value for at in self._trained]
        kept = [self.stacked[at].value for at in self._kept]

        def once(carry, weights):
            carry = block.stateless_call(*weights, carry[0], training=training)
            # What goes on and what is collected have one structure (Keras 3.15, ops.scan).
            return carry, carry

        first = inputs, [values[0] for values in kept]
        (outputs, _), (_, changed) = ops.scan(once, first, (trained, kept), length=self._count)
        for at, values in zip(self._kept, changed, strict=True):
            self.stacked[at].assign(values)
        return outputs

    def compute_output_shape(self, input_shape):
        return input_shape


@dataclass(frozen=True, eq=False)
class Twin:
    """A network with loops, beside the one that it stands for.

    Attributes:
        network: `keras.Model`, to be trained and measured; the original itself where no blocks
            repeat.
        single: pairs (variable of the twin, variable of the original).
        stacked: pairs (variable of the twin, variables of the original that are stacked in it).
    """

    network: keras.Model
    single: tuple = ()
    stacked: tuple = ()

    def take(self):
        """Copies the original's values into the twin."""
        for copy, original in self.single:
            copy.assign(original)
        for stack, originals in self.stacked:
            stack.assign(np.stack([ops.convert_to_numpy(one) for one in originals]))

    def give(self):
        """Copies the twin's values into the original."""
        for copy, original in self.single:
            original.assign(copy)
        for stack, originals in self.stacked:
            for original, values in zip(originals, ops.convert_to_numpy(stack), strict=True):
                original.assign(values)


def twin_of(model):
    """A network that computes the same, and is traced faster where blocks repeat.

    Args:
        model: `keras.Model`; it stays as it is.

    Returns:
        `Twin`, which holds the original's values.
    """
    try:
        twin = _with_loops(model)
    except Exception:
        # A student's layers may be such that Keras cannot make them again, and raise anything.
        return Twin(model)
    twin.take()
    return twin


def _with_loops(model):
    runs = repeats.runs(model)
    if all(len(run) < repeats.FEWEST for run in runs):
        return Twin(model)
    first = model.inputs[0]
    inputs = outputs = keras.Input(batch_shape=first.shape, dtype=first.dtype)
    single, stacked = [], []
    for run in runs:
        if len(run) >= repeats.FEWEST:
            loop, originals = _loop(run, outputs)
            outputs = loop(outputs)
            stacked += zip(loop.stacked, originals, strict=True)
            continue
        for segment in run:
            made = []
            outputs = segment.replay(outputs, made)
            single += zip(made, segment.variables, strict=True)
    return Twin(keras.Model(inputs, outputs), tuple(single), tuple(stacked))


def _loop(run, tensor):
    """(`Loop` of equal segments, for each of its variables those of the segments)."""
    inputs, made = keras.Input(batch_shape=tensor.shape, dtype=tensor.dtype), []
    block = keras.Model(inputs, run[0].replay(inputs, made))
    places = {id(variable): at for at, variable in enumerate(made)}
    of_each = [segment.variables for segment in run]
    originals = [
        tuple(variables[places[id(variable)]] for variables in of_each)
        for variable in block.variables
    ]
    return Loop(block, len(run)), originals
