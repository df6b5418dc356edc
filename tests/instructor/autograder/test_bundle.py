"""The zip of an autograder: what it holds, for whom, and what is refused in words."""

import json
import re
import stat
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from resnet_lessons import cli
from resnet_lessons.course.exercises import exercises_of
from resnet_lessons.instructor.autograder import bundle
from resnet_lessons.instructor.autograder.bundled_settings import BundledSettings
from resnet_lessons.instructor.grading.intake.released import released_chapter

ROOT = Path(__file__).parents[3]
# Beside these, which each platform asks for, all lies below `grader/`.
TOPS = {
    "gradescope": set(),
    "prairielearn": {"Dockerfile", "question/info.json", "question/question.html"},
    "coursera": {"Dockerfile"},
}
# What the page on autograders has an instructor do with the zip.
NEXT = {
    "gradescope": "3 GB of memory or more",
    "prairielearn": "docker build -t resnet-lessons-autograder .",
    "coursera": "--grader-memory-limit 4096",
}
EVERYWHERE = {"setup.sh", "run_autograder", "autograder.json", "requirements.lock"}


def written(tmp_path, *arguments):
    """A zip that the command wrote, unpacked: its folder."""
    out = tmp_path / "OUT.zip"
    assert cli.main(["autograder", *arguments[:1], str(out), *arguments[1:]]) == 0
    folder = tmp_path / "unpacked"
    with zipfile.ZipFile(out) as archive:
        archive.extractall(folder)
    return folder


def names(folder):
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("platform", TOPS)
def test_it_holds_what_the_platform_asks_for_at_its_root(tmp_path, platform, capsys):
    folder = written(tmp_path, platform, "--chapters", "2")
    tops = {name for name in names(folder) if not name.startswith("grader/")}
    assert tops == EVERYWHERE | TOPS[platform]
    assert BundledSettings.read(folder / "autograder.json", TOPS) == BundledSettings(platform, (2,))
    points = sum(each.points for each in exercises_of([2]))
    told = capsys.readouterr().out
    assert f"{points} points" in told and "It holds the answers" in told
    assert NEXT[platform] in told.splitlines()[-1]


def test_the_page_on_autograders_says_the_same():
    page = (Path(__file__).parents[3] / "docs/how_to/autograders.md").read_text(encoding="utf-8")
    assert [words for words in NEXT.values() if words not in page] == []


def test_it_holds_the_grader_and_the_notebooks_that_were_handed_out(tmp_path):
    found = names(written(tmp_path, "gradescope", "--chapters", "2,3"))
    package = {name.removeprefix("grader/resnet_lessons/") for name in found}
    assert {
        "course/answers/model.py",
        "course/keys/regular_block.npz",
        "instructor/student.lock",
    } <= package
    assert not any("__pycache__" in name or "/recorded/" in name for name in found)
    notebooks = {name for name in found if name.endswith(".ipynb")}
    assert notebooks == {
        "grader/notebooks/02_block_structure.ipynb", "grader/notebooks/03_block_layers.ipynb"
    }  # fmt: skip


def test_notebooks_in_it_tell_what_the_committed_ones_tell(tmp_path):
    path = "notebooks/02_block_structure.ipynb"
    inside = json.loads((written(tmp_path, "coursera") / "grader" / path).read_text())
    committed = json.loads((ROOT / path).read_text())
    assert released_chapter("02_x", inside) == released_chapter("02_x", committed)
    assert all(not cell["outputs"] for cell in inside["cells"])


def test_without_chapters_all_count(tmp_path):
    settings = BundledSettings.read(written(tmp_path, "gradescope") / "autograder.json", TOPS)
    assert settings.chapters == (0, 1, 2, 3, 4, 5)


def test_programs_are_programs_and_two_zips_are_the_same(tmp_path):
    first, second = tmp_path / "1.zip", tmp_path / "2.zip"
    for out in (first, second):
        bundle.write(out, "gradescope", (2,))
    assert first.read_bytes() == second.read_bytes()
    with zipfile.ZipFile(first) as archive:
        modes = {each.filename: each.external_attr >> 16 for each in archive.infolist()}
    assert modes["setup.sh"] == modes["run_autograder"] == stat.S_IFREG | 0o755
    assert modes["autograder.json"] == stat.S_IFREG | 0o644


@pytest.mark.parametrize("name", ["setup.sh", "run_autograder"])
def test_programs_are_read_by_the_plainest_shell(name):
    path = bundle._FILES / name
    subprocess.run(["sh", "-n", path], check=True)
    assert path.read_text().startswith("#!/bin/sh\n")


def test_a_question_takes_the_notebooks_of_its_chapters(tmp_path):
    folder = written(tmp_path, "prairielearn", "--chapters", "2,3") / "question"
    info = json.loads((folder / "info.json").read_text())
    assert info["externalGradingOptions"]["timeout"] <= 600
    assert info["externalGradingOptions"]["entrypoint"] == "/opt/resnet-lessons/run_autograder"
    assert info["gradingMethod"] == "External" and info["type"] == "v3"
    page = (folder / "question.html").read_text()
    assert 'file-names="02_block_structure.ipynb,03_block_layers.ipynb"' in page
    assert "<pl-external-grader-results>" in page


def test_points_that_were_chosen_travel_with_it(tmp_path, capsys):
    chosen = tmp_path / "points.toml"
    chosen.write_text("[points]\nwarm_up = 7\n")
    folder = written(tmp_path, "gradescope", "--chapters", "0", "--points", str(chosen))
    assert (folder / "points.toml").read_text() == chosen.read_text()
    assert "7 points" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--chapters", "0"], "No points can be earned in chapter 0"),
        (["--points", "{}/wrong.toml"], "points of warm_up must be a number"),
        (["--points", "{}/none.toml"], "none.toml cannot be read: No such file"),
        (["--wheel", "{}/none.whl"], "The wheel .*none.whl cannot be read: No such file"),
        (["--wheel", "{}/wrong.toml"], "cannot be read: File is not a zip file"),
        (["--wheel", "{}/students.whl"], "no wheel of the lessons that holds this grader"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_written(tmp_path, capsys, arguments, told):
    (tmp_path / "wrong.toml").write_text("[points]\nwarm_up = 'many'\n")
    with zipfile.ZipFile(tmp_path / "students.whl", "w") as archive:
        archive.writestr("resnet_lessons/__init__.py", "")
    out = tmp_path / "OUT.zip"
    arguments = [each.format(tmp_path) for each in arguments]
    assert cli.main(["autograder", "gradescope", str(out), *arguments]) == 1
    said = capsys.readouterr().err
    assert not out.exists() and "Traceback" not in said
    assert re.search(told, said), said


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["moodle", "x.zip"], "choose from 'gradescope', 'prairielearn', 'coursera'"),
        (["coursera", "x.zip", "--chapters", "9"], "'9' is not a chapter with exercises"),
        (["coursera"], "the following arguments are required: OUT.zip"),
    ],
)
def test_a_wrong_word_is_answered_with_the_known_ones(arguments, told, capsys):
    with pytest.raises(SystemExit) as stopped:
        cli.main(["autograder", *arguments])
    assert stopped.value.code == 2
    said = capsys.readouterr().err
    # Later versions of Python leave the quotation marks out.
    assert told.replace("'", "") in said.replace("'", "")


def test_a_place_that_cannot_be_written_is_told(tmp_path, capsys):
    (tmp_path / "file").write_text("")
    assert cli.main(["autograder", "coursera", str(tmp_path / "file" / "x.zip")]) == 1
    assert "cannot be written" in capsys.readouterr().err


@pytest.mark.installs
def test_the_grader_of_a_wheel_is_that_of_the_wheel(tmp_path):
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    ours = names(written(tmp_path, "gradescope", "--wheel", str(wheel)))
    assert "grader/resnet_lessons/instructor/autograder/one_submission.py" in ours
    assert "grader/resnet_lessons/instructor/autograder/files/setup.sh" in ours
    assert "grader/resnet_lessons/course/keys/regular_block.npz" in ours
