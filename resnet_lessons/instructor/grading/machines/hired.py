"""The grader's process on a machine of a cluster: judges one job after another, and keeps nothing.

`python -m resnet_lessons.instructor.grading.machines.hired` reads lines and writes lines. First come the terms,
and it answers with its proof, or why it has none; then each line is a job, answered with a line for each
thing found and one that says how the job ended. A student's code runs in its sandbox alone.
"""

import json
import os
import queue
import signal
import sys
import threading

from resnet_lessons.instructor.grading.jobs import job_from, told_to_bytes
from resnet_lessons.instructor.grading.judging import judge
from resnet_lessons.instructor.grading.machines.proof import NotProven, assert_confined, proof
from resnet_lessons.instructor.grading.observing.filled_sandbox import filled_sandbox
from resnet_lessons.instructor.grading.observing.references import ReferenceFails, References
from resnet_lessons.instructor.grading.stored.own_folder import remove_left_behind
from resnet_lessons.instructor.sandbox import SandboxLost, box
from resnet_lessons.instructor.sandbox.box import NoSandbox
from resnet_lessons.instructor.sandbox.workers import Limits

_SECONDS_TO_END = 10


def main():
    """Serves until its input ends."""
    output = os.fdopen(os.dup(1), "wb", buffering=0)
    # What a library prints must not be taken for a mark.
    os.dup2(2, 1)
    lines = queue.SimpleQueue()
    threading.Thread(target=_read, args=(lines,), daemon=True).start()
    terms = json.loads(lines.get())
    try:
        remove_left_behind()
        tier = box.choose()
        with filled_sandbox(tier, Limits(**terms["limits"])) as sandbox:
            # Nearly every job is for its forks; the parent that has not practised is begun when it is needed.
            sandbox.wait(practised=True)
            assert_confined(sandbox)
            _tell(output, {"proof": proof()})
            references = References(sandbox)
            while line := lines.get():
                _tell(output, _judged(line, sandbox, references, output))
    except (NoSandbox, NotProven, SandboxLost) as error:
        _tell(output, {"refused": str(error)})
    except KeyboardInterrupt:
        pass


def _judged(line, sandbox, references, output):
    """How a job ended; what it found has been written by then."""
    try:
        judge(
            job_from(line),
            sandbox,
            references,
            lambda found: output.write(b"+" + told_to_bytes(found) + b"\n"),
        )
    except (SandboxLost, ReferenceFails) as error:
        return {"failed": type(error).__name__, "text": str(error)}
    except Exception as error:
        # Told by its kind alone: its text may be a student's.
        return {"failed": type(error).__name__, "text": ""}
    return {"done": True}


def _tell(output, facts):
    output.write(json.dumps(facts).encode("ascii") + b"\n")


def _read(lines):
    """Passes lines on; when there are no more, whoever hired this process is gone, and so is its work."""
    for line in sys.stdin.buffer:
        lines.put(line)
    lines.put(b"")
    os.kill(os.getpid(), signal.SIGINT)
    threading.Timer(_SECONDS_TO_END, os._exit, (1,)).start()


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)
    main()
