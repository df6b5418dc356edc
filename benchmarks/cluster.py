"""One class graded by threads and by workers of a cluster on this machine, one and two of each.

Every answer has a comment of its own, and every run a report of its own, so that nothing is known before.
The times are those of the whole command.
"""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from resnet_lessons.course.exercises import exercises_of
from resnet_lessons.instructor.answers import answer, without_markers
from resnet_lessons.instructor.exercises import variants
from resnet_lessons.instructor.grading.intake.released import NOTEBOOKS

CHAPTER = 2
# Label -> options of the grader's command.
WAYS = {
    "one thread": ("--workers", "1"),
    "two threads": ("--workers", "2"),
    "one worker": ("--cluster", "local:1"),
    "two workers": ("--cluster", "local:2"),
}


def hand_in(folder, count):
    """Writes a class: two thirds of the answers are right, the others have known mistakes."""
    (source,) = NOTEBOOKS.glob(f"{CHAPTER:02}_*.ipynb")
    names = [exercise.id for exercise in exercises_of([CHAPTER])]
    for number in range(count):
        notebook = json.loads(source.read_text(encoding="utf-8"))
        for cell in notebook["cells"]:
            name = cell["metadata"].get("nbgrader", {}).get("grade_id")
            if name in names:
                wrong = list(variants(name).values())
                is_right = (number + names.index(name)) % 3
                text = without_markers(answer(name)) if is_right else wrong[number % len(wrong)]
                cell["source"] = f"# student {number}\n{text}\nhandwriting = {number}\n"
        place = folder / f"student_{number:04}"
        place.mkdir(parents=True)
        (place / source.name).write_text(json.dumps(notebook), encoding="utf-8")


def measured(count=24, runs=1):
    """{way: [seconds of each run]}; they take turns, so that a noisy minute meets all of them."""
    found = {way: [] for way in WAYS}
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        hand_in(folder / "class", count)
        for number in range(runs):
            for place, (way, options) in enumerate(WAYS.items()):
                out = folder / f"report{number}-{place}"
                found[way].append(_seconds(folder / "class", out, options))
    return found


def _seconds(submissions, out, options):
    command = [
        sys.executable, "-m", "resnet_lessons.cli", "grade", str(submissions), "--out", str(out),
        "--seed", "2015", *options,
    ]  # fmt: skip
    since = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"resnet-lessons grade failed:\n{done.stderr[-2000:]}")
    return time.perf_counter() - since
