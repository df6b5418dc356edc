"""The student bundle: whole, without answers, and running on its own."""

import json
import os
import re
import subprocess
import sys
import venv
import zipfile

import nbformat
import pytest

from resnet_lessons import cli
from resnet_lessons.course.exercises import EXERCISES, exercises_of
from resnet_lessons.instructor import hidden_part, release, stripping
from resnet_lessons.instructor.leaks import search
from tests.instructor.nbgrader_support import nbgrader
from tests.notebooks.support import code_cells, run_nbval, verdicts
from tests.support.soak import IS_SOAK, only_in_soak

# The last one with exercises: its answers use those of all others.
CHAPTER = 5


@pytest.fixture(scope="module")
def chapters():
    """Sources of the chapters that are handed out: all of them in the soak, one in CI."""
    sources_of = release.sources_of
    with pytest.MonkeyPatch.context() as patch:
        some = sources_of() if IS_SOAK else sources_of(CHAPTER)
        patch.setattr(
            release,
            "sources_of",
            lambda chapter=None: sources_of(chapter) if chapter else some,
        )
        yield release.sources_of()


@pytest.fixture(scope="module")
def bundle(chapters, tmp_path_factory):
    folder = tmp_path_factory.mktemp("release")
    (folder / "points.toml").write_text("[points]\ngradient_norms = 7.5\n")
    release.release(folder / "bundle.zip")
    with zipfile.ZipFile(folder / "bundle.zip") as archive:
        archive.extractall(folder)
    return folder / "resnet-lessons"


@pytest.mark.installs
def test_it_holds_every_chapter_and_a_wheel(bundle, chapters):
    names = {path.name for path in (bundle / "notebooks").iterdir()}
    assert names == {f"{source.stem}.ipynb" for source in chapters}
    assert {path.suffix for path in bundle.iterdir() if path.is_file()} == {".md", ".lock", ".whl"}


@pytest.mark.installs
def test_it_holds_no_answer_and_no_instructors_part(bundle):
    assert search(bundle, hidden_part.of_chapter()) == []
    with zipfile.ZipFile(next(bundle.glob("*.whl"))) as wheel:
        names = wheel.namelist()
        model = wheel.read("resnet_lessons/course/answers/model.py").decode()
    unwanted = ("instructor", "student_answers", ".pyc")
    assert not [name for name in names if any(part in name for part in unwanted)]
    assert "BEGIN SOLUTION" not in model
    assert model.count("raise NotImplementedError") >= 6
    assert {f"resnet_lessons/course/keys/{name}.npz" for name in EXERCISES} <= set(names)
    assert "resnet_lessons/data/assets/fashion_mnist.npz" in names


@pytest.mark.installs
def test_points_beside_it_are_in_its_notebooks_and_its_wheel(bundle):
    notebook = nbformat.read(next((bundle / "notebooks").glob("05_*.ipynb")), as_version=4)
    points = {
        cell.metadata.nbgrader.grade_id: cell.metadata.nbgrader.points
        for cell in notebook.cells
        if cell.metadata.get("nbgrader", {}).get("grade")
    }
    usual = {f"{each.id}_check": each.points for each in exercises_of([CHAPTER])}
    assert points == usual | {"gradient_norms_check": 7.5}
    assert sum("· 7.5 points" in cell.source for cell in notebook.cells) == 1
    with zipfile.ZipFile(next(bundle.glob("*.whl"))) as wheel:
        text = wheel.read("resnet_lessons/course/exercises/gradient_norms.py").decode()
    assert "    points=7.5,\n" in text


@pytest.mark.installs
def test_its_lock_pins_the_wheel_and_no_address(bundle):
    lock = (bundle / "requirements.lock").read_text()
    assert re.search(r"^\./resnet_lessons-\S+\.whl --hash=sha256:[0-9a-f]{64}$", lock, re.M)
    assert not re.search(r"https?:", lock)
    assert not re.search(r"^(nbgrader|playwright|nbval)==", lock, re.M)


@pytest.mark.installs
def test_its_notebooks_validate_with_its_own_package(bundle, tmp_path):
    with zipfile.ZipFile(next(bundle.glob("*.whl"))) as wheel:
        wheel.extractall(tmp_path / "wheel")
    paths = sorted((bundle / "notebooks").glob("*.ipynb"))
    status, passed, output = run_nbval(paths, tmp_path / "run", python_path=tmp_path / "wheel")
    assert status == 0, output
    assert passed == sum(len(code_cells(nbformat.read(path, as_version=4))) for path in paths)


@pytest.mark.installs
def test_its_wheel_installs_and_refuses_an_instructors_commands(bundle, tmp_path):
    """The short form of the next test: the libraries are those of this environment."""
    venv.create(tmp_path / ".venv", with_pip=True)
    python = tmp_path / ".venv" / "bin" / "python"
    pip = [python, "-m", "pip", "install", "--quiet", "--no-deps", next(bundle.glob("*.whl"))]
    subprocess.run(pip, check=True, timeout=300)
    assert_installed(python, tmp_path)


def assert_installed(python, folder):
    where = [python, "-c", "import resnet_lessons as rl; print(rl.__file__)"]
    found = subprocess.run(where, cwd=folder, capture_output=True, text=True, check=True).stdout
    assert str(folder) in found
    for command in ("build", "grade", "verify"):
        refused = subprocess.run(
            [python.parent / "resnet-lessons", command], capture_output=True, text=True
        )
        assert refused.returncode == 2
        assert "for authors and instructors" in refused.stderr


@pytest.mark.installs
@only_in_soak
def test_it_installs_alone_and_runs_unsolved(bundle, tmp_path):
    """As its README says: two commands, in an environment that knows nothing of this one."""
    venv.create(tmp_path / ".venv", with_pip=True)
    bin_folder = tmp_path / ".venv" / "bin"
    pip = [bin_folder / "python", "-m", "pip", "install", "--quiet", "-r", "requirements.lock"]
    subprocess.run(pip, cwd=bundle, check=True, timeout=900)
    assert_installed(bin_folder / "python", tmp_path)
    for path in sorted((bundle / "notebooks").glob("*.ipynb")):
        run = [bin_folder / "jupyter", "execute", "--inplace", path]
        subprocess.run(run, cwd=bundle, check=True, timeout=300, capture_output=True)
        told = verdicts(nbformat.read(path, as_version=4))
        # The last chapter asks no exercise.
        asked = exercises_of([int(path.stem[:2])])
        assert told == {f"{each.id}_check": "not started" for each in asked}


@pytest.mark.installs
def test_answers_of_earlier_chapters_are_given(tmp_path):
    release.strip_package(tmp_path, chapter=3)
    model = (tmp_path / "resnet_lessons" / "course/answers/model.py").read_text()
    assert "return conv2 + shortcut" in model
    assert "for block_index in range(1, num_blocks)" not in model


@pytest.mark.installs
def test_points_that_an_instructor_chose_reach_the_students_package(tmp_path):
    points = {name: number + 0.5 for number, name in enumerate(EXERCISES)}
    points["lesion"] = 0
    release.strip_package(tmp_path)
    release._set_points(tmp_path, points)
    ask = "import json\nfrom resnet_lessons.course.exercises import EXERCISES as all\n"
    ask += "print(json.dumps({name: one.points for name, one in all.items()}))"
    found = subprocess.run(
        [sys.executable, "-c", ask],
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(found.stdout) == points


def test_wrong_points_are_refused_before_anything_is_made(tmp_path, capsys):
    (tmp_path / "points.toml").write_text("[points]\nregular_block = 'four'\n")
    for options in ([], ["--nbgrader"]):
        assert cli.main(["release", str(tmp_path / "course"), *options]) == 1
        told = capsys.readouterr().err
        assert "line 2 (regular_block = 'four'): The points of regular_block must be" in told
    assert [path.name for path in tmp_path.iterdir()] == ["points.toml"]


def test_the_command_says_for_whom_it_wrote_and_what_comes_next(tmp_path, monkeypatch, capsys):
    for name in ("release", "release_nbgrader"):
        monkeypatch.setattr(release, name, lambda *given, **chosen: None)
    out = str(tmp_path / "course{0}")
    assert cli.main(["release", out]) == 0
    told = capsys.readouterr().out
    assert told.startswith(f"wrote {out}\nIt holds no answers: give it to your students.")
    assert cli.main(["release", out, "--nbgrader"]) == 0
    told = capsys.readouterr().out
    assert "It holds the answers" in told and "no answers" not in told
    assert f"Next, in {out}: nbgrader generate_assignment NAME --create" in told


def test_an_unknown_chapter_is_refused(tmp_path, capsys):
    assert cli.main(["release", str(tmp_path / "bundle.zip"), "--chapter", "9"]) == 1
    assert "no chapter 9" in capsys.readouterr().err
    assert cli.main(["release", str(tmp_path), "--nbgrader", "--chapter", "9"]) == 1
    assert "There is no chapter 9; the chapters are 0, 1, 2" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.installs
def test_a_leak_is_refused_and_nothing_written(tmp_path, monkeypatch):
    monkeypatch.setattr(stripping, "with_holes", lambda text, keep=(): text)
    out = tmp_path / "bundle.zip"
    with pytest.raises(release.ReleaseRefused, match="would hold what no student gets"):
        release.release(out)
    assert not out.exists()


@pytest.mark.installs
def test_a_chapter_that_does_not_run_without_the_answers_is_refused(tmp_path, monkeypatch):
    source = tmp_path / "02_needs_answers.py"
    source.write_text(
        "# %%\nfrom resnet_lessons.course.answers.counting import warm_up\nwarm_up(8, 8, 4)\n"
    )
    monkeypatch.setattr(release, "sources_of", lambda chapter: [source])
    said = []
    with pytest.raises(release.ReleaseRefused, match="does not run without the answers"):
        release.release(tmp_path / "bundle.zip", say=said.append)
    # Each chapter takes a while, so the command tells which one it is at.
    assert said == ["Trying 02_needs_answers without the answers (1 of 1)."]


# In CI `test_nbgrader.py` hands out and grades one chapter.
@only_in_soak
def test_stock_nbgrader_accepts_the_source_tree(chapters, tmp_path):
    release.release_nbgrader(tmp_path)
    assignments = sorted(path.name for path in (tmp_path / "source").iterdir())
    assert assignments == [source.stem for source in chapters]
    for name in assignments:
        nbgrader("generate_assignment", name, "--create", cwd=tmp_path)
        student = tmp_path / "release" / name / f"{name}.ipynb"
        text = student.read_text()
        assert "BEGIN SOLUTION" not in text
        assert "HIDDEN TESTS" not in text
        assert search(student.parent, hidden_part.of_chapter()) == []
    whole = assignments[-1]
    validated = nbgrader("validate", f"source/{whole}/{whole}.ipynb", cwd=tmp_path)
    assert "Success" in validated.stdout, validated.stdout + validated.stderr


@pytest.mark.installs
def test_an_nbgrader_tree_is_not_overwritten(tmp_path):
    (tmp_path / "source").mkdir()
    with pytest.raises(release.ReleaseRefused, match="there already"):
        release.release_nbgrader(tmp_path)
