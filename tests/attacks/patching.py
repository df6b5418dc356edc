"""Attacks that change the libraries or the lessons under the grader's feet."""

from tests.attacks.attack import ANY, in_cell, indented

_PASS = "lambda *a, **k: types.SimpleNamespace(verdict='passed', share=1.0, points=1000)"


# All copies of the lessons: those a student can import, and those that the callers hold.
EVERY_MODULE = """
import sys
import types


def every_module():
    found, left, frame = {}, list(sys.modules.values()), sys._getframe()
    while frame:
        left += frame.f_globals.values()
        frame = frame.f_back
    while left:
        each = left.pop()
        if type(each) is types.ModuleType and id(each) not in found:
            found[id(each)] = each
            if "lessons" in each.__name__ or "inside" in each.__name__:
                left += vars(each).values()
    return list(found.values())
"""


def patched(name, tries, code, **expected):
    """In a function, since a grader may leave out statements that name the lessons."""
    code = f"def attack():\n{indented(code)}\n\n\nattack()"
    if "every_module" in code:
        code = f"{EVERY_MODULE}\n\n{code}"
    return in_cell(name, tries, code, verdicts=ANY[1:], **expected)


_LIBRARIES = (
    patched(
        "patch_allclose",
        "makes NumPy find every array close to every other",
        """
        import numpy as np

        np.allclose = lambda *a, **k: True
        np.isclose = lambda a, b, **k: np.ones(np.shape(a), bool)
        np.array_equal = np.allclose
        np.ndarray.__eq__ = lambda *a: True
        """,
    ),
    patched(
        "patch_allclose_only",
        "makes NumPy find every array close to every other, and all of everything true",
        "import numpy as np\n\nnp.allclose = np.all = lambda *a, **k: True",
    ),
    patched(
        "patch_result",
        "makes Keras turn every result into an array of the attacker's",
        """
        import numpy as np

        keras.ops.convert_to_numpy = lambda x: np.zeros((2, 4, 3, 5), "float32")
        """,
    ),
    patched(
        "patch_layer_call",
        "makes every layer return its input and every weight a zero",
        """
        import keras

        keras.layers.Layer.__call__ = lambda layer, inputs, *a, **k: inputs
        keras.Variable.__init__ = lambda variable, *a, **k: None
        """,
    ),
    patched(
        "patch_generator",
        "makes every seeded input a zero, for which zeros might be right",
        """
        import numpy as np


        class Constant:
            def normal(self, mean, spread, shape):
                return np.zeros(shape)

            uniform = normal


        np.random.default_rng = lambda *a: Constant()
        """,
    ),
    patched(
        "patch_seed",
        "turns every seed into the public one, whose results stand in the shipped keys",
        """
        import numpy as np

        fresh = np.random.default_rng
        np.random.default_rng = lambda seed: fresh([2015, *list(seed)[1:]])
        """,
    ),
    patched(
        "patch_tensorflow",
        "takes the parts out of TensorFlow and Keras that a probe needs",
        """
        import keras
        import tensorflow as tf

        tf.convert_to_tensor = keras.ops.convert_to_tensor = None
        keras.Input = keras.Model = keras.device = None
        """,
    ),
)

_LESSONS = (
    patched(
        "patch_check",
        "makes every check pass, in the lessons and in all that has loaded it",
        f"""
        import types

        for module in every_module():
            for name in ("check", "judge", "feedback", "verdict", "grade"):
                if hasattr(module, "__dict__") and name in module.__dict__:
                    setattr(module, name, {_PASS})
        """,
    ),
    patched(
        "patch_probe",
        "returns from every probe what the shipped key expects",
        """
        def probe(exercise, *arguments, **settings):
            from resnet_lessons.course.keys import public_key
            from resnet_lessons.checker.observation import Observation, Outcome

            key = public_key(exercise.id)
            outcomes = [Outcome(a, p) for a, p in zip(key.expected, key.parameters)]
            return Observation(tuple(outcomes))


        for module in every_module():
            if hasattr(module, "probe") and callable(module.probe):
                module.probe = probe
        """,
    ),
    patched(
        "patch_seeded_weights",
        "lets every weight start as Keras wants, makes every input zeros, and counts no parameters",
        """
        import contextlib

        for module in every_module():
            if hasattr(module, "seeded_weights") and hasattr(module, "_inputs"):
                module.seeded_weights = lambda *a: contextlib.nullcontext()
                module.noted_layers = lambda *a: contextlib.nullcontext()
                module._inputs = lambda *a: keras.ops.zeros((2, 4, 3, 5))
        """,
    ),
    patched(
        "patch_exercises",
        "makes exercises worth a thousand points and takes their settings away",
        """
        for module in every_module():
            for exercise in list(getattr(module, "EXERCISES", {}).values()):
                object.__setattr__(exercise, "points", 1000)
                object.__setattr__(exercise, "cases", ())
                object.__setattr__(exercise, "experiment", lambda *a: ())
            if hasattr(module, "TOLERANCE"):
                module.TOLERANCE = float("inf")
        """,
    ),
    patched(
        "patch_observation",
        "makes every failure and every shape look right while it is recorded",
        """
        for module in every_module():
            for name in ("Failure", "Outcome", "Observation"):
                if kind := getattr(module, name, None):
                    kind.__eq__ = lambda *a: True
                    kind.__bool__ = lambda *a: False
                    kind.__getattribute__ = lambda *a: ()
        """,
    ),
)

ATTACKS = _LIBRARIES + _LESSONS
