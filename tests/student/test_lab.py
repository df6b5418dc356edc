"""`resnet-lessons lab`: where it finds the notebooks, how it starts JupyterLab, and what it says where
it cannot."""

import json
import os
import shutil
import sys
from pathlib import Path

import pytest

from resnet_lessons import cli
from resnet_lessons.student import lab, lab_trial

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"


@pytest.fixture
def bundle(tmp_path, monkeypatch):
    """A folder as a student unpacks it, with an environment in it; nothing else is found."""
    folder = tmp_path / "bundle"
    for name in ("notebooks", ".venv/bin", "elsewhere/deeper"):
        (folder / name).mkdir(parents=True)
    for name in ("00_start_here.ipynb", "03_block_layers.ipynb"):
        shutil.copy(NOTEBOOKS / name, folder / "notebooks")
    monkeypatch.setattr(sys, "prefix", str(folder / ".venv"))
    monkeypatch.setattr(lab, "__file__", str(tmp_path / "installed" / "a" / "b" / "lab.py"))
    return folder


@pytest.fixture
def started(monkeypatch):
    """[(program, arguments, variables)] of what took the place of this process."""
    calls = []
    monkeypatch.setattr(os, "execve", lambda *given: calls.append(given))
    return calls


@pytest.mark.parametrize("place", [".", "notebooks", "elsewhere/deeper"])
def test_notebooks_are_found_from_any_folder_of_the_bundle(bundle, place):
    assert lab.find_notebooks(bundle / place) == bundle / "notebooks"


def test_notebooks_are_found_beside_the_environment(bundle, tmp_path):
    assert lab.find_notebooks(tmp_path) == bundle / "notebooks"


def test_the_nearest_copy_is_taken(bundle, tmp_path):
    mine = tmp_path / "mine"
    mine.mkdir()
    shutil.copy(NOTEBOOKS / "02_block_structure.ipynb", mine)
    assert lab.find_notebooks(mine) == mine
    assert lab.first_chapter(mine) == "02_block_structure.ipynb"


def test_other_notebooks_are_not_taken_for_the_lessons(bundle, tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "prefix", str(tmp_path / "other" / ".venv"))
    other = tmp_path / "other" / "notebooks"
    other.mkdir(parents=True)
    (other / "00_my_thesis.ipynb").write_text("{}")
    assert lab.find_notebooks(tmp_path / "other") is None


@pytest.mark.parametrize(("user", "allowed"), [(0, True), (1000, False)])
def test_root_alone_is_allowed_to_be_root_and_is_told(
    bundle, monkeypatch, capsys, started, user, allowed
):
    monkeypatch.setattr(os, "geteuid", lambda: user)
    monkeypatch.chdir(bundle)
    cli.main(["lab"])
    ((_, arguments, _),) = started
    assert ("--allow-root" in arguments) == allowed
    assert ("You are root" in capsys.readouterr().out) == allowed


def test_the_first_chapter_is_opened_and_options_of_jupyterlab_win(bundle, monkeypatch, started):
    monkeypatch.chdir(bundle)
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", "/of/somebody")
    cli.main(["lab", "notebooks", "--no-browser", "--port", "8890"])
    ((program, arguments, variables),) = started
    assert program == sys.executable
    assert f"--ServerApp.root_dir={bundle / 'notebooks'}" in arguments
    assert "--LabApp.default_url=/lab/tree/00_start_here.ipynb" in arguments
    assert arguments[-3:] == ["--no-browser", "--port", "8890"]
    ours, of_log, theirs = variables["JUPYTER_CONFIG_PATH"].split(os.pathsep)
    assert theirs == "/of/somebody" and (Path(ours) / "labconfig" / "page_config.json").is_file()
    assert (Path(of_log) / "jupyter_server_config.json").is_file()


def test_what_cannot_be_opened_is_named(bundle, tmp_path, monkeypatch, capsys, started):
    monkeypatch.chdir(bundle)
    assert cli.main(["lab", "no/such"]) == 2
    assert f"{bundle / 'no' / 'such'} is no folder." in capsys.readouterr().err
    monkeypatch.setattr(sys, "prefix", str(tmp_path / "other" / ".venv"))
    monkeypatch.chdir(tmp_path)
    assert cli.main(["lab"]) == 2
    assert "resnet-lessons lab FOLDER" in capsys.readouterr().err
    assert started == []


def test_without_jupyterlab_the_extra_is_named(bundle, monkeypatch, capsys, started):
    monkeypatch.chdir(bundle)
    monkeypatch.setattr(lab.importlib.util, "find_spec", lambda name: None)
    assert cli.main(["lab"]) == 2
    assert "pip install 'resnet-lessons[lab]'" in capsys.readouterr().err
    assert started == []


def test_help_says_where_it_looks(capsys, started):
    assert cli.main(["lab", "--help"]) == 0
    assert "usage: resnet-lessons lab [FOLDER]" in capsys.readouterr().out
    assert started == []


def switched_off(folder):
    """(panels of JupyterLab, {extension of its server: whether it runs}) of a folder of settings."""
    panels = json.loads((folder / "labconfig" / "page_config.json").read_text())
    server = json.loads((folder / "jupyter_server_config.json").read_text())
    return panels["disabledExtensions"], server["ServerApp"]["jpserver_extensions"]


def test_settings_are_printed_for_a_hub(capsys, started):
    """A list of assignments alone is left of nbgrader's panels for a class that hands in through it."""
    folders = []
    for option in ("--settings", "--settings=exchange"):
        assert cli.main(["lab", option]) == 0
        folders.append(Path(capsys.readouterr().out.rstrip("\n")))
    (panels, server), (fewer, but_one) = map(switched_off, folders)
    assert panels["@jupyter/nbgrader"] and not any(server.values())
    assert {name for name, runs in but_one.items() if runs} == {
        "nbgrader.server_extensions.assignment_list"
    }
    assert server.keys() == but_one.keys()
    news = "@jupyterlab/apputils-extension:announcements"
    assert panels[news] and fewer[news]
    assert fewer.keys() - {news} == {
        f"@jupyter/nbgrader:{name}"
        for name in ("course-list", "create-assignment", "formgrader", "validate-assignment")
    }
    assert started == []


@pytest.mark.parametrize(
    "wrong", [["--settings=nbgrader"], ["--settings", "notebooks"], ["--settings", "--port=8890"]]
)
def test_settings_that_are_not_there_are_refused(wrong, capsys, started):
    assert cli.main(["lab", *wrong]) == 2
    assert "`resnet-lessons lab --settings=exchange`" in capsys.readouterr().err
    assert started == []


def test_the_command_is_named_as_it_can_be_typed(tmp_path, monkeypatch):
    scripts = tmp_path / ".venv" / "bin"
    scripts.mkdir(parents=True)
    monkeypatch.setattr(lab.sysconfig, "get_path", lambda name: str(scripts))
    monkeypatch.setattr(lab.shutil, "which", lambda name: None)
    monkeypatch.chdir(tmp_path)
    assert lab.as_typed() == f"{sys.executable} -m resnet_lessons.cli lab"
    (scripts / "resnet-lessons").touch()
    assert lab.as_typed() == ".venv/bin/resnet-lessons lab"
    monkeypatch.chdir(scripts)
    monkeypatch.setattr(lab.shutil, "which", lambda name: str(scripts / name))
    assert lab.as_typed() == "resnet-lessons lab"


@pytest.mark.process
def test_a_server_that_stops_is_quoted(bundle, monkeypatch):
    stops = [sys.executable, "-c", "raise SystemExit('the port is taken')"]
    monkeypatch.setattr(lab, "command", lambda folder, options: stops)
    with pytest.raises(lab_trial.DoesNotOpen, match="does not start: the port is taken") as caught:
        lab_trial.try_lab(bundle / "notebooks")
    assert f"`{lab.as_typed()} --no-browser`" in caught.value.remedy


@pytest.mark.process
def test_a_server_that_is_late_is_not_to_be_installed_again(bundle, monkeypatch):
    waits = [sys.executable, "-c", "print('loading', flush=True); import time; time.sleep(60)"]
    monkeypatch.setattr(lab, "command", lambda folder, options: waits)
    monkeypatch.setattr(lab_trial, "_SECONDS", 0.2)
    with pytest.raises(lab_trial.DoesNotOpen, match="did not answer within") as caught:
        lab_trial.try_lab(bundle / "notebooks")
    assert "busy or slow" in caught.value.remedy and "install" not in caught.value.remedy


def write_kernel(folder, monkeypatch, program):
    """Has Jupyter find a kernel of the usual name that runs a program of ours."""
    spec = folder / "data" / "kernels" / "python3"
    spec.mkdir(parents=True)
    words = [sys.executable, "-c", program, "-f", "{connection_file}"]
    described = {"argv": words, "display_name": "Other", "language": "python"}
    (spec / "kernel.json").write_text(json.dumps(described))
    monkeypatch.setenv("JUPYTER_PATH", str(folder / "data"))


@pytest.mark.kernel
def test_a_kernel_that_is_late_is_not_taken_for_one_of_another_environment(
    bundle, monkeypatch, tmp_path
):
    write_kernel(tmp_path, monkeypatch, "import time; time.sleep(60)")
    monkeypatch.setattr(lab_trial, "_SECONDS", 2)
    with pytest.raises(lab_trial.DoesNotOpen, match="did not start within") as caught:
        lab_trial.try_kernel(bundle / "notebooks")
    assert "busy or slow" in caught.value.remedy and "install" not in caught.value.remedy


@pytest.mark.kernel
def test_a_kernel_of_another_environment_is_recognised(bundle, monkeypatch, tmp_path):
    """Such a kernel runs well, and every notebook's first cell fails in it."""
    hidden = "import sys; sys.modules['resnet_lessons'] = None; "
    launch = hidden + "from ipykernel.kernelapp import launch_new_instance as run; run()"
    write_kernel(tmp_path, monkeypatch, launch)
    with pytest.raises(
        lab_trial.DoesNotOpen, match=r"not find the lessons \(ModuleNotFound"
    ) as caught:
        lab_trial.try_kernel(bundle / "notebooks")
    assert "ipykernel install --sys-prefix" in caught.value.remedy
