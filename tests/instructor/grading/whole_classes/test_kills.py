"""Killed at random moments and run again, a real run ends with the report of an undisturbed one."""

import random
import time

import pytest

from tests.classes import synthetic
from tests.instructor.grading.whole_classes.whole_runs import (
    grade,
    grade_and_kill,
    needs_sandbox,
    processes_of_a_box,
    report,
)
from tests.support.soak import only_in_soak

# In CI the class of `test_class.py` is killed once.
pytestmark = [pytest.mark.grades, pytest.mark.sandbox, only_in_soak, needs_sandbox]
KILLS = 20
OPTIONS = ("--seed", 77)


def test_the_report_is_that_of_an_undisturbed_run(tmp_path):
    synthetic.make(tmp_path / "class", 10, seed=9)
    since = time.perf_counter()
    grade(tmp_path / "class", tmp_path / "whole", *OPTIONS)
    seconds = time.perf_counter() - since
    whole = report(tmp_path / "whole")
    generator, kills = random.Random(5), 0
    # A run that was killed a few times ends; then another is begun.
    while kills < KILLS:
        out = tmp_path / f"killed{kills}"
        while kills < KILLS:
            after = 1 + generator.random() * seconds * 0.7
            if grade_and_kill(tmp_path / "class", out, after, *OPTIONS):
                break
            kills += 1
            assert processes_of_a_box(tmp_path) == []
        grade(tmp_path / "class", out, *OPTIONS)
        assert report(out) == whole
    print(f"\nkilled {kills} times")
