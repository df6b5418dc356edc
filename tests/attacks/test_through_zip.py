"""Attacks handed in through an unpacked zip, as a platform marks them: none gains a point or leaves anything.

`make soak` hands in all that can be a submission of their own through one platform's zip, and one in ten
through the others'; for the few that CI hands in see `tests/instructor/autograder/test_in_container.py`.
"""

import json
import os
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from resnet_lessons.course.exercises import EXERCISES, exercises_of
from resnet_lessons.instructor.autograder.result_forms import PLATFORMS
from resnet_lessons.instructor.grading.grades import GradedStudent, Mark
from tests.attacks import ATTACKS, CONTROL, through_zip
from tests.attacks.attack import in_function
from tests.instructor.autograder.place import PLACES
from tests.support.container import needs_container
from tests.support.soak import only_in_soak

DOCS = Path(__file__).parents[2] / "docs"
BLOCKS = exercises_of([2])
FIT = [attack for attack in ATTACKS.values() if through_zip.fits(attack)]
OTHERS = {"prairielearn": FIT[::10], "coursera": FIT[5::10]}


# What is seen of a result ------------------------------------------------------------------------


@dataclass(frozen=True)
class Scripted:
    """A place whose result is known beforehand."""

    platform: str
    root: object
    result: dict
    status: int = 0
    leaves: tuple = ()

    @property
    def submission(self):
        return self.root / "top" / "submission"

    def mark(self, lay):
        self.submission.mkdir(parents=True, exist_ok=True)
        lay(self.submission)
        for name in self.leaves:
            (self.root / name).touch()
        return self.status, json.dumps(self.result)

    def left(self):
        return [str(path) for path in self.root.glob("tmp*")]


def result(platform, *marks, exercises=BLOCKS):
    student = GradedStudent("submission", marks, ("02.ipynb",))
    return PLATFORMS[platform].told(student, exercises, 1.0)


@pytest.mark.parametrize("platform", PLACES)
def test_marks_are_read_out_of_every_platforms_result(platform):
    verdicts = ("passed", "failed", "error", "not started", "unreadable")
    every = tuple(EXERCISES.values())
    marks = [
        Mark(one.id, verdict, {"passed": 1.0, "failed": 0.5}.get(verdict, 0.0))
        for one, verdict in zip(every, verdicts * len(every), strict=False)
    ]
    told = json.dumps(result(platform, *marks, exercises=every))
    found = through_zip.marks_in(platform, told)
    assert [(mark.exercise, mark.verdict) for mark in found] == [
        (mark.exercise, mark.verdict) for mark in marks
    ]
    for mark, known in zip(found, marks, strict=True):
        most = EXERCISES[mark.exercise].points
        assert mark.share == (pytest.approx(known.share, abs=0.05 / most) if most else 0)


def test_a_result_that_says_two_things_is_refused():
    told = result("gradescope", Mark("pre_activation", "passed", 1.0))
    told["tests"][0]["score"] = 1
    with pytest.raises(ValueError, match="pre_activation has 1 points and is told of 2"):
        through_zip.marks_in("gradescope", json.dumps(told))
    told["tests"][0]["output"] = "hacked, 2 of 2 points"
    with pytest.raises(ValueError, match="hacked"):
        through_zip.marks_in("gradescope", json.dumps(told))


ATTACK = in_function(
    "sample", "nothing", "pass", passes=("regular_block",), forbidden=("LOOT-@MARKER@",)
)
HONEST = (Mark("pre_activation", "error"), Mark("regular_block", "passed", 1.0))


@pytest.mark.parametrize("platform", PLACES)
@pytest.mark.parametrize(
    ("marks", "more", "words"),
    [
        (HONEST, {}, ""),
        ((Mark("pre_activation", "passed", 1.0), HONEST[1]), {}, "the verdict 'passed'"),
        ((Mark("pre_activation", "failed", 0.5), HONEST[1]), {}, "0.5 of its points"),
        (HONEST[:1], {}, "regular_block is right and has: not started"),
        ((*HONEST, Mark("original_block", "failed", 0.5)), {}, "original_block was not answered"),
        (HONEST, {"status": 1}, "the whole hand-in was turned down"),
        (HONEST, {"leaves": ("tmp1",)}, "it left "),
        (HONEST, {"leaves": (f"opt-{ATTACK.marker}",)}, "it left "),
        (
            (
                replace(HONEST[0], details=(("What was raised", f"LOOT-{ATTACK.marker}"),)),
                HONEST[1],
            ),
            {},
            "the result holds 'LOOT-resnet_attack_sample'",
        ),
    ],
)
def test_a_gain_a_loss_and_what_is_left_are_faults(tmp_path, platform, marks, more, words):
    place = Scripted(platform, tmp_path / "root", result(platform, *marks), **more)
    (tmp_path / "root").mkdir()
    faults = through_zip.outcome(place, ATTACK).faults
    assert any(words in fault for fault in faults) if words else faults == ()


def test_what_is_laid_is_what_a_student_hands_in(tmp_path):
    folder = tmp_path / "root" / "top" / "submission"
    expected = {
        "daemon": {"02_block_structure.ipynb"},
        "told_by_lock": {"02_block_structure.ipynb", "03_block_layers.ipynb"},
        "helper_file": {"02_block_structure.ipynb", "helper.py"},
        "truncated_archive": {"submissions.zip"},
        "pipe_as_notebook": {"02_block_structure.ipynb"},
    }
    for name, files in expected.items():
        place = folder / name
        place.mkdir(parents=True)
        through_zip.lay(ATTACKS[name], place)
        assert {path.name for path in place.iterdir()} == files
    assert (folder / "pipe_as_notebook" / "02_block_structure.ipynb").is_fifo()
    assert "daemon" in (folder / "daemon" / "02_block_structure.ipynb").read_text()


def test_several_are_handed_in_together_and_one_that_gains_is_seen(tmp_path):
    pair = [ATTACKS[name] for name in ("kill_everything", "write_elsewhere")]
    honest = Mark("pre_activation_with_shortcut", "passed", 1.0)
    gained = Mark("pre_activation", "failed", 0.5)
    for marks, words in (
        ((honest,), "verdict 'not started'"),
        ((honest, gained), "0.5 of its points"),
    ):
        (tmp_path / words / "root").mkdir(parents=True)
        place = Scripted("gradescope", tmp_path / words / "root", result("gradescope", *marks))
        (fault,) = through_zip.together(place, pair)
        assert words in fault
        names = {path.name for path in place.submission.iterdir()}
        assert names == {"02_block_structure.ipynb", "02_block_structure write_elsewhere.ipynb"}


def test_a_grader_that_fails_is_a_fault(tmp_path):
    place = Scripted("gradescope", tmp_path / "root", {"tests": [{"output": "?"}]})
    (tmp_path / "root").mkdir()
    (fault,) = through_zip.outcome(replace(place, result={"tests": 1}), ATTACK).faults
    assert fault.startswith("nothing came of it but ")


def test_only_attacks_by_a_students_name_or_beside_others_are_left_out():
    left_out = [attack for attack in ATTACKS.values() if attack not in FIT]
    assert 0 < len(left_out) < len(ATTACKS) / 10
    for attack in left_out:
        folders = {os.fsdecode(entry.path).split("/")[0] for entry in attack.files}
        assert attack.student or len(folders) > 1


def test_the_page_on_autograders_and_the_promises_give_the_numbers():
    page = " ".join((DOCS / "how_to" / "autograders.md").read_text().split())
    alone = sum(attack.is_alone for attack in ATTACKS.values())
    assert f"the {len(ATTACKS)} hostile submissions of `tests/attacks`" in page
    assert (
        f"and {alone} each by itself. It hands in {len(FIT)} of them through Gradescope's" in page
    )
    assert f"The other {len(ATTACKS) - len(FIT)} lie in the name of a student" in page
    assert "more than four hundred hostile" in (DOCS / "reference" / "promises.md").read_text()
    assert 400 < len(ATTACKS) < 500


# In a container ----------------------------------------------------------------------------------


def come_through(attacks, platform, folder, **options):
    """{name: faults} of the attacks that came through, while the honest submissions were marked as honest."""
    outcomes = list(through_zip.run(attacks, platform, folder, **options))
    honest = [each for each in outcomes if each.attack is CONTROL]
    assert len(outcomes) == len(attacks) + len(honest) and honest
    assert all(each.faults == () for each in honest)
    return {each.attack.name: each.faults for each in outcomes if each.faults}


@pytest.mark.sandbox
@needs_container
@only_in_soak
@pytest.mark.parametrize("platform", PLACES)
def test_no_attack_comes_through_any_zip(tmp_path, platform):
    attacks = OTHERS.get(platform, FIT)
    assert len(attacks) >= (400 if attacks is FIT else 40)
    assert come_through(attacks, platform, tmp_path, at_once=2) == {}
