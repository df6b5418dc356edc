"""Writes the zip from which a platform, or Docker, makes the image of an autograder."""

import io
import json
import shutil
import tempfile
import uuid
import zipfile
from pathlib import Path

from resnet_lessons.course.exercises import EXERCISES
from resnet_lessons.instructor.answers import PACKAGE
from resnet_lessons.instructor.autograder.bundled_settings import NAME, BundledSettings
from resnet_lessons.instructor.grading.intake.released import NOTEBOOKS
from resnet_lessons.instructor.grading.marks import assembly
from resnet_lessons.instructor.points import NAME as POINTS
from resnet_lessons.instructor.points import points_in

_FILES = Path(__file__).with_name("files")
_LOCK = Path("instructor", "student.lock")
# What only figures need; the grader draws none.
_NOT_NEEDED = ("__pycache__", "assets", "networks", "recorded")
# The same for every run, so that two zips of one state are the same bytes.
_DATE = (1980, 1, 1, 0, 0, 0)
_PROGRAMS = ("setup.sh", "run_autograder")
_SECONDS_OF_PRAIRIELEARN = 600


class BundleRefused(Exception):
    """No autograder can be made of what was given; says why and what to do."""


def write(out, platform, chapters=(), points=None, wheel=None):
    """Writes an autograder.

    Args:
        out: path of the zip.
        platform: a name of `PLATFORMS`.
        chapters: numbers of those that count; empty for all that ask something.
        points: path of a file of points, or None for those of the lessons.
        wheel: path of a wheel of the lessons with the instructor's part, whose grader is packed; None for
            the one that runs.

    Returns:
        float: the points that a submission can earn

    Raises:
        BundleRefused, PointsError: say what is wrong. Nothing is written then.
    """
    chosen = points_in(Path(points)) if points else {}
    chapters = tuple(sorted(chapters)) or tuple(sorted({one.chapter for one in EXERCISES.values()}))
    most = sum(each.points for each in assembly.exercises(chapters, chosen))
    if not most:
        raise BundleRefused(
            f"No points can be earned in {assembly.in_words(chapters)}, so no platform could show a mark. "
            "Name other chapters, or give points to their exercises with --points."
        )
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        (folder / "grader").mkdir()
        _add_package(folder / "grader", wheel)
        _add_notebooks(folder / "grader" / NOTEBOOKS.name, chapters)
        shutil.copy(folder / "grader" / PACKAGE.name / _LOCK, folder / "requirements.lock")
        BundledSettings(platform, chapters).write(folder / NAME)
        if points:
            shutil.copy(points, folder / POINTS)
        for name in _PROGRAMS:
            shutil.copy(_FILES / name, folder)
        if platform != "gradescope":
            shutil.copy(_FILES / "Dockerfile", folder)
        if platform == "prairielearn":
            _add_question(folder / "question", chapters)
        _zip(folder, Path(out))
    return most


def _add_package(folder, wheel):
    if wheel is None:
        ignored = shutil.ignore_patterns(*_NOT_NEEDED)
        shutil.copytree(PACKAGE, folder / PACKAGE.name, ignore=ignored)
        return
    try:
        with zipfile.ZipFile(wheel) as archive:
            names = [name for name in archive.namelist() if name.startswith(f"{PACKAGE.name}/")]
            archive.extractall(folder, names)
    except (OSError, zipfile.BadZipFile) as error:
        reason = getattr(error, "strerror", None) or error
        raise BundleRefused(f"The wheel {wheel} cannot be read: {reason}.") from None
    if not (folder / PACKAGE.name / "instructor" / "autograder").is_dir():
        raise BundleRefused(
            f"{wheel} is no wheel of the lessons that holds this grader. Students' wheels do not hold "
            "it: build one in a clone with `python -m hatchling build -t wheel`."
        )


def _add_notebooks(folder, chapters):
    """The notebooks as they were handed out, without what they show: what was given is known by them."""
    folder.mkdir()
    for path in _notebooks(chapters):
        notebook = json.loads(path.read_text(encoding="utf-8"))
        notebook["cells"] = [
            {**cell, "outputs": [], "execution_count": None}
            for cell in notebook["cells"]
            if cell["cell_type"] == "code"
        ]
        (folder / path.name).write_text(json.dumps(notebook), encoding="utf-8")


def _notebooks(chapters):
    return [
        path
        for path in sorted(NOTEBOOKS.glob("[0-9][0-9]_*.ipynb"))
        if int(path.name[:2]) in chapters
    ]


def _add_question(folder, chapters):
    """A question of PrairieLearn's that takes the notebooks."""
    folder.mkdir()
    name = f"Residual networks, {assembly.in_words(chapters)}"
    info = {
        "uuid": str(uuid.uuid5(uuid.NAMESPACE_OID, name)),
        "title": name,
        "topic": "Residual networks",
        "type": "v3",
        "gradingMethod": "External",
        "externalGradingOptions": {
            "enabled": True,
            "image": "resnet-lessons-autograder",
            "entrypoint": "/opt/resnet-lessons/run_autograder",
            "timeout": _SECONDS_OF_PRAIRIELEARN,
        },
    }
    (folder / "info.json").write_text(json.dumps(info, indent=2) + "\n", encoding="utf-8")
    names = ",".join(path.name for path in _notebooks(chapters)) or "notebook.ipynb"
    page = (_FILES / "question.html").read_text(encoding="utf-8")
    (folder / "question.html").write_text(page.replace("FILE_NAMES", names), encoding="utf-8")


def _zip(folder, out):
    """Packs a folder whole or not at all; programs stay programs."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            entry = zipfile.ZipInfo(path.relative_to(folder).as_posix(), _DATE)
            entry.external_attr = (0o100755 if path.name in _PROGRAMS else 0o100644) << 16
            archive.writestr(entry, path.read_bytes(), zipfile.ZIP_DEFLATED)
    out.parent.mkdir(parents=True, exist_ok=True)
    partial = out.with_name(out.name + ".part")
    partial.write_bytes(packed.getvalue())
    partial.replace(out)
