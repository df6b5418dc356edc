"""What a process of a student's may see: the command that starts the warm parent in its box."""

import functools
import itertools
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path

from resnet_lessons.instructor.sandbox import shown
from resnet_lessons.instructor.sandbox.inside import confinement, refused_calls

INSIDE = Path(__file__).parent / "inside"
# A user that nobody is: above those of people, below those of containers' tools.
USER = 64_500
_HOME = "/grader"


class NoSandbox(Exception):
    """The sandbox does not work here; says what to do."""


@dataclass(frozen=True)
class Tier:
    """How submissions are confined.

    Args:
        text: what that means, for the report.
        is_safe: whether it is the sandbox.
        user: the user to become, 0 to stay.
        users: numbers of users that nobody is, one after the other for each job; empty where jobs have
            namespaces instead (`another_user`).
        folders: in which these may make files.
        private: folders that these must not enter.
    """

    text: str
    is_safe: bool
    user: int = 0
    users: range = range(0)
    folders: tuple[str, ...] = ()
    private: tuple[Path, ...] = ()

    def user_of(self, number):
        """The user that a job is, by the number of the job; 0 where it is none of its own."""
        return self.users[number % len(self.users)] if self.users else 0


SAFE = Tier(
    "bubblewrap: no network, no files but Python's and the lessons' without answers, "
    "a namespace of its own for each submission",
    is_safe=True,
)


def choose(unsafe=False):
    """The sandbox, or none where that is asked for.

    Args:
        unsafe: take no confinement where the sandbox does not work.

    Raises:
        NoSandbox: when it does not work and `unsafe` is False, or would show answers.
    """
    if not sys.platform.startswith("linux"):
        raise NoSandbox(
            "Grading needs Linux, on Windows WSL 2: nothing else confines a submission."
        )
    why = why_no_sandbox()
    if not why:
        if answers := shown.answers_shown():
            raise NoSandbox(
                f"Submissions would see what may hold answers: {answers} lies inside Python or one of "
                "its packages, which the sandbox has to show. Move it elsewhere, or install the lessons "
                "in a new virtual environment."
            )
        return replace(SAFE, user=USER if os.getuid() == 0 else 0)
    if unsafe:
        text = f"none (--unsafe; {why}): submissions could read and change files"
        return Tier(text, False)
    raise NoSandbox(
        f"Submissions are programs, and nothing here confines them: {why}.\n"
        "Install bubblewrap (Debian, Ubuntu: `apt install bubblewrap`) and allow user namespaces, or "
        "grade with --unsafe submissions that you trust."
    )


def refuse_if_shown(paths):
    """Refuses to grade where submissions could see some files, those of others for instance.

    Raises:
        NoSandbox: names the file.
    """
    for path in filter(shown.is_shown, paths):
        raise NoSandbox(
            f"Submissions would see {path}: it lies inside Python or one of its packages, which the "
            "sandbox has to show. Use a folder elsewhere."
        )


@functools.cache
def why_no_sandbox():
    """Why the sandbox does not work here, "" if it does."""
    if not sys.platform.startswith("linux"):
        return "it needs Linux"
    if not shutil.which("bwrap"):
        return "bubblewrap is not installed"
    if not refused_calls.is_known():
        return "this processor's calls are not known to the filter"
    script = (
        "import sys; sys.path.insert(0, '/grader'); from inside import confinement as c; "
        "c.become(int(sys.argv[1])); c.isolate_namespaces(); import os\n"
        "child = os.fork()\n"
        "if not child:\n"
        "    c.isolate_files(); c.give_up_privileges(); c.forbid_calls(); os._exit(0)\n"
        "sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))"
    )
    user = str(USER if os.getuid() == 0 else 0)
    try:
        command = [*python_in_box(), "-c", script, user]
        tried = subprocess.run(command, capture_output=True, text=True, timeout=60)
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"bubblewrap does not start ({error})"
    if tried.returncode:
        last = tried.stderr.strip().splitlines()[-1:] or [f"status {tried.returncode}"]
        return f"bubblewrap does not work here ({last[0][:200]})"
    return ""


def command(tier, lessons, control, options, practised=False):
    """The command of the warm parent.

    Args:
        tier: from `choose`.
        lessons: folder that holds the package without answers.
        control: descriptor of the control socket.
        options: for `inside.zygote`, JSON.
        practised: whether it is to practise.

    Returns:
        (list of arguments, environment)
    """
    alone = apart(tier, lessons)
    place = confinement.SCRATCH if tier.is_safe else alone["scratch"] if alone else "/tmp"
    environment = {
        "PATH": "/usr/bin:/bin",
        "HOME": place,
        "TMPDIR": place,
        "LANG": "C.UTF-8",
        "KERAS_BACKEND": "tensorflow",
        "KERAS_HOME": f"{place}/keras",
        "MPLBACKEND": "agg",
        "CUDA_VISIBLE_DEVICES": "-1",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        # As in resnet_lessons/__init__.py, which a warm parent does not import; not with one thread.
        "TF_ENABLE_ONEDNN_OPTS": "0" if practised else "1",
        "RESNET_LESSONS_ANSWERS": f"{place}/my_answers",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    job = ["-m", "inside.zygote", str(control), options]
    if tier.is_safe:
        folders = [_HOME, f"{_HOME}/lessons", *map(str, shown.shown().packages)]
        environment["PYTHONPATH"] = ":".join(folders)
        return [*python_in_box(lessons), *job], environment
    environment["PYTHONPATH"] = f"{INSIDE.parent}:{lessons}"
    return [sys.executable, *job], environment


def apart(tier, lessons):
    """What a warm parent has to know of jobs that are users of their own, None where they are not.

    Args:
        tier, lessons: as for `command`.
    """
    scratch = str(Path(lessons).with_name("scratch"))
    return {"folders": tier.folders, "scratch": scratch} if tier.users else None


def python_in_box(lessons=None):
    """The command that runs Python in a new box; Python's arguments follow.

    Args:
        lessons: folder that holds the package without answers, or None.
    """
    binds = {str(place): ("--ro-bind", str(place), str(place)) for place in shown.shown().places}
    binds[f"{_HOME}/inside"] = ("--ro-bind", str(INSIDE), f"{_HOME}/inside")
    if lessons:
        binds[f"{_HOME}/lessons"] = ("--ro-bind", str(lessons), f"{_HOME}/lessons")
    hidden = [str(folder) for folder in shown.shown().hidden]
    binds |= {folder: ("--tmpfs", folder) for folder in hidden}
    folders = _parents([*binds, "/proc", "/dev"])
    options = [
        ("--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts"),
        ("--unshare-cgroup-try", "--hostname", "grader", "--die-with-parent", "--new-session"),
        ("--unshare-user",) if os.getuid() != 0 else (),
        *(("--symlink", *link) for link in shown.links()),
        *(("--perms", "0755", "--dir", folder) for folder in folders),
        # A folder comes before what lies in it: so what is hidden stays hidden, but for the places in it.
        *(binds[place] for place in sorted(binds)),
        *(("--remount-ro", folder) for folder in hidden),
        ("--proc", "/proc"),
        ("--dev", "/dev"),
        ("--remount-ro", "/dev"),
        ("--perms", "1777", "--tmpfs", confinement.SCRATCH),
        ("--remount-ro", "/"),
        ("--chdir", confinement.SCRATCH),
    ]
    # Python itself, not that of a virtual environment, which would have to be shown for it.
    python = str(shown.shown().interpreter)
    return ["bwrap", *itertools.chain.from_iterable(options), "--", python]


def _parents(places):
    """Every folder above some places, outermost first."""
    return sorted(
        {str(parent) for place in places for parent in Path(place).parents if str(parent) != "/"}
    )
