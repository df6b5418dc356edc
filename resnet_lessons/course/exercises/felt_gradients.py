"""Whether a gradient is felt; checks of networks and of experiments ask it."""

import numpy as np


def is_felt(gradient):
    """Whether a gradient is there, and other than zero somewhere."""
    # It takes seconds to load, and exercises are read without it.
    from keras import ops

    return gradient is not None and bool(np.any(ops.convert_to_numpy(gradient)))
