"""The doctor finds a healthy machine healthy, and says what to do about each fault."""

from resnet_lessons import data, device, doctor, keys
from resnet_lessons.instructor.sandbox import box


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

    monkeypatch.setattr(data, "fashion_mnist", broken)
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
