"""Attacks in the real sandbox: none gains a point, stops the class, or leaves anything behind.

CI runs one in ninety-six and those that once came through; `make soak` runs all of them, on each path.
"""

import pytest

from tests.attacks import ATTACKS, CONTROL, GROUPS
from tests.attacks.running import PATHS, run
from tests.instructor.grading.whole_classes.whole_runs import needs_sandbox
from tests.support.soak import IS_SOAK

pytestmark = [pytest.mark.sandbox, needs_sandbox]
# Those that once came through: a signal to one's own group reached the warm parent, and with it the
# jobs of others; a change of the given network was hidden by another `np.allclose`; what `colluding`
# holds carried secrets, or took time and memory; large results filled the ledger, and impossible ones
# stopped the class; what `structuring` holds had the right numbers from another network; locks,
# waiters and pages told other submissions something; a process that the kernel killed cost the grader
# seconds that nobody counted, or the class; a text was shown as a line; what a first
# trial left behind decided about the second; at what `reading` holds the
# whole class was refused, or took minutes and gigabytes; what `deciding` holds tried a second answer once
# the grader had said that the first was wrong.
CAME_THROUGH = {
    *("kill_parent", "kill_group", "kill_itself", "hidden_change"),
    *("large_results", "projection_blocks_of_scalars"),
    *("told_by_lock", "told_by_waiters", "told_by_pages_reading"),
    *("killed_at_a_limit_of_its_own", "imports_that_end", "end_without_time"),
    *("line_of_missing_groundwork", "hole_later"),
} | {
    attack.name
    for group in ("colluding", "deciding", "reading", "structuring")
    for attack in GROUPS[group]
}
CHOSEN = [
    attack
    for number, attack in enumerate(ATTACKS.values())
    if IS_SOAK or number % 96 == 0 or attack.name in CAME_THROUGH
]


# None: the one that the environment names, or the plain one.
@pytest.fixture(scope="module", params=PATHS if IS_SOAK else [None])
def outcomes(request):
    return run(CHOSEN, path=request.param)


def test_no_attack_gains_or_breaks_anything(outcomes):
    found = {outcome.attack.name: outcome.faults for outcome in outcomes if outcome.faults}
    assert found == {}
    assert len(outcomes) == len(CHOSEN) + 1 >= 16


def test_the_honest_submission_beside_them_passes(outcomes):
    honest = outcomes[0].student
    assert {mark.verdict for mark in honest.marks if mark.share} == {"passed"}
    assert sum(mark.share for mark in honest.marks) == len(CONTROL.cells) >= 4
