"""A class in shards: each student in one of them, one seed for all, and one report in the end."""

import contextlib
import json
import shutil
import stat
from dataclasses import replace

import pytest

from resnet_lessons.instructor.grading import class_run, whole_class
from resnet_lessons.instructor.grading.grades import Mark
from resnet_lessons.instructor.grading.jobs import Told, job_from, told_to_bytes
from resnet_lessons.instructor.grading.marks.policy import policy_of
from resnet_lessons.instructor.grading.sharded import merging, shards
from resnet_lessons.instructor.grading.sharded.merging import ShardsRefused, merge
from resnet_lessons.instructor.grading.sharded.shards import Shard, grade_shard, shared_seed
from resnet_lessons.instructor.grading.whole_class import Options, ReportRefused
from tests.instructor.grading.whole_classes import short_class
from tests.instructor.grading.whole_classes.whole_runs import report

STUDENTS = 7
OPTIONS = Options(seed=5, unsafe=True)


class Judged:
    """In the place of the threads: each answer gets a mark that its text and its seed decide."""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def judged(self, jobs):
        for number, data in jobs:
            job = job_from(data)
            for name, seed in job.seeds.items():
                share = (seed + len(job.prepared.answer(name).source)) % 11 / 10
                verdict = "passed" if share == 1 else "failed"
                yield number, told_to_bytes(Told(name, Mark(name, verdict, share)))
            yield number, None


@pytest.fixture(autouse=True)
def nothing_is_run(monkeypatch):
    monkeypatch.setattr(class_run, "_sandbox", lambda *_: contextlib.nullcontext())
    monkeypatch.setattr(class_run, "_threads", lambda *_: Judged())


@pytest.fixture
def folder(tmp_path):
    short_class.make(tmp_path / "class", STUDENTS)
    return tmp_path


def grade_shards(folder, count, options=OPTIONS):
    parts = [folder / f"part{number}" for number in range(1, count + 1)]
    for number, part in enumerate(parts, 1):
        assert grade_shard(folder / "class", part, Shard(number, count), options) == 0
    return parts


def test_each_student_is_in_one_shard_whatever_he_is_called():
    names = [f"student {number}" for number in range(200)] + ["half a character \ud800", ""]
    for count in (1, 2, 7):
        held = [
            sum(Shard(each, count).holds(name) for each in range(1, count + 1)) for name in names
        ]
        assert set(held) == {1}
    assert 70 < sum(Shard(1, 2).holds(name) for name in names) < 130
    # The same on every machine and in every version.
    assert [Shard(1, 2).holds(name) for name in ("ada", "bob", "cat")] == [
        Shard(1, 2).holds(name) for name in ("ada", "bob", "cat")
    ]


@pytest.mark.grades
@pytest.mark.parametrize("count", [1, 3])
def test_shards_give_the_report_of_one_machine(folder, count):
    whole_class.grade(folder / "class", folder / "whole", OPTIONS)
    parts = grade_shards(folder, count)
    graded = merge(reversed(parts), folder / "merged")
    assert len(graded.students) == STUDENTS
    assert report(folder / "merged") == report(folder / "whole")
    # And once more, where the report is there.
    merge(parts, folder / "merged")
    assert report(folder / "merged") == report(folder / "whole")


@pytest.mark.grades
def test_what_is_handed_in_later_meets_the_settings_of_one_machine(folder):
    whole_class.grade(folder / "class", folder / "whole", OPTIONS)
    parts = grade_shards(folder, 2)
    merge(parts, folder / "merged")
    notebook = next((folder / "class" / "student_0003").glob("*.ipynb"))
    notebook.write_text(notebook.read_text().replace("by student 3", "by student three"))
    whole_class.grade(folder / "class", folder / "whole", OPTIONS)
    grade_shards(folder, 2)
    merge(parts, folder / "merged")
    assert report(folder / "merged") == report(folder / "whole")


@pytest.mark.grades
def test_a_shard_is_no_report_and_a_report_no_shard(folder):
    (part,) = grade_shards(folder, 1)
    assert not (part / "index.html").exists()
    with pytest.raises(ReportRefused, match="holds a shard of a class"):
        whole_class.grade(folder / "class", part, OPTIONS)
    with pytest.raises(ReportRefused, match="holds the shard 1/1"):
        grade_shard(folder / "class", part, Shard(2, 2), OPTIONS)
    whole_class.grade(folder / "class", folder / "whole", OPTIONS)
    with pytest.raises(ReportRefused, match="holds a whole report"):
        grade_shard(folder / "class", folder / "whole", Shard(1, 2), OPTIONS)
    with pytest.raises(ShardsRefused, match="holds a whole report and no shard"):
        merge([folder / "whole"], folder / "merged")
    with pytest.raises(ShardsRefused, match="is one of the shards"):
        merge([part], part)
    with pytest.raises(ShardsRefused, match="holds no shard"):
        merge([folder / "class"], folder / "merged")


@pytest.mark.grades
def test_missing_doubled_and_strange_shards_are_refused(folder):
    parts = grade_shards(folder, 3)
    for given, sentence in (
        (parts[:1], "2 shards are missing: 2/3, 3/3"),
        (parts[1:], "one shard is missing: 1/3"),
        ([*parts, parts[0]], "hold the same shard 1/3"),
    ):
        given = [shutil.copytree(each, folder / f"copy{n}") for n, each in enumerate(given)]
        with pytest.raises(ShardsRefused, match=sentence):
            merge(given, folder / "merged")
        for each in given:
            shutil.rmtree(each)
    assert grade_shard(folder / "class", folder / "other", Shard(1, 2), OPTIONS) == 0
    with pytest.raises(ShardsRefused, match="different divisions: 1/2, 2/3, 3/3"):
        merge([folder / "other", *parts[1:]], folder / "merged")


@pytest.mark.grades
@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"seed": 6}, "another seed"),
        ({"policy": policy_of("last", "10")}, "another rule for attempts or lateness"),
        ({"seeds": 2}, "another number of seeds"),
        ({"chapters": (2,)}, "other chapters"),
    ],
    ids=str,
)
def test_shards_that_were_graded_in_another_way_are_refused(folder, change, sentence):
    parts = grade_shards(folder, 2)
    grade_shard(folder / "class", parts[1], Shard(2, 2), replace(OPTIONS, **change))
    with pytest.raises(ShardsRefused, match=sentence):
        merge(parts, folder / "merged")


@pytest.mark.grades
def test_shards_keep_the_rules_that_they_were_graded_with(folder):
    """Ann was late, and handed in twice."""
    handed_in, policy = sorted((folder / "class").glob("*/*")), policy_of("last", "10")
    names = ("ann_LATE_101_900_01.ipynb", "ann_LATE_101_904_01-1.ipynb", "ben_102_902_01.ipynb")
    (folder / "at Canvas").mkdir()
    for path, name in zip(handed_in, names, strict=False):
        path.rename(folder / "at Canvas" / name)
    shutil.rmtree(folder / "class")
    (folder / "at Canvas").rename(folder / "class")
    options = replace(OPTIONS, policy=policy)
    whole_class.grade(folder / "class", folder / "whole", options)
    merge(grade_shards(folder, 2, options), folder / "merged")
    assert report(folder / "merged") == report(folder / "whole")
    facts = json.loads((folder / "merged" / "run.json").read_text())
    assert facts["policy"] == policy.facts()
    days = {
        one["student_id"]: [late["days"] for late in one["lateness"]] for one in facts["students"]
    }
    assert days == {"ann_101": [1, 1], "ben_102": [0]}


@pytest.mark.grades
def test_shards_keep_what_moodles_worksheet_said(folder):
    """Of the third student it does not tell."""
    for number, path in enumerate(sorted((folder / "class").iterdir()), 11):
        path.rename(path.with_name(f"{path.name}_{number}_assignsubmission_file"))
    told = {f"{number}": number - 11 for number in range(11, 11 + STUDENTS)} | {"13": None}
    options = replace(OPTIONS, policy=policy_of(late="10", participants=told))
    whole_class.grade(folder / "class", folder / "whole", options)
    parts = grade_shards(folder, 2, options)
    merge(parts, folder / "merged")
    assert report(folder / "merged") == report(folder / "whole")
    facts = json.loads((folder / "merged" / "run.json").read_text())
    days = [one["lateness"][0]["days"] for one in facts["students"]]
    assert days == [0, 1, None, 3, 4, 5, 6]
    other = replace(options, policy=policy_of(late="10", participants=told | {"13": 1}))
    grade_shard(folder / "class", parts[1], Shard(2, 2), other)
    with pytest.raises(ShardsRefused, match="another rule for attempts or lateness"):
        merge(parts, folder / "again")


@pytest.mark.grades
def test_shards_of_different_classes_are_refused(folder):
    parts = grade_shards(folder, 2)
    shutil.rmtree(folder / "class" / "student_0001")
    with pytest.raises(ShardsRefused, match="does not hold what the shards graded"):
        merge(parts, folder / "merged")
    grade_shard(folder / "class", parts[1], Shard(2, 2), OPTIONS)
    with pytest.raises(ShardsRefused, match="another class"):
        merge(parts, folder / "merged2")
    shutil.move(folder / "class", folder / "elsewhere")
    grade_shard(folder / "elsewhere", parts[0], Shard(1, 2), OPTIONS)
    merge([parts[1], parts[0]], folder / "merged3", folder / "elsewhere")
    with pytest.raises(ShardsRefused, match="no longer at"):
        merge([parts[1], parts[0]], folder / "merged4")


@pytest.mark.grades
def test_a_class_that_another_repair_of_python_reads_otherwise_is_refused_with_the_cause(
    folder, monkeypatch
):
    parts = grade_shards(folder, 2)
    merge(parts, folder / "merged")
    usual = shards.versions()
    monkeypatch.setattr(shards, "versions", lambda: usual | {"python": "3.11.99"})
    grade_shard(folder / "class", parts[1], Shard(2, 2), OPTIONS)
    merge(parts, folder / "merged2")
    shutil.rmtree(folder / "class" / "student_0001")
    cause = "it is a damaged archive among them: Python {} read .* Python {} .* Use the same Python"
    here = usual["python"]
    grade_shard(folder / "class", parts[1], Shard(2, 2), OPTIONS)
    with pytest.raises(ShardsRefused, match=f"another class: .*{cause.format(here, '3.11.99')}"):
        merge(parts, folder / "merged3")
    grade_shard(folder / "class", parts[0], Shard(1, 2), OPTIONS)
    shutil.rmtree(folder / "class" / "student_0002")
    with pytest.raises(ShardsRefused, match=f"does not hold.*{cause.format('3.11.99', here)}"):
        merge(parts, folder / "merged4")


@pytest.mark.grades
def test_shards_of_different_versions_are_refused(folder, monkeypatch):
    parts = grade_shards(folder, 2)
    theirs = shards.proof() | {"tensorflow": "2.20.0"}
    monkeypatch.setattr(shards, "proof", lambda: theirs)
    grade_shard(folder / "class", parts[1], Shard(2, 2), OPTIONS)
    with pytest.raises(ShardsRefused, match=r"has tensorflow 2\.20\.0, and that in .*part1 has"):
        merge(parts, folder / "merged")


@pytest.mark.grades
def test_a_shard_that_was_killed_is_refused_until_it_has_ended(folder, monkeypatch):
    parts = grade_shards(folder, 2)

    def killed(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(shards, "judge_what_is_left", killed)
        with pytest.raises(KeyboardInterrupt):
            grade_shard(folder / "class", parts[0], Shard(1, 2), OPTIONS)
    with pytest.raises(ShardsRefused, match="1/2 has not ended"):
        merge(parts, folder / "merged")
    monkeypatch.setattr(merging, "refuse_other_folders", lambda *_: None)
    grade_shard(folder / "class", parts[0], Shard(1, 2), OPTIONS)
    merge(parts, folder / "merged")


def test_the_seed_is_made_once_and_for_its_owner_alone(tmp_path):
    seed = shared_seed(tmp_path / "seed")
    assert shared_seed(tmp_path / "seed") == seed
    assert stat.S_IMODE((tmp_path / "seed").stat().st_mode) == 0o600
    assert [each.name for each in tmp_path.iterdir()] == ["seed"]
    assert shared_seed(tmp_path / "other") != seed


@pytest.mark.parametrize("text", ["", "ten", "-5", "1" * 40, "é"])
def test_a_file_that_holds_no_seed_is_refused(tmp_path, text):
    (tmp_path / "seed").write_text(text)
    with pytest.raises(ReportRefused, match="holds no seed"):
        shared_seed(tmp_path / "seed")
    with pytest.raises(ReportRefused, match="cannot be used"):
        shared_seed(tmp_path / "nowhere" / "seed")


def test_shards_without_a_common_seed_are_refused(tmp_path):
    with pytest.raises(ReportRefused, match="--seed-file"):
        shards.refuse_without_seed(tmp_path / "part", Options())
    shards.refuse_without_seed(tmp_path / "part", OPTIONS)
