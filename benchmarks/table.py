"""One table of everything that was measured."""

from rich.markup import escape
from rich.table import Table

from benchmarks.machine import in_words


def table(sections):
    """The table of all sections.

    Args:
        sections: as `results.read` returns them.

    Returns:
        `rich.table.Table`
    """
    made = Table(title="What a user waits for: medians of several runs", title_justify="left")
    made.add_column("", min_width=30)
    for heading in ("median", "min", "max", "runs", "ratio"):
        made.add_column(heading, justify="right", no_wrap=True)
    made.add_column("over")
    for section in sections.values():
        group = None
        for row in section["rows"]:
            if row["group"] != group:
                made.add_section()
                group = row["group"]
                made.add_row(f"[bold]{escape(group)}[/bold]")
            made.add_row(*cells(row))
    machines = [section["machine"] for section in sections.values()]
    made.caption, made.caption_justify = in_words(machines), "left"
    return made


def cells(row):
    """A row's words.

    Args:
        row: `Row` as a dict.
    """
    numbers = [f"{number(row[name])} {row['unit']}" for name in ("median", "low", "high")]
    ratio = "" if row["ratio"] is None else f"{row['ratio']:.2f}"
    return escape(row["name"]), *numbers, str(row["runs"]), ratio, row["beside"]


def number(value):
    """Three digits that say something."""
    digits = 0 if value >= 100 else 1 if value >= 10 else 2
    return f"{value:,.{digits}f}"
