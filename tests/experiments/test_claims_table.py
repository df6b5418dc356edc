"""The ledger: what it says is what the arrays say, and its page says the same."""

import json

import numpy as np
import pytest

import resnet_lessons as rl
from resnet_lessons.data.recorded_runs import RECORDED
from resnet_lessons.experiments import degradation, shortcut_variants
from resnet_lessons.experiments.claims import CLAIMS, LI, Claim, Evidence
from resnet_lessons.experiments.claims_table import ClaimRow, ClaimsTable, ledger
from resnet_lessons.instructor import claims_page
from resnet_lessons.instructor.recorded_experiments import RUNS


@pytest.fixture(scope="module")
def built():
    return ledger()


def made_up(
    holds, unit="%", two=(), why_not="Few {training}, {depth} deep.", epochs=1, seconds=1005
):
    numbers = {"one": np.array([0.1, 0.2, 0.3])} | ({"two": np.array(two)} if two else {})
    evidence = Evidence(numbers, unit, np.array(holds))
    settings = {"epochs": epochs, "images": 4000, "depth": 7}
    facts = {
        "images": "the 9 images of Nothing",
        "seeds": [0, 1, 2],
        "settings": settings,
    } | ({"processor_seconds": seconds} if seconds else {})
    recorded = lambda: (None, facts)  # noqa: E731
    return Claim("a|b", "A", "b", "1%", recorded, lambda result: evidence, "one is less", why_not)


@pytest.mark.parametrize(
    ("holds", "verdict"),
    [
        ((True, True, True), "yes"),
        ((False, True, False), "on 1 of 3 seeds"),
        ((False, False, False), "no"),
    ],
)
def test_the_verdict_is_computed(holds, verdict):
    (row,) = ledger([made_up(holds)]).rows
    assert row.verdict == verdict
    assert row.reproduces is all(holds)
    assert row.our_number == "one: 20.0% (10.0 to 30.0)"


def test_seeds_that_agree_are_still_seen_to_be_several():
    (row,) = ledger([made_up((True, True, True), two=(0.12, 0.12, 0.12))]).rows
    assert row.our_number.endswith("two: 12.0% (12.0 to 12.0)")


def test_a_run_whose_seconds_nobody_counted_says_so():
    (row,) = ledger([made_up((True, True, True), seconds=None)]).rows
    assert row.measured == "Nothing, 3 seeds, time not recorded"


def test_numbers_without_a_unit():
    (row,) = ledger([made_up((True, True, True), "")]).rows
    assert row.our_number == "one: 0.2 (0.1 to 0.3)"


def test_every_claim_has_three_seeds_and_finite_numbers(built):
    assert len(built.rows) == len(CLAIMS)
    for row in built.rows:
        assert row.seeds >= 3
        assert len(row.holds) == row.seeds
        # Nobody counted the seconds of the walk around the networks of the long run.
        assert (
            row.seconds is None if "plain-56" in row.ours and row.paper == LI else row.seconds > 0
        )
        assert np.isfinite(list(row.ours.values())).all()


def test_numbers_are_those_of_the_arrays(built):
    rows = {row.claim: row for row in built.rows}
    result, _ = degradation.recorded()
    error = 1 - result.training_accuracy[:, 0, result.depths.tolist().index(52)]
    mean, low, high = rows["Plain networks get worse with depth, on the training images"].ours[
        "plain-52"
    ]
    assert (mean, low, high) == pytest.approx((error.mean(), error.min(), error.max()))
    result, _ = shortcut_variants.recorded()
    error = 1 - result.test_accuracy[:, result.variants.tolist().index("constant_half")]
    row = rows["Halving shortcut and branch hurts"]
    assert row.ours["shortcut and residual branch halved"][0] == pytest.approx(error.mean())
    baseline = 1 - result.test_accuracy[:, result.variants.tolist().index("original")]
    assert row.holds == tuple(error > baseline)


def test_what_holds_is_what_the_runs_of_three_seeds_say(built):
    held = {row.claim for row in built.rows if row.reproduces}
    assert {
        "Plain networks get worse with depth, on the training images",
        "With shortcuts a deep network beats the plain one",
        "A deeper solution that is no worse exists by construction",
        "Gradients shatter in plain networks (correlation with the next point's gradient)",
        "Halving shortcut and branch hurts",
        "A residual network survives the loss of a block, a plain one does not",
        "The gradient comes along short paths",
    } <= held
    # What does not reproduce in miniature stands in it too, with a reason.
    assert len(held) < len(built.rows)
    for row in built.rows:
        assert bool(row.why) is not row.reproduces


def test_the_reason_stands_only_where_the_direction_does_not_hold_everywhere():
    sure, unsure = made_up((True, True, True)), made_up((False, True, False))
    table = ledger([sure, unsure])
    assert [row.why for row in table.rows] == ["", "Few 1 epoch of 4,000 images, 7 deep."]
    for form in (repr(table), table._repr_html_(), table.to_markdown()):
        assert form.count("Few 1 epoch of 4,000 images") == 1
    (row,) = ledger([made_up((False, True, True), epochs=3)]).rows
    assert row.why.startswith("Few 3 epochs of")


@pytest.mark.parametrize(
    ("two", "holds", "noise"),
    [
        (
            (0.1, 0.21, 0.32),
            (False, True, True),
            "Seeds differ by up to 22.0 points, the means by 1.0.",
        ),
        ((0.8, 0.81, 0.82), (False, True, True), ""),
        # The opposite on every seed is no noise.
        ((0.1, 0.21, 0.32), (False, False, False), ""),
        ((0.1, 0.21, 0.32), (True, True, True), ""),
    ],
)
def test_the_spread_is_named_where_it_is_wider_than_the_difference(two, holds, noise):
    (row,) = ledger([made_up(holds, two=two, why_not="")]).rows
    assert row.why == noise


def test_it_shows_itself_as_text_html_and_markdown():
    table = ledger([made_up((True, True, True)), made_up((False, False, False))])
    assert repr(table).count("(asked: one is less)") == 2
    assert "on every seed for 1 of 2 claims" in repr(table)
    assert "does not refute it" in repr(table)
    page = table._repr_html_()
    # What holds is one line until it is opened; what does not is open.
    assert page.count("<details>") == page.count("<details open>") == 1
    assert page.count("<summary>") == 2 and page.count("one is less") == 2
    # The verdict is a word, and no colour says it.
    assert "<strong>yes</strong>" in page and "<strong>no</strong>" in page
    assert "color" not in page
    lines = [line for line in table.to_markdown().splitlines() if line.startswith("|")]
    assert len(lines) == 4
    assert {line.replace("\\|", "").count("|") for line in lines} == {5}


def test_a_spread_is_not_torn():
    page = ledger([made_up((True, True, True))])._repr_html_().replace("\N{NO-BREAK SPACE}", "_")
    assert "one: 20.0% (10.0_to_30.0)" in page


def test_each_row_says_on_which_images_how_many_seeds_and_how_long():
    (row,) = ledger([made_up((True, True, True))]).rows
    assert row.measured == "Nothing, 3 seeds, 1,005 s"
    table = ledger([made_up((True, True, True))])
    for form in (repr(table), table._repr_html_(), table.to_markdown()):
        assert row.measured in form and "the 9 images of Nothing" in form


def test_html_is_escaped():
    row = ClaimRow(
        "<b>", "&", "x", "y", "z", {"<i>": (1.0, 1.0, 1.0)}, "", "<u>", 3, 1, (False,), "<s>"
    )
    page = ClaimsTable((row,))._repr_html_()
    assert not {"<b>", "<i>", "<u>", "<s>"} & set(page.replace("><", "> <").split())
    assert all(f"&lt;{name}&gt;" in page for name in "bius")


def test_the_page_shows_the_ledger(capsys):
    assert claims_page.main(["--check"]) is None


def test_a_stale_page_is_found_and_mended(tmp_path):
    page = tmp_path / "claims.md"
    page.write_text(f"before\n{claims_page.BEGIN}\nstale text\n{claims_page.END}\nafter\n")
    assert "stale" in claims_page.main(["--check", "--page", str(page)])
    assert claims_page.main(["--page", str(page)]) is None
    text = page.read_text()
    assert text.startswith("before\n") and text.endswith("\nafter\n") and "stale text" not in text
    assert claims_page.main(["--check", "--page", str(page)]) is None


@pytest.mark.parametrize(
    "text",
    [
        "nothing",
        claims_page.BEGIN,
        f"{claims_page.END}{claims_page.BEGIN}",
        f"{claims_page.BEGIN * 2}{claims_page.END}",
    ],
)
def test_a_page_without_its_markers(text):
    with pytest.raises(ValueError, match="once each"):
        claims_page.with_ledger(text, "table")


@pytest.mark.parametrize("name", RUNS)
def test_a_recorded_run_says_where_it_came_from(name):
    facts = json.loads((RECORDED / f"{name}.json").read_text())
    assert facts["command"] == f"make recorded RUNS={name}"
    assert len(facts["seeds"]) == len(set(facts["seeds"])) >= 3
    assert facts["seeds"] == facts["settings"]["seeds"]
    assert facts["seconds"] > 0 and facts["processor_seconds"] > 0
    for key in ("images", "python", "numpy", "keras", "tensorflow", "device", "processors"):
        assert facts[key]
    assert (RECORDED / f"{name}.npz").stat().st_size < 1e6


def test_a_notebook_has_the_ledger_and_still_the_module():
    assert rl.ledger is ledger
    assert len(rl.ledger().rows) == len(CLAIMS)
    assert rl.experiments.ledger.ledger is rl.ledger
