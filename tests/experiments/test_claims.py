"""Claims: what they say of the recorded arrays is worked out a second time by hand."""

import dataclasses
import re

import numpy as np
import pytest

from resnet_lessons.data.recorded_runs import RECORDED
from resnet_lessons.experiments import claims, loss_surface
from resnet_lessons.experiments.claims import CLAIMS
from resnet_lessons.experiments.flatness import flat_region


def arrays(name):
    """The recorded arrays as they lie on the disk, without the classes that read them."""
    with np.load(RECORDED / f"{name}.npz") as file:
        return {key: file[key] for key in file.files}


def evidence_of(start, **changed):
    """What a claim says of its recorded run, with some arrays exchanged."""
    (claim,) = [claim for claim in CLAIMS if claim.claim.startswith(start)]
    result, _ = claim.recorded()
    return claim.evidence(dataclasses.replace(result, **changed))


def test_papers_and_places():
    papers = {claims.HE_2015, claims.HE_2016, claims.VEIT, claims.BALDUZZI, claims.LI}
    assert {claim.paper for claim in CLAIMS} == papers
    assert len({claim.claim for claim in CLAIMS}) == len(CLAIMS)


def test_degradation_by_hand():
    file = arrays("degradation_by_depth")
    shallow, deep = (file["depths"].tolist().index(depth) for depth in (14, 52))
    expected = [seed[0][deep] < seed[0][shallow] for seed in file["training_accuracy"]]
    assert evidence_of("Plain networks get worse with depth, on the tr").holds.tolist() == expected
    expected = [seed[1][deep] > seed[0][deep] for seed in file["test_accuracy"]]
    assert evidence_of("With shortcuts a deep network beats").holds.tolist() == expected
    ladders = [seed[1].tolist() for seed in file["test_accuracy"]]
    expected = [ladder == sorted(set(ladder)) for ladder in ladders]
    assert evidence_of("With shortcuts every increase in depth").holds.tolist() == expected


def test_degradation_the_other_way_round():
    accuracy = np.ones((3, 2, 4)) * np.linspace(0.2, 0.8, 4)
    changed = {"training_accuracy": accuracy, "test_accuracy": accuracy}
    assert not evidence_of("Plain networks get worse with depth, on the tr", **changed).holds.any()
    assert not evidence_of("Plain networks get worse with depth, on new", **changed).holds.any()
    assert evidence_of("With shortcuts every increase in depth", **changed).holds.all()
    assert not evidence_of("With shortcuts a deep network beats", **changed).holds.any()


def test_growth_by_hand():
    file = arrays("growth_by_seed")
    found = evidence_of("Where layers are added without shortcuts")
    # Axes: seeds, kinds (with, without, as it is), measures (training accuracy is the second).
    expected = [
        after[1][1] < before[0][1] for before, after in zip(file["start"], file["end"], strict=True)
    ]
    assert found.holds.tolist() == expected
    np.testing.assert_allclose(next(iter(found.numbers.values())), 1 - file["start"][:, 0, 1])
    mended = file["end"].copy()
    mended[:, 1] = 1
    assert not evidence_of("Where layers are added without shortcuts", end=mended).holds.any()
    moved = file["differences"] + 1e-3
    assert not evidence_of("A deeper solution", differences=moved).holds.any()


def test_gradients_by_hand():
    file = arrays("gradients")
    place = file["depths"].tolist().index(52)
    for seed, holds in enumerate(evidence_of("Identity shortcuts carry").holds):
        plain, residual = file["of_features"][seed, :, place].tolist()
        assert holds == (max(residual) / min(residual) < max(plain) / min(plain))
    exchanged = file["of_features"][:, ::-1]
    assert not evidence_of("Identity shortcuts carry", of_features=exchanged).holds.any()


def test_shattering_by_hand():
    file = arrays("shattering")
    place = file["depths"].tolist().index(24)
    expected = file["autocorrelations"][:, 1, place, 1] > file["autocorrelations"][:, 0, place, 1]
    found = evidence_of("Gradients shatter")
    np.testing.assert_array_equal(found.holds, expected)
    exchanged = file["autocorrelations"][:, ::-1]
    assert not evidence_of("Gradients shatter", autocorrelations=exchanged).holds.any()


def test_dropped_shortcuts_by_hand():
    """Both errors have to be higher: averages of training, and averages taken with nothing dropped."""
    file = arrays("shortcut_variants")
    original, dropped = (file["variants"].tolist().index(name) for name in ("original", "dropout"))
    usual, again = file["test_accuracy"], file["settled_accuracy"]
    expected = [
        one[dropped] < one[original] > other[dropped]
        for one, other in zip(usual, again, strict=True)
    ]
    found = evidence_of("Dropout on the shortcut")
    assert found.holds.tolist() == expected
    np.testing.assert_allclose(list(found.numbers.values())[2], 1 - again[:, dropped])
    for changed in ("test_accuracy", "settled_accuracy"):
        perfect = file[changed].copy()
        perfect[1, dropped] = 1
        holds = evidence_of("Dropout on the shortcut", **{changed: perfect}).holds
        assert holds.tolist() == [True, False, True]


def test_lesions_by_hand():
    file = arrays("lesion")
    expected, nine = [], file["keeps_shape"].tolist()
    for whole, (plain, residual) in zip(file["whole"], file["dropped"], strict=True):
        residual = [after for after, keeps in zip(residual, nine, strict=True) if keeps]
        mildest = min(whole[0] - after for after in plain if after == after)
        expected.append(whole[1] - sum(residual) / 9 < mildest)
    assert evidence_of("A residual network survives the loss").holds.tolist() == expected
    unharmed = np.broadcast_to(file["whole"][..., None], file["dropped"].shape)
    assert not evidence_of("A residual network survives the loss", dropped=unharmed).holds.any()
    together = [seed[1].tolist() for seed in file["dropped_together"]]
    expected = [one == sorted(set(one), reverse=True) for one in together]
    assert evidence_of("Error rises with the number").holds.tolist() == expected
    # A block that costs nothing is none that costs accuracy.
    level = file["dropped_together"].copy()
    level[..., -1] = level[..., -2]
    assert not evidence_of("Error rises with the number", dropped_together=level).holds.any()


def test_path_lengths_by_hand():
    file = arrays("path_lengths")
    for seed, holds in enumerate(evidence_of("The gradient comes along short").holds):
        carried = [
            number * norms.mean()
            for number, norms in zip(file["number_of_paths"], file["gradients"][seed], strict=True)
        ]
        mean = sum(length * share for length, share in enumerate(carried)) / sum(carried)
        assert holds == (mean < file["lengths"][-1] / 2)
    growing = np.ones_like(file["gradients"]) * 2.0 ** np.arange(len(file["lengths"]))[:, None]
    assert not evidence_of("The gradient comes along short", gradients=growing).holds.any()
    assert not evidence_of("The gradient along a path", gradients=growing).holds.any()


def test_the_flat_region_is_the_one_around_the_network():
    losses = np.full((3, 2, 5, 5), 2.0)
    losses[:, :, 2, 2] = 1.0
    losses[:, 1, 2, 1:4] = 1.05
    # Low, but not connected: another valley, and one that touches with a corner.
    losses[:, 0, 0] = losses[:, 0, 1, 1] = 1.0
    found = evidence_of(
        "Shortcuts make the minimum of a shallow", losses=losses, coordinates=np.linspace(-1, 1, 5)
    )
    assert {name: set(values) for name, values in found.numbers.items()} == {
        "plain-22": {1 / 25},
        "residual-22": {3 / 25},
    }
    assert found.holds.all()
    losses = losses[:, ::-1]
    found = evidence_of(
        "Shortcuts make the minimum of a shallow", losses=losses, coordinates=np.linspace(-1, 1, 5)
    )
    assert not found.holds.any()


def test_flatness_does_not_see_how_well_a_network_has_learnt():
    run, _ = loss_surface.recorded()
    raised = run.losses + np.array([0.0, 1.5])[:, None, None]
    start = "Shortcuts make the minimum of a shallow"
    before, after = evidence_of(start), evidence_of(start, losses=raised)
    for name, values in before.numbers.items():
        np.testing.assert_allclose(after.numbers[name], values)


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.claim[:40])
def test_each_claim_has_a_place_a_direction_and_a_reason_at_hand(claim):
    assert claim.where and claim.paper_number and claim.direction
    facts = claim.recorded()[1]
    settings = facts["settings"] | {"training": "some training"}
    reason = claim.why_not.format(**settings)
    assert reason.endswith(".") and "{" not in reason
    assert "training" not in settings or "epochs" in settings or "{training}" not in claim.why_not


def test_the_long_run_by_hand():
    file = arrays("depth_that_helps")
    accuracy = file["test_accuracies"][..., -1].tolist()
    assert file["depths"].tolist() == [8, 20, 56]
    # The paper's pair, 20 against 56 layers, and another that its paper column says it has not.
    found = evidence_of("With shortcuts the deeper network is better than the shallow one, after")
    assert list(found.numbers) == ["residual-20", "residual-56"]
    assert found.holds.tolist() == [residual[2] > residual[1] for _, residual in accuracy]
    found = evidence_of("With shortcuts the deeper network is better than a very shallow one")
    assert list(found.numbers) == ["residual-8", "residual-56"]
    assert found.holds.tolist() == [residual[2] > residual[0] for _, residual in accuracy]
    found = evidence_of("Plain networks get worse with depth, after")
    assert list(found.numbers) == ["plain-20", "plain-56"]
    assert found.holds.tolist() == [plain[2] < plain[1] for plain, _ in accuracy]


def test_a_pair_of_depths_that_a_paper_names_is_the_pair_that_is_asked():
    """Where the run has those depths; else the row shows the depths that it compares."""
    for claim in CLAIMS:
        depths = getattr(claim.recorded()[0], "depths", np.array([])).tolist()
        named = re.findall(r"(?:plain|ResNet)-(\d+)", claim.paper_number)
        if not named or not {*map(int, named)} <= {*depths}:
            continue
        shown = claim.evidence(claim.recorded()[0]).numbers
        assert sorted({*map(int, named)}) == sorted(int(name.rpartition("-")[2]) for name in shown)


def test_surfaces_of_56_layers_by_hand():
    file = arrays("loss_surface_56")
    expected = [[flat_region(losses).sum() for losses in pair] for pair in file["losses"]]
    found = evidence_of("Shortcuts make the minimum of a deep")
    assert list(found.numbers) == ["plain-56", "residual-56"]
    np.testing.assert_allclose(np.array(list(found.numbers.values())).T * 441, expected)
    assert found.holds.tolist() == [plain < residual for plain, residual in expected]


def test_the_growth_of_the_claim_had_32_steps():
    (claim,) = [claim for claim in CLAIMS if "32 steps after five blocks" in claim.claim]
    run, facts = claim.recorded()
    assert run.losses.shape[-1] == 32 == -(-facts["settings"]["images"] // 64)


def test_the_passes_of_the_paper_after_long_training():
    """64,000 steps of 128 images, out of 50,000 (He et al. 2015, section 4.2)."""
    assert "164 there" in next(c for c in CLAIMS if "after long training" in c.claim).why_not
    assert round(64_000 * 128 / 50_000) == 164
