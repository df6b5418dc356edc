"""An answer's hidden settings are chosen by what it says, and by a secret."""

from collections import Counter

from resnet_lessons.instructor.grading.observing.seeds import SEEDS, seed_of


def test_an_equal_text_meets_the_same_settings_and_another_mostly_others():
    seeds = [seed_of(7, "regular_block", f"answer {number}") for number in range(400)]
    assert seeds == [seed_of(7, "regular_block", f"answer {number}") for number in range(400)]
    counts = Counter(seeds)
    assert len(counts) == SEEDS > 1 and min(counts.values()) > 400 / SEEDS / 2


def test_without_the_secret_nobody_knows_them():
    one, other = ({seed_of(secret, "grow", str(n)) for n in range(100)} for secret in (7, 8))
    assert not one & other
    assert all(0 <= seed < 2**31 for seed in one | other)


def test_each_exercise_chooses_anew():
    pairs = {(seed_of(7, "grow", str(n)), seed_of(7, "lesion", str(n))) for n in range(200)}
    assert len(pairs) == SEEDS**2
    assert not {one for one, _ in pairs} & {other for _, other in pairs}


def test_any_text():
    assert seed_of(7, "grow", "\ud800 \0 é" * 1000) == seed_of(7, "grow", "\ud800 \0 é" * 1000)


def test_one_seed_is_the_secret_itself():
    assert {seed_of(7, "grow", str(n), seeds=1) for n in range(20)} == {7}


def test_another_run_has_other_seeds():
    first, second = ({seed_of(7, "grow", str(n), run=run) for n in range(100)} for run in (0, 1))
    assert not first & second
    assert seed_of(7, "grow", "", seeds=1, run=1) not in (7, 8)
