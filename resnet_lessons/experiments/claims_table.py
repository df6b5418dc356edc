"""The table of claims: what the papers claim, their numbers beside ours, and whether the direction is the same.

Built from the recorded runs; nothing of it is typed but the papers' own numbers.
"""

import html
import re
from dataclasses import dataclass

import numpy as np

from resnet_lessons.display import Html
from resnet_lessons.experiments.claims import CLAIMS

_HEADINGS = ("Claim", "In the paper", "Here: mean (lowest to highest)", "Same direction")
# The spaces in "31.3% (28.6 to 34.6)" but the one before the bracket.
_WITHIN = re.compile(r"(?<=\d) (?=to )|(?<=\d to) (?=[\d-])")
_UNBROKEN = "\N{NO-BREAK SPACE}"
_SMALL = (
    "Our networks are far smaller than the papers' and train for minutes. So where the direction holds, "
    "that does not prove the claim, and where it does not hold, that does not refute it."
)


@dataclass(frozen=True)
class ClaimRow:
    """One claim, beside what was found.

    Attributes:
        claim, paper, where, paper_number, direction: as in `claims.Claim`.
        ours: {what it is: (mean, lowest, highest) over the seeds}.
        unit: "%" or "".
        images: what it was measured on.
        seeds: how many.
        seconds: of processor time, of the recorded run, in which other claims may share; None where
            nobody counted them.
        holds: tuple of bool, for each seed.
        may_be_why: what may be the reason should the direction not hold on all seeds.
    """

    claim: str
    paper: str
    where: str
    paper_number: str
    direction: str
    ours: dict
    unit: str
    images: str
    seeds: int
    seconds: int | None
    holds: tuple
    may_be_why: str = ""

    @property
    def reproduces(self):
        """Whether the direction holds on all seeds."""
        return all(self.holds)

    @property
    def our_number(self):
        """Mean and spread, in words."""
        return "; ".join(self.our_numbers)

    @property
    def our_numbers(self):
        """Mean and spread, in words, one text for each number."""
        return tuple(
            f"{name}: {_number(mean, self.unit)}{_spread(low, high, self.unit)}"
            for name, (mean, low, high) in self.ours.items()
        )

    @property
    def measured(self):
        """Data set, seeds and seconds, in words."""
        # The long form, how many of them, stands below the table.
        data_set = self.images.rpartition(" of ")[2]
        seconds = "time not recorded" if self.seconds is None else f"{self.seconds:,} s"
        return f"{data_set}, {self.seeds} seeds, {seconds}"

    @property
    def verdict(self):
        """ "yes", "no", or on how many seeds it holds."""
        if self.reproduces:
            return "yes"
        return "no" if not any(self.holds) else f"on {sum(self.holds)} of {self.seeds} seeds"

    @property
    def why(self):
        """What may be the reason that the direction does not hold on all seeds; empty if it does."""
        return "" if self.reproduces else " ".join(filter(None, (self.may_be_why, self._noise)))

    @property
    def _noise(self):
        """Empty, too, where every seed says the opposite: that is not noise."""
        means, lows, highs = np.array(list(self.ours.values())).T
        apart = abs(means[-1] - means[0])
        widest = (highs - lows).max()
        if not any(self.holds) or len(means) < 2 or widest <= apart:
            return ""
        apart, widest = (_number(value, self.unit) for value in (apart, widest))
        points = " points" if self.unit else ""
        return (
            f"Seeds differ by up to {widest.removesuffix('%')}{points}, "
            f"the means by {apart.removesuffix('%')}."
        )


def _number(value, unit):
    if unit == "%":
        return f"{value:.1%}"
    return f"{value:,.0f}" if abs(value) >= 20 else f"{value:.2g}"


def _spread(low, high, unit):
    # Also where all seeds agree, or it would look as if there had been only one.
    low, high = (_number(value, unit).removesuffix("%") for value in (low, high))
    return f" ({low} to {high})"


@dataclass(frozen=True)
class ClaimsTable:
    """All rows; shows itself as text and as an HTML table.

    Attributes:
        rows: tuple of `ClaimRow`.
    """

    rows: tuple

    def __repr__(self):
        blocks = []
        for row in self.rows:
            blocks += [
                row.claim,
                f"  {row.paper}, {row.where}. {row.paper_number}",
                f"  here: {row.our_number}",
                f"  {row.measured}; same direction: {row.verdict} (asked: {row.direction})",
            ]
            if row.why:
                blocks.append(f"  why not, perhaps: {row.why}")
        return "\n".join([*blocks, self.summary, self.measured_on])

    @property
    def summary(self):
        """How many claims' direction holds on all seeds, in a sentence."""
        held = sum(row.reproduces for row in self.rows)
        return f"The direction holds on every seed for {held} of {len(self.rows)} claims."

    def _repr_html_(self):
        """A line for each claim, which opens to its numbers; open where the direction fails."""
        opened = "".join(map(_html_line, self.rows))
        return Html(
            f'<div class="resnet-ledger" style="max-width:60em"><p>{html.escape(self.summary)} Open a '
            f"line to see its numbers.</p>{opened}"
            f"<p>{html.escape(self.measured_on)}</p></div>"
        )

    def to_markdown(self):
        """The table as Markdown, with the sentence that sums it up before it."""
        lines = [self.summary, "", _line(_HEADINGS), _line(["---"] * len(_HEADINGS))]
        for row in self.rows:
            verdict = f"{row.verdict}. Perhaps: {row.why}" if row.why else row.verdict
            lines.append(
                _line(
                    (
                        row.claim,
                        f"{row.paper}, {row.where}. {row.paper_number}",
                        f"{row.our_number} [{row.measured}]",
                        verdict,
                    )
                )
            )
        return "\n".join([*lines, "", self.measured_on]) + "\n"

    @property
    def measured_on(self):
        """What the runs saw, and what the seconds count."""
        images = "; ".join(dict.fromkeys(row.images for row in self.rows))
        return (
            f"Measured on {images}. Seconds count the processor time of the whole recorded run, which "
            f"several claims may share. {_SMALL}"
        )


def _html_line(row):
    told = {
        f"{row.paper}, {row.where}": row.paper_number,
        "Here": "; ".join(row.our_numbers) + f" [{row.measured}]",
        "Asked": row.direction,
    }
    if row.why:
        told["Perhaps"] = row.why
    terms = "".join(
        f"<dt>{html.escape(term)}</dt><dd>{html.escape(_WITHIN.sub(_UNBROKEN, text))}</dd>"
        for term, text in told.items()
    )
    state = "" if row.reproduces else " open"
    return (
        f"<details{state}><summary><strong>{html.escape(row.verdict)}</strong>: "
        f"{html.escape(row.claim)}</summary><dl>{terms}</dl></details>"
    )


def _line(cells):
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def ledger(claims=CLAIMS):
    """Asks the recorded runs about the papers' claims: the paper's number, ours, and whether they agree.

    Args:
        claims: sequence of `Claim`; all of them if you give none.

    Returns:
        `ClaimsTable`
    """
    # Several claims ask one run.
    runs = {recorded: recorded() for recorded in dict.fromkeys(each.recorded for each in claims)}
    return ClaimsTable(tuple(_row(claim, *runs[claim.recorded]) for claim in claims))


def _row(claim, result, facts):
    evidence = claim.evidence(result)
    numbers = {
        name: (float(np.mean(values)), float(np.min(values)), float(np.max(values)))
        for name, values in evidence.numbers.items()
    }
    settings = {**facts["settings"], "training": _training(facts["settings"])}
    return ClaimRow(
        claim=claim.claim,
        paper=claim.paper,
        where=claim.where,
        paper_number=claim.paper_number,
        direction=claim.direction,
        ours=numbers,
        unit=evidence.unit,
        images=facts["images"],
        seeds=len(facts["seeds"]),
        seconds=facts.get("processor_seconds"),
        holds=tuple(map(bool, evidence.holds)),
        may_be_why=claim.why_not.format(**settings),
    )


def _training(settings):
    """How long a run trained, in words; empty where it trained nothing."""
    if not {"epochs", "images"} <= set(settings):
        return ""
    epochs = "1 epoch" if settings["epochs"] == 1 else f"{settings['epochs']} epochs"
    return f"{epochs} of {settings['images']:,} images"
