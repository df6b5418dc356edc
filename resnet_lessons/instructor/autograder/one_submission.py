"""Marks the submission that lies in this container, and writes what the platform reads.

`run_autograder` of a zip starts it as root, by `python -m`. No line of a student's code runs in this process.
"""

import contextlib
import json
import logging
import os
import shutil
import stat
import sys
import time
from functools import partial

from resnet_lessons.instructor.answers import PACKAGE
from resnet_lessons.instructor.autograder.bundled_settings import (
    NAME,
    BundledSettings,
    SettingsUnreadable,
)
from resnet_lessons.instructor.autograder.result_forms import PLATFORMS
from resnet_lessons.instructor.grading import whole_class
from resnet_lessons.instructor.grading.class_run import judge_what_is_left
from resnet_lessons.instructor.grading.command import TOLD
from resnet_lessons.instructor.grading.intake.one_student import of_one
from resnet_lessons.instructor.grading.stored.own_folder import own_folder, remove_left_behind
from resnet_lessons.instructor.grading.whole_class import Options
from resnet_lessons.instructor.points import NAME as POINTS
from resnet_lessons.instructor.sandbox import another_user

# What `setup.sh` laid beside the package, which root alone may enter.
HOME = PACKAGE.parent
_STUDENT = "submission"
_NOT_ENDED = "The grader did not come to an end: the container had too little time or memory."
_log = logging.getLogger(__name__)


class _Failed(Exception):
    """The grader failed at an answer; says how."""


def main():
    """Marks, and writes the result; returns the exit status, 0 if there are marks."""
    since = time.monotonic()
    try:
        settings = BundledSettings.read(HOME / NAME, PLATFORMS)
    except SettingsUnreadable as error:
        # Nor can anybody tell where a result would belong.
        print(error, file=sys.stderr)
        return 1
    platform = PLATFORMS[settings.platform]
    # Whatever ends this process before its time leaves this.
    _write(platform.result, platform.failed(_NOT_ENDED))
    # A grader that was killed leaves a copy of the lessons, which must not be in sight.
    remove_left_behind()
    try:
        with own_folder() as folder, shut(platform.shut):
            student, exercises = _marked(platform, settings, folder)
    except (*TOLD, _Failed) as error:
        return _fail(platform, str(error))
    except Exception as error:
        _log.exception("The grader itself failed; please report this.")
        return _fail(platform, f"{type(error).__name__}; the log says more. Please report this.")
    result = platform.told(student, exercises, time.monotonic() - since)
    _write(platform.result, result)
    # Coursera's own tool for trying a grader reads the last line that was printed.
    print(json.dumps(result))
    return 0


def _marked(platform, settings, folder):
    """(`GradedStudent`, exercises) of what was handed in."""
    if (HOME / POINTS).exists():
        shutil.copy(HOME / POINTS, folder)
    tier = another_user.choose([HOME, folder, platform.shut])
    options = Options(workers=1, chapters=settings.chapters, tier=tier)
    since, out = time.monotonic(), folder / "report"
    find = partial(of_one, student_id=_STUDENT)

    def silent(*_):
        """No progress is shown."""

    with whole_class.open_class(platform.submission, out, options, silent, find=find) as opened:
        failed = judge_what_is_left(opened.judge, opened.files, tier, options, silent)
        if failed:
            notes = [mark.note for marks in failed.values() for mark in marks.values()]
            raise _Failed(f"At this submission {notes[0] if notes else 'the grader failed'}.")
        graded, _ = whole_class.as_found(opened, failed, out, options, since)
        (student,) = graded.students
        return student, graded.exercises


@contextlib.contextmanager
def shut(folder):
    """While active, only the owner of a folder, and root, may enter it."""
    before = stat.S_IMODE(folder.stat().st_mode)
    folder.chmod(0o700)
    try:
        yield
    finally:
        folder.chmod(before)


def _fail(platform, sentence):
    print(sentence, file=sys.stderr)
    result = platform.failed(sentence)
    _write(platform.result, result)
    print(json.dumps(result))
    return 1


def _write(path, result):
    """Writes a result whole, in place of whatever has its name."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.part")
    unfinished.unlink(missing_ok=True)
    unfinished.write_text(json.dumps(result, indent=1) + "\n", encoding="ascii")
    os.replace(unfinished, path)


if __name__ == "__main__":
    sys.exit(main())
