"""Starts JupyterLab over the lessons' notebooks: `resnet-lessons lab`, which `make lab` runs.

JupyterLab also reads the settings in `lab_settings/`, beside this file, and nobody's own settings are
changed: no panels of nbgrader, which a student cannot use, no question whether news are wanted, and
encrypted messages between server and kernels, without which each kernel prints a warning. The extension
in `lab_extensions/` shows what is stored of an explorer whose kernel is gone. A JupyterHub starts
JupyterLab itself; `resnet-lessons lab --settings` says where these settings are, and
`lab_settings_exchange/` holds those of a class that hands in through nbgrader's list of assignments.
`lab_settings_log/` takes a warning out of JupyterLab's log, for this command alone, because its filter must
be in the environment that shows the log.
"""

import importlib.util
import os
import shutil
import sys
import sysconfig
from pathlib import Path

from resnet_lessons.course.questions import FOLDER as QUESTIONS

_SETTINGS = Path(__file__).parent / "lab_settings"
_SETTINGS_OF_LOG = Path(__file__).parent / "lab_settings_log"
# JupyterLab's option that has it load our extension.
EXTENSIONS = f"--LabApp.extra_labextensions_path={Path(__file__).parent / 'lab_extensions'}"
_PRINTED = {
    "--settings": _SETTINGS,
    "--settings=exchange": Path(__file__).parent / "lab_settings_exchange",
}
_CHAPTERS = tuple(sorted(f"{path.stem}.ipynb" for path in QUESTIONS.glob("*.json")))
_USAGE = """\
usage: resnet-lessons lab [FOLDER] [OPTION ...]
       resnet-lessons lab --settings[=exchange]

Opens the lessons in JupyterLab.

FOLDER is where their notebooks are. If you name none, they are looked for here, in notebooks/, in the
folders above, and beside the environment that this command belongs to. Every OPTION is passed on to
JupyterLab, for instance --no-browser or --port=8890; `jupyter lab --help` lists them.

--settings opens nothing. It prints the folder of the settings that this command adds, for whoever starts
JupyterLab another way: set the variable JUPYTER_CONFIG_PATH to it, as on a JupyterHub.
--settings=exchange prints that of a class that hands in through nbgrader's list of assignments.
"""


def find_notebooks(start=None):
    """The folder with the lessons' notebooks that is nearest, or None.

    Args:
        start: the folder where the search begins; the current one if None.
    """
    start = Path(start or Path.cwd()).resolve()
    around = [start, *start.parents]
    beside = [Path(sys.prefix).parent, Path(__file__).parents[2]]
    places = [place for folder in around for place in (folder, folder / "notebooks")]
    places += [folder / "notebooks" for folder in beside]
    return next((place for place in places if first_chapter(place)), None)


def first_chapter(folder):
    """File name of the first chapter that lies in a folder, "" if there is none."""
    return next((name for name in _CHAPTERS if (folder / name).is_file()), "")


def command(folder, options=()):
    """What starts JupyterLab.

    Args:
        folder: with the notebooks; the first chapter in it is opened.
        options: of JupyterLab; they come last and win.

    Returns:
        list of a program and its arguments
    """
    opened = first_chapter(folder)
    return [
        *(sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={folder}"),
        *([f"--LabApp.default_url=/lab/tree/{opened}"] if opened else []),
        EXTENSIONS,
        *(["--allow-root"] if _is_root() else []),
        *options,
    ]


def environment():
    """The variables of this process, with the lessons' settings for JupyterLab before all others."""
    others = os.environ.get("JUPYTER_CONFIG_PATH")
    paths = [str(_SETTINGS), str(_SETTINGS_OF_LOG), *([others] if others else [])]
    return {**os.environ, "JUPYTER_CONFIG_PATH": os.pathsep.join(paths)}


def as_typed():
    """How this command is called from the current folder."""
    script = Path(sysconfig.get_path("scripts")) / "resnet-lessons"
    found = shutil.which("resnet-lessons")
    if found and Path(found).parent.resolve() == script.parent.resolve():
        return "resnet-lessons lab"
    if not script.is_file():
        return f"{sys.executable} -m resnet_lessons.cli lab"
    here = Path.cwd()
    return f"{script.relative_to(here) if script.is_relative_to(here) else script} lab"


def why_not_installed():
    """A sentence that says how to get JupyterLab, "" where it is installed."""
    if importlib.util.find_spec("jupyterlab"):
        return ""
    return "JupyterLab is not installed here. `pip install 'resnet-lessons[lab]'` adds it."


def _is_root():
    return hasattr(os, "geteuid") and os.geteuid() == 0


def main(arguments):
    """Becomes JupyterLab, or says why it cannot.

    Args:
        arguments: of the command: perhaps a folder, then options of JupyterLab.

    Returns:
        exit status, where JupyterLab was not started.
    """
    named = [] if not arguments or arguments[0].startswith("-") else [arguments[0]]
    options = arguments[len(named) :]
    if options[:1] in (["--help"], ["-h"]):
        print(_USAGE, end="")
        return 0
    if arguments[:1] and arguments[0].partition("=")[0] == "--settings":
        return _print_settings(arguments)
    folder = Path(named[0]).resolve() if named else find_notebooks()
    if problem := why_not_installed() or _problem_with(folder):
        print(problem, file=sys.stderr)
        return 2
    if _is_root():
        print(
            "You are root, as in a container: JupyterLab gets --allow-root, without which it would refuse.",
            flush=True,
        )
    start = command(folder, options)
    os.execve(start[0], start, environment())


def _print_settings(arguments):
    if len(arguments) != 1 or arguments[0] not in _PRINTED:
        known = " or ".join(f"`resnet-lessons lab {each}`" for each in _PRINTED)
        print(f"Settings are asked for with {known}, and nothing behind it.", file=sys.stderr)
        return 2
    print(_PRINTED[arguments[0]])
    return 0


def _problem_with(folder):
    if folder is None:
        return (
            "The lessons' notebooks are neither here nor in a folder nearby. Name their folder: "
            "`resnet-lessons lab FOLDER`."
        )
    return "" if folder.is_dir() else f"{folder} is no folder."
