"""Cards are read from what NVIDIA's program says; whatever else it says is explained, never raised."""

import subprocess
import sys

import pytest

from resnet_lessons.machine import graphics_card
from resnet_lessons.machine.graphics_card import Card, Found, find
from tests.support.fake_card import says


def test_a_card_is_read(tmp_path, monkeypatch):
    says(tmp_path, monkeypatch)
    card = Card("NVIDIA H100 80GB HBM3", 81559, 81079, (9, 0), "550.54.15")
    assert find() == Found((card,))
    said = "NVIDIA H100 80GB HBM3, 80 GiB, compute capability 9.0, driver 550.54.15"
    assert str(card) == said


def test_what_the_driver_does_not_say_is_left_out(tmp_path, monkeypatch):
    says(tmp_path, monkeypatch, "NVIDIA GB10, [N/A], [N/A], 580.95.05, 12.1")
    (card,) = find().cards
    assert card == Card("NVIDIA GB10", None, None, (12, 1), "580.95.05")
    assert str(card) == "NVIDIA GB10, compute capability 12.1, driver 580.95.05"


def test_an_old_program_does_not_know_the_compute_capability(tmp_path, monkeypatch):
    script = """case "$*" in *compute_cap*) echo 'Field "compute_cap" is not a valid field to query.'
exit 2;; esac
echo 'Tesla K80, 11441, 11440, 390.157'"""
    says(tmp_path, monkeypatch, script=script)
    assert find().cards == (Card("Tesla K80", 11441, 11440, None, "390.157"),)


@pytest.mark.parametrize(
    ("visible", "names"),
    [("1", "B"), ("1,0", "BA"), ("0,-1,1", "A"), ("GPU-8f3c", "AB"), ("0,9", "A")],
)
def test_the_environment_chooses_among_cards(tmp_path, monkeypatch, visible, names):
    says(tmp_path, monkeypatch, "A, 1, 1, 550.1, 9.0\nB, 1, 1, 550.1, 9.0")
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", visible)
    assert "".join(card.name for card in find().cards) == names


@pytest.mark.parametrize("visible", ["", "-1", " -1 ", "-1,0", "7"])
def test_cards_that_the_environment_hides(tmp_path, monkeypatch, visible):
    says(tmp_path, monkeypatch)
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", visible)
    assert find() == Found(hidden=True)


@pytest.mark.parametrize(
    ("answer", "status", "problem"),
    [
        ("Failed to initialize NVML: Driver/library version mismatch", 18, "was updated while"),
        (
            "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver. Make sure",
            9,
            "is not running",
        ),
        ("No devices were found", 6, "does not find it"),
        ("Illegal instruction", 1, "says “Illegal instruction”"),
        ("", 0, "says nothing"),
        ("a, b, c\n,,,,\n\x00\xff, 1, 2, x, y", 0, "says “a, b, c"),
    ],
)
def test_whatever_goes_wrong_has_a_reason_and_a_remedy(
    tmp_path, monkeypatch, answer, status, problem
):
    says(tmp_path, monkeypatch, answer, status)
    found = find()
    assert not found.cards and not found.hidden
    assert problem in found.problem
    assert "estart the machine." in found.remedy


def test_a_program_that_hangs_is_waited_for_no_longer(tmp_path, monkeypatch):
    says(tmp_path, monkeypatch, script="exec sleep 60")
    monkeypatch.setattr(graphics_card, "_SECONDS", 0.2)
    assert "does not answer" in find().problem


def device_on_the_bus(folder, vendor, kind):
    (folder / "0000:01:00.0").mkdir()
    (folder / "0000:01:00.0" / "vendor").write_text(f"{vendor}\n")
    (folder / "0000:01:00.0" / "class").write_text(f"{kind}\n")


@pytest.mark.parametrize(
    ("vendor", "kind", "problem"),
    [
        ("0x10de", "0x030200", "NVIDIA's driver is not installed"),
        ("0x10de", "0x040300", ""),
        ("0x8086", "0x030000", ""),
    ],
)
def test_without_the_program_the_bus_tells(tmp_path, monkeypatch, vendor, kind, problem):
    device_on_the_bus(tmp_path, vendor, kind)
    (tmp_path / "broken").mkdir()
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    monkeypatch.setattr(graphics_card, "_PCI", tmp_path)
    assert find().problem == problem
    assert bool(find().remedy) == bool(problem)


def test_without_a_bus_there_is_none(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    monkeypatch.setattr(graphics_card, "_PCI", tmp_path / "none")
    assert find() == Found()


def test_looking_loads_nothing(tmp_path, monkeypatch):
    says(tmp_path, monkeypatch)
    script = (
        "import sys\nfrom resnet_lessons.machine.graphics_card import find\nassert find().cards\n"
        "print({'keras', 'tensorflow', 'numpy'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.stdout.strip() == "set()", done.stderr
