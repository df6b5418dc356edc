"""What may stand after the options of the grader's command, as types of argparse."""

import argparse

from resnet_lessons.course.exercises import EXERCISES
from resnet_lessons.instructor.grading.machines.cluster import LOCAL
from resnet_lessons.instructor.grading.marks.policy import PolicyError, policy_of
from resnet_lessons.instructor.grading.sharded.shards import Shard


def shard(text):
    """A type of argparse: which part of a class."""
    which, slash, count = text.partition("/")
    if not slash:
        raise argparse.ArgumentTypeError(f"{text!r} is no shard, such as 1/4")
    found = Shard(number(int, 1, 10_000)(which), number(int, 1, 10_000)(count))
    if found.number > found.count:
        raise argparse.ArgumentTypeError(f"there is no shard {which} of {count}")
    return found


def address(text):
    """A type of argparse: the address of a cluster."""
    if text.startswith(LOCAL):
        return f"{LOCAL}{number(int, 1, 256)(text.removeprefix(LOCAL))}"
    return text


def number(kind, least, most):
    """A type of argparse: a number between two, both allowed."""

    def read(text):
        try:
            value = kind(text)
        except ValueError:
            value = None
        if value is None or not least <= value <= most:
            raise argparse.ArgumentTypeError(f"{text!r} is not a number from {least} to {most}")
        return value

    return read


def chapters(text):
    """A type of argparse: numbers of chapters, with commas between them."""
    known = sorted({each.chapter for each in EXERCISES.values()})
    numbers = [part.strip() for part in text.split(",")]
    if unknown := [part for part in numbers if part not in map(str, known)]:
        raise argparse.ArgumentTypeError(
            f"{unknown[0]!r} is not a chapter with exercises; write numbers of chapters "
            f"({known[0]} to {known[-1]}) "
            "with commas between them, such as 2,3"
        )
    return [int(part) for part in numbers]


def add_chapters(parser, which):
    """Gives a parser the option `--chapters`, a list that is None where nobody chose.

    Args:
        parser: of argparse.
        which: chapters these are, and which are the default.
    """
    parser.add_argument(
        "--chapters", type=chapters, action="extend", metavar="N,N", help=f"the chapters {which}"
    )


def late(text):
    """A type of argparse: what lateness costs."""
    return _of_policy(text, late=text)


def due(text):
    """A type of argparse: when work was due."""
    return _of_policy(text, due=text)


def _of_policy(text, **given):
    try:
        policy_of(**given)
    except PolicyError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
    return text
