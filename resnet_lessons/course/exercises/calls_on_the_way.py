"""What passes chosen layers while a network runs: for exercises that ask how parts are connected."""

import contextlib

import numpy as np


@contextlib.contextmanager
def passing(layers):
    """While active, every call of the layers adds (name, input, output) to the list it yields.

    Each layer is asked, not its class, and only where it is given tensors with values; afterwards it
    is as it was.

    Args:
        layers: name -> Keras layer.
    """
    calls = []
    for name, layer in layers.items():
        object.__setattr__(layer, "call", _noting(layer.call, name, calls))
    try:
        yield calls
    finally:
        for layer in layers.values():
            object.__delattr__(layer, "call")


def _noting(usual, name, calls):
    def call(inputs, *args, **kwargs):
        outputs = usual(inputs, *args, **kwargs)
        calls.append((name, np.array(inputs), np.array(outputs)))
        return outputs

    return call
