"""From a platform's download by the grader's own run to what goes back; only judging is stood in for."""

import json

import pytest
from nbgrader.api import Gradebook

from resnet_lessons.course.exercises import exercises_of
from resnet_lessons.instructor.grading import class_run, whole_class
from resnet_lessons.instructor.grading.marks.policy import policy_of
from resnet_lessons.instructor.grading.sharded import merging
from resnet_lessons.instructor.grading.sharded.shards import Shard, grade_shard
from resnet_lessons.instructor.grading.whole_class import Options
from tests.instructor.grading.handing_back.handed_back import marks
from tests.instructor.grading.sharded.test_shards import Judged
from tests.instructor.grading.whole_classes import short_class
from tests.instructor.grading.whole_classes.whole_runs import report
from tests.support.platform_importers import CanvasCourse

MOST = sum(exercise.points for exercise in exercises_of((short_class.CHAPTER,)))
POLICY = policy_of("last", "10")


@pytest.fixture
def download(tmp_path, monkeypatch):
    """Two students at Canvas: Ann was late and handed in twice, Ben once and on time."""
    monkeypatch.setattr(class_run, "_threads", lambda *_: Judged())
    short_class.make(tmp_path / "made", 3)
    (tmp_path / "class").mkdir()
    names = (
        "otterann_LATE_101_900_01.ipynb",
        "otterann_LATE_101_904_01-1.ipynb",
        "fox_102_902_01.ipynb",
    )
    for made, name in zip(sorted((tmp_path / "made").glob("*/*")), names, strict=True):
        made.rename(tmp_path / "class" / name)
    return tmp_path / "class"


def options(policy):
    return Options(seed=5, unsafe=True, policy=policy)


def scores(folder):
    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}") as gradebook:
        found = {}
        for one in gradebook.assignments:
            for submission in gradebook.assignment_submissions(one.name):
                found[submission.student.id] = submission.score
        return found


def earned(folder):
    facts = json.loads((folder / "run.json").read_text())
    return {one["student_id"]: sum(one["points"].values()) for one in facts["students"]}


@pytest.mark.grades
def test_lateness_counts_in_what_goes_back_and_nbgraders_gradebook_stays_the_same(
    download, tmp_path, capsys
):
    usual, ruled = tmp_path / "usual", tmp_path / "ruled"
    whole_class.grade(download, usual, options(policy_of("last")))
    whole_class.grade(download, ruled, options(POLICY))
    assert scores(usual) == scores(ruled) == earned(usual)
    before, after = earned(usual), earned(ruled)
    assert after["fox_102"] == before["fox_102"]
    assert before["otterann_101"] > 0
    assert after["otterann_101"] == pytest.approx(0.9 * before["otterann_101"])
    for name in ("autograded", "source"):
        ours, theirs = (
            {p.relative_to(f): p.read_bytes() for p in (f / name).rglob("*.ipynb")}
            for f in (usual, ruled)
        )
        assert ours == theirs
    users = {101: ("Otter, Ann", "s-1", "ann"), 102: ("Fox", "s-2", "ben")}
    course = CanvasCourse(users, {7: ("Identity", float(MOST))})
    (tmp_path / "Grades.csv").write_bytes(course.export())
    status, _, missing = marks(capsys, "canvas", ruled, "--gradebook", tmp_path / "Grades.csv")
    assert (status, missing) == (0, "")
    found = course.import_gradebook((ruled / "marks" / "canvas_marks.csv").read_bytes())
    assert {user: float(text) for (user, _), text in found.items()} == pytest.approx(
        {101: after["otterann_101"], 102: after["fox_102"]}
    )
    # The marks do not disturb the next run, which knows the folder for a report.
    whole_class.grade(download, ruled, options(policy_of()))
    assert (ruled / "marks" / "canvas_marks.csv").exists()
    assert "late_points" not in (ruled / "grades.csv").read_text(encoding="utf-8-sig")


@pytest.mark.grades
def test_shards_keep_the_rules_that_they_were_graded_with(download, tmp_path):
    parts = [tmp_path / f"part{number}" for number in (1, 2)]
    for number, part in enumerate(parts, 1):
        grade_shard(download, part, Shard(number, 2), options(POLICY))
    merging.merge(parts, tmp_path / "merged")
    whole_class.grade(download, tmp_path / "whole", options(POLICY))
    assert report(tmp_path / "merged") == report(tmp_path / "whole")
    facts = json.loads((tmp_path / "merged" / "run.json").read_text())
    assert facts["policy"] == POLICY.facts()
