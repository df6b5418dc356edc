"""Hostile submissions, as data. They run inside the grader's sandbox and nowhere else."""

from tests.attacks import (
    archives,
    borrowing,
    branching,
    colluding,
    confinement,
    crowding,
    deciding,
    dissecting,
    files,
    forging,
    interpreting,
    leaking,
    metadata,
    mutating,
    names,
    neighbours,
    observing,
    oversized,
    patching,
    process,
    reading,
    resources,
    searching,
    shadowing,
    spying,
    staying,
    structuring,
    values,
)
from tests.attacks.attack import CONTROL, Attack
from tests.attacks.judging import faults, ledger_faults, read, remains, report_faults
from tests.attacks.writing import write

_MODULES = (
    process,
    staying,
    resources,
    confinement,
    patching,
    interpreting,
    shadowing,
    spying,
    leaking,
    forging,
    observing,
    values,
    mutating,
    dissecting,
    branching,
    metadata,
    names,
    files,
    archives,
    colluding,
    borrowing,
    oversized,
    structuring,
    neighbours,
    crowding,
    searching,
    reading,
    deciding,
)


def _collected(groups):
    """Attacks by name; a name that stands twice would hide an attack."""
    attacks = [attack for group in groups.values() for attack in group]
    by_name = {attack.name: attack for attack in attacks}
    if len(by_name) != len(attacks):
        seen = [attack.name for attack in attacks]
        twice = sorted(name for name in by_name if seen.count(name) > 1)
        raise ValueError(f"attacks with one name: {', '.join(twice)}")
    return by_name


GROUPS = {module.__name__.rpartition(".")[2]: module.ATTACKS for module in _MODULES}
ATTACKS = _collected(GROUPS)

__all__ = [
    "ATTACKS",
    "CONTROL",
    "GROUPS",
    "Attack",
    "faults",
    "ledger_faults",
    "read",
    "remains",
    "report_faults",
    "write",
]
