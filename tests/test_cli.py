"""The command line: each command runs, and a wrong word is answered, not raised."""

import importlib.metadata
import sys

import pytest

from resnet_lessons import cli


@pytest.mark.kernel
def test_doctor_runs(capsys):
    assert cli.main(["doctor"]) == 0
    assert "All is well" in capsys.readouterr().out


def test_an_unknown_command_is_answered_with_the_known_ones(capsys):
    with pytest.raises(SystemExit) as stopped:
        cli.main(["grill"])
    assert stopped.value.code == 2
    assert "doctor" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("command", "extra", "package"),
    [
        (["build"], "authoring", "jupytext"),
        (["site"], "authoring", "latex2mathml"),
        (["release", "out.zip"], "authoring", "nbclient"),
        (["new-exercise", "plus_one"], "authoring", "mistune"),
        (["grade", "submissions"], "grading", "nbgrader"),
        (["merge", "shard", "--out", "report"], "grading", "sqlalchemy"),
        (["verify"], "grading", "pyyaml"),
    ],
)
def test_a_command_whose_extra_is_not_installed_names_it(
    monkeypatch, capsys, command, extra, package
):
    asked = ["numpy>=2", f"{package}>=1; extra == '{extra}'", 'axe>=1; extra == "dev"']
    real = importlib.metadata.distribution

    def distribution(name):
        if name == package:
            raise importlib.metadata.PackageNotFoundError(name)
        return real(name)

    monkeypatch.setattr(importlib.metadata, "requires", lambda name: asked)
    monkeypatch.setattr(importlib.metadata, "distribution", distribution)
    assert cli.main(command) == 2
    said = capsys.readouterr().err
    assert f"needs {package}.\n" in said and f"pip install 'resnet-lessons[{extra}]'" in said


def test_without_the_instructors_part_a_students_command_says_whose_it_is(monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "resnet_lessons.instructor", None)
    assert cli.main(["grade", "submissions"]) == 2
    assert "for authors and instructors and needs resnet_lessons.instr" in capsys.readouterr().err


@pytest.mark.grades
def test_verify_of_one_exercise(capsys):
    assert cli.main(["verify", "warm_up"]) == 0
    assert "warm_up" in capsys.readouterr().out


def test_marks_of_no_report_are_refused_in_a_sentence(tmp_path, capsys):
    assert cli.main(["marks", "gradescope", str(tmp_path)]) == 1
    said = capsys.readouterr().err
    assert said.startswith(f"{tmp_path} holds no finished report.") and said.count("\n") == 1
    for wrong in (["marks"], ["marks", "fax", str(tmp_path)], ["marks", "canvas", str(tmp_path)]):
        with pytest.raises(SystemExit) as stopped:
            cli.main(wrong)
        assert stopped.value.code == 2
