"""`resnet-lessons merge`: the command line that puts the shards of a class together."""

import argparse
import sys
from pathlib import Path

from resnet_lessons.instructor.grading import command
from resnet_lessons.instructor.grading.command_faults import system_error, told_at_once
from resnet_lessons.instructor.grading.for_nbgrader import gradebook_access
from resnet_lessons.instructor.grading.progress_bar import ProgressBar
from resnet_lessons.instructor.grading.sharded import merging


def command_line():
    """What reads the options of `resnet-lessons merge`."""
    parser = argparse.ArgumentParser(
        prog="resnet-lessons merge",
        description="Writes the report of a class that was graded in shards.",
    )
    parser.add_argument(
        "shards", metavar="SHARD", nargs="+", help="folder of a shard; all of them, in any order"
    )
    parser.add_argument("--out", required=True, metavar="REPORT", help="folder of the report")
    parser.add_argument(
        "--submissions",
        metavar="SUBMISSIONS",
        help="what was handed in, if it lies elsewhere now than where the shards read it",
    )
    parser.add_argument(
        "--gradebook",
        metavar="URL",
        help="nbgrader's gradebook, any SQLAlchemy URL (default: REPORT/gradebook.db)",
    )
    return parser


def main(arguments):
    """Merges, writes report and gradebook; returns the exit status."""
    options = command_line().parse_args(arguments)
    with told_at_once():
        try:
            return _merged(options)
        except KeyboardInterrupt:
            print("\nStopped. Run the same command again.", file=sys.stderr)
            return 130


def _merged(options):
    out = Path(options.out)
    gradebook_access.begin_loading()
    try:
        with ProgressBar() as progress:
            graded = merging.merge(
                options.shards, out, options.submissions, progress.show, options.gradebook
            )
    except (*command.TOLD, merging.ShardsRefused) as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        print(system_error(error, out), file=sys.stderr)
        return 1
    return command.finish(graded, out, command.summary(graded))
