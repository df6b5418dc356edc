"""Attacks on time, memory, processes, disks and output. What they take is bounded."""

from tests.attacks.attack import (
    ANY,
    FAILED,
    Attack,
    HostileCell,
    in_cell,
    in_function,
    returning,
    right,
    with_right_answer,
)

_NEXT = ("pre_activation_with_shortcut",)

_TIME = (
    in_function("loop_in_function", "never returns", "while True:\n    pass", passes=_NEXT),
    in_cell("loop_in_cell", "never gets to the answers", "while True:\n    pass", verdicts=ANY[1:]),
    in_function(
        "loop_against_interrupts",
        "never returns, catches every exception and ignores every signal it may",
        """
        for number in range(1, 32):
            try:
                signal.signal(number, signal.SIG_IGN)
            except (OSError, ValueError):
                pass
        while True:
            try:
                while True:
                    pass
            except BaseException:
                pass
        """,
        "import signal",
        passes=_NEXT,
    ),
    with_right_answer(
        "loop_in_symbolic_run",
        "is right on numbers, and never returns when Keras builds a network",
        "if not hasattr(inputs, 'numpy'):\n    while True:\n        pass",
        verdicts=FAILED,
        share=0.5,
    ),
    in_function(
        "big_power",
        "stays in one call of C, where no signal of Python's is heard",
        "return inputs * (pow(7, 10**9) % 3)",
        passes=_NEXT,
    ),
    in_function(
        "regular_expression",
        "matches a pattern that takes for ever",
        're.match(r"(a+)+$", "a" * 60 + "b")',
        "import re",
        passes=_NEXT,
    ),
    in_function("sleep", "uses no processor time", "time.sleep(3600)", "import time", passes=_NEXT),
    in_cell("sleep_in_cell", "sleeps in a cell", "import time\ntime.sleep(3600)", verdicts=ANY[1:]),
    in_function(
        "sleep_before_each_case",
        "takes a little less than a time limit for a case, in every case",
        "time.sleep(4)",
        "import time",
    ),
    in_function("wait_for_input", "waits for someone to type", "input('password: ')", passes=_NEXT),
    in_function(
        "deadlock",
        "waits for a lock that it holds itself",
        "lock = threading.Lock()\nlock.acquire()\nlock.acquire()",
        "import threading",
        passes=_NEXT,
    ),
    Attack(
        "endless_generator",
        "returns a generator that never ends, where a list is asked for",
        (
            HostileCell(
                "import itertools\n\n\ndef projection_blocks(block_layer_sizes):\n"
                "    return (0 for _ in itertools.count())",
                "projection_blocks",
            ),
        ),
        target="projection_blocks",
    ),
)

_MEMORY = (
    in_function(
        "memory_of_python",
        "takes memory until there is none",
        "kept = []\nfor _ in range(640):\n    kept.append(bytearray(b'x') * (1 << 26))",
        passes=_NEXT,
    ),
    in_function(
        "memory_of_numpy",
        "fills an array of 40 GB",
        "np.ones(5 * 10**9)",
        "import numpy as np",
        passes=_NEXT,
    ),
    in_function(
        "memory_of_tensorflow",
        "fills a tensor of 40 GB",
        "ops.ones((100000, 100000)) + 1",
        passes=_NEXT,
    ),
    in_function(
        "shared_memory",
        "takes memory that no process owns: shared maps, memory files and /dev/shm",
        """
        kept = []
        for number in range(400):
            kept.append(mmap.mmap(-1, 1 << 26))
            kept[-1].write(b"x" * (1 << 26))
            kept.append(os.memfd_create("@MARKER@"))
            os.write(kept[-1], b"x" * (1 << 26))
            with open(f"/dev/shm/@MARKER@{number}", "wb") as file:
                file.write(b"x" * (1 << 26))
        """,
        "import mmap\nimport os",
        passes=_NEXT,
    ),
    in_function(
        "recursion",
        "calls itself without end, with the limit taken away",
        "sys.setrecursionlimit(10**9)\nreturn pre_activation(self, inputs, is_training)",
        "import sys",
        passes=_NEXT,
    ),
    in_function(
        "nested_lists",
        "builds a structure so deep that freeing or comparing it overflows",
        "deep = []\nfor _ in range(10**7):\n    deep = [deep]\nrepr(deep)",
    ),
    returning("huge_array", "returns an array of 4 GB", "ops.ones((1000, 1000, 1000))"),
    returning(
        "huge_view",
        "returns an array of 10**12 values that takes four bytes",
        "np.broadcast_to(np.float32(1), (10**6, 10**6))",
        "import numpy as np",
    ),
    returning(
        "many_results",
        "returns ten million tensors where one is asked for",
        "[ops.zeros(())] * 10**7",
    ),
    in_function(
        "many_layers",
        "calls a layer a hundred thousand times, so that the list of layers is long",
        "layer = layers.Identity()\nfor _ in range(100000):\n    layer(inputs)",
    ),
)

_FORK = """
def bomb(deep):
    for _ in range(4):
        try:
            if not os.fork():
                ctypes.CDLL(None).prctl(15, b"@SHORT@", 0, 0, 0)
                if deep:
                    bomb(deep - 1)
                time.sleep(120)
                os._exit(0)
        except OSError:
            pass
"""

_PROCESSES = (
    in_function(
        "fork_bomb",
        "forks thousands of processes",
        "bomb(5)",
        f"import ctypes\nimport os\nimport time\n{_FORK}",
    ),
    with_right_answer(
        "right_then_fork_bomb",
        "is right, then forks thousands of processes",
        after="bomb(5)",
        before=f"import ctypes\nimport os\nimport time\n{_FORK}",
    ),
    in_function(
        "thread_bomb",
        "starts ten thousand threads that sleep",
        """
        for _ in range(10000):
            threading.Thread(target=time.sleep, args=(600,)).start()
        """,
        "import threading\nimport time",
    ),
    in_function(
        "busy_threads",
        "keeps every core busy with threads of TensorFlow's",
        """
        big = ops.ones((1500, 1500))
        while True:
            big = ops.matmul(big, big) / 1500
        """,
        passes=_NEXT,
    ),
    in_function(
        "descriptors",
        "opens files until no more can be opened",
        "kept = []\nfor _ in range(10**6):\n    kept.append(open('/dev/null'))",
    ),
)

_FLOOD = """
def flood(folder):
    for number in range(48):
        with open(f"{folder}/@MARKER@{number}", "wb") as file:
            file.write(b"x" * (1 << 26))
"""

_FLOODS = (
    in_function("flood_of_tmp", "fills /tmp", "flood('/tmp')", _FLOOD),
    in_cell("flood_of_working_folder", "fills the folder it runs in", _FLOOD + "\nflood('.')"),
    in_function(
        "flood_of_files",
        "makes a hundred thousand empty files",
        """
        for number in range(100000):
            open(f"/tmp/@MARKER@{number}", "w").close()
        """,
    ),
    in_function(
        "sparse_file",
        "makes a file of a terabyte that takes no room",
        "open('/tmp/@MARKER@', 'wb').truncate(1 << 40)",
    ),
    in_function(
        "flood_of_print",
        "prints without end",
        "while True:\n    print('@MARKER@' * 1000)",
        passes=_NEXT,
        forbidden=("@MARKER@@MARKER@",),
    ),
    in_function(
        "flood_of_descriptors",
        "writes to the descriptors of output and errors without end",
        "while True:\n    os.write(1, b'@MARKER@' * 1000)\n    os.write(2, b'@MARKER@' * 1000)",
        "import os",
        passes=_NEXT,
        forbidden=("@MARKER@@MARKER@",),
    ),
    in_cell(
        "flood_of_one_line",
        "prints one line of 200 MB",
        "print('@MARKER@' * (8 * 10**6))",
        verdicts=ANY[1:],
        forbidden=("@MARKER@@MARKER@",),
    ),
    in_function(
        "long_message",
        "raises an exception with a message of 100 MB",
        "raise ValueError('<x>' * (33 * 10**6))",
        passes=_NEXT,
        forbidden=("&lt;x&gt;" * 2000, "<x>" * 2000),
        markup=("<x>",),
    ),
    in_function(
        "long_name_of_exception",
        "raises an exception whose class has a name of 10 MB",
        "raise type('E' * 10**7, (Exception,), {})()",
        passes=_NEXT,
        forbidden=("E" * 2000,),
    ),
    Attack(
        "long_cell",
        "answers rightly after a cell of 5 MB",
        (
            HostileCell("numbers = [\n" + "    1,\n" * 700_000 + "]"),
            HostileCell(right("pre_activation"), "pre_activation"),
        ),
        verdicts=(*ANY, "unreadable"),
        share=1.0,
    ),
)

ATTACKS = _TIME + _MEMORY + _PROCESSES + _FLOODS
