"""Every exercise of the lessons, by id and in the order a student meets them.

Each has a module of its name here: what is asked and in which settings, how a plain function is
tried, and what its misconceptions look like, in the words a student reads. The code that shows a
misconception is the author's, in `resnet_lessons/instructor/exercises/`; no bundle holds it.
"""

import difflib
from importlib import import_module
from pkgutil import iter_modules

from resnet_lessons.course.exercises.exercise import (
    Case,
    Exercise,
    Misconception,
    Setting,
    Unexpected,
)
from resnet_lessons.course.exercises.shared_misconceptions import shared

# Chapter -> ids of its exercises.
CHAPTERS = {
    0: ("warm_up",),
    1: ("residual_function", "add_shortcut", "identity_kernel", "zero_mapping", "grow"),
    2: (
        "pre_activation",
        "pre_activation_with_shortcut",
        "regular_block",
        "bottleneck_block",
        "original_block",
    ),
    3: ("block_layer", "count_weight_layers", "projection_blocks"),
    4: ("build_resnet", "count_flops", "load_by_name"),
    5: ("lesion", "gradient_norms", "backward_pass", "zero_gamma", "mended_network"),
}
# An id without a module is left out here, and so is a module without an exercise; a misconception
# without words has empty ones. `make check` says what is missing.
_THERE = {module.name for module in iter_modules(__path__)}
_MODULES = {
    name: import_module(f"{__name__}.{name}")
    for names in CHAPTERS.values()
    for name in names
    if name in _THERE
}
EXERCISES = {
    name: module.EXERCISE for name, module in _MODULES.items() if hasattr(module, "EXERCISE")
}
MISCONCEPTIONS = {
    name: Misconception(name) for exercise in EXERCISES.values() for name in exercise.misconceptions
} | {
    misconception.id: misconception
    for misconceptions in (
        *(getattr(module, "MISCONCEPTIONS", ()) for module in _MODULES.values()),
        # Feedback gives it to every method of the network that Keras cannot trace.
        shared("tensorflow_on_symbolic_tensor"),
    )
    for misconception in misconceptions
}


def exercises_of(chapters):
    """The exercises of some chapters, in the order a student meets them."""
    return tuple(exercise for exercise in EXERCISES.values() if exercise.chapter in chapters)


def unknown_exercise(name):
    """What to tell someone who asked for an exercise that is not there."""
    if not isinstance(name, str):
        return (
            "The first argument is the exercise's name in quotation marks, for example "
            '"regular_block".'
        )
    close = difflib.get_close_matches(name, EXERCISES, n=1)
    meant = f' Did you mean "{close[0]}"?' if close else ""
    return f'There is no exercise "{name[:60]}".{meant} The exercises are: {", ".join(EXERCISES)}.'


__all__ = [
    "CHAPTERS",
    "EXERCISES",
    "MISCONCEPTIONS",
    "Case",
    "Exercise",
    "Misconception",
    "Setting",
    "Unexpected",
    "exercises_of",
    "unknown_exercise",
]
