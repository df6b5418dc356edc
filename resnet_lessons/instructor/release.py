"""Makes what a student is handed: notebooks and a wheel without answers, in one zip file.

It refuses to hand out a bundle that holds an answer, or one whose notebooks do not run in it.
"""

import hashlib
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import nbformat

from resnet_lessons.instructor import hidden_part, leaks
from resnet_lessons.instructor.answers import PACKAGE
from resnet_lessons.instructor.hosted_notebooks import WHEEL, with_beginning
from resnet_lessons.instructor.lock import STUDENT_LOCK
from resnet_lessons.instructor.notebook_sources import NoSuchChapter, sources_of
from resnet_lessons.instructor.notebooks import BuildError, build, execute
from resnet_lessons.instructor.points import points_beside
from resnet_lessons.instructor.stripping import strip_package

_README = """\
# ResNet lessons

With Python 3.11 to 3.13, in this folder:

    python3 -m venv .venv && .venv/bin/pip install -r requirements.lock
    .venv/bin/resnet-lessons lab

The first installs the lessons (about 2 GB, a few minutes), the second opens them. On Windows use WSL 2. Answers
that pass are kept in notebooks/my_answers, and `rl.hand_in()` writes the file to hand in. Something
wrong? `.venv/bin/resnet-lessons doctor`
"""
# The same for every run, so that two releases of one state are the same bytes.
_DATE = (1980, 1, 1, 0, 0, 0)


class ReleaseRefused(Exception):
    """The bundle would hold what no student gets, or does not run."""


def release(out, chapter=None, hosting=None, say=lambda sentence: None):
    """Writes a student bundle.

    Args:
        out: path of the zip file.
        chapter: hand out this chapter alone, with the answers of earlier chapters in the wheel;
            None hands out every chapter and no answer.
        hosting: `hosted_notebooks.Hosting` from which notebooks on machines of others install the wheel;
            None for notebooks that are opened where it is installed.
        say: is told, in a sentence each time, what takes minutes.

    Raises:
        ReleaseRefused: says what would leak or does not run. Nothing is written then.
        PointsError: says what is wrong with the points beside it.
    """
    points = points_beside(out)
    chosen = _chosen(chapter)
    _refuse_a_wheel_with_answers(hosting, chapter)
    with tempfile.TemporaryDirectory() as temporary:
        stripped = Path(temporary) / "stripped"
        bundle = Path(temporary) / "bundle"
        (bundle / "notebooks").mkdir(parents=True)
        strip_package(stripped, chapter or 0)
        _set_points(stripped, points)
        _add_project_files(stripped)
        wheel = _build_wheel(stripped, bundle)
        notebooks = {source: _built(source, points, hosting) for source in chosen}
        _write(notebooks, bundle)
        _refuse_leaks(bundle, chapter)
        # Takes minutes: after what can be refused at once.
        _run(notebooks, stripped, say)
        _write(notebooks, bundle)
        digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
        pinned = f"{STUDENT_LOCK.read_text()}./{wheel.name} --hash=sha256:{digest}\n"
        (bundle / "requirements.lock").write_text(pinned)
        (bundle / "README.md").write_text(_README)
        _refuse_leaks(bundle, chapter)
        _zip(bundle, Path(out))


def _built(source, points, hosting):
    notebook = build(source, points=points)
    return notebook if hosting is None else with_beginning(notebook, source.stem, hosting)


def _refuse_a_wheel_with_answers(hosting, chapter):
    """Where students are to install a wheel that lies here already, it is looked into as the bundle is."""
    wheel = hosting and Path(hosting.wheel)
    if not wheel or not wheel.is_file():
        return
    found = leaks.search(wheel.parent, hidden_part.of_chapter(chapter or 0), pattern=wheel.name)
    if found:
        raise ReleaseRefused(f"{wheel} holds what no student gets:\n" + "\n".join(found))


def _chosen(chapter):
    try:
        return sources_of(chapter)
    except NoSuchChapter as error:
        raise ReleaseRefused(str(error)) from None


def _set_points(folder, points):
    """The points that the instructor chose, in the exercises of a student's package."""
    for name, value in points.items():
        path = folder / PACKAGE.name / "course" / "exercises" / f"{name}.py"
        text, count = re.subn(r"(?m)^    points=\d+,$", f"    points={value},", path.read_text())
        if count != 1:
            raise ReleaseRefused(f"Not one line of {path.name} gives the points of {name}.")
        path.write_text(text)


def _add_project_files(folder):
    for file in ("pyproject.toml", "LICENSE"):
        shutil.copy(PACKAGE.parent / file, folder)
    (folder / "README.md").write_text(_README)


def _build_wheel(project, folder):
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder]
    result = subprocess.run(command, cwd=project, capture_output=True, text=True)
    if result.returncode:
        raise ReleaseRefused(f"The wheel cannot be built:\n{result.stderr[-2000:]}")
    wheel = next(folder.glob("*.whl"))
    if wheel.name != WHEEL:
        raise ReleaseRefused(
            f"The wheel is called {wheel.name}, and not {WHEEL}, as notebooks say."
        )
    return wheel


def _run(notebooks, stripped, say):
    """Runs the student edition with the stripped package in place of ours."""
    for number, (source, notebook) in enumerate(notebooks.items(), 1):
        say(f"Trying {source.stem} without the answers ({number} of {len(notebooks)}).")
        try:
            execute(notebook, python_path=stripped)
        except BuildError as error:
            message = f"{source.stem} does not run without the answers:\n{error}"
            raise ReleaseRefused(message) from None


def _write(notebooks, bundle):
    for source, notebook in notebooks.items():
        nbformat.write(notebook, bundle / "notebooks" / f"{source.stem}.ipynb")


def _refuse_leaks(bundle, chapter):
    found = leaks.search(bundle, hidden_part.of_chapter(chapter or 0))
    if found:
        raise ReleaseRefused("The bundle would hold what no student gets:\n" + "\n".join(found))


def _zip(bundle, out):
    """Packs the bundle, whole or not at all."""
    out.parent.mkdir(parents=True, exist_ok=True)
    partial = out.with_name(out.name + ".part")
    with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(path for path in bundle.rglob("*") if path.is_file()):
            name = Path("resnet-lessons") / path.relative_to(bundle)
            entry = zipfile.ZipInfo(str(name), _DATE)
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, path.read_bytes(), zipfile.ZIP_DEFLATED)
    partial.replace(out)


def release_nbgrader(out, chapter=None):
    """Writes nbgrader's source tree: `source/<chapter>/<chapter>.ipynb` and its settings.

    Args:
        out: the course's folder, which must not hold a `source/` yet.
        chapter: this chapter alone; None for all.

    Raises:
        ReleaseRefused: when the folder holds one, or there is no such chapter.
        PointsError: says what is wrong with the points in it or beside it.
    """
    points = points_beside(out)
    folder = Path(out) / "source"
    if folder.exists():
        raise ReleaseRefused(f"{folder} is there already; name another folder or remove it.")
    for source in _chosen(chapter):
        notebook = build(source, edition="nbgrader", points=points)
        nbformat.validate(notebook)
        (folder / source.stem).mkdir(parents=True)
        nbformat.write(notebook, folder / source.stem / f"{source.stem}.ipynb")
    (Path(out) / "nbgrader_config.py").write_text(_NBGRADER_CONFIG)


_NBGRADER_CONFIG = """\
import warnings

from nbconvert.preprocessors import CSSHTMLHeaderPreprocessor
from nbgrader.preprocessors import GetGrades
from resnet_lessons.instructor.grading.nbgrader_feedback import WithoutHiddenLines
from sqlalchemy.exc import SAWarning

# Of the order in which nbgrader fills its own gradebook; it says so for each submission.
warnings.filterwarnings("ignore", "Object of type <Submitted", SAWarning)

c = get_config()
c.CourseDirectory.course_id = "resnet-lessons"
c.ExecutePreprocessor.timeout = 120
# A kernel whose messages are not encrypted prints a warning for each submission.
c.KernelManager.transport_encryption = "auto"
c.ClearSolutions.code_stub = {"python": "raise NotImplementedError  # replace this line with your answer"}
# nbgrader's list without the last shows students the hidden lines of every check.
c.GenerateFeedback.preprocessors = [GetGrades, CSSHTMLHeaderPreprocessor, WithoutHiddenLines]
"""
