"""Loads TensorFlow and a private copy of the lessons, and serves jobs with them.

The lessons here are a student's: no answers. The copy that judges is taken out of `sys.modules`, so
that a student who changes `resnet_lessons` changes another copy.
"""

import importlib
import os
import sys

from resnet_lessons.machine.garbage_collection import not_collected

_loaded, _is_practised = None, False


def load(practised=False):
    """Imports everything a job needs.

    Args:
        practised: whether to run some layers as well, with a single thread (`practice`); else no
            operation is run.
    """
    global _loaded, _is_practised
    _is_practised = practised
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
    # What is loaded stays: no child need look through it again, or copy it by looking.
    with not_collected():
        _loaded = _imported(practised)


def _imported(practised):
    """The module that serves jobs, with everything it needs and a copy of the lessons that nobody else has."""
    # Keras imports it where it is installed, for a second, and no answer draws.
    sys.modules["matplotlib"] = None
    import keras
    import tensorflow

    del sys.modules["matplotlib"]
    # NumPy loads it when it is first used.
    importlib.import_module("numpy.random")
    # With oneDNN not one: then it writes past its memory in some gradients (docs/decisions/0018).
    tensorflow.config.threading.set_intra_op_parallelism_threads(1 if practised else 2)
    tensorflow.config.threading.set_inter_op_parallelism_threads(1)
    assert keras.backend.backend() == "tensorflow"
    from . import job, practice

    if practised:
        practice.practise()
    for name in [name for name in sys.modules if name.split(".")[0] == "resnet_lessons"]:
        del sys.modules[name]
    return job


def serve(connection):
    """Serves one job with what was loaded."""
    _loaded.serve(connection, _is_practised)
