"""A sandbox for tests, and a way to hear what code in it finds."""

import contextlib
import tempfile
from pathlib import Path

from resnet_lessons.instructor.sandbox import box
from resnet_lessons.instructor.sandbox.workers import Limits, Sandbox
from resnet_lessons.instructor.stripping import strip_package


@contextlib.contextmanager
def sandbox(start="fork", tier=None, **limits):
    """A ready `Sandbox` as `grade` makes it."""
    with tempfile.TemporaryDirectory() as folder:
        lessons = Path(folder) / "lessons"
        lessons.mkdir()
        strip_package(lessons, without=("assets", "networks", "recorded", "*.npz"))
        for path in (Path(folder), *Path(folder).rglob("*")):
            path.chmod(0o755 if path.is_dir() else 0o644)
        with Sandbox(lessons, tier or box.choose(), Limits(**limits), start) as made:
            made.wait()
            yield made


def told(box_, code, alone=False):
    """What code in a child says: the text of the exception it raises, cut to 300 characters."""
    cell = {"number": 1, "source": code, "exercise": "", "mode": "context"}
    with box_.open(alone) as child:
        child.send({"cells": [cell], "given": {}, "probe": {}})
        header, _ = child.receive()
        assert header == {"begun": 1}
        header, _ = child.receive()
        return header.get("what", "")
