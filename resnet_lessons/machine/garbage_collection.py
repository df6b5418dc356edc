"""Python looks for garbage again and again while modules are loaded, and all of what is loaded stays."""

import contextlib
import gc


@contextlib.contextmanager
def not_collected():
    """Looks for none meanwhile, and afterwards never among what is there by then.

    Importing Keras and TensorFlow so takes a fifth less time (docs/decisions/0016).
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if was_enabled:
            gc.enable()
