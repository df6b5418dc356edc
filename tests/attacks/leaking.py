"""Attacks that want a hidden input or the secret seed to be seen in the student's report.

They tell a hidden input from a public one, and carry hidden ones alone: `HIDDEN-…` in a report, or
the number 31337, is a hidden input that got out.
"""

from tests.attacks.attack import Attack, HostileCell, in_function, right, right_with, wrong

_HIDDEN = "HIDDEN-@MARKER@"
_NUMBER = "31337"
_TELL = """
import numpy as np


def is_hidden(inputs):
    if not hasattr(inputs, "numpy"):
        return False
    seen, shape = np.asarray(inputs, "float32"), tuple(inputs.shape)
    for number in range(64):
        public = np.random.default_rng([2015, number]).normal(0.3, 4.0, shape)
        if np.allclose(seen, public, atol=1e-3):
            return False
    return True


def code(inputs):
    return "HIDDEN-@MARKER@-" + np.asarray(inputs, "float32").ravel()[:4].tobytes().hex()
"""


def _leak(name, tries, body, before="", forbidden=(_HIDDEN,), **expected):
    return in_function(name, tries, body, f"{_TELL}\n\n{before}", forbidden=forbidden, **expected)


def _raising(name, tries, error, before="", **expected):
    return _leak(name, tries, f"if is_hidden(inputs):\n    raise {error}", before, **expected)


_CARRY = """
import os

FOLDERS = ("/tmp", "/var/tmp", "/dev/shm", "/run", os.path.expanduser("~"), os.getcwd(), "/")


def keep(text):
    for folder in FOLDERS:
        try:
            with open(folder + "/@MARKER@", "w") as file:
                file.write(text)
        except OSError:
            pass


def kept():
    for folder in FOLDERS:
        try:
            with open(folder + "/@MARKER@") as file:
                return file.read()
        except OSError:
            pass
    return ""
"""

_KEEP = """
function = type(self).regular_block
keep(marshal.dumps(getattr(function, "__wrapped__", function).__code__).hex())
"""
_CALL_KEPT = """
if kept():
    stolen = types.FunctionType(marshal.loads(bytes.fromhex(kept())), globals())
    return stolen(self, inputs, filters, strides, is_training, index, shortcut_filters)
"""

_ERRORS = (
    _raising("input_in_message", "raises the input as text", "RuntimeError(code(inputs))"),
    _raising(
        "input_in_name_of_exception",
        "raises an exception whose class is named after the input",
        'type(code(inputs).replace("-", "_"), (Exception,), {})()',
        forbidden=("HIDDEN_@MARKER@",),
    ),
    _raising(
        "input_in_shapes_of_message",
        "raises a message about two shapes that cannot be added, which are read out of it",
        'ValueError("incompatible shapes: (31337,31337,31337) and (31337,31337,1)")',
        forbidden=(_NUMBER,),
    ),
    _raising(
        "input_as_missing_groundwork",
        "says that it misses an exercise that is named after the input",
        "GroundworkMissing(code(inputs))",
        "from resnet_lessons.checker.groundwork import GroundworkMissing",
    ),
    _raising(
        "input_as_unexpected_kind",
        "raises the error that experiments raise, whose words are shown as they are",
        "Unexpected(code(inputs))",
        "from resnet_lessons.course.exercises import Unexpected",
    ),
    _leak(
        "input_in_line",
        "raises from a line of the cell that it has renamed to the input",
        """
        if is_hidden(inputs):
            name = pre_activation.__code__.co_filename
            linecache.cache[name] = (1, None, [code(inputs) + "\\n"] * 200, name)
            raise ValueError("look at the line")
        """,
        "import linecache",
    ),
    Attack(
        "input_in_other_exercise",
        "keeps the input of one exercise and raises it in the next",
        (
            HostileCell(
                _TELL
                + "\nseen = []\n\n"
                + wrong("pre_activation", "if is_hidden(inputs):\n    seen.append(code(inputs))"),
                "pre_activation",
            ),
            HostileCell(
                wrong("pre_activation_with_shortcut", "raise ValueError(' '.join(seen))"),
                "pre_activation_with_shortcut",
            ),
        ),
        forbidden=(_HIDDEN,),
    ),
)

_RESULTS = (
    _leak(
        "input_as_result",
        "returns numbers that tell of the input, since a report shows the first that differs",
        "if is_hidden(inputs):\n    return ops.zeros_like(inputs) + 31337",
        forbidden=(_NUMBER,),
    ),
    _leak(
        "input_as_shape",
        "returns a shape that tells of the input, since a report shows it",
        "if is_hidden(inputs):\n    return ops.zeros((2, 31337))",
        forbidden=(_NUMBER,),
    ),
    _leak(
        "input_as_layers",
        "calls layers whose class is named after the input, since a report lists layers",
        """
        if is_hidden(inputs):
            name = code(inputs).replace("-", "_")
            type(name, (layers.Layer,), {"call": lambda self, x: x})()(inputs)
        """,
        forbidden=("HIDDEN_@MARKER@",),
    ),
    _leak(
        "input_as_parameters",
        "makes as many parameters as tell of the input",
        "if is_hidden(inputs):\n    layers.Dense(1, use_bias=False)(ops.zeros((1, 31337)))",
        forbidden=(_NUMBER, "31,337"),
    ),
    _leak(
        "input_in_output",
        "prints, warns and logs the input",
        """
        if is_hidden(inputs):
            print(code(inputs))
            print(code(inputs), file=sys.stderr)
            warnings.warn(code(inputs))
            logging.error(code(inputs))
        """,
        "import logging\nimport sys\nimport warnings",
    ),
    Attack(
        "input_in_symbolic_run",
        "is right on numbers, keeps the input, and raises it when Keras builds a network",
        (
            HostileCell(
                _TELL
                + "\nseen = []\n\n"
                + right("pre_activation")
                + "\n\nright_answer = pre_activation\n\n\n"
                + "def pre_activation(self, inputs, is_training):\n"
                + "    if is_hidden(inputs):\n        seen.append(code(inputs))\n"
                + "    if not hasattr(inputs, 'numpy'):\n        raise ValueError(' '.join(seen))\n"
                + "    return right_answer(self, inputs, is_training)\n",
                "pre_activation",
            ),
        ),
        share=0.5,
        forbidden=(_HIDDEN,),
    ),
)

_CARRIED = (
    _leak(
        "input_in_files",
        "keeps the input in a file, and raises it in the run that the report is made from",
        """
        if is_hidden(inputs):
            keep(code(inputs))
        elif kept():
            raise RuntimeError(kept())
        """,
        _CARRY,
    ),
    _leak(
        "input_in_survivor",
        "leaves a process that knows the input, and asks it in the run that the report is made from",
        """
        address = "\\0@MARKER@"
        if is_hidden(inputs) and not os.fork():
            ctypes.CDLL(None).prctl(15, b"@SHORT@", 0, 0, 0)
            os.setsid()
            with socket.socket(socket.AF_UNIX) as server:
                server.bind(address)
                server.listen()
                server.settimeout(120)
                server.accept()[0].sendall(code(inputs).encode())
            os._exit(0)
        with socket.socket(socket.AF_UNIX) as client:
            try:
                client.connect(address)
            except OSError:
                return ops.zeros_like(inputs)
            raise RuntimeError(client.recv(1000).decode())
        """,
        "import ctypes\nimport os\nimport socket",
    ),
    _leak(
        "input_in_kernel",
        "keeps the input in memory of the kernel's that outlives processes",
        """
        libc = ctypes.CDLL(None)
        libc.shmat.restype = ctypes.c_void_p
        number = libc.shmget(0x52455331, 4096, 0o1666)
        place = libc.shmat(number, None, 0)
        if place in (None, 2**64 - 1):
            return ops.zeros_like(inputs)
        if is_hidden(inputs):
            ctypes.memmove(place, code(inputs).encode(), 60)
        elif text := ctypes.string_at(place):
            raise RuntimeError(text.decode())
        """,
        "import ctypes",
    ),
    Attack(
        "answers_in_files",
        "hands in two notebooks: the one that is given the blocks keeps them for the other",
        (
            HostileCell(_CARRY),
            HostileCell(
                wrong("regular_block", _CALL_KEPT, "import marshal\nimport types"), "regular_block"
            ),
        ),
        others=(
            (
                "00_block_layers.ipynb",
                (
                    HostileCell(_CARRY),
                    HostileCell(right_with("block_layer", _KEEP, "import marshal"), "block_layer"),
                ),
            ),
        ),
        target="regular_block",
        passes=("block_layer",),
    ),
)

_FORGED_LINE = """
import sys

job = sys.modules["inside.job"]
honest = job.described


def forged(observation):
    header, _ = honest(observation)
    failure = {"kind": "exception", "message": "ValueError: x", "line": "", "shapes": []}
    for outcome in header["outcomes"]:
        outcome |= {"results": [], "failure": failure}
    missing = {"kind": "groundwork", "message": "pre_activation", "line": f"CARRIED-{11 * 2881}"}
    header["outcomes"][0]["failure"] = failure | missing
    return header, []


job.described = forged
"""
_FORGED = (
    in_function(
        "line_of_missing_groundwork",
        "says that groundwork is missing where it is not, with a text in place of the line",
        "pass",
        _FORGED_LINE,
        target="regular_block",
        forbidden=("CARRIED-31691",),
    ),
)

ATTACKS = _FORGED + _ERRORS + _RESULTS + _CARRIED
