"""Hands attacks in where a platform would: each is a submission of its own, marked through an unpacked zip.

What is an attack on a class cannot be handed in this way, see `fits`. Everything else must have the verdict and
the points in the platform's result that it may have in the report of a class.
"""

import json
import os
import re
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path
from queue import SimpleQueue

from resnet_lessons.course.exercises import EXERCISES
from resnet_lessons.instructor.autograder.told_to_students import number
from resnet_lessons.instructor.grading.grades import VERDICTS, GradedStudent, Mark
from tests.attacks import CONTROL
from tests.attacks.judging import faults
from tests.attacks.running import Outcome
from tests.attacks.writing import write
from tests.instructor.autograder.place import made

# What begins the text on each answer, see `told_to_students.of_mark`.
_TOLD = re.compile(
    rf"({'|'.join(VERDICTS)}), (?:worth no points|(-?[\d.]+) of ([\d.]+) points)(?:\n|$)"
)


def fits(attack):
    """Whether an attack can be a submission of its own: not if it lies in its student's name, which no
    container is told, or in folders beside its student's, of which there are none."""
    own = os.fsencode(attack.name) + b"/"
    is_in_its_own = all(os.fsencode(entry.path).startswith(own) for entry in attack.files)
    return not attack.student and (is_in_its_own or bool(attack.archive))


def run(attacks, platform, folder, at_once=1):
    """Hands attacks in, one after the other, and an honest submission after them.

    Args:
        attacks: some of `ATTACKS`, which fit.
        platform: a name of `PLACES`.
        folder: for the containers.
        at_once: so many containers share the attacks; the honest submission comes last in each.

    Yields:
        `Outcome`, in the order of the attacks
    """
    places = SimpleQueue()
    for each in range(at_once):
        (Path(folder) / str(each)).mkdir()
        places.put(made(platform, Path(folder) / str(each), chapters=()))
    with ThreadPoolExecutor(at_once) as threads:
        yield from threads.map(partial(_in_any, places), attacks)
    while not places.empty():
        yield outcome(places.get(), CONTROL)


def _in_any(places, attack):
    place = places.get()
    try:
        return outcome(place, attack)
    finally:
        places.put(place)


def outcome(place, attack):
    """What comes of an attack in a `Place`, as an `Outcome`."""
    since = time.monotonic()
    try:
        student, found = _judged(place, (attack,), attack)
    # No result, none that can be read, or no end: the attack stopped the grader.
    except Exception as error:
        student, found = None, (f"nothing came of it but {type(error).__name__}: {error}",)
    return Outcome(attack, student, found, time.monotonic() - since)


def together(place, attacks):
    """What a submission gains or breaks that holds a notebook of each of some attacks, in sentences.

    It takes a fraction of the time, and a fault does not say whose it is. What is answered rightly in one of
    the notebooks must pass.

    Args:
        place: the `Place`.
        attacks: with one target, for which none of them earns anything.
    """
    whole = replace(
        attacks[0],
        passes=tuple(sorted({name for attack in attacks for name in attack.passes})),
        verdicts=tuple({verdict for attack in attacks for verdict in attack.verdicts}),
    )
    assert {(attack.target, attack.share) for attack in attacks} == {(whole.target, 0)}
    return _judged(place, attacks, whole)[1]


def _judged(place, attacks, whole):
    """(`GradedStudent`, faults) of attacks in one submission, by what is expected of the whole."""
    before = {each for attack in attacks for each in _left(place, attack)}
    status, text = place.mark(lambda folder: [lay(attack, folder) for attack in attacks])
    student = GradedStudent(whole.name, marks_in(place.platform, text))
    found = faults(whole, student.marks, refused=status != 0)
    told = "\n".join(_texts(json.loads(text)))
    for attack in attacks:
        forbidden = [attack.filled(each, "") for each in attack.forbidden]
        found += [f"the result holds {each[:60]!r}" for each in forbidden if each in told]
        found += [f"it left {each}" for each in _left(place, attack) if each not in before]
    return student, tuple(dict.fromkeys(found))


def lay(attack, folder):
    """Writes what the attack's student hands in into a folder; an archive is the one file handed in."""
    # Beside the container, so that what is enormous need not be copied.
    with tempfile.TemporaryDirectory(dir=folder.parents[2]) as temporary:
        handed_in = write(attack, temporary)
        if attack.archive:
            os.rename(handed_in, folder / attack.archive)
            return
        own = os.fsencode(handed_in / attack.handed_in_by)
        for name in os.listdir(own):
            place = os.path.join(os.fsencode(folder), name)
            # Beside another attack's notebook of that name.
            if os.path.lexists(place):
                place = place.removesuffix(b".ipynb") + os.fsencode(f" {attack.name}.ipynb")
            os.rename(os.path.join(own, name), place)


def marks_in(platform, text):
    """The marks that a platform's result tells of each answer, as `Mark`s.

    Args:
        platform: a name of `PLACES`.
        text: of the result.

    Raises:
        ValueError: when the text on an answer does not begin as it must.
    """
    return tuple(_mark(*told) for told in _FORMS[platform](json.loads(text)))


def _mark(exercise, told, points=None):
    found = _TOLD.match(told)
    if not found:
        raise ValueError(f"{exercise.id}: {told[:100]!r}")
    verdict, earned, most = found.groups()
    earned = float(earned or 0)
    if points is not None and points != earned:
        raise ValueError(f"{exercise.id} has {points} points and is told of {earned}")
    return Mark(exercise.id, verdict, earned / float(most) if most else 0.0)


def _of_gradescope(result):
    return [
        (_BY_NAME[test["number"], test["name"]], test["output"], test["score"])
        for test in result.get("tests", ())
    ]


def _of_prairielearn(result):
    names = [tuple(test["name"].split(" ", 1)) for test in result.get("tests", ())]
    return [
        (_BY_NAME[name], test["message"], test["points"])
        for name, test in zip(names, result.get("tests", ()), strict=True)
    ]


def _of_coursera(result):
    told = f"\n\n{result['feedback']}"
    headings = [(one, f"\n\n{' '.join(name)}\n") for name, one in _BY_NAME.items()]
    return [(one, told.partition(heading)[2]) for one, heading in headings if heading in told]


_BY_NAME = {(number(one), one.title): one for one in EXERCISES.values()}
_FORMS = {
    "gradescope": _of_gradescope,
    "prairielearn": _of_prairielearn,
    "coursera": _of_coursera,
}


def _texts(result):
    """Every text in a result, however deep."""
    if isinstance(result, str):
        yield result
    elif isinstance(result, dict | list):
        for each in result.values() if isinstance(result, dict) else result:
            yield from _texts(each)


def _left(place, attack):
    """What is left in a place: see `Place.left`, and whatever has the attack's marker in its name."""
    yield from place.left()
    for folder, folders, files in os.walk(place.root):
        if Path(folder) == place.submission:
            folders.clear()
            continue
        yield from (f"{folder}/{name}" for name in folders + files if attack.marker in name)
