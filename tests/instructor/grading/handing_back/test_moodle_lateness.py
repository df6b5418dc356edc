"""How late each participant was, as Moodle's grading worksheet says it in two languages."""

import json
from datetime import datetime

import pytest

from resnet_lessons.instructor.grading import command, whole_class
from resnet_lessons.instructor.grading.handing_back.finished_report import MarksRefused
from resnet_lessons.instructor.grading.handing_back.moodle_lateness import (
    days_by_participant,
    days_of,
)
from resnet_lessons.instructor.grading.marks.late_days import with_days_beside
from resnet_lessons.instructor.grading.marks.policy import PolicyError, policy_of
from resnet_lessons.instructor.grading.whole_class import Options
from tests.instructor.grading.handing_back.handed_back import graded, report_of
from tests.instructor.grading.intake.archive_tools import archive_at, put
from tests.instructor.grading.reports.page_reader import Page
from tests.support.platform_importers import ENGLISH, GERMAN, MoodleAssignment

FILE = "02_block_structure.ipynb"
PEOPLE = {
    11: ("Ann Otter", "ann@school.edu"),
    12: ("Ben Fox", "ben@school.edu"),
    13: ("Cy Elk", "cy@school.edu"),
}
HOUR, DAY, YEAR = 3_600, 86_400, 365 * 86_400


def worksheet(tmp_path, words=ENGLISH, name="Grades.csv", replaced=(), **facts):
    path = tmp_path / name
    text = MoodleAssignment(PEOPLE, words, 6.0, **facts).worksheet().decode("utf-8-sig")
    for old, new in replaced:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")
    return path


def download(tmp_path):
    names = (
        f"{name}_{number}_assignsubmission_file/{FILE}" for number, (name, _) in PEOPLE.items()
    )
    return archive_at(tmp_path, *names)


@pytest.mark.parametrize(
    ("status", "days"),
    [
        ("Submitted for grading", 0),
        ("Submitted for grading - 2 days 3 hours late", 3),
        # Moodle does not tell minutes beside days.
        ("Submitted for grading - 2 days late", 2),
        ("Submitted for grading - 1 day 1 hour late - Graded", 2),
        ("Submitted for grading - 23 hours 59 mins late", 1),
        ("Submitted for grading - 1 sec late", 1),
        ("Submitted for grading - 5 mins 1 sec late - Submission changes not allowed", 1),
        ("Submitted for grading - 1 year 2 days late", 367),
        ("Submitted for grading - Graded - follow up submission received", 0),
        ("Submitted for grading - Extension granted until: Friday, 9 October 2026, 11:59 PM", 0),
        (
            "Submitted for grading - 1 hour late - Not marked - Extension granted until: Friday, 9 "
            "October 2026, 11:59 PM",
            1,
        ),
        ("Draft (not submitted)", 0),
        ("Draft (not submitted) - 1 day 4 hours late", 2),
        # As the newest Moodle writes it, and with white space of all kinds.
        ("Submitted for grading - 2 days 3 hours late -  - ", 3),
        ("  Submitted for grading -\t2 days\u00a03 hours  late - - ", 3),
        ("Zur Bewertung abgegeben", 0),
        ("Zur Bewertung abgegeben - 1 Tag 1 Stunde zu spät", 2),
        # As older language packs have it.
        ("Zur Bewertung abgegeben - 2 Tage 3 Stunden später - Bewertet", 3),
        ("Zur Bewertung abgegeben - 1 Minute 30 Sekunden zu spät", 1),
        ("Zur Bewertung abgegeben - 1 Jahr 1 Tag zu spät", 366),
        ("Zur Bewertung abgegeben - Bewertet - erneut eingereicht", 0),
        (
            "Zur Bewertung abgegeben - 3 Tage zu spät - Verlängertes Abgabeende bis: Freitag, 9. Oktober "
            "2026, 23:59",
            3,
        ),
        ("Entwurf (nicht abgegeben) - 5 Stunden 2 Minuten zu spät", 1),
        ("No submission", None),
        ("No submission - Assignment is overdue by: 3 days 2 hours", None),
        ("Keine Abgabe - Abgabeende überschritten seit: 3 Tage", None),
        # The time is that at which the instructor opened it.
        ("Reopened - 3 days late", None),
        ("Erneut geöffnet", None),
        ("", None),
        (" - ", None),
        ("Remis pour évaluation", None),
        ("Remis pour évaluation - 2 jours 3 heures de retard", None),
        # A site may have words of its own.
        ("Submitted for grading - overdue by 3 days", None),
        ("Submitted for grading - 3 fortnights late", None),
        ("Submitted for grading - 2 days 3 late", None),
        ("2 days late", None),
    ],
)
def test_the_status_says_how_many_days_have_begun(status, days):
    assert days_of(status) == days


@pytest.mark.parametrize("words", [ENGLISH, GERMAN], ids=["English", "German"])
@pytest.mark.parametrize(
    ("seconds", "days"),
    [
        (1, 1),
        (61, 1),
        (DAY, 1),
        (DAY + HOUR, 2),
        (DAY + HOUR - 1, 1),
        (2 * DAY + 3 * HOUR + 61, 3),
        (YEAR + DAY + HOUR, 366),
    ],
)
def test_a_worksheet_tells_it_of_each_participant(tmp_path, caplog, words, seconds, days):
    path = worksheet(
        tmp_path,
        words,
        late={11: seconds},
        extended={11: datetime(2026, 10, 8, 9), 12: datetime(2026, 10, 8, 9)},
        absent=(13,),
    )
    assert days_by_participant([path]) == {"11": days, "12": 0, "13": None}
    assert caplog.text == ""


def test_several_assignments_have_a_worksheet_each(tmp_path):
    first = worksheet(tmp_path, late={11: DAY})
    other = worksheet(tmp_path, name="other.csv", replaced=[("Participant 1", "Participant 9")])
    assert days_by_participant([first, other]) == {
        **{"11": 1, "12": 0, "13": 0},
        **{"91": 0, "92": 0, "93": 0},
    }


def test_what_cannot_be_read_is_counted_shown_and_has_a_cure(tmp_path, caplog):
    french = "Remis pour \u202eévaluation\x1b[2J - 2 jours de retard"
    path = worksheet(
        tmp_path,
        late={11: DAY},
        absent=(13,),
        replaced=[("Submitted for grading - 1 day late", french)],
    )
    assert days_by_participant([path]) == {"11": None, "12": 0, "13": None}
    [told] = [record.getMessage() for record in caplog.records]
    assert "in 1 of 3 rows the column Status does not say how late the work was" in told
    assert "Remis pour ·évaluation·[2J - 2 jours de retard" in told
    assert "Choose one of them as your language in Moodle" in told and "late.toml" in told
    assert "\x1b" not in told and "\u202e" not in told


@pytest.mark.parametrize(
    ("replaced", "told"),
    [
        ([(",Status,", ",Statut,")], '"Full name", "Email address", "Statut", "Grade"'),
        ([("Email address", "Status")], "does not have one column called Status"),
        ([("Participant 12", "Ben\x1b[2J")], "no column holds each participant's number"),
        ([("Participant 12", "Participant 11")], "no column holds each participant's number"),
        ([("Ann Otter", "Ann,Otter")], "row 2 has 12 cells and the first one 11"),
    ],
)
def test_what_is_no_worksheet_is_refused_with_the_cure(tmp_path, replaced, told):
    with pytest.raises(MarksRefused, match="Grades") as error:
        days_by_participant([worksheet(tmp_path, replaced=replaced)])
    assert told in str(error.value) and "\x1b" not in str(error.value)


@pytest.mark.parametrize("content", [None, b"", b"\xff\xfe", b"PK\x03\x04\x00", b"a,b\n1,2\n"])
def test_a_wrong_file_ends_in_a_sentence_before_anything_is_read(tmp_path, capsys, content):
    path = tmp_path / "Gra\x1b[2Jdes.csv"
    if content is not None:
        path.write_bytes(content)
    options = "--out", tmp_path / "report", "--late", "10", "--worksheet", path
    assert command.main([str(each) for each in (download(tmp_path), *options)]) == 1
    said = capsys.readouterr().err
    assert "Gra·[2Jdes.csv" in said and "Traceback" not in said and "\x1b" not in said
    assert not (tmp_path / "report").exists()


@pytest.mark.parametrize(
    ("name", "ours"), [("Ann Otter_51_assignsubmission_file", "51"), ("Ann Otter", "nobody")]
)
def test_a_worksheet_in_which_nobody_is_found_is_refused(tmp_path, name, ours):
    put(tmp_path / "class", f"{name}/{FILE}")
    policy = policy_of(late="10", participants=days_by_participant([worksheet(tmp_path)]))
    with pytest.raises(PolicyError, match="Nobody who handed in is in the worksheet") as error:
        whole_class.grade(
            tmp_path / "class", tmp_path / "report", Options(unsafe=True, policy=policy)
        )
    assert f"the participants 11, 12, 13; the work is from {ours}" in str(error.value)


def test_the_report_says_that_moodle_says_it(tmp_path):
    path = worksheet(tmp_path, late={11: 2 * DAY + HOUR}, absent=(13,))
    policy = policy_of(late="10", participants=days_by_participant([path]))
    report = report_of(tmp_path / "report", download(tmp_path), lambda *_: 1.0, policy)
    index = (report / "index.html").read_text(encoding="utf-8")
    sentence = (
        "Handed in 3 days late, as Moodle says: 30% of the points that it earned is taken off."
    )
    assert sentence in Page(index).text
    assert "How late work was is taken from Moodle's grading worksheet." in Page(index).text
    # Moodle knows of no work of the third.
    assert "handed in at a time that is not known" in index
    facts = json.loads((report / "run.json").read_text(encoding="utf-8"))
    known = [one["lateness"][0] for one in facts["students"]]
    assert [(one["days"], one["known_by"]) for one in known] == [
        (3, "worksheet"),
        (0, "worksheet"),
        (None, ""),
    ]
    assert "participants" not in facts["policy"]


def test_what_the_instructor_wrote_down_comes_first(tmp_path):
    """And another platform's number of the same digits is nobody's in the worksheet."""
    (tmp_path / "late.toml").write_text('[days]\n"Ann Otter" = 0\n', encoding="utf-8")
    told = {"11": 3, "12": 1}
    policy = with_days_beside(
        policy_of(late="10", participants=told), tmp_path, ["Ann Otter", "Ben Fox", "Cy Elk"]
    )
    students = graded(download(tmp_path), lambda *_: 1.0, policy).students
    assert [one.lateness[0][1].days for one in students] == [0, 1, None]
    put(tmp_path / "elsewhere", f"foxben_12_901_{FILE}", f"otterann_LATE_11_902_{FILE}")
    students = graded(tmp_path / "elsewhere", lambda *_: 1.0, policy).students
    assert [one.lateness[0][1].known_by for one in students] == ["platform", "platform"]
