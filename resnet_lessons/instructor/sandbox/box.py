"""What a process of a student's may see: the command that starts the warm parent in its box."""

import functools
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from resnet_lessons.instructor.answers import PACKAGE
from resnet_lessons.instructor.sandbox.inside import confinement

INSIDE = Path(__file__).parent / "inside"
# A user that nobody is: above those of people, below those of containers' tools.
USER = 64_500
_HOME = "/grader"


class NoSandbox(Exception):
    """Neither the sandbox nor its second tier works here; says what to do."""


@dataclass(frozen=True)
class Tier:
    """How submissions are confined.

    Args:
        name: "sandbox", "separate user" or "none".
        text: what that means, for the report.
        user: the user to become, 0 to stay.
    """

    name: str
    text: str
    user: int = 0

    @property
    def is_safe(self):
        """Whether it is the whole sandbox."""
        return self.name == "sandbox"


def choose(protected=(), unsafe=False):
    """The strongest tier that works here.

    Args:
        protected: folders and files that no submission may read, for the second tier.
        unsafe: take no confinement rather than none of the tiers.

    Raises:
        NoSandbox: when no tier works and `unsafe` is False.
    """
    why = why_no_sandbox()
    user = USER if os.getuid() == 0 else 0
    if not why:
        text = (
            "bubblewrap: no network, no files but Python's and the lessons' without answers, "
            "a namespace of its own for each submission"
        )
        return Tier("sandbox", text, user)
    if os.getuid() == 0 and not (readable := _readable_by_others(protected)):
        text = (
            f"second tier, a separate user without the sandbox ({why}): answers and other submissions "
            "are closed to it by their permissions only"
        )
        return Tier("separate user", text, user)
    if unsafe:
        return Tier("none", f"none (--unsafe; {why}): submissions could read and change files", 0)
    remedy = "install bubblewrap (Debian, Ubuntu: `apt install bubblewrap`)"
    if os.getuid() == 0:
        remedy += f", or close the answers to other users (`chmod -R go= {readable}`)"
    raise NoSandbox(
        f"Submissions are programs, and nothing here confines them: {why}.\n"
        f"Either {remedy}, or grade with --unsafe submissions that you trust."
    )


@functools.cache
def why_no_sandbox():
    """Why the sandbox does not work here, "" if it does."""
    if not sys.platform.startswith("linux"):
        return "it needs Linux"
    if not shutil.which("bwrap"):
        return "bubblewrap is not installed"
    if not confinement.has_filter():
        return "this processor's calls are not known to the filter"
    script = (
        "import sys; sys.path.insert(0, '/grader'); from inside import confinement as c; "
        "c.become(int(sys.argv[1])); c.own_namespaces(); import os\n"
        "child = os.fork()\n"
        "if not child:\n"
        "    c.own_files(); c.give_up_privileges(); c.forbid_calls(); os._exit(0)\n"
        "sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))"
    )
    user = str(USER if os.getuid() == 0 else 0)
    command = [*_bubblewrap(None), sys.executable, "-c", script, user]
    try:
        tried = subprocess.run(command, capture_output=True, text=True, timeout=60)
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"bubblewrap does not start ({error})"
    if tried.returncode:
        last = tried.stderr.strip().splitlines()[-1:] or [f"status {tried.returncode}"]
        return f"bubblewrap does not work here ({last[0][:200]})"
    return ""


def _readable_by_others(paths):
    """The first of some paths that another user could read, or ""."""
    for path in map(Path, paths):
        whole = [path, *path.resolve().parents]
        if all(each.stat().st_mode & 0o005 for each in whole if each.exists()):
            return str(path)
    return ""


def command(tier, lessons, control, options):
    """The command of the warm parent.

    Args:
        tier: from `choose`.
        lessons: folder that holds the package without answers.
        control: descriptor of the control socket.
        options: for `inside.zygote`, JSON.

    Returns:
        (list of arguments, environment)
    """
    environment = {
        "PATH": "/usr/bin:/bin",
        "HOME": "/tmp",
        "LANG": "C.UTF-8",
        "KERAS_BACKEND": "tensorflow",
        "KERAS_HOME": "/tmp/keras",
        "MPLBACKEND": "agg",
        "CUDA_VISIBLE_DEVICES": "-1",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "RESNET_LESSONS_ANSWERS": "/tmp/my_answers",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    python = [sys.executable, "-m", "inside.zygote", str(control), options]
    if tier.name == "sandbox":
        environment["PYTHONPATH"] = f"{_HOME}:{_HOME}/lessons"
        return [*_bubblewrap(lessons), *python], environment
    environment["PYTHONPATH"] = f"{INSIDE.parent}:{lessons}"
    return python, environment


def _bubblewrap(lessons):
    arguments = [
        "bwrap", "--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts",
        "--unshare-cgroup-try", "--hostname", "grader", "--die-with-parent", "--new-session",
    ]  # fmt: skip
    if os.getuid() != 0:
        arguments += ["--unshare-user"]
    shown = {str(path): str(path) for path in _python_and_libraries()}
    shown |= {str(INSIDE): f"{_HOME}/inside"}
    if lessons:
        shown |= {str(lessons): f"{_HOME}/lessons"}
    for folder in _parents([*shown.values(), "/proc", "/dev"]):
        arguments += ["--perms", "0755", "--dir", folder]
    for source, place in shown.items():
        arguments += ["--ro-bind", source, place]
    arguments += [each for link in _links() for each in ("--symlink", *link)]
    # An installed package of ours, not the editable one of a clone, holds the answers.
    for packages in _site_packages():
        if (packages / PACKAGE.name).is_dir():
            arguments += ["--tmpfs", str(packages / PACKAGE.name)]
    arguments += [
        "--proc",
        "/proc",
        "--dev",
        "/dev",
        "--remount-ro",
        "/dev",
        "--perms",
        "1777",
        "--tmpfs",
        "/tmp",
    ]
    return [*arguments, "--remount-ro", "/", "--chdir", "/tmp", "--"]


def _python_and_libraries():
    """What Python needs: itself, its packages, the system's libraries; no folder of anybody's."""
    system = [
        "/usr/lib", "/usr/lib64", "/usr/local/lib", "/etc/ld.so.cache", "/usr/share/zoneinfo",
    ]  # fmt: skip
    if sys.base_prefix in ("/usr", "/usr/local"):
        system += [os.path.realpath(sys.executable)]
    else:
        system += [sys.base_prefix]
    system += [sys.prefix] if sys.prefix != sys.base_prefix else []
    system += [
        path for path in ("/lib", "/lib64") if os.path.isdir(path) and not os.path.islink(path)
    ]
    return [Path(path) for path in dict.fromkeys(system) if os.path.exists(path)]


def _links():
    return [(os.readlink(path), path) for path in ("/lib", "/lib64") if os.path.islink(path)]


def _site_packages():
    return [Path(path) for path in sys.path if path.endswith("-packages")]


def _parents(places):
    """Every folder above some places, outermost first."""
    return sorted(
        {str(parent) for place in places for parent in Path(place).parents if str(parent) != "/"}
    )
