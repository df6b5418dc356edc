"""What the README says was measured is what the benchmark wrote down."""

from pathlib import Path

from benchmarks import results

ROOT = Path(__file__).parents[1]
README = " ".join((ROOT / "README.md").read_text().split())
SECTIONS = results.read()
WORKERS = ("one worker", "two workers")


def row(name):
    return next(
        row for section in SECTIONS.values() for row in section["rows"] if row["name"] == name
    )


def median(name):
    """Seconds."""
    return row(name)["median"] * {"ms": 1e-3, "s": 1}[row(name)["unit"]]


def names(section, beginning):
    rows = SECTIONS[section]["rows"]
    return [row["name"] for row in rows if row["name"].startswith(beginning)]


def test_the_checks_took_what_it_says():
    slowest = max(names("checks", "check "), key=median)
    assert slowest == "check block_layer"
    assert f"the check of `regular_block` {median('check regular_block'):.2f} s" in README
    assert f"the slowest check (`block_layer`) {median(slowest):.2f} s" in README


def test_grading_took_what_it_says():
    took = {
        who: median(f"grade ten submissions: {who}")
        for who in ("nbgrader", "ours, one worker", "ours, two workers")
    }
    assert f"`nbgrader autograde` took {took['nbgrader']:.0f} s" in README
    assert (
        f"ours {took['ours, one worker']:.0f} s with one worker and "
        f"{took['ours, two workers']:.0f} s with two"
    ) in README
    one, two = (row(f"grade ten submissions: ours, {count}")["ratio"] for count in WORKERS)
    assert f"{one:.1f} and {two:.1f} times" in README


def test_explorers_took_what_it_says():
    frames = [median(name) for name in names("explorers", "frame by")]
    moved = 1e3 * median("frame drawn beforehand, in Chromium")
    said = f"frame of an explorer in {min(frames):.2f} to {max(frames):.2f} s; in the site"
    assert said in README
    assert f"a slider moves on in {moved:.0f} ms" in README
    assert max(frames) < 0.5
    assert moved < 100
