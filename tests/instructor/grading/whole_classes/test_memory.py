"""A class takes the memory of a small one, however large it is: measured from reading to the report."""

import json
import subprocess
import sys
import textwrap

import pytest

from tests.support.soak import IS_SOAK

pytestmark = pytest.mark.process
SMALL, LARGE = (200, 10_000) if IS_SOAK else (60, 360)
# Of each student memory holds names, and where on the disk the rest lies.
MOST_KILOBYTES_OF_A_STUDENT = 12
# A class that is read, judged by nobody, put together and written, in a process of its own.
_PROGRAM = """
import contextlib, json, resource, sys
from pathlib import Path
from resnet_lessons.instructor.grading import class_run, whole_class
from resnet_lessons.instructor.grading.grades import Mark
from resnet_lessons.instructor.grading.jobs import Told, job_from, told_to_bytes
from resnet_lessons.instructor.grading.whole_class import Options
from tests.instructor.grading.whole_classes import short_class

class Judged:
    __enter__, __exit__ = (lambda self: self), (lambda self, *_: None)

    def judged(self, jobs):
        for number, data in jobs:
            for name in job_from(data).seeds:
                details = tuple((f"Label {n}", f"{number} " + "what was seen " * 40) for n in range(4))
                mark = Mark(name, "failed", 0.5, None, details, f"note {number}", 0.25)
                yield number, told_to_bytes(Told(name, mark))
            yield number, None

class_run._sandbox = lambda *_: contextlib.nullcontext()
class_run._threads = lambda *_: Judged()
folder, options = Path(sys.argv[1]), Options(seed=5, unsafe=True)
measured = {}
for count in map(int, sys.argv[2:]):
    short_class.make(folder / f"class{count}", count)
    whole_class.grade(folder / f"class{count}", folder / f"report{count}", options)
    measured[count] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps(measured))
"""


def test_memory_does_not_grow_with_the_class(tmp_path):
    # First a small class, so that all is loaded; the most that it took counts for the large one too.
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(_PROGRAM), str(tmp_path), str(SMALL), str(LARGE)],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    small, large = json.loads(done.stdout.splitlines()[-1]).values()
    print(f"\n{SMALL} students: {small / 1024:.0f} MB, {LARGE} students: {large / 1024:.0f} MB")
    assert large - small < MOST_KILOBYTES_OF_A_STUDENT * (LARGE - SMALL)
    notebooks = len(list((tmp_path / f"report{LARGE}" / "feedback").iterdir()))
    assert notebooks == LARGE
