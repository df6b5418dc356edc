"""Attacks on what is handed to the exercises of chapters 4 and 5: whole networks and their lists."""

from tests.attacks.attack import in_cell, in_function

_SILENCED = """
last = model.get_layer(f"{block_name}_residual").input._keras_history.operation
for weight in last.trainable_weights:
    weight.assign(ops.zeros_like(weight))
return model
"""
_LYING_MODEL = """
import numpy as np


class Liar(np.ndarray):
    def _yes(self, *arguments, **settings):
        return True

    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = __bool__ = _yes

    def __array_function__(self, *arguments, **settings):
        return True


class Model(keras.Model):
    def __call__(self, inputs, **settings):
        return np.zeros((len(inputs), 3), "float32").view(Liar)
"""
_LYING_DICTIONARY = """
class Everything(dict):
    def _yes(self, *arguments):
        return True

    __eq__ = __contains__ = _yes
    __ne__ = lambda self, other: False

    def __init__(self, length):
        self.length = length

    def __len__(self):
        return self.length

    def __iter__(self):
        raise SystemExit(0)

    def __getitem__(self, name):
        return Anything(0)


class Anything(float):
    __eq__ = __lt__ = __le__ = __gt__ = __ge__ = lambda self, other: True
    __hash__ = float.__hash__
"""

_LESIONS = (
    in_function(
        "hidden_change",
        "changes the network that it is given, and makes NumPy find every array like every other",
        _SILENCED,
        "import numpy as np\n\nnp.allclose = np.array_equal = np.isclose = lambda *a, **k: True",
        target="lesion",
    ),
    in_function(
        "lying_model",
        "returns a model that answers with arrays whose comparisons are always true",
        "return Model()",
        _LYING_MODEL,
        target="lesion",
    ),
    in_function(
        "model_inside_itself",
        "returns a model that calls itself for ever",
        "return Model()",
        """
        class Model(keras.Model):
            def call(self, inputs):
                return self(inputs)
        """,
        target="lesion",
    ),
    in_function(
        "deaf_network",
        "makes every layer of every network say nothing, so that all networks agree",
        """
        silent = lambda layer, inputs, *arguments, **settings: 0.0 * inputs
        keras.layers.Layer.__call__ = keras.Model.__call__ = silent
        return model
        """,
        target="lesion",
    ),
)

_GRADIENTS = (
    in_function(
        "lying_dictionary",
        "returns a dictionary that holds every block and equals every other",
        "return Everything(len(rl.block_weights(model)))",
        _LYING_DICTIONARY,
        target="gradient_norms",
    ),
    in_function(
        "huge_norms",
        "returns for each block a view that is larger than any memory when it is copied",
        """
        huge = np.broadcast_to(np.float32(0), (1 << 40,))
        return dict.fromkeys(rl.block_weights(model), huge)
        """,
        "import numpy as np",
        target="gradient_norms",
    ),
)

_COUNTS = (
    in_cell(
        "empty_list_of_calls",
        "makes the lessons list no layer of any network, and nothing is the sum of nothing",
        """
        def attack():
            import sys

            for name in ("layer_calls", "block_weights"):
                for module in list(sys.modules.values()):
                    if callable(getattr(module, name, None)):
                        setattr(module, name, lambda model: [])
            rl.layer_calls = lambda model: []


        attack()


        def count_flops(model):
            return sum(len(shape) for layer, shape in rl.layer_calls(model))
        """,
        target="count_flops",
    ),
)

ATTACKS = _LESIONS + _GRADIENTS + _COUNTS
