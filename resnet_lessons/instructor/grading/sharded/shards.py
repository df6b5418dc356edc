"""A class in shards: machines that know nothing of each other grade a part each, then they are put together.

Every shard reads the whole class, which runs nothing, so that all of them note the same files as new and
choose the same hidden settings (decision 25). A student's files are of one shard, by a digest of his id.
What the shards share is the seed; see `shared_seed`.
"""

import contextlib
import hashlib
import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from resnet_lessons.instructor.grading.class_run import judge_what_is_left
from resnet_lessons.instructor.grading.machines.proof import proof, versions
from resnet_lessons.instructor.grading.observing.digests import submission_digest
from resnet_lessons.instructor.grading.stored.ledger_file import FILE_NAME
from resnet_lessons.instructor.grading.whole_class import (
    LARGEST_SEED,
    SHARD,
    Options,
    ReportRefused,
    open_class,
)


@dataclass(frozen=True)
class Shard:
    """Which part of a class.

    Args:
        number: from 1.
        count: how many there are.
    """

    number: int
    count: int

    def holds(self, student_id):
        """Whether a student's files are of this shard; a digest of the id says so, on any machine."""
        name = student_id.encode("utf-8", "surrogatepass")
        return int.from_bytes(hashlib.sha256(name).digest()) % self.count == self.number - 1

    def __str__(self):
        return f"{self.number}/{self.count}"


def grade_shard(path, out, shard, options=None, progress=None):
    """Grades one shard of a class; `merge` writes the report once there are all of them.

    Args:
        path, options, progress: see `whole_class.grade`.
        out: the shard's folder; it holds no report, and goes on where it was.
        shard: the `Shard`.

    Returns:
        number of files at which the grader itself failed: these are tried again in the next run.

    Raises:
        ReportRefused: when the folder holds something else, or no seed is given the first time; else
            as `whole_class.grade`.
    """
    options, progress = options or Options(), progress or (lambda *_: None)
    with open_class(path, out, options, progress) as opened:
        _refuse_another(opened.ledger, shard, out)
        ledger, about = opened.ledger, {"number": shard.number, "count": shard.count}
        ledger.change_setting(SHARD, about)
        failed = judge_what_is_left(
            opened.judge, opened.files, opened.tier, options, progress, shard.holds
        )
        facts = {
            "class": class_digest(opened),
            "path": str(Path(path).absolute()),
            "chapters": list(options.chapters),
            "proof": proof(),
            "python": versions()["python"],
            "seconds": options.limits.seconds,
            "sandbox": [opened.tier.text, opened.tier.is_safe],
            # What Moodle's worksheet said goes with the rule: it is read here, and not when they are merged.
            "policy": options.policy.facts() | {"participants": options.policy.participants},
            "failed": len(failed),
        }
        ledger.change_setting(SHARD, about | facts)
    return len(failed)


def _refuse_another(ledger, shard, out):
    known = ledger.known_setting(SHARD)
    if known and (known["number"], known["count"]) != (shard.number, shard.count):
        raise ReportRefused(
            f"{out} holds the shard {known['number']}/{known['count']}. Name another folder for the "
            f"shard {shard} with --out."
        )
    if not known and (Path(out) / "index.html").exists():
        raise ReportRefused(
            f"{out} holds a whole report. Name another folder for a shard with --out."
        )


def refuse_without_seed(out, options):
    """All shards have one seed: each that picked its own would judge by other settings.

    Raises:
        ReportRefused: when none is given and the folder has none from an earlier run.
    """
    if options.seed is None and not (Path(out) / FILE_NAME).exists():
        raise ReportRefused(
            "All shards of a class need the same seed. Name a file for it with --seed-file: the first "
            "shard makes it, readable for you alone, and the others read it."
        )


def shared_seed(path):
    """The seed in a file, which is made with one at random, for its owner alone, if it is not there.

    Raises:
        ReportRefused: when it cannot be read or made, or holds something else.
    """
    path = Path(path)
    try:
        if not path.exists():
            _make_seed(path)
        text = path.read_text(encoding="ascii").strip()
        if not text.isdecimal() or not int(text) <= LARGEST_SEED:
            raise ValueError
        return int(text)
    except OSError as error:
        raise ReportRefused(f"The seed's file {path} cannot be used: {error.strerror}.") from None
    except ValueError:
        raise ReportRefused(
            f"{path} holds no seed. Name another file with --seed-file, or one that is not there yet."
        ) from None


def _make_seed(path):
    """Of several machines that make it at one time, the first one's stands."""
    unfinished = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    with open(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(f"{secrets.randbelow(LARGEST_SEED)}\n")
    try:
        with contextlib.suppress(FileExistsError):
            os.link(unfinished, path)
    finally:
        unfinished.unlink()


def class_digest(opened):
    """A name for all that was handed in and read."""
    digest = hashlib.sha256()
    for submission, prepared in opened.files:
        facts = submission.student_id, submission.name, prepared.problem, prepared.chapters
        digest.update(json.dumps([*facts, submission_digest(prepared)]).encode("ascii"))
    return digest.hexdigest()
