"""One row of the table: a median of several runs with its spread, beside a yardstick or a rival."""

import statistics
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Row:
    """A figure that was measured more than once.

    Attributes:
        group: heading under which it stands in the table.
        name: what was measured.
        unit: of the next three, such as "ms".
        median, low, high: of the runs.
        runs: how many.
        ratio: a comparison, or None.
        beside: what the ratio is over.
    """

    group: str
    name: str
    unit: str
    median: float
    low: float
    high: float
    runs: int
    ratio: float | None = None
    beside: str = ""

    def as_dict(self):
        """As JSON takes it, four significant digits of every number."""
        return {
            name: float(f"{value:.4g}") if isinstance(value, float) else value
            for name, value in asdict(self).items()
        }


def row(group, name, values, unit="ms", ratio=None, beside=""):
    """A row of several runs.

    Args:
        group, name, ratio, beside: as in `Row`.
        values: of each run; seconds where the unit is "ms" or "s".
        unit: of the row.

    Returns:
        `Row`

    Raises:
        ValueError: without a run.
    """
    scale = 1e3 if unit == "ms" else 1
    values = [scale * float(value) for value in values]
    if not values:
        raise ValueError(f"{group}, {name}: nothing was measured")
    middle = statistics.median(values)
    return Row(group, name, unit, middle, min(values), max(values), len(values), ratio, beside)


def ratio_of_medians(values, others):
    """The median of the one over the median of the others."""
    return statistics.median(values) / statistics.median(others)
