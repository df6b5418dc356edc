"""`resnet-lessons autograder`: the command line."""

import argparse
import sys

from resnet_lessons.instructor.autograder import bundle
from resnet_lessons.instructor.autograder.result_forms import PLATFORMS
from resnet_lessons.instructor.grading.argument_types import add_chapters
from resnet_lessons.instructor.grading.reports.tables import plain_number
from resnet_lessons.instructor.points import PointsError

_NEXT = {
    "gradescope": "Upload it as the assignment's autograder, and set these points, 3 GB of memory or more, and "
    "a time limit of ten minutes or more.",
    "prairielearn": "Unpack it, run `docker build -t resnet-lessons-autograder .` in its folder, and push the "
    "image to your registry. Then copy question/ into your course, and write the image's name into its "
    "info.json.",
    "coursera": "Upload it as the grader, with --grader-memory-limit 4096 and --grading-timeout 600.",
}


def command_line():
    """What reads the options of `resnet-lessons autograder`."""
    parser = argparse.ArgumentParser(
        prog="resnet-lessons autograder",
        description="Writes the zip from which a platform grades each submission in a container.",
    )
    parser.add_argument("platform", choices=PLATFORMS, help="that starts the containers")
    parser.add_argument("out", metavar="OUT.zip", help="the zip file")
    add_chapters(parser, "that count, such as 2,3 (default: all)")
    parser.add_argument("--points", metavar="FILE", help="a file points.toml, which chooses points")
    parser.add_argument(
        "--wheel",
        metavar="FILE",
        help="pack the grader of this wheel (default: the one that runs this command)",
    )
    return parser


def main(arguments):
    """Writes the zip, says what it is worth and where it goes; returns the exit status."""
    options = command_line().parse_args(arguments)
    chosen = sorted(set(options.chapters or ()))
    try:
        most = bundle.write(options.out, options.platform, chosen, options.points, options.wheel)
    except (bundle.BundleRefused, PointsError) as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        where = error.filename or options.out
        print(f"{where} cannot be written: {error.strerror or error}", file=sys.stderr)
        return 1
    name = PLATFORMS[options.platform].name
    print(
        f"wrote {options.out} for {name}: {plain_number(most)} points. It holds the answers: give it to "
        f"nobody but the platform.\n{_NEXT[options.platform]}"
    )
    return 0
