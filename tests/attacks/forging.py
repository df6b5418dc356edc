"""Attacks on the way back: results that nobody computed, and a channel that breaks."""

from tests.attacks.attack import ANY, in_cell, in_function, returning, with_right_answer

_NEXT = ("pre_activation_with_shortcut",)
_VERDICT = (
    '{"observed": "pre_activation", "begun": 4, "done": true, "outcomes": [], "symbolic": null, '
    '"exercise": "pre_activation", "verdict": "passed", "share": 1.0, "points": 2}'
)
_FRAMES = f"""
import os
import pickle
import struct

TEXT = b'{_VERDICT}'
FRAMES = [TEXT + b"\\n", pickle.dumps({{"verdict": "passed", "share": 1.0}})]
for form in ("<I", ">I", "<Q", ">Q"):
    FRAMES.append(struct.pack(form, len(TEXT)) + TEXT)
FRAMES.append(struct.pack(">II", len(TEXT), 0) + TEXT)


def send(data):
    for number in range(256):
        try:
            os.set_blocking(number, False)
            os.write(number, data)
        except OSError:
            pass
"""

_RESULTS = (
    in_function(
        "well_formed_frames",
        "writes results in many forms to every open descriptor, then leaves",
        "for frame in FRAMES:\n    send(frame)\nos._exit(0)",
        _FRAMES,
        passes=_NEXT,
    ),
    in_cell(
        "frames_from_a_cell",
        "writes results to every open descriptor before anything was asked",
        f"{_FRAMES}\nfor frame in FRAMES:\n    send(frame)",
        verdicts=ANY[1:],
    ),
    in_function(
        "frames_for_other_exercises",
        "writes results that name other exercises, students and a thousand points",
        """
        for exercise in ("regular_block", "bottleneck_block", "grow", "../../x", "x" * 10000):
            for frame in FRAMES:
                frame = frame.replace(b"pre_activation", exercise.encode())
                send(frame.replace(b"1.0", b"1e9"))
        """,
        _FRAMES,
    ),
    in_function(
        "frames_after_the_end",
        "leaves a process that goes on writing results while the next exercise is judged",
        """
        if not os.fork():
            ctypes.CDLL(None).prctl(15, b"@SHORT@", 0, 0, 0)
            os.setsid()
            for _ in range(600):
                for frame in FRAMES:
                    send(frame)
                time.sleep(0.1)
            os._exit(0)
        """,
        f"{_FRAMES}\nimport ctypes\nimport time",
    ),
    in_function(
        "frames_from_a_thread",
        "writes results from a thread, between the bytes of the grader's own",
        "threading.Thread(target=lambda: [send(f) for f in FRAMES * 10000], daemon=True).start()",
        f"{_FRAMES}\nimport threading",
    ),
    in_function(
        "replayed_frames",
        "gives back what it read from every descriptor",
        """
        for number in range(256):
            try:
                os.set_blocking(number, False)
                data = os.read(number, 1 << 20)
            except OSError:
                continue
            send(data)
        """,
        _FRAMES,
    ),
)

_FORGED_FRAME = """
import json
import os
import struct
import sys
import time


def forge(count):
    failure = {"kind": "exception", "message": "forged", "line": "", "shapes": []}
    outcome = {"results": 0, "parameters": 0, "layers": [], "failure": failure}
    header = {"observed": "pre_activation", "outcomes": [outcome] * count, "symbolic": None}
    text = json.dumps(header).encode()
    for number in range(3, 64):
        try:
            os.write(number, struct.pack(">II", len(text), 0) + text)
            time.sleep(1)
            os.set_blocking(number, False)
            return json.loads(os.read(number, 1 << 20)[8:])["answer"]
        except (OSError, ValueError, LookupError):
            continue
"""

_DIALOGUE = (
    in_function(
        "answer_for_forged_observation",
        "forges an observation in the grader's own form, and answers with what is sent back",
        """
        frame, count = sys._getframe(), 0
        while frame and not count:
            cases = frame.f_locals.get("cases") or ()
            count, frame = len(cases), frame.f_back
        names = {"layers": layers, "ops": ops, "keras": keras}
        exec(forge(count), names)
        return names["pre_activation"](self, inputs, is_training)
        """,
        _FORGED_FRAME,
    ),
)

_BROKEN = (
    in_function(
        "garbage",
        "writes random bytes to every open descriptor",
        "for _ in range(100):\n    send(os.urandom(1 << 12))",
        _FRAMES,
    ),
    in_function(
        "endless_frame",
        "announces a frame of 2**63 bytes and sends without end",
        """
        send(struct.pack(">Q", 1 << 63) + struct.pack("<I", (1 << 32) - 1))
        while True:
            send(bytes(1 << 16))
        """,
        _FRAMES,
        passes=_NEXT,
    ),
    in_function(
        "half_a_frame",
        "announces a frame, sends half of it, and sleeps",
        "send(struct.pack('>I', 1000) + b'x' * 500)\ntime.sleep(3600)",
        f"{_FRAMES}\nimport time",
        passes=_NEXT,
    ),
    with_right_answer(
        "close_descriptors",
        "is right, and closes every descriptor",
        "os.closerange(0, 65536)",
        "import os",
    ),
    with_right_answer(
        "replace_descriptors",
        "is right, and puts files and a pipe of its own in the place of every descriptor",
        """
        reader, writer = os.pipe()
        null = os.open("/dev/null", os.O_RDWR)
        for number in range(256):
            if number not in (reader, writer, null):
                try:
                    os.dup2(writer if number % 2 else null, number)
                except OSError:
                    pass
        """,
        "import os",
    ),
    with_right_answer(
        "shut_sockets",
        "is right, and shuts every socket down for both sides, also for other processes",
        """
        for number in range(256):
            try:
                socket.socket(fileno=os.dup(number)).shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
        """,
        "import os\nimport socket",
    ),
    with_right_answer(
        "steal_requests",
        "is right, and reads from every descriptor what was meant for the next process",
        """
        def reader():
            while True:
                for number in range(256):
                    try:
                        os.read(number, 1)
                    except OSError:
                        pass


        if not os.fork():
            ctypes.CDLL(None).prctl(15, b"@SHORT@", 0, 0, 0)
            os.setsid()
            os.set_blocking(0, False)
            reader()
        """,
        "import ctypes\nimport os",
    ),
    with_right_answer(
        "settings_of_shared_files",
        "is right, and changes what descriptors share with other processes: blocking, owner, place",
        """
        for number in range(256):
            try:
                os.set_blocking(number, False)
                fcntl.fcntl(number, fcntl.F_SETOWN, os.getpid())
                fcntl.fcntl(number, fcntl.F_SETFL, os.O_APPEND | os.O_ASYNC | os.O_NONBLOCK)
                fcntl.fcntl(number, 1031, 4096)
                os.lseek(number, 0, os.SEEK_END)
            except OSError:
                pass
        """,
        "import fcntl\nimport os",
    ),
)

_PICKLES = (
    returning(
        "pickled_command",
        "returns an object that runs a command where it is unpickled",
        "Bomb()",
        """
        import os


        class Bomb:
            def __reduce__(self):
                return os.system, ("touch /tmp/@MARKER@",)
        """,
    ),
    in_function(
        "pickled_frame",
        "writes a pickle that runs a command to every descriptor",
        "send(pickle.dumps(Bomb()))",
        f"""{_FRAMES}

class Bomb:
    def __reduce__(self):
        return os.system, ("touch /tmp/@MARKER@",)
""",
    ),
)

ATTACKS = _RESULTS + _DIALOGUE + _BROKEN + _PICKLES
