"""Attacks that leave a process behind."""

from tests.attacks.attack import in_cell, in_function, with_right_answer

_NEXT = ("pre_activation_with_shortcut",)

# A forked process has the arguments of its parent, so it is found by its name.
_NAMED = """
import ctypes
import os
import time


def stay_behind(seconds=120):
    ctypes.CDLL(None).prctl(15, b"@SHORT@", 0, 0, 0)
    until = time.time() + seconds
    while time.time() < until:
        for folder in ("/tmp", "/dev/shm", "/var/tmp", os.getcwd()):
            try:
                with open(folder + "/@MARKER@", "a") as file:
                    file.write("still here")
            except OSError:
                pass
        time.sleep(0.5)
    os._exit(0)
"""

ATTACKS = (
    with_right_answer(
        "double_fork",
        "is right, and leaves a process of which nobody is the parent, which sleeps and writes",
        """
        if not os.fork():
            if not os.fork():
                stay_behind()
            os._exit(0)
        """,
        _NAMED,
    ),
    with_right_answer(
        "daemon",
        "is right, and leaves a daemon: new session, no parent, no open files, every signal ignored",
        """
        if not os.fork():
            os.setsid()
            if not os.fork():
                for number in range(1, 32):
                    try:
                        signal.signal(number, signal.SIG_IGN)
                    except (OSError, ValueError):
                        pass
                os.closerange(0, 1024)
                stay_behind()
            os._exit(0)
        """,
        _NAMED + "\nimport signal",
    ),
    with_right_answer(
        "executed_survivor",
        "is right, and starts another program in a session of its own",
        """
        program = "import time; time.sleep(120)"
        subprocess.Popen(["@MARKER@", "-c", program], executable=sys.executable,
                         start_new_session=True)
        """,
        "import subprocess\nimport sys",
    ),
    with_right_answer(
        "relay_of_survivors",
        "is right, and leaves a process that forks its successor and ends, again and again",
        """
        if not os.fork():
            ctypes.CDLL(None).prctl(15, b"@SHORT@", 0, 0, 0)
            for _ in range(2000):
                time.sleep(0.05)
                if os.fork():
                    os._exit(0)
            os._exit(0)
        """,
        "import ctypes\nimport os\nimport time",
    ),
    in_function(
        "survivor_then_exit",
        "leaves a process that holds every open descriptor, then leaves itself",
        """
        if not os.fork():
            os.setsid()
            stay_behind()
        os._exit(0)
        """,
        _NAMED,
        passes=_NEXT,
    ),
    in_cell(
        "survivor_of_a_cell",
        "leaves a daemon in a cell, before any answer was judged",
        _NAMED
        + """
if not os.fork():
    os.setsid()
    if not os.fork():
        stay_behind()
    os._exit(0)
""",
    ),
)
