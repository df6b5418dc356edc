"""Ten thousand students in one run that is killed five times, in the memory of a small class."""

import json
import os
import random
import subprocess
import time

import psutil
import pytest

from tests.classes import synthetic
from tests.classes.plan import DELETED, plan
from tests.instructor.grading.whole_runs import command, needs_sandbox, processes_of_a_box
from tests.support.soak import only_in_soak

pytestmark = [pytest.mark.grades, pytest.mark.sandbox, only_in_soak, needs_sandbox]
SEED = 2015
KILLS = 5
# Of each student the grader's process holds names, and where on the disk the rest lies.
MOST_KILOBYTES_OF_A_STUDENT = 12


def test_ten_thousand_students(tmp_path):
    grade_in_one_go(tmp_path, 10_000, few=100, between=(60, 240))


def grade_in_one_go(folder, count, few, between, kills=KILLS):
    """Grades a class, killed at times, and a small one to compare its memory with.

    Args:
        folder: empty.
        count, few: students of the class, and of the small one.
        between: least and most seconds from one kill to the next.
        kills: how many.
    """
    synthetic.make(folder / "few", few, seed=7)
    least = _graded(folder, "few")
    expected = synthetic.make(folder / "class", count, seed=8)
    print(f"\n{count} students wrote {_distinct(count, seed=8)} distinct answers")
    chance, killed, most, since = random.Random(5), 0, 0, time.monotonic()
    for _ in range(kills):
        with _Command(folder, "class") as running:
            killed += not running.is_over(within=chance.uniform(*between))
        most = max(most, running.most_kilobytes)
        assert processes_of_a_box(folder) == []
    most = max(most, _graded(folder, "class"))
    minutes = (time.monotonic() - since) / 60
    print(f"killed {killed} times, {minutes:.0f} min, {least / 1024:.0f} and {most / 1024:.0f} MB")
    assert synthetic.compare(expected, folder / "report class" / "grades.csv", SEED) == []
    assert len(json.loads((folder / "report class" / "run.json").read_text())["students"]) == count
    assert most - least < MOST_KILOBYTES_OF_A_STUDENT * (count - few)


def _graded(folder, name):
    """Grades a class to its end; returns the most memory that the grader's process took, in kB."""
    with _Command(folder, name) as running:
        assert running.is_over()
        assert running.process.returncode == 0, (folder / f"{name}.log").read_text()[-3000:]
    return running.most_kilobytes


class _Command:
    """The command as it works; killed when it is left.

    Attributes:
        process: its process.
        most_kilobytes: the most memory that it took, those of the sandbox not counted.
    """

    def __init__(self, folder, name):
        self._folder, self._name, self.most_kilobytes = folder, name, 0

    def __enter__(self):
        out = self._folder / f"report {self._name}"
        with (self._folder / f"{self._name}.log").open("w") as log:
            self.process = psutil.Popen(
                command(self._folder / self._name, out, "--seed", SEED, "--seeds", 1),
                env={**os.environ, "TMPDIR": str(self._folder)},
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()

    def is_over(self, within=8 * 3600):
        """Waits until it has ended, at most some seconds; whether it has."""
        until = time.monotonic() + within
        while self.process.poll() is None and time.monotonic() < until:
            time.sleep(0.2)
            try:
                kilobytes = self.process.memory_info().rss // 1024
            except psutil.Error:
                continue
            self.most_kilobytes = max(self.most_kilobytes, kilobytes)
        return self.process.poll() is not None


def _distinct(count, seed):
    programs = {
        (exercise, key, file.helpers_apart)
        for student in plan(count, seed)
        for file in student.files
        for exercise, key in file.programs
        if key != DELETED
    }
    return len(programs)
