"""The graphics cards of this machine, as NVIDIA's program names them; nothing is loaded for it."""

import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

HIDES = "CUDA_VISIBLE_DEVICES"
_PROGRAM = "nvidia-smi"
_ALWAYS = ("name", "memory.total", "memory.free", "driver_version")
# Programs of drivers before 2021 do not know it.
_NEWER = "compute_cap"
# A card that has slept answers after some seconds, one that hangs never.
_SECONDS = 15
_PCI = Path("/sys/bus/pci/devices")
_NVIDIA, _DISPLAY = "0x10de", "0x03"


@dataclass(frozen=True)
class Card:
    """A graphics card.

    Args:
        name: as its maker calls it.
        memory, free: MiB in all and not taken by any program; None where the driver does not say.
        compute_capability: (major, minor), what its arithmetic can do; None likewise.
        driver: version, "" if unknown.
    """

    name: str
    memory: int | None = None
    free: int | None = None
    compute_capability: tuple[int, int] | None = None
    driver: str = ""

    def __str__(self):
        facts = [self.name]
        facts += [f"{self.memory / 1024:.0f} GiB"] if self.memory else []
        if self.compute_capability:
            facts.append("compute capability {}.{}".format(*self.compute_capability))
        facts += [f"driver {self.driver}"] if self.driver else []
        return ", ".join(facts)


@dataclass(frozen=True)
class Found:
    """What was found.

    Args:
        cards: tuple of `Card`, the one that is used first.
        problem: why a card that is there cannot be used, a clause; "" where none is known.
        remedy: what to do about it.
        hidden: whether the environment hides the cards from every program.
    """

    cards: tuple[Card, ...] = ()
    problem: str = ""
    remedy: str = ""
    hidden: bool = False


_RESTART = "Restart the machine."
_INSTALL = (
    "Install NVIDIA's driver for the card, in the way of your system, and restart the machine."
)
# What the program says -> the reason in our words, and what to do.
_COMPLAINTS = (
    (
        "version mismatch",
        "NVIDIA's driver was updated while the machine ran, so that its parts do not fit together",
        _RESTART,
    ),
    (
        "communicate with the nvidia driver",
        "NVIDIA's driver is not running",
        f"{_RESTART} If that does not help: {_INSTALL}",
    ),
    ("no devices were found", "NVIDIA's driver does not find it", f"{_RESTART} {_INSTALL}"),
)


def find():
    """Looks for NVIDIA's graphics cards; takes milliseconds where there is none.

    Returns:
        `Found`; it never raises
    """
    # By CUDA's rule -1 hides this card and all that follow.
    visible = os.environ.get(HIDES)
    if visible is not None and visible.strip().split(",")[0].strip() in ("", "-1"):
        return Found(hidden=True)
    try:
        answer = _ask((*_ALWAYS, _NEWER))
        if answer.returncode and _NEWER in answer.stdout + answer.stderr:
            answer = _ask(_ALWAYS)
    except subprocess.TimeoutExpired:
        return Found((), f"`{_PROGRAM}` does not answer within {_SECONDS} seconds", _RESTART)
    except OSError:
        return _without_program()
    cards = tuple(filter(None, map(_card, answer.stdout.splitlines())))
    if answer.returncode or not cards:
        return _complaint(answer)
    return Found(_visible(cards, visible), hidden=not _visible(cards, visible))


def _ask(fields):
    command = [_PROGRAM, f"--query-gpu={','.join(fields)}", "--format=csv,noheader,nounits"]
    return subprocess.run(
        command,
        capture_output=True,
        text=True,
        errors="replace",
        timeout=_SECONDS,
        stdin=subprocess.DEVNULL,
    )


def _card(line):
    """`Card` of a line of the answer, or None where it is none."""
    parts = [part.strip() for part in line.split(",")]
    if len(parts) not in (len(_ALWAYS), len(_ALWAYS) + 1) or not parts[0]:
        return None
    name, memory, free, driver = parts[: len(_ALWAYS)]
    if not re.fullmatch(r"\d+(\.\d+)*", driver):
        return None
    capability = re.fullmatch(r"(\d+)\.(\d+)", parts[-1]) if len(parts) > len(_ALWAYS) else None
    return Card(
        name,
        int(memory) if memory.isdecimal() else None,
        int(free) if free.isdecimal() else None,
        (int(capability[1]), int(capability[2])) if capability else None,
        driver,
    )


def _visible(cards, visible):
    """The cards that the environment leaves, in its order."""
    chosen = []
    for each in (visible or "").split(","):
        # A card may also be named by its identifier, which is not asked for here.
        if not re.fullmatch(r"\s*-?\d+\s*", each):
            return tuple(chosen) or cards
        if not 0 <= int(each) < len(cards):
            break
        chosen.append(cards[int(each)])
    return tuple(chosen)


def _complaint(answer):
    said = " ".join(f"{answer.stdout} {answer.stderr}".split())
    for words, problem, remedy in _COMPLAINTS:
        if words in said.lower():
            return Found((), problem, remedy)
    reason = f"says “{said[:120]}”" if said else "says nothing"
    return Found((), f"`{_PROGRAM}` {reason}", f"{_RESTART} If that does not help: {_INSTALL}")


def _without_program():
    """Without the program there may be a card that has no driver."""
    for folder in _folders():
        try:
            vendor = (folder / "vendor").read_text().strip()
            kind = (folder / "class").read_text().strip()
        except OSError:
            continue
        if vendor == _NVIDIA and kind.startswith(_DISPLAY):
            return Found((), "NVIDIA's driver is not installed", _INSTALL)
    return Found()


def _folders():
    try:
        return sorted(_PCI.iterdir())
    except OSError:
        return []
