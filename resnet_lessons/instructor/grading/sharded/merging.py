"""Puts the shards of a class together: the report is the one that one machine would have written."""

import time
from dataclasses import replace
from pathlib import Path

from resnet_lessons.instructor.grading.intake.owners import printable
from resnet_lessons.instructor.grading.machines.proof import difference, versions
from resnet_lessons.instructor.grading.marks.policy import Policy
from resnet_lessons.instructor.grading.sharded.shards import Shard, class_digest
from resnet_lessons.instructor.grading.stored.ledger import Ledger
from resnet_lessons.instructor.grading.stored.ledger_file import FILE_NAME
from resnet_lessons.instructor.grading.whole_class import (
    SHARD,
    Options,
    open_class,
    refuse_other_folders,
    write_report,
)
from resnet_lessons.instructor.sandbox.box import Tier

_KEPT = ("seed", "seeds", "runs")
# What must be equal in all shards, and in which words the difference is told.
_ALIKE = {
    "seed": "another seed",
    "seeds": "another number of seeds",
    "chapters": "other chapters",
    "seconds": "another time limit",
    "sandbox": "another sandbox",
    "policy": "another rule for attempts or lateness",
    "class": "another class: other files were there when it was graded",
    "runs": "another history: it was run when others were not",
}


class ShardsRefused(Exception):
    """These shards are not of one class; says what to do."""


def merge(parts, out, path=None, progress=None, gradebook=None):
    """Puts the shards of a class together and writes the report that one machine would have written.

    Args:
        parts: the shards' folders, in any order.
        out: the report's folder.
        path: of the submissions, if they lie elsewhere now than where the shards read them.
        progress: see `whole_class.grade`.
        gradebook: URL of nbgrader's gradebook; if None the report's own.

    Returns:
        `GradedClass`

    Raises:
        ShardsRefused: when one is missing, unfinished, there twice, or of another class, seed or
            version; else as `whole_class.grade`.
    """
    since, progress = time.monotonic(), progress or (lambda *_: None)
    about = {part: _about(part) for part in map(Path, parts)}
    _assert_whole(about)
    shard = next(iter(about.values()))
    path = path or shard["path"]
    if not Path(path).exists():
        raise ShardsRefused(
            f"What was handed in is no longer at {path}. Say where it is with --submissions."
        )
    options = Options(
        seed=shard["seed"],
        seeds=shard["seeds"],
        gradebook=gradebook,
        chapters=tuple(shard["chapters"]),
        limits=replace(Options().limits, seconds=shard["seconds"]),
        policy=Policy(**shard.get("policy", {})),
    )
    refuse_other_folders(Path(out), Path(path))
    _begin(Path(out), about, shard)
    with open_class(path, out, options, progress, Tier(*shard["sandbox"])) as opened:
        if class_digest(opened) != shard["class"]:
            raise ShardsRefused(
                f"{path} does not hold what the shards graded: something was handed in, or changed, "
                "since. Run the shards again, each with the command that it had."
                + _of_another_python(shard, {"python": versions()["python"]})
            )
        for part in about:
            with Ledger(part / FILE_NAME) as ledger:
                for rows in ledger.rows():
                    opened.ledger.add_rows(rows)
        _assert_complete(opened, about)
        progress(len(opened.files), len(opened.files))
        return write_report(opened, {}, out, options, since)


def _begin(out, about, shard):
    """Makes the report's ledger with what the shards chose, or looks whether an earlier one has it."""
    if any(out.resolve() == part.resolve() for part in about):
        raise ShardsRefused(
            f"{out} is one of the shards. Name another folder for the report with --out."
        )
    with Ledger(out / FILE_NAME) as ledger:
        seed = ledger.known_setting("seed")
        if ledger.known_setting(SHARD) or seed not in (None, shard["seed"]):
            raise ShardsRefused(
                f"{out} holds a report of something else. Name another folder with --out."
            )
        for name in _KEPT:
            ledger.change_setting(name, shard[name])


def _about(part):
    """What a shard says of itself."""
    if not (part / FILE_NAME).is_file():
        raise ShardsRefused(f"{printable(str(part), 300)} holds no shard.")
    with Ledger(part / FILE_NAME) as ledger:
        about = ledger.known_setting(SHARD)
        if about is None:
            raise ShardsRefused(f"{printable(str(part), 300)} holds a whole report and no shard.")
        return about | {name: ledger.known_setting(name) for name in _KEPT}


def _assert_whole(about):
    """Every shard is there once, has ended, and was graded as the others were."""
    places = {}
    for part, each in about.items():
        name = f"{each['number']}/{each['count']}"
        if name in places:
            raise ShardsRefused(f"{places[name]} and {part} hold the same shard {name}.")
        places[name] = part
        if "class" not in each:
            raise ShardsRefused(f"The shard {name} has not ended. Run its command again to go on.")
        if each["failed"]:
            raise ShardsRefused(
                f"In the shard {name} the grader failed at {each['failed']} of the files. Run its "
                "command again: these are tried once more."
            )
    (counts, *others) = {each["count"] for each in about.values()}
    if others:
        raise ShardsRefused(
            f"These shards are of different divisions: {', '.join(sorted(places))}."
        )
    missing = [
        f"{number}/{counts}"
        for number in range(1, counts + 1)
        if f"{number}/{counts}" not in places
    ]
    if missing:
        raise ShardsRefused(f"Of the class {_shards(missing)} missing: {', '.join(missing)}.")
    _assert_alike(about)


def _shards(names):
    return "one shard is" if len(names) == 1 else f"{len(names)} shards are"


def _assert_alike(about):
    (first, ours), *others = about.items()
    for part, theirs in others:
        if sentence := difference(ours["proof"], theirs["proof"], f"The shard in {part}"):
            raise ShardsRefused(sentence.replace("this machine", f"that in {first}"))
        for name, words in _ALIKE.items():
            if ours.get(name) != theirs.get(name):
                raise ShardsRefused(
                    f"The shard in {part} has {words} than that in {first}. Run the one that is older "
                    "again, with the options that the other had."
                    + (_of_another_python(ours, theirs) if name == "class" else "")
                )


def _of_another_python(ours, theirs):
    """What may be behind a class that two machines read differently, a sentence or nothing.

    The modules that open archives change with every repair of Python, so that one of them may open a
    damaged archive at which the other fails.
    """
    one, other = ours.get("python"), theirs.get("python")
    if one is None or one == other:
        return ""
    return (
        f" If the files are the same, it is a damaged archive among them: Python {one} read the class for "
        f"the one, Python {other} for the other. Use the same Python for all."
    )


def _assert_complete(opened, about):
    for submission, prepared in opened.files:
        if opened.judge.left(prepared):
            shards = (Shard(each["number"], each["count"]) for each in about.values())
            (shard,) = (each for each in shards if each.holds(submission.student_id))
            raise ShardsRefused(
                f"The shard {shard} lacks marks of {printable(submission.student_id)}. Run its command "
                "again."
            )
