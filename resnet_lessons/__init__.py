"""Interactive lessons on residual networks. `import resnet_lessons as rl` is all a notebook needs.

Everything is loaded when it is first used: importing this package loads neither TensorFlow nor
matplotlib. `rl.setup()` has TensorFlow load in the background; what needs it waits, and says so.
"""

import importlib
import os

__version__ = "0.1.0"

# TensorFlow takes oneDNN by itself on the newest processors only. Without it no convolution with
# channels first runs on a CPU, and training is slower. With one thread its gradients of some strided
# convolutions write past their memory, and the kernel dies (docs/decisions/0018).
if os.cpu_count() == 1 or (hasattr(os, "sched_getaffinity") and len(os.sched_getaffinity(0)) == 1):
    os.environ.setdefault("TF_NUM_INTRAOP_THREADS", "2")
_is_one_thread = os.environ.get("TF_NUM_INTRAOP_THREADS") == "1"
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0" if _is_one_thread else "1")

# Name -> the module that holds it.
_NAMES = {
    "check": "lessons",
    "hint": "hints",
    "draw_block": "drawing",
    "my_block_layers": "own_network",
    "my_network": "own_network",
    "trained_network": "own_network",
    "own_block_cost": "own_network",
    "learn": "learning",
    "save_network": "kept_networks",
    "load_network": "kept_networks",
    "predict": "predictions",
    "recorded_network": "own_network",
    "shapes_along": "shape_table",
    "look_around": "doctor",
    "copied": "own_identities",
    "degradation": "own_identities",
    "growth": "own_identities",
    "standardized_photograph": "own_identities",
    "through_a_block": "own_identities",
    "activations": "training",
    "scaled": "training",
    "block_names": "training",
    "block_weights": "inspection",
    "own_gradient_norms": "own_dissection",
    "own_lesions": "own_dissection",
    "layer_calls": "inspection",
    "ledger": "experiments.ledger",
    "cost_table": "costs",
    "progress": "own_answers",
    "reset": "own_answers",
    "ResNetModel": "model",
    "setup": "loading",
    "ready": "loading",
}
_MODULES = (
    "anatomy",
    "conventions",
    "data",
    "depths",
    "device",
    "experiments",
    "figures",
    "imagenet",
    "races",
    "receptive_field",
    "recorded_races",
    "widgets",
)
# Modules that load without TensorFlow. `doctor` does, but looks at it at once.
_WITHOUT_TENSORFLOW = {
    "anatomy",
    "conventions",
    "costs",
    "data",
    "depths",
    "device",
    "experiments",
    "figures",
    "hints",
    "loading",
    "own_answers",
    "receptive_field",
    "recorded_races",
}

__all__ = [*_NAMES, *_MODULES]


def __getattr__(name):
    if name in _NAMES:
        return getattr(_loaded(_NAMES[name]), name)
    if name in _MODULES:
        return _loaded(name)
    raise AttributeError(f"resnet_lessons has no {name!r}; it has {', '.join(__all__)}")


def _loaded(module):
    if module not in _WITHOUT_TENSORFLOW:
        importlib.import_module("resnet_lessons.loading").finish()
    return importlib.import_module(f"resnet_lessons.{module}")


def __dir__():
    return sorted([*globals(), *__all__])
