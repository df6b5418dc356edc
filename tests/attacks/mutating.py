"""Attacks that change what a function is given, or keep what another returned."""

from tests.attacks.attack import Attack, HostileCell, in_function, right, wrong

ATTACKS = (
    in_function(
        "mutated_input",
        "changes the input in place, so that zeros become right for it",
        """
        seen = np.asarray(inputs)
        address = seen.__array_interface__["data"][0]
        ctypes.memset(address, 0, seen.nbytes)
        """,
        "import ctypes\nimport numpy as np",
    ),
    Attack(
        "mutated_argument",
        "changes the list of block layers that it is given, for later settings",
        (
            HostileCell(
                "def projection_blocks(block_layer_sizes):\n"
                "    try:\n        block_layer_sizes[:] = []\n    except TypeError:\n        pass\n"
                "    return []",
                "projection_blocks",
            ),
        ),
        target="projection_blocks",
    ),
    in_function(
        "mutated_network",
        "changes the network it belongs to, and the class of all networks",
        """
        self.data_format = "channels_last"
        type(self).pre_activation = lambda *a, **k: None
        rl.ResNetModel.__init__ = lambda *a, **k: None
        """,
    ),
    Attack(
        "stashed_result",
        "returns a result of another exercise that was right",
        (
            HostileCell(
                "stash = []\n\n\n"
                + right("pre_activation")
                + "\n\nright_answer = pre_activation\n\n\n"
                "def pre_activation(self, inputs, is_training):\n"
                "    stash.append(right_answer(self, inputs, is_training))\n    return stash[-1]",
                "pre_activation",
            ),
            HostileCell(
                wrong("pre_activation_with_shortcut", "return stash[-1], stash[-1]"),
                "pre_activation_with_shortcut",
            ),
        ),
        target="pre_activation_with_shortcut",
        passes=("pre_activation",),
    ),
)
