"""The doctor finds a healthy machine healthy, and says what to do about each fault."""

import sys
from pathlib import Path

import numpy as np
import pytest

from resnet_lessons.course import keys
from resnet_lessons.data import images
from resnet_lessons.instructor.sandbox import box
from resnet_lessons.machine import device, graphics_card
from resnet_lessons.machine.device import Device
from resnet_lessons.machine.graphics_card import Card, Found
from resnet_lessons.student import doctor, lab, lab_trial


@pytest.fixture
def tried(monkeypatch):
    """[what was tried], in a moment: JupyterLab and kernel are taken for good."""
    calls = []
    monkeypatch.setattr(lab_trial, "try_lab", lambda folder: calls.append(("lab", folder)))
    monkeypatch.setattr(lab_trial, "try_kernel", lambda folder: calls.append(("kernel", folder)))
    return calls


def findings():
    return {finding.name: finding for finding in doctor.examine()}


@pytest.mark.kernel
def test_a_healthy_machine(capsys):
    assert doctor.main() == 0
    printed = capsys.readouterr().out
    assert f"All is well: `{lab.as_typed()}` opens the lessons." in printed
    names = ("Python", "tensorflow", "device", "images", "answer keys", "my_answers", "notebooks")
    for name in names:
        assert f"✓ {name}" in printed


def test_what_is_promised_was_tried(tried, monkeypatch, tmp_path, capsys):
    monkeypatch.chdir(tmp_path)
    assert doctor.main() == 0
    assert tried == [(what, lab.find_notebooks()) for what in ("kernel", "lab")]
    assert "opens the lessons" in capsys.readouterr().out

    def fails(folder):
        raise lab_trial.DoesNotOpen("the kernel does not find the lessons.", "Give it one.")

    monkeypatch.setattr(lab_trial, "try_kernel", fails)
    assert doctor.main() == 1
    printed = capsys.readouterr().out
    assert "✗ notebooks    the kernel does not find the lessons." in printed
    assert "→ Give it one." in printed
    assert "Faults: 1." in printed and "opens the lessons" not in printed


def test_nothing_is_promised_where_there_are_no_notebooks(tried, monkeypatch, capsys):
    monkeypatch.setattr(lab, "find_notebooks", lambda: None)
    assert doctor.main() == 0
    printed = capsys.readouterr().out
    assert "· notebooks" in printed and "lab FOLDER`" in printed
    assert tried == [] and "opens the lessons" not in printed


def test_where_another_program_shows_notebooks_jupyterlab_is_not_missed(monkeypatch, tried, capsys):
    monkeypatch.setattr(doctor, "_NEEDED", ("no-such-lab",))
    monkeypatch.setattr(doctor, "_MAY_BE_ELSEWHERE", ("no-such-lab",))
    monkeypatch.setattr(lab.importlib.util, "find_spec", lambda name: None)
    assert doctor.main() == 0
    printed = capsys.readouterr().out
    assert "· no-such-lab" in printed and "resnet-lessons[lab]" in printed
    assert tried == [] and "opens the lessons" not in printed


@pytest.mark.parametrize("place", [".", "notebooks", "elsewhere"])
def test_kept_answers_are_counted_where_notebooks_keep_them(tmp_path, monkeypatch, place):
    monkeypatch.delenv("RESNET_LESSONS_ANSWERS")
    kept = tmp_path / "notebooks" / "my_answers" / "warm_up.py"
    kept.parent.mkdir(parents=True)
    kept.write_text("def warm_up(height, width, channels):\n    return 1\n")
    (tmp_path / "notebooks" / "00_start_here.ipynb").write_text("{}")
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / place)
    found = {each.name: each for each in doctor.examine(lab.find_notebooks())}
    assert found["my_answers"].text == f"1 passed, kept in {kept.parent}"
    assert not (Path.cwd() / "my_answers").exists() or place == "notebooks"


def test_a_missing_library_is_a_fault_with_a_remedy(monkeypatch):
    monkeypatch.setattr(doctor, "_NEEDED", ("no-such-library",))
    found = findings()["no-such-library"]
    assert (found.state, found.text) == ("fault", "not installed")
    assert "make setup" in found.remedy


def test_tensorflow_for_the_processor_alone_is_tensorflow(monkeypatch):
    monkeypatch.setattr(doctor, "_NEEDED", ("no-such-library",))
    monkeypatch.setattr(doctor, "_OTHER_NAMES", {"no-such-library": ("numpy",)})
    assert findings()["no-such-library"].text == np.__version__


def test_a_damaged_key_is_named(monkeypatch, capsys, tried):
    def damaged(name):
        raise OSError("damaged")

    monkeypatch.setattr(keys, "public_key", damaged)
    assert "regular_block" in findings()["answer keys"].text
    assert doctor.main() == 1
    assert "Faults: 1." in capsys.readouterr().out


def test_missing_images_and_a_broken_tensorflow_are_faults(monkeypatch):
    def broken():
        raise RuntimeError("it is not there")

    monkeypatch.setattr(images, "fashion_mnist", broken)
    monkeypatch.setattr(device, "setup", broken)
    assert findings()["images"].state == "fault"
    assert "does not start" in findings()["device"].text


def test_a_folder_that_cannot_be_written_is_a_fault(monkeypatch):
    monkeypatch.setenv("RESNET_LESSONS_ANSWERS", "/proc/nowhere/my_answers")
    assert findings()["my_answers"].state == "fault"


def test_without_a_sandbox_the_lessons_still_work(monkeypatch):
    monkeypatch.setattr(box, "why_no_sandbox", lambda: "bubblewrap is not installed")
    found = findings()["sandbox"]
    assert found.state == "note"
    assert "bubblewrap" in found.remedy


def test_an_installation_without_the_instructors_part_says_so(monkeypatch):
    monkeypatch.setitem(sys.modules, "resnet_lessons.instructor.sandbox.finding", None)
    found = findings()["sandbox"]
    assert (found.state, found.remedy) == ("note", "")
    assert "only for instructors" in found.text


CARD = Card("a card", 16384, 300, (8, 6), "550.54")


def test_a_gpu_is_named_with_all_that_is_known(monkeypatch):
    found = Device("GPU", CARD, "Keras", precision="mixed_bfloat16")
    monkeypatch.setattr(device, "setup", lambda: found)
    finding = findings()["device"]
    assert (finding.state, finding.remedy) == ("ok", "")
    assert finding.text == (
        "GPU, a card, 16 GiB, compute capability 8.6, driver 550.54; it trains in mixed_bfloat16"
    )


def test_a_card_that_is_not_used_is_explained_and_no_fault(monkeypatch, capsys, tried):
    problem = "the graphics card a card is not used, because it is too old"
    found = Device("CPU", CARD, "Keras", problem=problem, remedy="Nothing needs to be done.")
    monkeypatch.setattr(device, "setup", lambda: found)
    finding = findings()["device"]
    assert finding.state == "note"
    assert finding.text == f"CPU: {problem}; the lessons work without a GPU"
    assert finding.remedy == "Nothing needs to be done."
    assert doctor.main() == 0
    assert "· device" in capsys.readouterr().out


def test_a_wrong_choice_is_named_beside_the_gpu(monkeypatch):
    found = Device("GPU", CARD, "Keras", problem="it is 'tpu'", remedy="Unset it.")
    monkeypatch.setattr(device, "setup", lambda: found)
    finding = findings()["device"]
    assert finding.text.endswith("driver 550.54: it is 'tpu'")
    assert (finding.state, finding.remedy) == ("note", "Unset it.")


def test_a_backend_that_is_not_there_is_a_fault_with_its_own_remedy(monkeypatch):
    def absent():
        raise device.NoBackend("KERAS_BACKEND is 'jax', and JAX is not installed. Unset it.")

    monkeypatch.setattr(device, "setup", absent)
    finding = findings()["device"]
    assert finding.state == "fault"
    assert finding.text == "KERAS_BACKEND is 'jax', and JAX is not installed"
    assert finding.remedy == "Unset it."


@pytest.mark.parametrize(
    ("choice", "hidden", "words"),
    [("cpu", False, "as RESNET_LESSONS_DEVICE asks"), ("", True, "as CUDA_VISIBLE_DEVICES hides")],
)
def test_what_was_chosen_on_purpose_is_said(monkeypatch, choice, hidden, words):
    monkeypatch.setattr(device, "setup", lambda: Device("CPU", None, "Keras"))
    monkeypatch.setenv(device.CHOICE, choice)
    monkeypatch.setattr(graphics_card, "find", lambda: Found(hidden=hidden))
    finding = findings()["device"]
    assert finding.state == "ok"
    assert words in finding.text
