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

# Public name -> the module that holds it. No other file knows where a public name lives.
_NAMES = {
    "check": "student.check",
    "hint": "student.hints",
    "hand_in": "student.hand_in",
    "ask": "student.asking",
    "guesses": "student.guesses",
    "progress": "student.passed_answers",
    "reset": "student.passed_answers",
    "save_answers": "student.saved_answers",
    "load_answers": "student.saved_answers",
    "restore_answers": "student.restored_answers",
    "draw_block": "student.draw_block",
    "my_block_layers": "student.networks",
    "my_network": "student.networks",
    "trained_network": "student.networks",
    "own_block_cost": "student.networks",
    "learn": "student.learn",
    "save_network": "student.saved_networks",
    "load_network": "student.saved_networks",
    "predict": "student.predictions",
    "look_around": "student.doctor",
    "cost_table": "student.own_costs",
    "copied": "student.chapter1",
    "degradation": "student.chapter1",
    "growth": "student.chapter1",
    "standardized_photograph": "student.chapter1",
    "through_a_block": "student.chapter1",
    "through_silent_blocks": "student.chapter2",
    "loaded_garments": "student.own_weights",
    "own_imagenet": "student.own_weights",
    "train_briefly": "student.chapter5",
    "own_backward_pass": "student.chapter5",
    "own_gradient_norms": "student.chapter5",
    "own_lesions": "student.chapter5",
    "ResNetModel": "course.answers.model",
    "block_names": "network.named_points",
    "block_weights": "network.inspection",
    "layer_calls": "network.inspection",
    "shapes_along": "network.shape_table",
    "activations": "network.activations",
    "scaled": "data.images",
    "ledger": "experiments.claims_table",
    "recorded_network": "data.trained_networks",
    "setup": "student.setting_up",
    "ready": "machine.loading",
}
# Public module -> where it lies.
_MODULES = {
    "anatomy": "network.anatomy",
    "conventions": "network.conventions",
    "data": "data",
    "depths": "network.depths",
    "device": "machine.device",
    "experiments": "experiments",
    "figures": "figures",
    "imagenet": "student.imagenet",
    "races": "experiments.races",
    "receptive_field": "network.receptive_field",
    "recorded_races": "data.recorded_runs",
    "widgets": "widgets",
}
# Modules that load without TensorFlow. `student.doctor` does, but looks at it at once.
_WITHOUT_TENSORFLOW = {
    "data",
    "data.images",
    "data.recorded_runs",
    "experiments",
    "figures",
    "machine.device",
    "machine.loading",
    "network.anatomy",
    "network.conventions",
    "network.depths",
    "network.receptive_field",
    "student.asking",
    "student.guesses",
    "student.hand_in",
    "student.hints",
    "student.own_costs",
    "student.passed_answers",
    "student.restored_answers",
    "student.saved_answers",
    "student.setting_up",
}

__all__ = [*_NAMES, *_MODULES]


def __getattr__(name):
    if name in _NAMES:
        return getattr(_loaded(_NAMES[name]), name)
    if name in _MODULES:
        return _loaded(_MODULES[name])
    raise AttributeError(f"resnet_lessons has no {name!r}; it has {', '.join(__all__)}")


def _loaded(module):
    if module not in _WITHOUT_TENSORFLOW:
        importlib.import_module("resnet_lessons.machine.loading").finish()
    return importlib.import_module(f"resnet_lessons.{module}")


def __dir__():
    return sorted([*globals(), *__all__])
