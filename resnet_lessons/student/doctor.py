"""What this machine has and lacks for the lessons, and what to do about each fault."""

import html
import importlib.metadata
import os
import platform
import sys
import tempfile
from dataclasses import dataclass, replace

from resnet_lessons.course import keys
from resnet_lessons.course.exercises import EXERCISES
from resnet_lessons.data import images as data
from resnet_lessons.display import Html, inline_code, table
from resnet_lessons.machine import device, graphics_card
from resnet_lessons.student import lab, lab_trial, passed_answers

_NEEDED = ("tensorflow", "keras", "numpy", "matplotlib", "jupyterlab", "ipywidgets")
# The same library, for the processor alone.
_OTHER_NAMES = {"tensorflow": ("tensorflow-cpu",)}
# A notebook may be shown by another program, or by one that is installed elsewhere.
_MAY_BE_ELSEWHERE = ("jupyterlab",)
_MARKS = {"ok": "✓", "note": "·", "fault": "✗"}
_REINSTALL = "Run `make setup` in the project's folder, or install resnet-lessons again."


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at.

    Args:
        name: what it is.
        state: "ok", "note" (the lessons work without it) or "fault".
        text: what was found.
        remedy: what to do, "" if nothing.
    """

    name: str
    state: str
    text: str
    remedy: str = ""


def examine(notebooks=None):
    """Looks at everything the lessons need, one `Finding` after the other.

    Args:
        notebooks: the notebooks' folder, beside which answers are kept; the current one, in which a
            kernel runs, if None.

    Yields:
        `Finding`s
    """
    yield _python()
    yield from map(_library, _NEEDED)
    yield _device()
    yield _images()
    yield _keys()
    yield _answers(notebooks)
    yield from _for_instructors()


def _python():
    version = platform.python_version()
    if (3, 11) <= sys.version_info < (3, 14):
        return Finding("Python", "ok", f"{version} on {platform.system()}")
    return Finding(
        "Python", "fault", version, "Install Python 3.11, 3.12 or 3.13, then `make setup`."
    )


def _library(name):
    for called in (name, *_OTHER_NAMES.get(name, ())):
        try:
            return Finding(name, "ok", importlib.metadata.version(called))
        except importlib.metadata.PackageNotFoundError:
            continue
    if name in _MAY_BE_ELSEWHERE:
        text = "not installed here, where notebooks may be shown by another program"
        return Finding(name, "note", text, lab.why_not_installed())
    return Finding(name, "fault", "not installed", _REINSTALL)


def _device():
    try:
        found = device.setup()
    except device.NoBackend as error:
        reason, _, remedy = str(error).partition(". ")
        return Finding("device", "fault", reason, remedy)
    except Exception as error:
        text = f"TensorFlow does not start: {type(error).__name__}: {str(error)[:200]}"
        return Finding("device", "fault", text, _REINSTALL)
    where = f"GPU, {found.card}" if found.kind == "GPU" else "CPU"
    if found.problem:
        without = "" if found.kind == "GPU" else "; the lessons work without a GPU"
        return Finding("device", "note", f"{where}: {found.problem}{without}", found.remedy)
    if found.kind == "GPU":
        return Finding("device", "ok", f"{where}; it trains in {found.precision}")
    if os.environ.get(device.CHOICE, "").strip().lower() == "cpu":
        return Finding("device", "ok", f"CPU, as {device.CHOICE} asks")
    if graphics_card.find().hidden:
        return Finding("device", "ok", f"CPU, as {graphics_card.HIDES} hides any graphics card")
    return Finding(
        "device", "ok", "CPU; a GPU makes training faster, but the lessons do not need one"
    )


def _images():
    try:
        images = data.fashion_mnist()
        height, width, _ = data.photograph().shape
    except Exception as error:
        return Finding("images", "fault", str(error), _REINSTALL)
    count = len(images.train_images) + len(images.test_images)
    text = f"{count:,} garments, a photograph of {height} × {width} pixels"
    return Finding("images", "ok", text)


def _keys():
    broken = [name for name in EXERCISES if not _has_key(name)]
    if broken:
        text = f"missing or damaged: {', '.join(broken)}"
        return Finding("answer keys", "fault", text, _REINSTALL)
    return Finding("answer keys", "ok", f"{len(EXERCISES)} exercises")


def _has_key(name):
    try:
        key = keys.public_key(name)
    except Exception:
        return False
    return len(key.expected) == len(EXERCISES[name].cases)


def _answers(notebooks):
    folder = passed_answers.answers_folder(notebooks)
    nearest = next(path for path in (folder, *folder.parents) if path.exists())
    try:
        with tempfile.TemporaryFile(dir=nearest):
            pass
    except OSError as error:
        text = f"{folder} cannot be written ({error.strerror})"
        remedy = "Start JupyterLab in a folder of your own; answers are kept beside the notebooks."
        return Finding("my_answers", "fault", text, remedy)
    count = len(passed_answers.kept_texts(notebooks))
    return Finding("my_answers", "ok", f"{count} passed, kept in {folder}")


def _lab(notebooks):
    """Whether JupyterLab shows the lessons, which is tried; None where it is not installed."""
    if lab.why_not_installed():
        return None
    if notebooks is None:
        text = "there are none of the lessons here or in a folder nearby"
        return Finding("notebooks", "note", text, f"Name their folder: `{lab.as_typed()} FOLDER`.")
    try:
        lab_trial.try_kernel(notebooks)
        lab_trial.try_lab(notebooks)
    except lab_trial.DoesNotOpen as error:
        return Finding("notebooks", "fault", str(error), error.remedy)
    return Finding(
        "notebooks", "ok", f"JupyterLab shows {notebooks}, and a kernel finds the lessons"
    )


def _for_instructors():
    """What the instructor's part adds; a student's installation names that part and lacks it."""
    for entry in importlib.metadata.entry_points(group="resnet_lessons.doctor"):
        try:
            yield entry.load()()
        except ImportError:
            yield Finding(entry.name, "note", "only for instructors, who grade in it")


@dataclass(frozen=True)
class Findings:
    """Everything that was looked at, as a notebook shows it.

    Attributes:
        found: `Finding` of each thing.
    """

    found: tuple[Finding, ...]

    @property
    def _verdict(self):
        faults = sum(finding.state == "fault" for finding in self.found)
        if faults:
            return f"Faults: {faults}. The line of each says what to do."
        return "All is well: everything the lessons need is here."

    def __repr__(self):
        return "\n".join([*map(_printed, self.found), self._verdict])

    def _repr_html_(self):
        return table(
            "findings",
            (),
            [(_MARKS[each.state], each.name, _told(each)) for each in self.found],
            align="rll",
            caption=self._verdict,
        )


def look_around():
    """What this machine has and lacks for the lessons, for a notebook.

    Returns:
        `Findings`
    """
    with device.quiet():
        found = tuple(examine())
    # Short, and the same on every machine.
    folder, name = str(passed_answers.answers_folder()), "my_answers/, beside the notebooks"
    return Findings(tuple(replace(each, text=each.text.replace(folder, name)) for each in found))


def _told(finding):
    remedy = f"<br>→ {inline_code(finding.remedy)}" if finding.remedy else ""
    return Html(html.escape(finding.text) + remedy)


def _printed(finding):
    remedy = f"\n{'':<14} → {finding.remedy}" if finding.remedy else ""
    return f"{_MARKS[finding.state]} {finding.name:<12} {finding.text}{remedy}"


def main():
    """Prints every finding, the last after trying to open the lessons; exit status 1 if there is a
    fault."""
    notebooks = lab.find_notebooks()
    faults = 0
    for finding in examine(notebooks):
        print(_printed(finding), flush=True)
        faults += finding.state == "fault"
    tried = _lab(notebooks)
    if tried is not None:
        print(_printed(tried))
        faults += tried.state == "fault"
    if faults:
        print(f"\nFaults: {faults}. The line of each says what to do.")
    elif tried is not None and tried.state == "ok":
        print(f"\nAll is well: `{lab.as_typed()}` opens the lessons.")
    else:
        print("\nAll is well: everything that the lessons compute with is here.")
    return 1 if faults else 0
