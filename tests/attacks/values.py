"""Attacks that lie in what a function returns, or in what it does to what it is given."""

from tests.attacks.attack import (
    Attack,
    HostileCell,
    in_function,
    returning,
    with_right_answer,
)

_LIAR = """
import numpy as np


class Liar(np.ndarray):
    def _yes(self, *arguments, **settings):
        return True

    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = __bool__ = __contains__ = _yes

    def __array_ufunc__(self, *arguments, **settings):
        return np.bool_(True)

    def __array_function__(self, *arguments, **settings):
        return True

    def __array__(self, *arguments, **settings):
        return self

    def __sub__(self, other):
        return np.zeros_like(other)

    __rsub__ = __abs__ = __sub__
    __array_priority__ = 1e9
"""
_TENSOR = """
import numpy as np


class Tensor:
    dtype = "float32"
    ndim = 4

    def __init__(self, inputs):
        self.shape = inputs.shape

    def numpy(self):
        return np.zeros(self.shape, "float32")

    def __array__(self, *arguments, **settings):
        return self.numpy()

    def __eq__(self, other):
        return True

    @property
    def __class__(self):
        return type(keras.ops.zeros(()))
"""
_RAISING = """
class Raising:
    def _raise(self, *arguments):
        raise SystemExit(0)

    __repr__ = __str__ = __len__ = __iter__ = __eq__ = __hash__ = __bool__ = __getattr__ = _raise
    __class__ = property(_raise)
"""
_HANGING = """
class Hanging:
    def _hang(self, *arguments):
        while True:
            pass

    __repr__ = __str__ = __len__ = __iter__ = __eq__ = __bool__ = __array__ = numpy = _hang
    shape = dtype = ndim = property(_hang)
"""

_LIES = (
    returning(
        "lying_array",
        "returns an array of a class whose comparisons are always true",
        "np.zeros(inputs.shape, 'float32').view(Liar)",
        _LIAR,
    ),
    returning(
        "lying_shape",
        "returns an array of a class that names other shapes and sizes than it has",
        "np.zeros((1,), 'float32').view(Liar)",
        """
        import numpy as np


        class Liar(np.ndarray):
            shape = property(lambda self: (2, 4, 3, 5))
            size = ndim = property(lambda self: 4)
            nbytes = property(lambda self: 1 << 62)
        """,
    ),
    returning(
        "lookalike_tensor",
        "returns an object that has a tensor's methods and says it is one",
        "Tensor(inputs)",
        _TENSOR,
    ),
    returning(
        "subclassed_variable",
        "returns a Keras variable whose value changes with each reading",
        "Changing(ops.zeros_like(inputs))",
        """
        import random


        class Changing(keras.Variable):
            @property
            def value(self):
                return ops.zeros(self.shape) + random.random()

            def __array__(self, *arguments, **settings):
                raise SystemExit(0)
        """,
    ),
    in_function(
        "lying_metaclass",
        "returns an instance of a class that every isinstance accepts",
        "return Instance()",
        """
        import numpy as np


        class Yes(type):
            def __instancecheck__(cls, instance):
                return True

            __subclasscheck__ = __eq__ = __instancecheck__
            __hash__ = type.__hash__


        class Instance(metaclass=Yes):
            __class__ = np.ndarray
            shape, dtype = (2, 4, 3, 5), "float32"
        """,
    ),
    returning(
        "raising_object",
        "returns an object that raises whatever it is asked",
        "Raising()",
        _RAISING,
    ),
    returning(
        "hanging_object",
        "returns an object that never answers whatever it is asked",
        "Hanging()",
        _HANGING,
        verdicts=("failed", "error"),
    ),
    with_right_answer(
        "hanging_destructor",
        "is right, and leaves an object that never ends being thrown away",
        "Thrown()",
        """
        import time


        class Thrown:
            def __del__(self):
                time.sleep(3600)
        """,
    ),
    Attack(
        "hanging_function",
        "hands in a callable object that hangs when it is asked for its name, text or code",
        (
            HostileCell(
                _HANGING + "\n\npre_activation = Hanging()\nHanging.__call__ = Hanging._hang",
                "pre_activation",
            ),
        ),
    ),
    Attack(
        "function_that_is_a_class",
        "hands in a class in the place of a function",
        (
            HostileCell(
                "class pre_activation:\n    def __init__(self, *arguments):\n        pass",
                "pre_activation",
            ),
        ),
    ),
    Attack(
        "lists_of_raising_objects",
        "returns a list of objects that raise, where whole numbers are asked for",
        (
            HostileCell(
                _RAISING
                + "\n\ndef projection_blocks(block_layer_sizes):\n    return [Raising()] * 9",
                "projection_blocks",
            ),
        ),
        target="projection_blocks",
    ),
    Attack(
        "lying_number",
        "returns a number of a class that equals every other",
        (
            HostileCell(
                "class Number(int):\n    __eq__ = lambda *a: True\n    __ne__ = lambda *a: False\n"
                "    __hash__ = int.__hash__\n    __index__ = __int__ = lambda self: 0\n"
                "    __float__ = lambda self: 0.0\n\n\n"
                "def count_weight_layers(block_layer_sizes, bottleneck):\n    return Number(0)",
                "count_weight_layers",
            ),
        ),
        target="count_weight_layers",
    ),
)

# name, what is returned, the text of the expression
_PLAIN = (
    ("not_a_number", "NaN, which no comparison finds too large", "inputs * float('nan')"),
    ("infinities", "infinities, whose difference is no number", "inputs * 0 + float('inf')"),
    ("largest_floats", "numbers whose squares overflow", "ops.sign(inputs) * 3.4e38"),
    ("object_array", "an array of Python objects", "np.full(inputs.shape, None)"),
    ("text_array", "an array of texts", "np.full(inputs.shape, 'passed')"),
    ("structured_array", "an array of records", "np.zeros(inputs.shape, 'f4,O')"),
    ("float64_array", "an array of float64", "np.zeros(inputs.shape)"),
    ("complex_array", "an array of complex numbers", "np.zeros(inputs.shape, 'complex64')"),
    ("zero_dimensions", "an array without dimensions, which fits every shape", "np.float32(0)"),
    ("broadcast_shape", "an array that would broadcast", "np.zeros((1, 1, 1, 1), 'float32')"),
    ("empty_array", "an empty array, all of whose values are right", "np.zeros((0, 4, 3, 5), 'float32')"),
    ("negative_zero", "zeros with a sign", "inputs * 0 * -1"),
    ("masked_array", "an array whose values are all masked", "np.ma.masked_all(inputs.shape, 'float32')"),
    ("matrix", "a matrix", "np.matrix(np.zeros((2, 2), 'float32'))"),
    ("text", "the word", "'passed'"),
    ("result_object", "a verdict in place of a tensor", "rl.check('pre_activation', None)"),
    ("generator", "a generator that never ends", "(inputs for _ in iter(int, 1))"),
    ("module", "a module", "keras"),
    ("swapped_bytes", "an array with its bytes the other way round", "np.zeros(inputs.shape, '>f4')"),
    ("strange_strides", "a view with strides that reach outside its memory",
     "np.lib.stride_tricks.as_strided(np.zeros(1, 'float32'), (2, 4, 3, 5), (1 << 30,) * 4)"),
)  # fmt: skip

_PLAIN_ATTACKS = tuple(
    returning(name, f"returns {what}", result, "import numpy as np")
    for name, what, result in _PLAIN
)

ATTACKS = _LIES + _PLAIN_ATTACKS
