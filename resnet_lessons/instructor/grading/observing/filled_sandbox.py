"""A sandbox that holds the package without answers."""

import contextlib

from resnet_lessons.instructor.grading.stored.own_folder import own_folder
from resnet_lessons.instructor.sandbox.workers import Sandbox
from resnet_lessons.instructor.stripping import strip_package

# What only figures need stays outside the sandbox.
_NOT_NEEDED = ("assets", "networks", "recorded", "*.npz")


@contextlib.contextmanager
def filled_sandbox(tier, limits, start="fork"):
    """A `Sandbox` that holds the package without answers; see there for the arguments."""
    with own_folder() as folder:
        lessons = folder / "lessons"
        lessons.mkdir()
        strip_package(lessons, without=_NOT_NEEDED)
        for path in (folder, lessons, *lessons.rglob("*")):
            path.chmod(0o755 if path.is_dir() else 0o644)
        with Sandbox(lessons, tier, limits, start) as sandbox:
            yield sandbox
