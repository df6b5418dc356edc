"""`resnet-lessons marks`: the command line that gives the marks of a report back to a platform."""

import argparse
import sys
from functools import partial
from pathlib import Path

from resnet_lessons.instructor.grading.argument_types import add_chapters
from resnet_lessons.instructor.grading.command_faults import system_error
from resnet_lessons.instructor.grading.handing_back import (
    finished_report,
    to_canvas,
    to_gradescope,
    to_moodle,
)
from resnet_lessons.instructor.grading.handing_back.finished_report import MarksRefused
from resnet_lessons.instructor.grading.handing_back.sent_back import told

_FOLDER = "marks"
# What is to be done with the table, and with the archive of feedback. Gradescope takes neither, and says so.
_NEXT = {
    "canvas": (
        "Next, import the table in Canvas' gradebook.",
        "Upload the archive as it is where Canvas asks for submissions with feedback.",
    ),
    "moodle": (
        "Next, give the table to 'Upload grading worksheet' in Moodle's assignment, whose settings must "
        "allow an offline grading worksheet.",
        "Only then give the archive as it is to 'Upload multiple feedback files in a zip', for which the "
        "settings must allow feedback files: after it, Moodle would take the table's marks for outdated.",
    ),
}


def command_line():
    """What reads the options of `resnet-lessons marks`."""
    parser = argparse.ArgumentParser(
        prog="resnet-lessons marks",
        description="Writes the marks and the feedback of a finished report as a learning platform takes "
        "them back. Nothing is graded again, and no file is overwritten.",
    )
    platforms = parser.add_subparsers(dest="platform", required=True, metavar="PLATFORM")
    canvas = _platform(
        platforms, "canvas", "the exported gradebook filled in, and files to upload again"
    )
    canvas.add_argument(
        "--gradebook",
        required=True,
        metavar="FILE",
        help="the gradebook that Canvas exported, a CSV file",
    )
    canvas.add_argument(
        "--assignment",
        default="",
        metavar="TITLE",
        help='its column, such as "Blocks (1234)", or the title or the number alone (default: the only '
        "one)",
    )
    moodle = _platform(platforms, "moodle", "the grading worksheet filled in, and feedback files")
    moodle.add_argument(
        "--worksheet", required=True, metavar="FILE", help="the grading worksheet, a CSV file"
    )
    for role in ("identifier", "grade", "comments"):
        moodle.add_argument(
            f"--{role}-column",
            default="",
            metavar="NAME",
            help=f"the worksheet's column for the {role}, or its number (default: found by what it holds)",
        )
    for each in (canvas, moodle):
        each.add_argument(
            "--scale",
            action=argparse.BooleanOptionalAction,
            help="convert marks to the platform's points, where these are not the report's",
        )
    _platform(
        platforms, "gradescope", "a table in the columns of its export; it takes nothing back"
    )
    return parser


def _platform(platforms, name, what):
    parser = platforms.add_parser(name, help=what, description=f"Writes {what}.")
    parser.add_argument("report", metavar="REPORT", help="folder of a finished report")
    add_chapters(parser, "whose points count (default: all of the report)")
    parser.add_argument(
        "--out", metavar="FOLDER", help=f"for the new files (default: REPORT/{_FOLDER})"
    )
    return parser


def main(arguments):
    """Writes the files; returns the exit status."""
    options = command_line().parse_args(arguments)
    out = Path(options.out or Path(options.report) / _FOLDER)
    try:
        report = finished_report.read(options.report, sorted(set(options.chapters or ())))
        returned = _writer(options)(report, out)
    except MarksRefused as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        print(system_error(error, out), file=sys.stderr)
        return 1
    written, missing = told(returned)
    print("\n".join([written, *_next_steps(options.platform, returned)]))
    if missing:
        print(missing, file=sys.stderr)
    return 0 if returned.count else 1


def _next_steps(platform, returned):
    """Where the platform takes what was written, in a sentence for each file."""
    steps = zip(_NEXT.get(platform, ()), (returned.marks, returned.feedback), strict=False)
    return [step for step, path in steps if path]


def _writer(options):
    """What writes for the platform, from a report and a folder."""
    if options.platform == "canvas":
        chosen = {"gradebook": options.gradebook, "assignment": options.assignment}
        return partial(to_canvas.hand_back, **chosen, is_scaled=options.scale)
    if options.platform == "moodle":
        names = {
            "identifier": options.identifier_column,
            "grade": options.grade_column,
            "comments": options.comments_column,
        }
        chosen = {"worksheet": options.worksheet, "names": names}
        return partial(to_moodle.hand_back, **chosen, is_scaled=options.scale)
    return to_gradescope.hand_back
