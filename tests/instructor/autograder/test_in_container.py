"""Each zip unpacked where its platform unpacks it, in a container, and run: right, wrong, hostile, broken."""

import json
import os
import shutil
import stat
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from resnet_lessons.instructor import hidden_part, leaks
from tests.attacks import ATTACKS, CONTROL, through_zip
from tests.attacks.attack import HostileCell, in_function, right, wrong
from tests.attacks.writing import notebook
from tests.instructor.autograder.forms import is_graded
from tests.instructor.autograder.place import PLACES, Place, made
from tests.instructor.spies import patient_spy
from tests.support.container import PYTHON, needs_container
from tests.support.soak import some

pytestmark = [pytest.mark.sandbox, needs_container]
NAME = "02_block_structure.ipynb"
SCORES = {
    "gradescope": ("score", 16),
    "prairielearn": ("score", 1),
    "coursera": ("fractionalScore", 1),
}


@pytest.fixture(scope="module")
def places(tmp_path_factory):
    known = {}

    def place(platform):
        if platform not in known:
            known[platform] = made(platform, tmp_path_factory.mktemp(platform))
        return known[platform]

    return place


def written(attack):
    return json.dumps(notebook(attack, attack.cells)).encode()


LOOKS_FOR_ANSWERS = """
import os


def readable(*tops):
    found = []
    for top in tops:
        for folder, _, names in os.walk(top):
            for path in [folder, *(folder + "/" + name for name in names)]:
                if os.access(path, os.R_OK):
                    found.append(path)
    return found


seen = readable("/opt/resnet-lessons/grader", "/autograder", "/grade", "/shared", "/opt/resnet-lessons/tmp")
# The package without answers, which it may read.
seen = [path for path in seen if "/lessons/" not in path]
for path in ("/tmp/left", "/var/tmp/left", "/dev/shm/left", "/opt/open/left",
             "/autograder/results/results.json", "/grade/results/results.json", "/shared/feedback.json"):
    try:
        open(path, "w").write('{"score": 1000, "fractionalScore": 1}')
        seen += [] if path.endswith("left") and "open" not in path else [path]
    except OSError:
        pass
"""
MIXED = in_function(
    "mixed",
    "two answers right, one that tells hidden settings, one that looks for answers and writes a result",
    'if seen:\n    raise ValueError("LO" + "OT " + str(seen)[:200])',
    LOOKS_FOR_ANSWERS,
    target="original_block",
)


RIGHT = tuple(HostileCell(right(name), name) for name in ("pre_activation", "regular_block"))
SEED = 2_718_281_828_459


def mixed():
    tells = HostileCell(patient_spy("bottleneck_block"), "bottleneck_block")
    return json.dumps(notebook(MIXED, (*RIGHT, tells, *MIXED.cells))).encode()


def finds(folder, text):
    """What is found in a result that its student must not learn, by the seed of the run."""
    (folder / "results.json").write_text(text)
    known = [cell.source for cell in RIGHT]
    return leaks.search(folder, hidden_part.of_run(SEED).to_who_wrote(*known))


@pytest.mark.parametrize("platform", PLACES)
def test_right_answers_have_all_points_and_nothing_is_left(places, platform):
    place = places(platform)
    status, text = place.hand_in({NAME: written(CONTROL)})
    name, most = SCORES[platform]
    assert status == 0 and is_graded(platform, text)
    assert json.loads(text)[name] == most, text
    assert "5 of 5 exercises passed" in text
    assert place.left() == []
    # What the platform had open is as it was.
    assert stat.S_IMODE(place.top.stat().st_mode) == 0o777


@pytest.mark.parametrize("platform", some(tuple(PLACES), 3))
def test_right_wrong_and_hostile_answers_have_what_they_earn(places, platform, tmp_path):
    place = replace(
        places(platform), before=f"import secrets; secrets.randbelow = lambda most: {SEED}"
    )
    status, text = place.hand_in({NAME: mixed()})
    assert status == 0 and "LOOT" not in text
    name, most = SCORES[platform]
    # pre_activation is worth 2 of 16 points, regular_block 4.
    assert json.loads(text)[name] == pytest.approx(6 / 16 * most, abs=1e-4), text
    assert "2 of 5 exercises passed" in text
    assert "What to do next: " in text
    assert place.left() == []
    assert finds(tmp_path, text) == []
    told = json.loads(text)
    told["output"] = f"{told.get('output')}, graded with {SEED}"
    assert finds(tmp_path, json.dumps(told)) == [f"results.json: the seed {SEED}"]


BROKEN = {
    "no notebook": ({}, "No notebook was handed in. Hand in the notebook itself"),
    "not JSON": ({NAME: b'{"cells": ['}, NAME),
    "a picture": ({"photograph.png": b"\x89PNG\r\n\x1a\n" + bytes(100)}, "photograph.png"),
    "an empty file": ({NAME: b""}, NAME),
}


@pytest.mark.parametrize("platform", some(tuple(PLACES), 3))
@pytest.mark.parametrize("what", some(tuple(BROKEN), 2))
def test_what_cannot_be_read_says_what_to_do_and_is_no_crash(places, platform, what):
    files, told = BROKEN[what]
    status, text = places(platform).hand_in(files)
    assert status == 0 and told in text and ".ipynb" in text
    assert "fault" not in text and "Traceback" not in text
    assert is_graded(platform, text) == (platform != "prairielearn")
    found = json.loads(text)
    assert found.get("score", 0) == 0 == found.get("fractionalScore", 0)


def test_of_two_notebooks_the_best_answer_counts_and_one_is_asked_for(places):
    cell = HostileCell(wrong("pre_activation"), "pre_activation")
    other = json.dumps(notebook(MIXED, (cell,))).encode()
    status, text = places("prairielearn").hand_in({NAME: written(CONTROL), "again.ipynb": other})
    found = json.loads(text)
    assert (status, found["score"]) == (0, 1)
    assert "pre_activation is answered in" in text
    assert "Hand in one notebook for each chapter" in text


def test_links_and_pipes_are_told_and_not_followed(places):
    def lay(folder):
        os.mkfifo(folder / "pipe.ipynb")
        (folder / "link.ipynb").symlink_to("/opt/resnet-lessons/grader/notebooks/" + NAME)

    status, text = places("coursera").mark(lay)
    assert status == 0
    assert "is a link, which is not followed" in text and "is no ordinary file" in text


OPENED = {
    "the grader's folder": (
        "opt/resnet-lessons/grader",
        0o755,
        "/opt/resnet-lessons/grader may be entered",
    ),
    "a folder without the sticky bit": ("var/tmp", 0o777, "Anyone may change /var/tmp"),
}


@pytest.mark.parametrize("what", OPENED)
def test_where_answers_could_be_read_nothing_is_marked(places, what):
    place = places("gradescope")
    path, mode, told = OPENED[what]
    before = stat.S_IMODE((place.root / path).stat().st_mode)
    (place.root / path).chmod(mode)
    try:
        status, text = place.hand_in({NAME: written(CONTROL)})
    finally:
        (place.root / path).chmod(before)
    assert status == 1 and told in text
    assert "This is not your fault" in text and not is_graded("gradescope", text)


def test_where_answers_could_not_load_what_they_need_nothing_is_marked(places):
    """Root loads Python from anywhere; answers that fail for that would be marked as wrong."""
    place = places("gradescope")
    packages = place.root / PYTHON[1:].split("/bin/")[0]
    packages.chmod(0o700)
    try:
        status, text = place.hand_in({NAME: written(CONTROL)})
    finally:
        packages.chmod(0o755)
    assert status == 1 and "Submissions cannot read /opt/packages/" in text
    assert "This is not your fault" in text and not is_graded("gradescope", text)


def test_a_copy_of_the_answers_that_anyone_may_read_is_found(places):
    place = places("gradescope")
    copy = place.root / "srv/copy/resnet_lessons"
    copy.mkdir(parents=True)
    try:
        status, text = place.hand_in({NAME: written(CONTROL)})
    finally:
        shutil.rmtree(place.root / "srv")
    assert status == 1 and "could read what may hold answers: /srv/copy/resnet_lessons" in text
    assert not is_graded("gradescope", text)


DIES_WITH_A_COPY_OF_THE_LESSONS = """
import glob, os, threading, time


def die():
    # Open to everybody once it is whole.
    while not any(os.stat(each).st_mode & 0o005 for each in glob.glob(os.environ["TMPDIR"] + "/*")):
        time.sleep(0.05)
    os._exit(137)


threading.Thread(target=die).start()
"""


def test_a_grader_that_is_killed_leaves_that_it_is_nobodys_fault(places):
    """The kernel ends what a container has no memory for, and platforms end what takes too long."""
    place = places("prairielearn")

    @dataclass(frozen=True)
    class Killed(Place):
        def run(self):
            done = super().run()
            # It printed nothing.
            done.stdout = self.result.read_text().replace("\n", "")
            return done

    killed = Killed(place.platform, place.container, before=DIES_WITH_A_COPY_OF_THE_LESSONS)
    status, text = killed.hand_in({NAME: written(CONTROL)})
    assert status == 137 and "did not come to an end" in text
    assert "This is not your fault" in text and not is_graded("prairielearn", text)
    # The next one is none the worse.
    assert place.hand_in({NAME: written(CONTROL)})[0] == 0
    assert place.left() == []


def test_ways_out_that_namespaces_would_close_lead_nowhere(places):
    """All attacks are handed in so by `tests/attacks/test_through_zip.py`, in the soak."""
    place = places("gradescope")
    names = (
        "kill_each_process",
        "kill_everything",
        "memory_of_parent",
        "network_of_machine",
        "write_elsewhere",
    )
    assert through_zip.together(place, [ATTACKS[name] for name in names]) == ()
    assert through_zip.outcome(place, ATTACKS["daemon"]).faults == ()
    # The next one is none the worse.
    assert through_zip.outcome(place, CONTROL).faults == ()


def test_the_container_is_one_without_namespaces_of_users(places):
    """The tests above would say little if bubblewrap worked here."""
    done = places("gradescope").container.run("unshare", "--user", "true")
    assert done.returncode != 0 and "not permitted" in done.stderr
    done = places("gradescope").container.run("mount", "-t", "tmpfs", "none", "/tmp")
    assert done.returncode != 0


def test_setup_gives_the_grader_to_root_alone_and_takes_what_anyone_could_change(places):
    root = places("coursera").root
    grader = root / "opt/resnet-lessons/grader"
    assert all(
        stat.S_IMODE(path.lstat().st_mode) & 0o077 == 0 for path in [grader, *grader.rglob("*")]
    )
    assert stat.S_IMODE((root / "opt/open").stat().st_mode) == 0o775
    assert not Path(root / "tmp/resnet-lessons").exists()
    assert (root / "opt/resnet-lessons/python").read_text().startswith("#!/bin/sh\n")
