from resnet_lessons.course.exercises import EXERCISES, MISCONCEPTIONS
from resnet_lessons.instructor.grading.grades import GradedStudent, ManualMark
from resnet_lessons.instructor.grading.reports import summary
from tests.instructor.grading.samples import graded, large_class, mark, small_class

BLOCK, PLUS = EXERCISES["regular_block"], EXERCISES["add_shortcut"]


def class_of(*marks):
    """One student for each list of marks: s0, s1, …"""
    students = [GradedStudent(f"s{number}", tuple(own)) for number, own in enumerate(marks)]
    return graded(students, (PLUS, BLOCK))


def wrong(exercise, diagnosis=None):
    return mark(exercise, "failed", 0.25, diagnosis=diagnosis)


def test_misconceptions_are_ranked_by_students_then_by_exercise():
    found = summary.misconceptions(
        class_of(
            [wrong(PLUS, "shortcut_doubled"), wrong(BLOCK, "concatenation")],
            [wrong(PLUS, "rectified_sum"), wrong(BLOCK, "concatenation")],
            [mark(PLUS), wrong(BLOCK, "concatenation")],
            [mark(PLUS, "not started"), mark(BLOCK, "error")],
        )
    )
    assert [(one.misconception.id, one.students) for one in found] == [
        ("concatenation", ("s0", "s1", "s2")),
        ("rectified_sum", ("s1",)),
        ("shortcut_doubled", ("s0",)),
    ]
    assert [one.tried for one in found] == [4, 3, 3]
    assert found[0].share == 75
    assert found[0].text == MISCONCEPTIONS["concatenation"].seen


def test_one_misconception_in_two_exercises_counts_for_each():
    both = [wrong(PLUS, "concatenation"), wrong(BLOCK, "concatenation")]
    found = summary.misconceptions(class_of(both))
    assert [one.exercise.id for one in found] == ["add_shortcut", "regular_block"]


def test_a_diagnosis_that_is_no_longer_known_keeps_its_id():
    [found] = summary.misconceptions(class_of([wrong(PLUS, "of_another_version")]))
    assert (found.text, found.misconception) == ("of_another_version", None)


def test_failures_without_a_diagnosis():
    found = summary.undiagnosed(
        class_of(
            [wrong(PLUS), wrong(BLOCK)],
            [wrong(PLUS, "concatenation"), wrong(BLOCK)],
            [mark(PLUS, "error"), mark(BLOCK)],
        )
    )
    assert [(one.exercise.id, one.students) for one in found] == [
        ("regular_block", ("s0", "s1")),
        ("add_shortcut", ("s0",)),
    ]
    assert round(found[0].share) == 67


def test_counts_of_an_exercise():
    words = ("passed", "passed", "failed", "error", "not started", "unreadable")
    plus, block = summary.by_exercise(class_of(*([mark(PLUS, word)] for word in words)))
    assert plus.verdicts == {
        "passed": 2, "failed": 1, "error": 1, "not started": 1, "unreadable": 1,
    }  # fmt: skip
    assert (plus.tried, plus.students) == (4, 6)
    assert block.verdicts["not started"] == 6


def test_scores_and_their_middle():
    assert summary.averages(small_class()) == (1.25, 1.25)
    assert summary.averages(graded()) is None
    bob, ada = small_class().students
    score = summary.score_of(ada, small_class().exercises)
    assert (score.chapters, score.total, score.percent) == ({0: 0, 1: 1, 2: 1.5}, 2.5, 50)
    assert summary.score_of(bob, (EXERCISES["warm_up"],)).percent is None


def test_how_many_began_a_chapter():
    found = summary.begun(
        class_of(
            [mark(PLUS), mark(BLOCK, "not started")],
            [mark(PLUS, "error"), mark(BLOCK, "unreadable")],
            [wrong(PLUS)],
            [],
        )
    )
    assert found == {1: 3, 2: 0}


def test_the_histogram_holds_every_student_once():
    shares = (0, 0.1, 0.5, 0.999, 1)
    marks = ([mark(PLUS, "failed", 0), mark(BLOCK, "failed", share)] for share in shares)
    counts = dict(summary.histogram(class_of(*marks, [mark(PLUS), mark(BLOCK)])))
    assert list(counts) == [f"{low}–{low + 10}" for low in range(0, 100, 10)]
    assert {label: count for label, count in counts.items() if count} == {
        "0–10": 2, "40–50": 1, "80–90": 2, "90–100": 1,
    }  # fmt: skip
    assert sum(count for _, count in summary.histogram(large_class(50))) == 50


def test_extra_credit_stays_in_the_histogram():
    marks = (
        [mark(PLUS, manual=ManualMark(score, extra)), mark(BLOCK)]
        for score, extra in ((9, 0), (None, 3), (None, -7), (-20, 0))
    )
    graded = class_of(*marks)
    assert [summary.score_of(one, graded.exercises).percent for one in graded.students] == [
        260, 160, -40, -320,
    ]  # fmt: skip
    counts = {label: count for label, count in summary.histogram(graded) if count}
    assert counts == {"0–10": 2, "90–100": 2}
    assert [student.student_id for student, *_ in summary.by_hand(graded)] == [
        "s0", "s1", "s2", "s3",
    ]  # fmt: skip


def test_no_histogram_without_students_or_points():
    assert summary.histogram(graded()) == []
    warm_up = EXERCISES["warm_up"]
    assert summary.histogram(graded([GradedStudent("a", (mark(warm_up),))], [warm_up])) == []


MANY = "{} is answered in {} files: the best of the last 3 by name counts ({})."


def test_a_repair_counts_once_for_a_student():
    twice = GradedStudent("a", (), repairs=(("x", "One."), ("y", "One."), ("y", "Two.")))
    once = GradedStudent("b", (), repairs=(("x", "Two."),))
    found = summary.repairs(graded([twice, once]))
    assert [(one.text, one.students) for one in found] == [("Two.", ("a", "b")), ("One.", ("a",))]


def test_repairs_of_one_kind_are_one():
    both = (
        "Cell 3 has no metadata; it is `grow`.",
        "Cell 11 has no metadata; it is `add_shortcut`.",
    )
    own = (
        GradedStudent("a", (), repairs=tuple(("x", one) for one in both)),
        GradedStudent("b", (), repairs=(("x", both[0]), ("x", "Cell 3 is `grow`."))),
        GradedStudent("c", (), repairs=(("x", "grow is answered in x, y: the best counts."),)),
        GradedStudent("d", (), repairs=(("x", "grow is answered in z, y: the best counts."),)),
        GradedStudent("g", (), repairs=(("x", MANY.format("grow", 9, "a, b, c")),)),
        GradedStudent("h", (), repairs=(("x", MANY.format("lesion", 99, "d, e, f).")),)),
        GradedStudent("e", (), repairs=(("x", "`grow`, `a` stand in cells 3, 5; cell 3 is old."),)),
        GradedStudent("f", (), repairs=(("x", "`grow` stand in cells 4, 6, 8; cell 6 is old."),)),
    )
    assert [(one.text, one.students) for one in summary.repairs(graded(own))] == [
        ("Cell … has no metadata; it is ….", ("a", "b")),
        ("… is answered in many files: the best of the last 3 by name counts.", ("g", "h")),
        ("… is answered in several files: the best counts.", ("c", "d")),
        ("… stand in cells …; cell … is old.", ("e", "f")),
        ("Cell 3 is `grow`.", ("b",)),
    ]


def test_the_slowest_come_first():
    marks = [[mark(PLUS, seconds=number % 7), mark(BLOCK, seconds=1)] for number in range(20)]
    slowest = summary.slowest(class_of(*marks))
    assert len(slowest) == 10
    assert [student.student_id for student, *_ in slowest[:3]] == ["s13", "s6", "s12"]
    assert slowest[0][1:] == (7, PLUS, 6)
    assert summary.slowest(class_of([mark(PLUS)])) == []


def test_errors_and_notes_are_remarkable():
    found = summary.remarkable(
        class_of(
            [mark(PLUS, "error"), mark(BLOCK, note="killed")],
            [mark(PLUS, "unreadable", note="no JSON"), wrong(BLOCK)],
        )
    )
    assert [(student.student_id, exercise.id) for student, exercise, _ in found] == [
        ("s0", "add_shortcut"),
        ("s0", "regular_block"),
    ]
