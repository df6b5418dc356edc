"""Results of a run that never was."""

from benchmarks.model_speed import Measurement, Setting, rows
from benchmarks.rows import row

MACHINE = {
    "date": "2026-11-25T00:00:00+00:00", "processor": "a test's processor", "cores": 2,
    "memory_gb": 8, "load": 0.5, "card": None,
}  # fmt: skip
SETTINGS = (Setting(), Setting(data_format="channels_first", xla=True))


def measurements():
    """Ours is 1.2 times slower and has 1.25 times the work of V2: 0.96 per multiply-add."""
    return [
        Measurement(name, step, setting, work, 2, seconds, seconds, 4e10)
        for setting in SETTINGS
        for step in ("inference", "training step")
        for name, work, seconds in (
            ("ResNetModel(50)", 5_000_000_000, (1.2, 2.4, 1.2)),
            ("Keras ResNet50V2", 4_000_000_000, (1.0, 2.0, 1.0)),
            ("Keras ResNet50", 5_000_000_000, (1.0, 2.5, 1.0)),
        )
    ]


def _section(rows, details=()):
    made = [each.as_dict() for each in rows]
    return {"machine": MACHINE, "seconds": 1, "rows": made, "details": list(details)}


SECTIONS = {
    "startup": _section(
        [
            row("start-up", "import resnet_lessons", [0.002, 0.003]),
            row("start-up", "first figure of chapter 1", [2.0, 3.0, 9.0], "s"),
        ]
    ),
    "checks": _section(
        [
            row("checks", f"check {name}", [0.1, 0.4], ratio=0.97, beside="yardsticks")
            for name in ("grow", "pre_activation_with_shortcut", "bottleneck_block")
        ]
    ),
    "model": _section(rows(measurements()), [each.as_dict() for each in measurements()]),
    "explorables": _section(
        [
            row("explorables", "fader to accuracy on 200 images (WebAssembly)", [0.2, 0.4]),
            row("explorables", "page of Unfold, gzipped", [99], "kB"),
        ]
    ),
    "playground": _section(
        [row("playground", f"{layers} layers (clock)", [260, 240], "steps/s") for layers in (2, 20)]
    ),
    "grading": _section(
        [
            row("grading", "grade ten submissions: nbgrader", [56.0], "s"),
            row("grading", "submissions a minute: nbgrader", [10.7], "1/min"),
        ]
    ),
}
