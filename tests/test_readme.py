"""What the README says was measured is what the benchmark wrote down."""

import json
from pathlib import Path

ROOT = Path(__file__).parents[1]
README = " ".join((ROOT / "README.md").read_text().split())
RESULTS = json.loads((ROOT / "benchmarks" / "results.json").read_text())


def median(name):
    return RESULTS["rows"][name]["median_ms"]


def test_the_checks_took_what_it_says():
    slowest = max((name for name in RESULTS["rows"] if name.startswith("check ")), key=median)
    assert slowest == "check block_layer"
    assert f"the check of `regular_block` {median('check regular_block') / 1e3:.2f} s" in README
    assert f"the slowest check (`block_layer`) {median(slowest) / 1e3:.2f} s" in README


def test_grading_took_what_it_says():
    took = {
        who: median(f"grade ten submissions: {who}") / 1e3
        for who in ("nbgrader", "ours, one worker", "ours, two workers")
    }
    assert f"`nbgrader autograde` took {took['nbgrader']:.0f} s" in README
    assert (
        f"ours {took['ours, one worker']:.0f} s with one worker and "
        f"{took['ours, two workers']:.0f} s with two"
    ) in README
    ratios = RESULTS["nbgrader over"]
    assert f"{ratios['ours, one worker']} and {ratios['ours, two workers']} times" in README


def test_explorers_took_what_it_says():
    frames = [median(name) / 1e3 for name in RESULTS["rows"] if name.startswith("frame by")]
    moved = median("frame drawn beforehand, in Chromium")
    said = f"frame of an explorer in {min(frames):.2f} to {max(frames):.2f} s; in the site"
    assert said in README
    assert f"a slider moves on in {moved:.0f} ms" in README
    assert max(frames) < 0.5
    assert moved < 100
