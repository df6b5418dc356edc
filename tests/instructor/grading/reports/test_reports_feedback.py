"""What a student's page says of each verdict, and what it leaves out."""

from dataclasses import replace

import pytest

from resnet_lessons.course.exercises import EXERCISES, MISCONCEPTIONS
from resnet_lessons.instructor.grading.grades import VERDICTS, ManualMark
from resnet_lessons.instructor.grading.intake import submissions
from resnet_lessons.instructor.grading.marks import marking
from resnet_lessons.instructor.grading.reports import report_pages
from tests.instructor.grading import samples
from tests.instructor.grading.reports.page_reader import Page, feedback, student


def test_feedback_says_what_to_mend_and_where():
    block = EXERCISES["regular_block"]
    own = student(samples.mark(block, "failed", 0.375, diagnosis="shortcut_not_added"))
    page, known = feedback(own, [block]), MISCONCEPTIONS["shortcut_not_added"]
    assert "1.5 of 4 points (38%) in chapter 2 · 0 of 1 exercises passed" in page.text
    for part in (known.seen, known.expected, known.why, known.look):
        assert part.replace("`", "") in page.text
    assert "Revisit: section 2.5 The regular block" in page.text
    assert "What to do next: Compare what was seen" in page.text


def test_feedback_on_right_answers_asks_for_nothing():
    page = feedback(student(*map(samples.mark, samples.EXERCISE_LIST)))
    assert "Every answer passed." in page.text
    assert "Revisit" not in page.text
    points, count = sum(each.points for each in EXERCISES.values()), len(EXERCISES)
    assert f"{points} of {points} points (100%)" in page.text
    assert f"{count} of {count} exercises passed" in page.text


@pytest.mark.parametrize("verdict", [word for word in VERDICTS if word != "passed"])
def test_every_other_verdict_has_a_next_step(verdict):
    block = EXERCISES["regular_block"]
    step = report_pages.next_step(block, samples.mark(block, verdict))
    assert step.endswith(".")
    assert ('rl.hint("regular_block")' in step) == (verdict != "unreadable")
    own = student(samples.mark(EXERCISES["pre_activation"]), samples.mark(block, verdict))
    exercises = [EXERCISES["pre_activation"], block]
    assert feedback(own, exercises).text.count("to do next:") == 1


def test_feedback_names_repairs_and_problems():
    own = student(
        *samples.every_verdict(),
        files=("a.ipynb", "b<.ipynb"),
        repairs=(("a.ipynb", "The check cell of `grow` was missing."),),
        problems=(("b<.ipynb", "The file is empty."),),
    )
    text = feedback(own).text
    assert "Your notebook had damage" in text
    assert "a.ipynb: The check cell of grow was missing." in text
    assert "b<.ipynb: The file is empty." in text


def test_feedback_does_not_count_a_lost_answer_as_mended():
    lost = "The cells of `grow`, `regular_block` are missing: not started."
    left_out = "Cell 7 holds more than 100 kB and was left out."
    not_here = "Cell 3 holds `grow` of chapter 3, to which this notebook does not belong; it was "
    sentences = (lost, left_out, f"{not_here}not graded here.", "Outputs of 6 MB were ignored.")
    text = feedback(student(repairs=tuple(("a.ipynb", one) for one in sentences))).text
    before, mended = text.split("It was mended and costs no points:")
    assert before.count("a.ipynb:") == 3
    assert mended.count("a.ipynb:") == 1 and "Outputs of 6 MB" in mended
    only = feedback(student(repairs=(("a.ipynb", lost),))).text
    assert "costs no points" not in only and "regular_block are missing: not started." in only


def test_an_untouched_cell_is_told_once_what_to_do():
    block, other = EXERCISES["regular_block"], EXERCISES["pre_activation"]
    untouched = samples.mark(block, "not started", details=(("Next", "Run that, then this one."),))
    page = feedback(student(untouched, samples.mark(other)), [other, block])
    assert "then this one" not in page.text
    assert page.text.count("raise NotImplementedError") == 1


def test_a_chapter_that_was_not_started_is_one_line():
    own = student(samples.mark(EXERCISES["regular_block"]))
    page = feedback(own)
    first = [one for one in samples.EXERCISE_LIST if one.chapter == 1]
    points = f"{sum(one.points for one in first):g}"
    assert f"Chapter 1: nothing started ({len(first)} exercises, {points} points)." in page.text
    listed = [one.title for one in first if f"{one.title} ○ not started" in page.text]
    assert listed == [one.title for one in first]
    assert not {one.id for one in first} & {one.get("id") for one in page.all("article")}


@pytest.mark.parametrize(
    "verdicts, start",
    [
        ({"warm_up": "passed", "block_layer": "error", "regular_block": "failed"}, "regular_block"),
        ({"add_shortcut": "passed", "grow": "failed"}, "grow"),
        ({"regular_block": "passed"}, "pre_activation"),
        ({}, "warm_up"),
    ],
)
def test_the_place_to_go_on(verdicts, start):
    own = student(*(samples.mark(EXERCISES[name], word) for name, word in verdicts.items()))
    text = feedback(own).text
    assert f"A good place to go on: {EXERCISES[start].title}, section" in text


BY_HAND = ManualMark(3.5, comment="Nearly: see `strides`.")


@pytest.mark.parametrize(
    ("manual", "said"),
    [
        (ManualMark(0, 1), ": 0 points in place of the 1.5 of the automatic check; 1 point extra."),
        (ManualMark(1, -0.5), ": 1 point in place of the 1.5 of the automatic check; 0.5 points"),
        (ManualMark(extra=2), ": 2 points extra."),
        (ManualMark(extra=-1), ": 1 point taken off."),
        (ManualMark(comment="Well <done>"), ". Well <done>"),
        (BY_HAND, ": 3.5 points in place of the 1.5 of the automatic check. Nearly: see strides."),
    ],
)
def test_what_the_instructor_entered_is_told(manual, said):
    block = EXERCISES["regular_block"]
    text = feedback(student(samples.mark(block, "failed", 0.375, manual=manual)), [block]).text
    assert f"From your instructor{said}" in text
    points = 1.5 + manual.extra if manual.score is None else manual.score + manual.extra
    assert text.count(f"{points:g} of 4") == 4


def test_points_by_hand_count_where_none_can_be_earned():
    warm_up = EXERCISES["warm_up"]
    page = feedback(student(samples.mark(warm_up, "failed", manual=ManualMark(2))), [warm_up])
    assert page.text.count("2 of 0") == 3 and "2 of 0 points" in page.text
    assert "worth no points" in page.text


def test_a_mark_by_hand_is_shown_where_nothing_was_handed_in_or_begun():
    block = EXERCISES["regular_block"]
    others = [one for one in samples.EXERCISE_LIST if one is not block]
    untouched = student(samples.mark(block, "not started", manual=BY_HAND))
    missing = [marking.unreadable(one, submissions.NOTHING_HANDED_IN) for one in others]
    problem = ("", submissions.NOTHING_HANDED_IN)
    spoken = replace(missing[0], exercise=block.id, manual=BY_HAND)
    without = student(spoken, *missing, problems=(problem,))
    for own, told in ((untouched, "Write your answer"), (without, "No notebook")):
        page = feedback(own)
        assert told in page.text
        assert "3.5 points in place of the 0 of the automatic check. Nearly" in page.text
        assert {"href": "#regular_block"} in page.all("a")
    assert "to do next" not in page.text and "The file could not be read" not in page.text
    assert [one["id"] for one in page.all("article")] == ["regular_block"]


def test_who_handed_in_nothing_is_told_once_and_listed_apart():
    note = submissions.NOTHING_HANDED_IN
    missing = tuple(marking.unreadable(one, note) for one in samples.EXERCISE_LIST)
    own = student(*missing, problems=(("", note),))
    text = feedback(own).text
    assert text.count("No notebook reached us. If you handed one in, ask your instructor;") == 1
    assert "could not be read" not in text and "to do next" not in text
    index = Page(report_pages.index_page(samples.graded([own]))).text
    assert "Every file could be read. Handed in no notebook 1 student" in index
    assert note not in index
    read = replace(own, student_id="bob", files=("a.ipynb",), problems=(("a.ipynb", "Bad."),))
    assert "Handed in no notebook" not in Page(report_pages.index_page(samples.graded([read]))).text
    assert "No notebook reached us" not in feedback(read).text
