"""What is to be judged of a submission, and what is found of it, as JSON.

A thread of this process and a machine far away get the same bytes and give the same bytes back. A job
holds no name and no secret, only the seeds of its own answers.
"""

import json
from dataclasses import asdict, dataclass, field

from resnet_lessons.instructor.grading.grades import Cell, Mark, Prepared


@dataclass(frozen=True)
class Job:
    """Answers of one submission that are to be judged.

    Args:
        prepared: the `Prepared` submission; only its cells travel.
        seeds: exercise id -> seed of the hidden settings, for each answer to be judged.
        stages: exercise id -> evidence that an earlier run kept.
        seconds: the time limit of a cell.
        spent: seconds that the student's files took so far.
        is_for_all: whether its marks are to stand for equal answers of others too.
        with_errors: whether an answer that raises has such a mark as well.
        is_careful: whether everything runs with Keras' own layers.
    """

    prepared: Prepared
    seeds: dict[str, int]
    stages: dict[str, bytes] = field(default_factory=dict)
    seconds: float = 15.0
    spent: float = 0.0
    is_for_all: bool = False
    with_errors: bool = False
    is_careful: bool = False


@dataclass(frozen=True)
class Told:
    """One thing that was found: a mark, half of one, or how long something took.

    Args:
        exercise: id of the exercise, "" where only time is told.
        mark: its `Mark`, or None.
        stage: evidence that is enough to go on from, or None.
        is_late: whether the mark holds for this time limit alone.
        spent: seconds that the student's files took more.
    """

    exercise: str = ""
    mark: Mark | None = None
    stage: bytes | None = None
    is_late: bool = False
    spent: float = 0.0


def job_to_bytes(job):
    """A `Job` as bytes, to be read back by `job_from`."""
    facts = {
        "prepared": [asdict(cell) for cell in job.prepared.cells],
        "seeds": job.seeds,
        "stages": {name: stage.decode() for name, stage in job.stages.items()},
        "seconds": job.seconds,
        "spent": job.spent,
        "is_for_all": job.is_for_all,
        "with_errors": job.with_errors,
        "is_careful": job.is_careful,
    }
    return _to_bytes(facts)


def job_from(data):
    """Reads what `job_to_bytes` wrote."""
    facts = json.loads(data)
    prepared = Prepared(tuple(Cell(**cell) for cell in facts["prepared"]))
    stages = {name: stage.encode() for name, stage in facts["stages"].items()}
    return Job(**facts | {"prepared": prepared, "stages": stages})


def told_to_bytes(found):
    """A `Told` as bytes, to be read back by `told_from`."""
    stage = None if found.stage is None else found.stage.decode()
    return _to_bytes(asdict(found) | {"stage": stage})


def told_from(data):
    """Reads what `told_to_bytes` wrote."""
    facts = json.loads(data)
    mark, stage = facts["mark"], facts["stage"]
    facts["mark"] = None if mark is None else mark_from(mark)
    facts["stage"] = None if stage is None else stage.encode()
    return Told(**facts)


def mark_from(facts):
    """A `Mark` of what JSON made of it.

    Raises:
        KeyError, TypeError: when it is none.
    """
    return Mark(**facts | {"details": tuple(map(tuple, facts["details"]))})


def _to_bytes(facts):
    # ASCII only: a text may hold halves of characters, which UTF-8 cannot write.
    return json.dumps(facts, ensure_ascii=True).encode("ascii")
