"""The command line: each command runs, and a wrong word is answered, not raised."""

import builtins

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


def test_without_the_authors_libraries_it_says_how_to_get_them(monkeypatch, capsys):
    real = builtins.__import__

    def without_jupytext(name, *arguments, **named):
        if name == "jupytext":
            raise ImportError("no jupytext", name="jupytext")
        return real(name, *arguments, **named)

    monkeypatch.setattr(builtins, "__import__", without_jupytext)
    assert cli.main(["build"]) == 2
    assert "needs jupytext" in capsys.readouterr().err


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
