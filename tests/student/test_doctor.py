"""The doctor finds a healthy machine healthy, and says what to do about each fault."""

import sys

import pytest

from resnet_lessons.course import keys
from resnet_lessons.data import images
from resnet_lessons.instructor.sandbox import box
from resnet_lessons.machine import device, graphics_card
from resnet_lessons.machine.device import Device
from resnet_lessons.machine.graphics_card import Card, Found
from resnet_lessons.student import doctor


def findings():
    return {finding.name: finding for finding in doctor.examine()}


def test_a_healthy_machine(capsys):
    assert doctor.main() == 0
    printed = capsys.readouterr().out
    assert "All is well" in printed
    for name in ("Python", "tensorflow", "device", "images", "answer keys", "my_answers"):
        assert f"✓ {name}" in printed


def test_a_missing_library_is_a_fault_with_a_remedy(monkeypatch):
    monkeypatch.setattr(doctor, "_NEEDED", ("no-such-library",))
    found = findings()["no-such-library"]
    assert (found.state, found.text) == ("fault", "not installed")
    assert "make setup" in found.remedy


def test_a_damaged_key_is_named(monkeypatch, capsys):
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


def test_a_card_that_is_not_used_is_explained_and_no_fault(monkeypatch, capsys):
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
