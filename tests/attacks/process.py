"""Attacks on processes: leaving early, killing others."""

from tests.attacks.attack import (
    ANY,
    Attack,
    HostileCell,
    in_cell,
    in_function,
    right,
    with_right_answer,
)

_NEXT = ("pre_activation_with_shortcut",)

# What kills all it can see spares the processes of whoever wrote this notebook.
_OUTSIDE = """
import os
import signal


def is_confined():
    try:
        return os.readlink("/proc/self/ns/pid") != "@PID_NAMESPACE@"
    except OSError:
        return True
"""

_LEAVING = (
    in_function(
        "exit_in_function",
        "leaves the process with status 0 while it is judged",
        "os._exit(0)",
        "import os",
        passes=_NEXT,
    ),
    in_cell(
        "exit_in_cell",
        "leaves the process in a cell before the answers",
        "import os\nos._exit(0)",
        verdicts=ANY[1:],
    ),
    Attack(
        "exit_in_answer_cell",
        "leaves the process in the cell that holds an answer",
        (
            HostileCell("import os\nos._exit(0)", "pre_activation"),
            HostileCell(right(_NEXT[0]), _NEXT[0]),
        ),
        passes=_NEXT,
    ),
    in_function(
        "system_exit_in_function",
        "raises SystemExit with status 0",
        "raise SystemExit(0)",
        passes=_NEXT,
    ),
    Attack(
        "system_exit_in_cell",
        "calls sys.exit in a cell before a right answer",
        (
            HostileCell("import sys\nsys.exit(0)"),
            HostileCell(right("pre_activation"), "pre_activation"),
        ),
        verdicts=ANY,
        share=1.0,
    ),
    in_function(
        "keyboard_interrupt",
        "raises KeyboardInterrupt, which a check in a notebook lets through",
        "raise KeyboardInterrupt",
        passes=_NEXT,
    ),
    in_function(
        "base_exception",
        "raises an exception that is no Exception",
        "raise Leave()",
        "class Leave(BaseException):\n    pass",
        passes=_NEXT,
    ),
    in_function(
        "generator_exit",
        "raises GeneratorExit, which closes generators and context managers",
        "raise GeneratorExit",
        passes=_NEXT,
    ),
    in_function(
        "hostile_exception",
        "raises an exception whose text, name and arguments raise again",
        "raise Error()",
        """
        class Meta(type):
            @property
            def __name__(cls):
                raise SystemExit(0)


        class Error(BaseException, metaclass=Meta):
            def __str__(self):
                raise SystemExit(0)

            __repr__ = __str__

            @property
            def args(self):
                raise SystemExit(0)

            @property
            def __class__(self):
                raise SystemExit(0)
        """,
        passes=_NEXT,
    ),
    in_function(
        "chained_exceptions",
        "raises an exception with a cause that is itself, so that walking the chain never ends",
        """
        first, second = ValueError("first"), ValueError("second")
        first.__context__, second.__context__ = second, first
        first.__cause__ = second
        raise first
        """,
        passes=_NEXT,
    ),
    in_function("abort", "calls abort", "os.abort()", "import os", passes=_NEXT),
    in_function(
        "segmentation_fault",
        "reads the address 0",
        "ctypes.string_at(0)",
        "import ctypes",
        passes=_NEXT,
    ),
    in_function(
        "kill_itself",
        "kills its own process",
        "os.kill(os.getpid(), signal.SIGKILL)",
        "import os\nimport signal",
        passes=_NEXT,
    ),
    in_function(
        "stop_itself",
        "stops its own process, so that it neither ends nor answers",
        "os.kill(os.getpid(), signal.SIGSTOP)",
        "import os\nimport signal",
        passes=_NEXT,
    ),
    with_right_answer(
        "hang_at_exit",
        "is right, then hangs while Python ends: an exit handler, and a thread that is waited for",
        before="""
        import atexit
        import threading
        import time

        atexit.register(time.sleep, 600)
        threading.Thread(target=time.sleep, args=(600,)).start()
        """,
    ),
    with_right_answer(
        "write_at_exit",
        "is right, and writes files from an exit handler and from a destructor",
        before="""
        import atexit


        def leave_file():
            for folder in ("/tmp", "/var/tmp", "/dev/shm", "/root", "."):
                try:
                    open(folder + "/@MARKER@", "w").write("left")
                except OSError:
                    pass


        class Destroyed:
            def __del__(self):
                leave_file()


        atexit.register(leave_file)
        destroyed = Destroyed()
        """,
    ),
)

_KILLING = (
    in_function(
        "kill_parent",
        "kills its parent, the grader's or the sandbox's process",
        "os.kill(os.getppid(), signal.SIGKILL)",
        "import os\nimport signal",
        passes=_NEXT,
    ),
    in_function(
        "stop_parent",
        "stops its parent, so that nobody watches the time",
        """
        os.kill(os.getppid(), signal.SIGSTOP)
        time.sleep(600)
        """,
        "import os\nimport signal\nimport time",
        passes=_NEXT,
    ),
    in_function(
        "kill_group",
        "kills its process group and its session",
        """
        if is_confined():
            for leader in (os.getsid(0), os.getpgid(os.getppid()), 0):
                try:
                    os.killpg(leader, signal.SIGKILL)
                except OSError:
                    pass
        """,
        _OUTSIDE,
        passes=_NEXT,
    ),
    in_function(
        "kill_everything",
        "sends a signal to every process there is",
        """
        if is_confined():
            os.kill(-1, signal.SIGKILL)
            os._exit(0)
        raise RuntimeError("LOOT-@MARKER@: it sees the processes of the machine")
        """,
        _OUTSIDE,
        passes=_NEXT,
        forbidden=("LOOT-@MARKER@",),
    ),
    in_function(
        "kill_each_process",
        "kills the processes it finds in /proc one by one, its own last",
        """
        if is_confined():
            for process in range(1, 40000):
                if process != os.getpid():
                    try:
                        os.kill(process, signal.SIGKILL)
                    except OSError:
                        pass
        """,
        _OUTSIDE,
        passes=_NEXT,
    ),
)

ATTACKS = _LEAVING + _KILLING
