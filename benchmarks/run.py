"""How long a student waits: `make bench` prints one table and writes benchmarks/results.json.

Machines differ and are noisy, so each figure is a median of several runs with its spread, and each
check is set beside a yardstick taken in the same run: a matrix product of fixed size.
"""

import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks import explorers, grading

RUNS = 9
RESULTS = Path(__file__).with_name("results.json")


def measured(action, runs=RUNS):
    """Seconds of each run after one that is not counted."""
    action()
    seconds = []
    for _ in range(runs):
        start = time.perf_counter()
        action()
        seconds.append(time.perf_counter() - start)
    return seconds


def import_seconds():
    """Of `import resnet_lessons` in a fresh interpreter, start-up of Python taken off."""
    script = "import time; s = time.perf_counter(); import resnet_lessons; print(time.perf_counter() - s)"

    def one():
        out = subprocess.run(
            [sys.executable, "-c", script], capture_output=True, text=True, check=True
        )
        return float(out.stdout)

    one()
    return [one() for _ in range(RUNS)]


def check_seconds():
    """{exercise: seconds of each check of the right answer}, TensorFlow loaded."""
    import resnet_lessons as rl
    from resnet_lessons.exercises import EXERCISES
    from resnet_lessons.instructor.answers import answer, compiled, without_markers

    rl.setup()
    found = {}
    for name in EXERCISES:
        right = compiled(without_markers(answer(name)), name)
        found[name] = measured(lambda name=name, right=right: rl.check(name, right))
    return found


def yardstick_seconds():
    """Of a 1,000 by 1,000 matrix product in NumPy."""
    import numpy as np

    matrix = np.random.default_rng(0).normal(size=(1000, 1000)).astype("float32")
    return measured(lambda: matrix @ matrix)


def summary(seconds):
    """Median and spread in milliseconds."""
    low, middle, high = min(seconds), statistics.median(seconds), max(seconds)
    return {"median_ms": middle * 1e3, "min_ms": low * 1e3, "max_ms": high * 1e3}


def main():
    """Measures, prints and writes."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["RESNET_LESSONS_ANSWERS"] = folder
        rows = {"import resnet_lessons": summary(import_seconds())}
        rows |= {f"check {name}": summary(times) for name, times in check_seconds().items()}
    drawn = explorers.drawn_by_the_kernel()
    rows |= {f"frame by the kernel: {name}": summary(times) for name, times in drawn.items()}
    if moves := explorers.drawn_beforehand():
        rows["frame drawn beforehand, in Chromium"] = summary(moves)
    graded = grading.measured()
    rows |= {f"grade ten submissions: {who}": summary(times) for who, times in graded.items()}
    yardstick = summary(yardstick_seconds())
    rows["yardstick: 1000 × 1000 matrix product"] = yardstick
    print(f"{'':<40} {'median':>10} {'min':>10} {'max':>10} {'yardsticks':>11}")
    for name, row in rows.items():
        row["yardsticks"] = row["median_ms"] / yardstick["median_ms"]
        print(
            f"{name:<40} {row['median_ms']:>7.1f} ms {row['min_ms']:>7.1f} ms "
            f"{row['max_ms']:>7.1f} ms {row['yardsticks']:>11.1f}"
        )
    stock = statistics.median(graded.pop("nbgrader"))
    ratios = {who: round(stock / statistics.median(times), 1) for who, times in graded.items()}
    for who, ratio in ratios.items():
        print(f"stock nbgrader takes {ratio} times as long as {who}")
    machine = {"cores": os.cpu_count(), "system": platform.system(), "machine": platform.machine()}
    machine["python"] = platform.python_version()
    RESULTS.write_text(
        json.dumps(
            {"machine": machine, "runs": RUNS, "rows": rows, "nbgrader over": ratios}, indent=2
        )
        + "\n"
    )


if __name__ == "__main__":
    main()
