import csv
import io
import json
from dataclasses import replace

import pytest

from resnet_lessons.course.exercises import EXERCISES
from resnet_lessons.instructor.grading.grades import GradedStudent, ManualMark
from resnet_lessons.instructor.grading.reports import tables
from tests.instructor.grading import samples

# Wide, small, raised and lowered forms of = + - @, and the minus sign.
WIDE = "\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b\u207c\u207a\u207b\u208c\u208a\u208b\u2212"


def rows(text):
    return list(csv.reader(io.StringIO(text, newline="")))


def test_grades_of_a_small_class():
    assert tables.grades(samples.small_class()) == (
        '"student_id","chapter","exercise","points","max_points","verdict","diagnosis",'
        '"automatic_points","comment"\n'
        '"\'=bob,the ""best""","0","warm_up","0","0","failed","","0",""\n'
        '"\'=bob,the ""best""","1","add_shortcut","0","1","not started","","0",""\n'
        '"\'=bob,the ""best""","2","regular_block","0","4","error","","0",""\n'
        '"ada","0","warm_up","0","0","passed","","0",""\n'
        '"ada","1","add_shortcut","1","1","passed","","1",""\n'
        '"ada","2","regular_block","1.5","4","failed","shortcut_not_added","1.5",""\n'
    )


def test_scores_of_a_small_class():
    assert tables.scores(samples.small_class()) == (
        '"student_id","chapter_0","chapter_1","chapter_2","total","max_total","percent",'
        '"feedback","comments"\n'
        '"\'=bob,the ""best""","0","0","0","0","5","0","_bob_the _best_-43f906bd.html",""\n'
        '"ada","0","1","1.5","2.5","5","50","ada.html",""\n'
    )


def test_an_empty_class_has_headers_only():
    empty = samples.graded()
    assert tables.grades(empty).count("\n") == tables.scores(empty).count("\n") == 1
    assert json.loads(tables.run_facts(empty))["students"] == []


def test_what_was_entered_by_hand_stands_in_both_tables():
    comment = "=SUM(1)\nsecond line"
    plus, block = EXERCISES["add_shortcut"], EXERCISES["regular_block"]
    ada = GradedStudent(
        "ada",
        (
            samples.mark(plus, manual=ManualMark(extra=-0.25, comment="late")),
            samples.mark(block, "failed", 0.375, manual=ManualMark(3.125, comment=comment)),
        ),
    )
    graded = samples.graded([ada], [plus, block])
    assert rows(tables.grades(graded))[1:] == [
        ["ada", "1", "add_shortcut", "0.75", "1", "passed", "", "1", "late"],
        ["ada", "2", "regular_block", "3.125", "4", "failed", "", "1.5", "'=SUM(1)\\nsecond line"],
    ]
    told = "add_shortcut: late; regular_block: =SUM(1)\\nsecond line"
    assert rows(tables.scores(graded))[1] == [
        "ada", "0.75", "3.125", "3.875", "5", "77.5", "ada.html", told,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0.1 + 0.2, "0.3"),
        (-0.0, "0"),
        (-0.5, "-0.5"),
        (1 / 3, "0.3333"),
        (100, "100"),
        (12.0, "12"),
    ],
)
def test_a_number_as_it_is_printed(number, text):
    assert tables.plain_number(number) == text


def test_no_percent_of_no_points():
    [warm_up] = samples.EXERCISE_LIST[:1]
    ada = GradedStudent("ada", (samples.mark(warm_up),))
    text = tables.scores(samples.graded([ada], [warm_up]))
    assert text == (
        '"student_id","chapter_0","total","max_total","percent","feedback","comments"\n'
        '"ada","0","0","0","","ada.html",""\n'
    )


def test_a_missing_mark_was_not_started():
    exercise = EXERCISES["residual_function"]
    text = tables.grades(samples.graded([GradedStudent("ada", ())], [exercise]))
    assert text.endswith('\n"ada","1","residual_function","0","1","not started","","0",""\n')


def test_no_cell_is_a_formula_and_every_row_is_one_line():
    names = ["=1", "+cmd|x", "-1+1", "@sum", "\t=1", "\r=1", "-12", "+49.5", "a\nb", "\udcff", "'a"]
    students = [GradedStudent(name, ()) for name in names]
    text = tables.scores(samples.graded(students, samples.EXERCISE_LIST[:1]))
    assert text.encode().count(b"\n") == len(names) + 1
    assert [row[0] for row in rows(text)[1:]] == [
        "'=1", "'+cmd|x", "'-1+1", "'@sum", "'\\t=1", "'\\r=1", "-12", "+49.5", "a\\nb", "\\udcff",
        "'a",
    ]  # fmt: skip


@pytest.mark.parametrize("sign", f"=+-@\t\r\n{WIDE}")
def test_no_sign_of_any_width_begins_a_formula(sign):
    students = [GradedStudent(f"{sign}SUM(1,2);cmd|x!A0", ())]
    for table in (tables.scores, tables.grades):
        text = table(samples.graded(students, samples.EXERCISE_LIST[:1]))
        first = rows(text)[1][0]
        assert first.startswith("'") and len(rows(text)) == 2
        # Where a semicolon ends a cell, the quotes keep this one together.
        assert list(csv.reader(io.StringIO(text), delimiter=";"))[1][0].startswith("'")


def test_a_large_class_has_a_row_for_each_student_and_exercise():
    graded = samples.large_class(40)
    grades, scores = rows(tables.grades(graded)), rows(tables.scores(graded))
    assert len(grades) == 1 + 40 * len(samples.EXERCISE_LIST)
    assert {len(row) for row in grades} == {9}
    for score in scores[1:]:
        own = [float(row[3]) for row in grades[1:] if row[0] == score[0]]
        assert round(sum(own), 1) == float(score[-5])


def test_the_record_of_the_run():
    facts = json.loads(tables.run_facts(samples.small_class()))
    assert list(facts)[-1] == "timings"
    assert facts["seed"] == samples.SEED
    assert (facts["chapters"], facts["chapters_left_out"]) == ([0, 1, 2], [])
    assert facts["is_safe"] is True
    assert list(facts["versions"]) == ["keras", "resnet-lessons", "tensorflow"]
    bob, ada = facts["students"]
    assert bob["problems"] == [{"file": "empty.ipynb", "what": "The file is empty."}]
    assert ada["feedback"] == "feedback/ada.html"
    assert ada["repairs"][0]["file"] == "2_blocks.ipynb"
    assert facts["timings"] == {
        "seconds": 187.25,
        "workers": 2,
        "students": [
            {"student_id": '=bob,the "best"', "seconds": 15.0},
            {"student_id": "ada", "seconds": 3.75},
        ],
    }


def test_timings_stand_apart():
    graded = samples.small_class()
    one, other = tables.run_facts(graded), tables.run_facts(replace(graded, seconds=1.0))
    assert one != other
    assert samples.without_timings(one) == samples.without_timings(other)
    assert samples.without_timings(one).endswith("],\n")
