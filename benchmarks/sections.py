"""The sections of the table. Each measures one thing a user waits for, and returns its rows."""

import contextlib
import os
import sys
import tempfile
import time
from dataclasses import dataclass

from benchmarks.rows import ratio_of_medians, row

RUNS = 9


@dataclass(frozen=True)
class Options:
    """How thoroughly to measure.

    Attributes:
        quick: once or twice, and little: whether everything works, not how long it takes.
        settings: words that a setting of the section "model" has to hold.
        side: of its images, in pixels.
        images: in its batches.
    """

    quick: bool = False
    settings: tuple[str, ...] = ()
    side: int = 224
    images: int = 4

    def runs(self, number=RUNS):
        """How often to measure; at most twice when quick."""
        return min(2, number) if self.quick else number


def startup(options):
    """The package imported; the first figure of every chapter."""
    from benchmarks import startup as measure

    measure.import_seconds()
    imported = [measure.import_seconds() for _ in range(options.runs())]
    rows = [row("start-up", "import resnet_lessons", imported)]
    for chapter in range(1 if options.quick else 6):
        # The first run fills the caches of the disk.
        times = [measure.first_figure_seconds(chapter) for _ in range(1 + options.runs(3))][1:]
        rows.append(row("start-up", f"first figure of chapter {chapter}", times, "s"))
    return rows, []


def checks(options):
    """The check of every exercise, passed the right answer, TensorFlow loaded."""
    import numpy as np

    import resnet_lessons as rl
    from resnet_lessons.course.exercises import EXERCISES
    from resnet_lessons.instructor.answers import answer, compiled, without_markers

    rl.ready()
    matrix = np.random.default_rng(0).normal(size=(1000, 1000)).astype("float32")
    yardstick = _times(lambda: matrix @ matrix, options.runs())
    rows = [row("checks", "yardstick: 1,000 × 1,000 matrix product", yardstick)]
    for name in list(EXERCISES)[: 4 if options.quick else None]:
        right = compiled(without_markers(answer(name)), name)
        times = _times(lambda name=name, right=right: rl.check(name, right), options.runs())
        ratio = ratio_of_medians(times, yardstick)
        rows.append(row("checks", f"check {name}", times, ratio=ratio, beside="yardsticks"))
    return rows, []


def explorers(options):
    """A frame drawn by the kernel, and one drawn beforehand, in Chromium."""
    from benchmarks import explorers as measure

    if options.quick:
        measure.FRAMES = 2
    drawn = measure.drawn_by_the_kernel()
    rows = [
        row("explorers", f"frame by the kernel: {name}", times) for name, times in drawn.items()
    ]
    if moves := measure.drawn_beforehand():
        rows.append(row("explorers", "frame drawn beforehand, in Chromium", moves))
    return rows, []


def explorables(options):
    """The mixing desk in Chromium, with WebAssembly and without, then Unfold, and the sizes of their pages."""
    from benchmarks import explorables as measure

    return measure.rows(1 if options.quick else 3), []


def playground(options):
    """Steps of training a second in the depth playground, 20 layers on two numbers, in Chromium."""
    from benchmarks import playground as measure

    found = measure.steps_a_second(**({"runs": 1, "steps": 50} if options.quick else {}))
    rows = [
        row("playground", f"20 layers, {what} ({way})", rates, "steps/s")
        for (what, way), rates in found.items()
    ]
    return rows, []


def live(options):
    """The live experiments beside plain `fit`, and how well both networks end."""
    from benchmarks import live_experiments

    rows = []
    for name, found in live_experiments.measured(once=options.quick).items():
        ours, plain = found["ours"], found["plain fit"]
        ratio = ratio_of_medians(ours, plain)
        label = f"{name}{_accuracy(found['accuracy ours'])}"
        rows.append(row("live experiments", label, ours, "s", ratio, "plain fit"))
        label = f"{name}, plain fit{_accuracy(found['accuracy plain'])}"
        rows.append(row("live experiments", label, plain, "s"))
    return rows, []


def buttons(options):
    """What the button of each experiment runs, at both ends of its control; one run of each."""
    from resnet_lessons import widgets
    from resnet_lessons.experiments import EXPERIMENTS

    rows = []
    for name in ("shattering",) if options.quick else EXPERIMENTS:
        explorer = widgets.experiment(name)
        places = list(explorer.positions)
        for place in places[:1] if options.quick else (places[0], places[-1]):
            tell(f"buttons: {name} at {place[0]}")
            start = time.perf_counter()
            explorer.run_here(place)
            seconds = time.perf_counter() - start
            rows.append(row("buttons", f"{name}, place {place[0]}", [seconds], "s"))
    return rows, []


def _accuracy(value):
    return "" if value is None else f" (accuracy {value:.3f})"


def suite(options):
    """Every committed notebook run from top to bottom, once."""
    import nbformat
    from nbclient import NotebookClient

    from resnet_lessons.instructor.notebooks import NOTEBOOKS, SECONDS_PER_CELL

    paths = sorted(NOTEBOOKS.glob("*.ipynb"))[: 1 if options.quick else None]
    rows, all_seconds = [], 0.0
    for path in paths:
        notebook = nbformat.read(path, as_version=4)
        with tempfile.TemporaryDirectory() as folder:
            client = NotebookClient(
                notebook, timeout=SECONDS_PER_CELL, resources={"metadata": {"path": folder}}
            )
            start = time.perf_counter()
            client.execute()
            seconds = time.perf_counter() - start
        all_seconds += seconds
        rows.append(row("notebook suite", path.stem, [seconds], "s"))
    if len(rows) > 1:
        rows.append(row("notebook suite", f"all {len(rows)} notebooks", [all_seconds], "s"))
    return rows, []


def model(options):
    """`ResNetModel(50)` beside Keras' own: time, images a second, share of the device's peak."""
    from benchmarks import model_speed

    settings = model_speed.chosen_settings(options.settings, model_speed.devices())
    found, failed = [], []
    sizes = {"side": options.side, "images": options.images}
    if options.quick:
        settings, sizes = settings[:1], {"side": 64, "images": 2, "peak_side": 1024}
    for setting in settings:
        tell(f"model: {setting.name}")
        runs = model_speed.runs_of(setting, options.runs(5))
        try:
            found += model_speed.measured(setting, runs=runs, **sizes)
        except Exception as error:
            failed.append({"setting": setting.name, "why": _why(error)})
            tell(f"model: {setting.name} failed: {failed[-1]['why'][:200]}")
    if not found:
        raise RuntimeError(failed[0]["why"])
    return model_speed.rows(found), [each.as_dict() for each in found] + failed


def _why(error):
    """What an error says, without the places in files that TensorFlow puts between."""
    lines = [line.strip() for line in str(error).splitlines()]
    words = [line for line in lines if line and not line.startswith(("File ", "Detected ", "[["))]
    return f"{type(error).__name__}: {' '.join(words)}"[:500]


def grading(options):
    """Classes graded by stock nbgrader and by ours: time and processor time, the ratios over ours."""
    from benchmarks import grading as measure

    rows, stock_of_ten = [], None
    classes = [(*each, False) for each in measure.CLASSES] + [(*measure.REWORDED, True)]
    for chapter, count, is_reworded in ((2, 10, False),) if options.quick else classes:
        what = f"{count} of chapter {chapter}" + (", reworded" if is_reworded else "")
        with measure.course(chapter, count, is_reworded) as made:
            ours = {}
            for number, workers in ((1, "one worker"), (2, "two workers")):
                tell(f"grading: {what}, {workers}")
                ours[workers] = made.ours("--workers", number)
            if count == 10:
                tell(f"grading: {what}, nbgrader")
                stock_of_ten = made.stock()
        rows += _grading_rows(what, stock_of_ten.times(count / 10), ours)
    return rows, []


def _grading_rows(what, stock, ours):
    worked_out = "" if what.startswith("10 ") else ", worked out from ten"
    return [
        *_spent_rows(f"{what}: nbgrader{worked_out}", stock, None),
        *(
            one
            for who, spent in ours.items()
            for one in _spent_rows(f"{what}: ours, {who}", spent, stock)
        ),
    ]


def _spent_rows(name, spent, stock):
    """The two rows of what a grader `Spent`, and how much more stock nbgrader did."""
    return [
        row(
            "grading",
            f"{name}, {label}",
            [getattr(spent, kind)],
            "s",
            stock and getattr(stock, kind) / getattr(spent, kind),
            "nbgrader over this" if stock else "",
        )
        for kind, label in (("wall", "time"), ("processor", "processor time"))
    ]


def cluster(options):
    """A class graded by threads and by workers of a cluster, one and two of each, as ratios."""
    from benchmarks import cluster as measure

    times = measure.measured(**({"count": 4} if options.quick else {"runs": options.runs(3)}))
    one = times["one thread"]
    rows = []
    for way, seconds in times.items():
        ratio = None if way == "one thread" else ratio_of_medians(one, seconds)
        beside = "one thread over this" if ratio else ""
        rows.append(row("cluster", f"grade a class: {way}", seconds, "s", ratio, beside))
    return rows, []


SECTIONS = {
    "startup": startup,
    "checks": checks,
    "explorers": explorers,
    "explorables": explorables,
    "playground": playground,
    "live": live,
    "buttons": buttons,
    "notebooks": suite,
    "model": model,
    "grading": grading,
    "cluster": cluster,
}


def tell(text):
    """A line of progress, on standard error."""
    print(f"[{time.strftime('%H:%M:%S')}] {text}", file=sys.stderr, flush=True)


def measure(name, options):
    """One section, with answers and results in a folder of its own.

    Returns:
        (list of `Row` as dicts, list of details)
    """
    with tempfile.TemporaryDirectory() as folder, environment(RESNET_LESSONS_ANSWERS=folder):
        rows, details = SECTIONS[name](options)
    return [each.as_dict() for each in rows], details


@contextlib.contextmanager
def environment(**values):
    """Variables of the environment, while it lasts."""
    kept = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in kept.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _times(action, runs):
    """Seconds of each run after one that is not counted."""
    action()
    seconds = []
    for _ in range(runs):
        start = time.perf_counter()
        action()
        seconds.append(time.perf_counter() - start)
    return seconds
