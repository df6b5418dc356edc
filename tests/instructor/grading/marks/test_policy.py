"""Which attempt counts and what lateness costs: by hand, and from what each platform tells."""

from dataclasses import replace

import pytest

from resnet_lessons.instructor.grading import whole_class
from resnet_lessons.instructor.grading.grades import Delivery, ManualMark, Mark
from resnet_lessons.instructor.grading.marks.late_days import with_days_beside
from resnet_lessons.instructor.grading.marks.policy import (
    USUAL,
    Policy,
    PolicyError,
    lateness,
    policy_of,
)
from resnet_lessons.instructor.grading.whole_class import Options
from tests.instructor.grading.handing_back.handed_back import BLOCK, graded, report_of
from tests.instructor.grading.intake.archive_tools import archive_at, put
from tests.instructor.grading.reports.page_reader import Page
from tests.instructor.grading.reports.test_reports_tables import rows

FILE = "02_block_structure.ipynb"
DUE = "2026-10-08 23:59"
TEN = policy_of(late="10,5", due=DUE)


def late(at="", policy=TEN, **more):
    return lateness(policy, "ada", Delivery(at=at, **more))


@pytest.mark.parametrize(
    ("at", "days", "kept"),
    [
        ("2026-10-08T23:59:00", 0, 1.0),
        ("2026-10-01T00:00:00", 0, 1.0),
        ("2026-10-08T23:59:01", 1, 0.9),
        ("2026-10-09T23:59:00", 1, 0.9),
        ("2026-10-09T23:59:01", 2, 0.8),
        ("2026-10-13T00:00:00", 5, 0.5),
        ("2027-10-13T00:00:00", 370, 0.5),
    ],
)
def test_each_day_that_has_begun_counts_up_to_the_most(at, days, kept):
    found = late(at)
    assert (found.days, found.kept, found.known_by) == (days, kept, "time")


def test_without_a_most_the_points_end_at_nothing():
    policy = policy_of(late="30", due=DUE)
    assert late("2026-10-11T00:00:00", policy).kept == pytest.approx(0.1)
    assert late("2026-12-11T00:00:00", policy).kept == 0.0


def test_times_of_two_zones_are_compared_as_moments():
    policy = policy_of(late="10", due="2026-10-08T23:59+02:00")
    assert late("2026-10-08T21:59:00+00:00", policy).days == 0
    assert late("2026-10-08T22:00:00+00:00", policy).days == 1
    # One without a zone is that of this machine, for both.
    here = policy_of(late="10", due="2026-10-08 23:59")
    assert late("2026-10-12T22:00:00+00:00", here).days in (4, 5)


def test_a_day_without_an_hour_is_its_end():
    assert policy_of(late="10", due="2026-10-08").due == "2026-10-08T23:59:59"


def test_canvas_tells_only_that_something_was_late():
    found = late(platform="Canvas", is_late=True)
    assert (found.days, found.kept) == (1, 0.9)
    assert found.in_words().startswith(
        "Handed in late. By how much is not known, so it counts as one day"
    )
    assert late(platform="Canvas", is_late=False).days == 0


def test_what_is_not_known_costs_nothing_and_is_said():
    for found in (late(platform="Moodle"), late("2026-12-01T00:00:00", policy_of(late="10"))):
        assert (found.days, found.kept) == (None, 1.0) and "not known" in found.in_words()
    assert late(policy=USUAL, is_late=True) is None


def test_the_instructors_days_come_before_a_platforms():
    policy = replace(TEN, days={"ada": 3})
    found = late(policy=policy, is_late=True)
    assert (found.days, found.known_by) == (3, "instructor")
    assert (
        found.in_words() == "Handed in 3 days late: 30% of the points that it earned is taken off."
    )
    extended = replace(TEN, days={"ada": 0})
    assert late("2026-12-01T00:00:00", extended).kept == 1.0


@pytest.mark.parametrize(
    "given",
    [
        {"attempts": "worst"},
        *(
            {"late": text}
            for text in ("0", "101", "-5", "ten", "10;5", "10,0", "10,366", "10,5,3", " ")
        ),
        *({"due": text} for text in ("tomorrow", "08.10.2026", "2026-02-31")),
    ],
)
def test_a_rule_that_is_none_is_refused(given):
    with pytest.raises(PolicyError, match=r"^'.*' is no"):
        policy_of(**given)


def test_rules_in_words_and_back():
    assert policy_of("last", "12.5%, 3").in_words() == [
        "Of several answers to an exercise the last counts.",
        "Each day of lateness that has begun takes off 12.5% of what was earned, for 3 days at most.",
    ]
    assert USUAL.in_words() == [] and not USUAL and policy_of("best")
    assert Policy(**TEN.facts()) == TEN


def days_file(folder, text):
    (folder / "late.toml").write_text(text, encoding="utf-8")


def test_days_that_the_instructor_wrote_down(tmp_path, caplog):
    report = tmp_path / "report"
    report.mkdir()
    days_file(tmp_path, '[days]\n"ada" = 2\nzoe = 1\n')
    assert with_days_beside(TEN, report, {"ada", "bob"}).days == {"ada": 2, "zoe": 1}
    assert "names somebody who is not in this class: zoe. Write the id that " in caplog.text
    assert 'scores.csv has, such as "ada".' in caplog.text
    with_days_beside(USUAL, report, {"ada"})
    assert "no rule what that costs: add --late." in caplog.text
    days_file(report, "")
    with pytest.raises(PolicyError, match="There are two files of days"):
        with_days_beside(TEN, report, ())


@pytest.mark.parametrize(
    "written, ids, told",
    [
        # A name alone, where Gradescope's ids end in the school's number.
        ("Ann Otter", {"Al Ant_70102", "Ann Otter_70101"}, 'has, such as "Ann Otter_70101".'),
        ("zoe", {"Ann Otter_70101", "Al Ant_70102"}, 'has, such as "Al Ant_70102".'),
        ("zoe", set(), "scores.csv has."),
        # An id that would reorder the line it stands in.
        ("eve", {"eve\u202e"}, 'has, such as "eve'),
    ],
)
def test_whoever_wrote_a_name_that_is_no_id_reads_which_id_it_may_be(
    tmp_path, caplog, written, ids, told
):
    days_file(tmp_path, f'[days]\n"{written}" = 1\n')
    with_days_beside(TEN, tmp_path, ids)
    assert told in caplog.text and "\u202e" not in caplog.text


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[days]\nada = -1", "the days of ada must be a whole number from 0 to 365"),
        ("[days]\nada = true", "the days of ada must be"),
        ("[days]\nada = 1.5", "the days of ada must be"),
        ("days = 3", "something else than a table `days`"),
        ("[days]\n[points]\ngrow = 1", "something else than a table `days`"),
        ("[days", "cannot be read as TOML"),
    ],
)
def test_a_file_of_days_that_is_wrong_is_named(tmp_path, text, told):
    days_file(tmp_path, text)
    with pytest.raises(PolicyError, match=r"late\.toml") as error:
        with_days_beside(TEN, tmp_path, ())
    assert told in str(error.value)


def test_lateness_takes_off_what_was_earned_and_nothing_that_was_entered_by_hand():
    mark = Mark(BLOCK.id, "failed", 0.375, kept=0.9)
    assert (mark.automatic_points(BLOCK), mark.late_points(BLOCK)) == (1.5, 0.15)
    assert mark.points(BLOCK) == pytest.approx(1.35)
    assert replace(mark, manual=ManualMark(extra=1)).points(BLOCK) == pytest.approx(2.35)
    by_hand = replace(mark, manual=ManualMark(score=3))
    assert (by_hand.points(BLOCK), by_hand.late_points(BLOCK)) == (3, 0)


# Canvas' numbers of files grow; by name the last one would be the first.
ATTEMPTS = [(900, FILE, 0.375), (905, "02_block_structure-1.ipynb", 1.0), (911, "00.ipynb", 0.5)]


def canvas(tmp_path, is_late=False):
    flag = "_LATE" if is_late else ""
    names = [f"otterann{flag}_101_{number}_{name}" for number, name, _ in ATTEMPTS]
    return archive_at(tmp_path, *names), {name: share for _, name, share in ATTEMPTS}


@pytest.mark.parametrize(
    ("attempts", "share", "file"),
    [
        ("", 1.0, ATTEMPTS[1]),
        ("best", 1.0, ATTEMPTS[1]),
        ("last", 0.5, ATTEMPTS[2]),
        ("first", 0.375, ATTEMPTS[0]),
    ],
)
def test_of_several_attempts_the_chosen_one_counts(tmp_path, attempts, share, file):
    path, shares = canvas(tmp_path)
    [student] = graded(path, lambda _, name: shares[name], policy_of(attempts)).students
    [mark] = [mark for mark in student.marks if mark.exercise == BLOCK.id]
    assert (mark.share, student.counted[BLOCK.id]) == (share, file[1])
    said = [sentence for _, sentence in student.repairs]
    if attempts in ("first", "last"):
        assert said == [f"regular_block is answered in 3 files: the {attempts} counts ({file[1]})."]
    else:
        assert said[0].endswith(": the best counts.")


def test_an_attempt_in_which_nothing_was_written_takes_no_place(tmp_path):
    path, shares = canvas(tmp_path)
    shares = shares | {"00.ipynb": None}
    [student] = graded(path, lambda _, name: shares[name], policy_of("last")).students
    assert student.counted[BLOCK.id] == ATTEMPTS[1][1]


@pytest.mark.parametrize(
    ("attempts", "share"), [("", 0.5), ("last", 0.5), ("first", 0.375), ("best", 1.0)]
)
def test_dated_attempts_before_the_latest_count_where_the_rule_says_so(tmp_path, attempts, share):
    names = {f"HW_aotter_attempt_2026-10-0{day}-12-00-00_{FILE}": day for day in (1, 2, 3)}
    by_day = {1: 0.375, 2: 1.0, 3: 0.5}
    path = archive_at(tmp_path, *names)

    def shares(_, name):
        # Without a rule the only file has no date in its name.
        return by_day[int(name[9]) if "/" in name else 3]

    [student] = graded(path, shares, policy_of(attempts)).students
    [mark] = [mark for mark in student.marks if mark.exercise == BLOCK.id]
    assert mark.share == share


def test_the_best_is_the_best_of_the_last_three_whatever_they_are_called(tmp_path):
    """A hundred attempts would be a hundred guesses, under every rule."""
    names = [f"otterann_101_{900 + n}_{99 - n:02}.ipynb" for n in range(6)]
    [student] = graded(
        archive_at(tmp_path, *names), lambda _, name: float(name == "99.ipynb"), policy_of("best")
    ).students
    assert student.counted[BLOCK.id] in ("96.ipynb", "95.ipynb", "94.ipynb")
    [(_, said)] = student.repairs
    assert "6 files: the best of the last 3 counts (96.ipynb, 95.ipynb, 94.ipynb)" in said


def test_an_attempt_on_time_may_be_worth_more_than_a_better_one_that_was_late(tmp_path):
    names = [f"HW_aotter_attempt_2026-10-{day}-12-00-00_{FILE}" for day in ("08", "12")]
    shares = lambda _, name: 1.0 if name.startswith("2026-10-12") else 0.75  # noqa: E731
    policy = policy_of("best", "10", DUE)
    [student] = graded(archive_at(tmp_path, *names), shares, policy).students
    assert student.counted[BLOCK.id].startswith("2026-10-08")
    cheap = policy_of("best", "5", DUE)
    [student] = graded(tmp_path / "class.zip", shares, cheap).students
    assert student.counted[BLOCK.id].startswith("2026-10-12")


def test_what_each_platform_tells_of_the_time(tmp_path):
    put(
        tmp_path / "class",
        f"12-34 - Ann Otter - Oct 10, 2026 1230 PM/{FILE}",
        f"12-35 - Ben Fox - Oct 8, 2026 1159 PM - {FILE}",
    )
    students = graded(tmp_path / "class", lambda *_: 1.0, TEN).students
    assert [one.lateness[0][1].days for one in students] == [2, 0]


def test_the_time_that_nbgrader_wrote_down_is_read(tmp_path):
    folder = put(tmp_path / "course", *(f"submitted/{who}/ps1/{FILE}" for who in ("ann", "ben")))
    put(folder, "submitted/ann/ps1/timestamp.txt", content=b"2026-10-11 12:00:01.000001 UTC\n")
    put(folder, "submitted/ben/ps1/timestamp.txt", content=b"\xff" * 1000)
    ann, ben = graded(
        folder, lambda *_: 1.0, policy_of(late="10", due="2026-10-08T12:00+00:00")
    ).students
    assert (ann.lateness[0][1].days, ann.deliveries[0].platform) == (4, "nbgrader")
    assert ben.lateness[0][1].days is None


def test_a_students_own_folder_proves_no_time(tmp_path):
    """Whoever was late might call a folder by an earlier day."""
    put(tmp_path / "class", f"ann/2026-10-01/{FILE}", f"ben/{FILE}")
    ann, _ = graded(tmp_path / "class", lambda *_: 1.0, TEN).students
    assert ann.lateness[0][1].days is None


def test_the_rules_stand_in_tables_pages_and_record(tmp_path):
    path, shares = canvas(tmp_path, is_late=True)
    report = report_of(
        tmp_path / "report", path, lambda _, name: shares[name], policy_of("last", "10")
    )
    grades, scores = (
        rows((report / name).read_text(encoding="utf-8-sig"))
        for name in ("grades.csv", "scores.csv")
    )
    block = next(row for row in grades if BLOCK.id in row)
    assert grades[0][-2:] == ["file_that_counts", "late_points"] and block[-2:] == [
        "00.ipynb",
        "0.2",
    ]
    assert block[3] == "1.8" and block[7] == "2"
    assert scores[0][-2:] == ["days_late", "late_points"] and scores[1][-2:] == ["1", "0.2"]
    page = (report / "feedback" / "otterann_101.html").read_text(encoding="utf-8")
    assert Page(page).all("aside")
    assert "Handed in late. By how much is not known, so it counts as one day" in page
    assert "0.2 points taken off because it was handed in late" in page
    assert "Of several answers to an exercise the last counts." in page
    index = (report / "index.html").read_text(encoding="utf-8")
    assert "Points off" in Page(index).text
    assert "Each day of lateness that has begun takes off 10% of what was earned." in index
    assert '<td class="number">0.2</td>' in index


def test_without_a_rule_tables_and_pages_stay_as_they_were(tmp_path):
    path, shares = canvas(tmp_path, is_late=True)
    report = report_of(tmp_path / "report", path, lambda _, name: shares[name])
    for name in ("grades.csv", "scores.csv", "feedback/otterann_101.html"):
        assert "late" not in (report / name).read_text(encoding="utf-8-sig").replace("relate", "")


def test_a_wrong_file_of_days_is_told_before_anything_is_graded(tmp_path):
    put(tmp_path / "class", f"ann/{FILE}")
    days_file(tmp_path, "[days]\nann = -1")
    with pytest.raises(PolicyError, match="whole number from 0 to 365"):
        whole_class.grade(tmp_path / "class", tmp_path / "report", Options(unsafe=True))
    assert not (tmp_path / "report").exists()
