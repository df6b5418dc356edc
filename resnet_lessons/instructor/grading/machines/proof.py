"""What two machines must have in common to grade one class: versions, and everything that decides.

A machine proves it with a digest of all that says what an answer is worth, and with a submission of ours
that tries to leave the sandbox there and must not succeed.
"""

import contextlib
import functools
import hashlib
import importlib.metadata
import json
import platform
import socket

from resnet_lessons.checker.observation import Observation
from resnet_lessons.course.exercises import EXERCISES
from resnet_lessons.instructor import answers
from resnet_lessons.instructor.grading.observing.digests import key_contents
from resnet_lessons.instructor.grading.observing.examine import examine
from resnet_lessons.instructor.grading.observing.references import References, program
from resnet_lessons.instructor.grading.observing.short_ways import Trials
from resnet_lessons.instructor.grading.stored.own_folder import own_folder

_PACKAGES = ("resnet-lessons", "tensorflow", "keras", "numpy")
_EXERCISE = "warm_up"
_ATTACK = """\
import socket
_reached = []
try:
    open({secret!r}).read()
    _reached.append("the files of this machine")
except Exception:
    pass
try:
    socket.create_connection(("127.0.0.1", {port}), 2)
    _reached.append("the network")
except Exception:
    pass
"""
_TELLING = """

_answer = {name}


def {name}(*arguments, **named):
    if _reached:
        raise RuntimeError("reached " + " and ".join(_reached))
    return _answer(*arguments, **named)
"""


class NotProven(Exception):
    """The sandbox here does not hold, or no answer can be run in it; says what was seen."""


def versions():
    """{name: version} of what grades: Python, the lessons, and the packages that answers use."""
    found = {"python": platform.python_version()}
    for name in _PACKAGES:
        with contextlib.suppress(importlib.metadata.PackageNotFoundError):
            found[name] = importlib.metadata.version(name)
    return found


def proof():
    """{what: text} that must be equal wherever a part of one class is graded."""
    # A repair of Python changes no mark.
    known = versions()
    known["python"] = ".".join(platform.python_version_tuple()[:2])
    return {**known, "lessons": _digest()}


def difference(ours, theirs, who):
    """A sentence that says in what a machine differs, "" where it does not.

    Args:
        ours, theirs: what `proof` returned here and there.
        who: what to call the other machine.
    """
    for name in ours.keys() | theirs.keys():
        one, other = ours.get(name, "none"), theirs.get(name, "none")
        if one != other and name != "lessons":
            return f"{who} has {name} {other}, and this machine has {one}."
    if ours != theirs:
        return (
            f"{who} has another state of the lessons than this machine, though its version has the "
            "same number: its modules or its answer keys differ."
        )
    return ""


@functools.cache
def _digest():
    """A name for every module of the package and what the answer keys hold."""
    digest = hashlib.sha256()
    for path in sorted(answers.PACKAGE.rglob("*.py")):
        digest.update(f"{path.relative_to(answers.PACKAGE).as_posix()}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    keys = {exercise_id: key_contents(exercise_id) for exercise_id in EXERCISES}
    digest.update(json.dumps(keys).encode("ascii"))
    return digest.hexdigest()


def assert_confined(sandbox):
    """Hands in a submission that tries to read a file of this machine and to use its network.

    Args:
        sandbox: a `Sandbox`.

    Raises:
        NotProven: when it succeeded, or does not run.
    """
    with own_folder() as folder, socket.create_server(("127.0.0.1", 0)) as server:
        secret = folder / "secret"
        secret.write_text("what no submission may see")
        # Only the sandbox is to be in the way.
        folder.chmod(0o755)
        secret.chmod(0o644)
        attack = _ATTACK.format(secret=str(secret), port=server.getsockname()[1])
        result = _result(sandbox, attack)
    if not isinstance(result, Observation):
        raise NotProven(f"An answer that is right does not run in the sandbox: {result.text}.")
    failures = [each.failure.message for each in result.outcomes if each.failure]
    if failures:
        _, _, reached = failures[0].partition("RuntimeError: reached ")
        if reached:
            raise NotProven(f"The sandbox does not hold: a submission reached {reached}.")
        raise NotProven(f"An answer that is right fails in the sandbox: {failures[0]}")


def _result(sandbox, attack):
    text = answers.without_markers(answers.answer(_EXERCISE)) + _TELLING.format(name=_EXERCISE)
    submission = program({_EXERCISE: f"{attack}\n{text}"})
    wanted = {_EXERCISE: References.asked(_EXERCISE, 0)}
    trials = Trials(dict.fromkeys(wanted, "lean"))
    return examine(sandbox, submission, wanted, trials=trials)[_EXERCISE]
