"""A copied, renamed or moved notebook finds its student's answers, or the student is told where they are."""

import json
import os
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

import resnet_lessons as rl
from resnet_lessons.machine import hosted
from resnet_lessons.student import answers_home, passed_answers, saved_networks, setting_up
from resnet_lessons.student.answer_text import Answer
from tests.support.saved_notebook import ANSWER


def warm_up(height, width, channels):
    return height // 2, width // 2, 2 * channels


@pytest.fixture(autouse=True)
def course(tmp_path, monkeypatch):
    """A student's course, with the notebooks' own folder of answers."""
    monkeypatch.delenv("RESNET_LESSONS_ANSWERS")
    monkeypatch.delenv("RESNET_LESSONS_NETWORKS", raising=False)
    monkeypatch.delenv("KAGGLE_KERNEL_RUN_TYPE", raising=False)
    monkeypatch.setattr(answers_home, "_taken_along", set())
    folder = tmp_path / "home" / "course"
    folder.mkdir(parents=True)
    monkeypatch.setattr(Path, "home", lambda: tmp_path / "home")
    work_in(monkeypatch, folder)
    assert passed_answers.keep(Answer("warm_up", warm_up)) == ""
    return folder


def work_in(monkeypatch, folder):
    """A fresh kernel in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    monkeypatch.chdir(folder)
    passed_answers._in_memory.clear()


def test_beside_the_notebook_nothing_is_said(course):
    assert answers_home.answers_folder() == course / "my_answers"
    assert answers_home.where_kept() == "" and rl.progress().passed == ("warm_up",)


def test_a_copy_further_down_finds_the_answers_above(course, monkeypatch):
    (course / "my_networks").mkdir()
    work_in(monkeypatch, course / "backups" / "old")
    assert rl.progress().passed == ("warm_up",)
    assert rl.progress().where == f"Your answers are kept in {course / 'my_answers'}."
    assert rl.progress().where in repr(rl.progress())
    assert saved_networks.networks_folder() == course / "my_networks"
    assert passed_answers.keep(Answer("warm_up", warm_up)) == "" and not Path("my_answers").exists()


def test_a_copy_elsewhere_is_told_and_takes_them_on_demand(course, monkeypatch, tmp_path):
    work_in(monkeypatch, tmp_path / "home" / "copied")
    assert rl.progress().passed == ()
    said = rl.progress().where
    assert said.startswith(
        f"No answer is kept beside this notebook yet, but 1 answer is kept in {course / 'my_answers'}."
    )
    call = f"rl.load_answers({str(course / 'my_answers')!r})"
    assert f"`{call}`" in said
    assert "`warm_up` came from" in eval(call, {"rl": rl}).text
    assert rl.progress().passed == ("warm_up",) and rl.progress().where == ""


def test_the_first_cell_says_it_too(capsys, monkeypatch, tmp_path):
    monkeypatch.setattr(setting_up.loading, "setup", lambda: "loading")
    assert rl.setup() == "loading" and capsys.readouterr().out == ""
    work_in(monkeypatch, tmp_path / "home" / "copied")
    assert rl.setup() == "loading"
    assert "No answer is kept beside this notebook yet" in capsys.readouterr().out


def test_the_newest_of_several_folders_is_told(course, monkeypatch, tmp_path):
    for name in ("second", "third"):
        work_in(monkeypatch, tmp_path / "home" / name)
        passed_answers.keep(Answer("warm_up", warm_up))
    (tmp_path / "home" / "third" / "my_answers" / "warm_up.py").unlink()
    work_in(monkeypatch, tmp_path / "home" / "fourth")
    assert answers_home.kept_elsewhere() == (tmp_path / "home" / "second" / "my_answers", 1)


def test_nobody_elses_folder_is_used(course, monkeypatch, tmp_path):
    """What lies there is run."""
    work_in(monkeypatch, course / "below")
    mine, real = os.getuid(), Path.stat

    def of_another(path, **options):
        facts = real(path, **options)
        return SimpleNamespace(st_uid=mine + 1, st_mode=facts.st_mode)

    monkeypatch.setattr(Path, "stat", of_another)
    assert answers_home.answers_folder() == course / "below" / "my_answers"
    assert answers_home.kept_elsewhere() is None


def test_above_the_home_and_further_up_nothing_is_looked_for(course, monkeypatch, tmp_path):
    (tmp_path / "my_answers").mkdir()
    work_in(monkeypatch, tmp_path / "home" / "other")
    assert answers_home.answers_folder() == tmp_path / "home" / "other" / "my_answers"
    work_in(monkeypatch, course / "a" / "b" / "c" / "d")
    assert answers_home.answers_folder() == Path.cwd() / "my_answers"


@pytest.mark.parametrize(
    "known", [b"", b"{", b"[" * 9_000, b"3", b'[3, null, "\\u0000", "gone"]', b"x" * 90_000]
)
def test_a_damaged_list_of_folders_is_no_list(known, monkeypatch, tmp_path):
    Path(os.environ["RESNET_LESSONS_KNOWN_FOLDERS"]).write_bytes(known)
    work_in(monkeypatch, tmp_path / "home" / "copied")
    assert rl.progress().where == ""
    answers_home.remember(Path("here"))
    assert json.loads(Path(os.environ["RESNET_LESSONS_KNOWN_FOLDERS"]).read_bytes())[0] == "here"


def test_where_the_list_cannot_be_written_an_answer_is_kept_all_the_same(course, monkeypatch):
    (course / "file").write_text("")
    monkeypatch.setenv("RESNET_LESSONS_KNOWN_FOLDERS", str(course / "file" / "list.json"))
    assert passed_answers.keep(Answer("warm_up", warm_up)) == ""


def test_the_list_lies_with_the_users_own_data(course, monkeypatch, tmp_path):
    monkeypatch.delenv("RESNET_LESSONS_KNOWN_FOLDERS")
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "data"))
    answers_home.remember(course / "my_answers")
    (path,) = (tmp_path / "data").rglob("*.json")
    assert json.loads(path.read_text()) == [str(course / "my_answers")]


# Machines that are lost ---------------------------------------------------------------------------


@pytest.fixture
def colab(monkeypatch, tmp_path):
    output = ModuleType("google.colab.output")
    output.calls = []
    output.enable_custom_widget_manager = lambda: output.calls.append(1)
    monkeypatch.setitem(sys.modules, "google.colab", ModuleType("google.colab"))
    monkeypatch.setitem(sys.modules, "google.colab.output", output)
    monkeypatch.setattr(hosted, "_DRIVE", tmp_path / "MyDrive")
    return output


def test_on_colab_the_first_cell_says_that_the_machine_is_lost(colab, capsys, monkeypatch):
    monkeypatch.setattr(setting_up.loading, "setup", lambda: "loading")
    rl.setup()
    said = capsys.readouterr().out
    assert "This machine of Colab is lost when you leave it" in said
    assert "`rl.save_answers()`" in said and 'drive.mount("/content/drive")' in said
    assert colab.calls == [1]


def test_a_drive_that_is_mounted_is_the_home_and_takes_along_what_passed(
    colab, course, monkeypatch, tmp_path
):
    kept = tmp_path / "MyDrive" / "resnet_lessons" / "my_answers"
    assert rl.progress().passed == ("warm_up",)
    (tmp_path / "MyDrive").mkdir()
    assert rl.progress().passed == ("warm_up",)
    assert rl.progress().where == f"Answers that pass are kept in your Google Drive: {kept}."
    assert "def warm_up" in (kept / "warm_up.py").read_text()
    assert saved_networks.networks_folder() == kept.parent / "my_networks"
    # In a new session the machine is another one, and Drive's answers stay as they are.
    (kept / "warm_up.py").write_text(ANSWER)
    work_in(monkeypatch, tmp_path / "content")
    monkeypatch.setattr(answers_home, "_taken_along", set())
    assert rl.progress().passed == ("warm_up",)
    assert (kept / "warm_up.py").read_text() == ANSWER


def test_kaggle_is_known_by_its_own_sign(colab, monkeypatch):
    monkeypatch.setenv("KAGGLE_KERNEL_RUN_TYPE", "Interactive")
    assert hosted.place() == hosted.KAGGLE
    assert "This machine of Kaggle is lost" in answers_home.where_kept()
    assert "drive" not in answers_home.where_kept()
    assert hosted.notebook_on_screen() is None and hosted.uploaded(".json") is None
    assert not hosted.offer_download("x")


@pytest.fixture(scope="module")
def list_of_a_whole_file():
    return answers_home._list_of_known()


def test_no_test_writes_into_the_list_of_who_runs_it(list_of_a_whole_file, monkeypatch):
    ours = answers_home._list_of_known()
    monkeypatch.delenv("RESNET_LESSONS_KNOWN_FOLDERS")
    assert answers_home._list_of_known() not in (list_of_a_whole_file, ours)
