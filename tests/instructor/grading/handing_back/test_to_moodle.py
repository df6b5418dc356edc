"""What Moodle takes back is what the report says, in every language of the worksheet."""

import csv
import io
import zipfile

import pytest

from tests.instructor.grading.handing_back.handed_back import BLOCK, MOST, marks, report_of
from tests.instructor.grading.intake.archive_tools import archive_at, put
from tests.support.platform_importers import ENGLISH, GERMAN, LATER, MoodleAssignment

FILE = "02_block_structure.ipynb"
PEOPLE = {
    11: ("Ann Otter", "ann@school.edu"),
    12: ("Ben Fox", "ben@school.edu"),
    13: ("Cy Elk", "cy@school.edu"),
    14: ("Ben Fox", "fox@school.edu"),
}
# As Moodle calls folders from 4.1 on, and before; and files where it makes no folders.
FORMS = {
    "from 4.1": "{}_{}_assignsubmission_file/{}",
    "before 4.1": "{}_{}_assignsubmission_file_/{}",
    "files": "{}_{}_assignsubmission_file_{}",
}
EARNED = {"Ann Otter": 0.5, "Ben Fox_12": 1.0, "Cy Elk": 0.375, "Ben Fox_14": 0.0}
POINTS = {11: 0.5, 12: 1.0, 13: 0.375, 14: 0.0}


def download(tmp_path, form="from 4.1"):
    return archive_at(
        tmp_path, *(FORMS[form].format(name, number, FILE) for number, (name, _) in PEOPLE.items())
    )


def report_from(tmp_path, form="from 4.1"):
    shares = lambda student, _: EARNED[student]  # noqa: E731
    return report_of(tmp_path / "report", download(tmp_path, form), shares)


def assignment(words=ENGLISH, **more):
    return MoodleAssignment(PEOPLE, words, float(MOST), **more)


def worksheet(tmp_path, known, **form):
    path = tmp_path / "worksheet.csv"
    path.write_bytes(known.worksheet(**form))
    return path


def table(report, name="moodle_marks.csv"):
    return (report / "marks" / name).read_bytes()


@pytest.mark.parametrize("words", [ENGLISH, GERMAN], ids=["English", "German"])
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("without", [(), ("address", "text", "submitted"), ("name", "address")])
def test_moodle_takes_each_mark_for_its_participant(tmp_path, capsys, words, form, without):
    report, known = report_from(tmp_path, form), assignment(words)
    path = worksheet(tmp_path, known, without=without)
    before = path.read_bytes()
    status, said, missing = marks(capsys, "moodle", report, "--worksheet", path)
    assert (status, missing) == (0, "") and "Marks of 4 students" in said
    of_table, of_archive = said.splitlines()[-2:]
    assert "Upload grading worksheet" in of_table
    assert "Upload multiple feedback files in a zip" in of_archive
    assert path.read_bytes() == before
    grades, comments = known.import_worksheet(table(report))
    assert grades == {number: share * BLOCK.points for number, share in POINTS.items()}
    earned = "1,5" if words is GERMAN else "1.5"
    assert comments[13] == (
        f"Residual networks: {earned} of {MOST} points. The file feedback.html says what was seen in "
        "each answer."
    )
    given, ignored = known.import_feedback(table(report, "moodle_feedback.zip"))
    assert ignored == [] and set(given) == set(PEOPLE)
    page = (report / "feedback" / "Cy Elk.html").read_bytes()
    assert given[13] == {"feedback.html": page}


@pytest.mark.parametrize(("form", "ending"), [("from 4.1", ""), ("before 4.1", "_")])
def test_folders_of_feedback_are_called_as_they_were_downloaded(tmp_path, capsys, form, ending):
    report = report_from(tmp_path, form)
    marks(capsys, "moodle", report, "--worksheet", worksheet(tmp_path, assignment()))
    with zipfile.ZipFile(report / "marks" / "moodle_feedback.zip") as archive:
        assert archive.namelist()[0] == f"Ann Otter_11_assignsubmission_file{ending}/feedback.html"


def test_a_comma_stands_in_the_marks_where_the_worksheet_has_one(tmp_path, capsys):
    report, known = report_from(tmp_path), assignment(GERMAN)
    marks(capsys, "moodle", report, "--worksheet", worksheet(tmp_path, known))
    rows = list(csv.DictReader(io.StringIO(table(report).decode("utf-8-sig"), newline="")))
    assert [row["Bewertung"] for row in rows] == ["2", "4", "1,5", "0"]
    assert [row["ID"] for row in rows] == [f"Teilnehmer/in{number}" for number in PEOPLE]


def test_a_worksheet_without_comments_gets_marks_alone(tmp_path, capsys):
    report, known = report_from(tmp_path), assignment()
    path = worksheet(tmp_path, known, without=("comments",))
    _, said, _ = marks(capsys, "moodle", report, "--worksheet", path)
    assert "no column for comments" in said
    grades, comments = known.import_worksheet(table(report))
    assert len(grades) == 4 and comments == {}


def test_what_the_instructor_wrote_stays_and_ours_is_replaced(tmp_path, capsys):
    ours = "Residual networks: 0 of 9 points. Old."
    known = assignment(comments={11: "<p>- Well done</p>", 12: ours}, grades={11: 1.0})
    report = report_from(tmp_path)
    _, said, _ = marks(capsys, "moodle", report, "--worksheet", worksheet(tmp_path, known))
    grades, comments = known.import_worksheet(table(report))
    assert grades[11] == 2.0 and 11 not in comments
    assert (
        comments[12].startswith("Residual networks: 4 of") and "Your comments stay in 1 of" in said
    )


@pytest.mark.parametrize(("words", "is_read"), [(ENGLISH, True), (GERMAN, False)])
def test_what_moodle_would_pass_over_for_its_dates_is_told_with_the_box_to_tick(
    tmp_path, capsys, words, is_read
):
    known = assignment(words, grades={11: 1.0, 12: 0.5, 14: 0.25})
    report = report_from(tmp_path)
    _, said, _ = marks(capsys, "moodle", report, "--worksheet", worksheet(tmp_path, known))
    assert "For 3 of these students Moodle already holds a mark or feedback." in said
    assert "unless you tick 'Allow updating records that have been modified more recently" in said
    taken = known.import_worksheet(table(report))
    assert [set(each) for each in taken] == [set(PEOPLE) if is_read else {13}] * 2
    taken = known.import_worksheet(table(report), ignores_dates=True)
    assert [set(each) for each in taken] == [set(PEOPLE)] * 2


def test_the_table_comes_first_since_feedback_files_outdate_it(tmp_path, capsys):
    report, known = report_from(tmp_path), assignment()
    _, said, _ = marks(capsys, "moodle", report, "--worksheet", worksheet(tmp_path, known))
    assert "already holds" not in said
    of_table, of_archive = said.splitlines()[-2:]
    assert "Upload grading worksheet" in of_table and of_archive.startswith("Only then give")
    assert set(known.import_worksheet(table(report))[0]) == set(PEOPLE)
    given, _ = known.import_feedback(table(report, "moodle_feedback.zip"))
    known.touched = dict.fromkeys(given, LATER)
    assert known.import_worksheet(table(report)) == ({}, {})


def test_marks_over_the_maximum_are_told_since_moodle_passes_over_them(tmp_path, capsys):
    known = MoodleAssignment(PEOPLE, ENGLISH, 3.0)
    report, path = report_from(tmp_path), worksheet(tmp_path, known)
    status, _, missing = marks(capsys, "moodle", report, "--worksheet", path)
    assert (
        status == 1 and f"out of {MOST} points, the worksheet is out of 3. Add --scale" in missing
    )
    _, said, missing = marks(capsys, "moodle", report, "--worksheet", path, "--no-scale")
    assert "Marks of 3 students" in said
    assert "  Ben Fox_12: Moodle takes no mark of 4, since it is not from 0 to 3." in missing
    assert 12 not in known.import_feedback(table(report, "moodle_feedback.zip"))[0]
    marks(capsys, "moodle", report, "--worksheet", path, "--scale")
    grades, _ = known.import_worksheet(table(report, "moodle_marks-2.csv"))
    assert grades == {n: round(3 * share * BLOCK.points / MOST, 2) for n, share in POINTS.items()}


def test_participants_of_another_assignment_are_named_and_not_matched_by_name(tmp_path, capsys):
    known = MoodleAssignment({21: PEOPLE[11], 12: PEOPLE[12]}, ENGLISH, float(MOST))
    report = report_from(tmp_path)
    _, _, missing = marks(capsys, "moodle", report, "--worksheet", worksheet(tmp_path, known))
    assert "  Ann Otter: participant 11 is in no row." in missing
    assert set(known.import_worksheet(table(report))[0]) == {12}


@pytest.mark.parametrize("most", [float(MOST), 100.0])
def test_a_report_of_another_platforms_download_says_so_and_writes_no_table(tmp_path, capsys, most):
    path = archive_at(tmp_path, "otterann_101_900_02_block_structure.ipynb")
    report = report_of(tmp_path / "report", path, lambda *_: 1.0)
    status, said, missing = marks(
        capsys,
        *("moodle", report, "--worksheet"),
        worksheet(tmp_path, MoodleAssignment(PEOPLE, ENGLISH, most)),
    )
    assert status == 1 and "is in no row" in missing
    assert said.splitlines() == [
        "No table of marks was written, because it would hold nobody.",
        "None of this report's work came from Moodle: it came from Canvas.",
    ]
    assert not (report / "marks").exists()


def test_students_whom_moodle_did_not_hand_out_are_known_by_what_the_worksheet_says(
    tmp_path, capsys
):
    put(
        tmp_path / "class",
        *(f"{name}/{FILE}" for name in ("cy@school.edu", "Ben Fox", "Ann Otter")),
    )
    report, known = report_of(tmp_path / "report", tmp_path / "class", lambda *_: 1.0), assignment()
    _, _, missing = marks(capsys, "moodle", report, "--worksheet", worksheet(tmp_path, known))
    assert missing.splitlines()[1:] == ["  Ben Fox: Ben Fox is found in 2 rows."]
    assert set(known.import_worksheet(table(report))[0]) == {11, 13}
    given, ignored = known.import_feedback(table(report, "moodle_feedback.zip"))
    assert set(given) == {11, 13} and ignored == []


def unclear(known, **form):
    """A worksheet to which somebody added a column of numbers and a constant one."""
    rows = list(csv.reader(io.StringIO(known.worksheet(**form).decode("utf-8-sig"), newline="")))
    rows = [[*row[:2], *more, *row[2:]] for row, more in zip(
        rows, [("Number", "Term"), *[("7", "2"), ("8", "2"), ("9", "2"), ("5", "2")]], strict=True
    )]  # fmt: skip
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def test_columns_that_are_not_clear_are_asked_for_and_can_be_named(tmp_path, capsys):
    report, known, path = report_from(tmp_path), assignment(), tmp_path / "worksheet.csv"
    path.write_bytes(unclear(known))
    status, _, missing = marks(capsys, "moodle", report, "--worksheet", path)
    assert status == 1 and "which column is for marks" in missing and "--grade-column" in missing
    assert '3 "Number", 4 "Term"' in missing
    for named in ("Grade", "7"):
        assert marks(capsys, "moodle", report, "--worksheet", path, "--grade-column", named)[0] == 0
    grades, _ = known.import_worksheet(table(report, "moodle_marks-2.csv"))
    assert set(grades) == set(PEOPLE)
    for wrong in ("Mark", "99", "0"):
        _, _, missing = marks(
            capsys, "moodle", report, "--worksheet", path, "--grade-column", wrong
        )
        assert f"No column is called '{wrong}'" in missing
    options = "--grade-column", "Grade", "--comments-column", "Grade"
    assert (
        "must be three different"
        in marks(capsys, "moodle", report, "--worksheet", path, *options)[2]
    )


def test_a_scale_of_words_is_refused(tmp_path, capsys):
    report, known = report_from(tmp_path), assignment()
    path = worksheet(tmp_path, known, without=("maximum",))
    _, _, missing = marks(capsys, "moodle", report, "--worksheet", path)
    assert "which column is for marks" in missing
    options = "--worksheet", path, "--grade-column", "Grade"
    assert "has no maximum in points" in marks(capsys, "moodle", report, *options)[2]


def test_what_students_wrote_is_no_formula_and_stays_on_its_line(tmp_path, capsys):
    people = PEOPLE | {13: ("=cmd|x, Cy", "@cy"), 12: ("\uff0bBen", "-ben")}
    known = MoodleAssignment(people, ENGLISH, float(MOST), texts={13: "=1+1\nsecond"})
    report = report_from(tmp_path)
    marks(capsys, "moodle", report, "--worksheet", worksheet(tmp_path, known))
    rows = list(csv.DictReader(io.StringIO(table(report).decode("utf-8-sig"), newline="")))
    assert rows[2]["Full name"] == "'=cmd|x, Cy" and rows[2]["Email address"] == "'@cy"
    assert rows[1]["Full name"] == "'\uff0bBen" and rows[1]["Email address"] == "'-ben"
    assert rows[2]["Online text"] == "'=1+1\\nsecond" and rows[2]["Last modified (grade)"] == "-"
    assert set(known.import_worksheet(table(report))[0]) == set(PEOPLE)


def test_names_of_folders_lead_nowhere(tmp_path, capsys):
    put(
        tmp_path / "class",
        f"Ann\\..\\.._11_assignsubmission_file/{FILE}",
        f"Ben_of_the_Fox_12_assignsubmission_file/{FILE}",
        f"? .._13_assignsubmission_file/{FILE}",
    )
    report, known = report_of(tmp_path / "report", tmp_path / "class", lambda *_: 1.0), assignment()
    marks(capsys, "moodle", report, "--worksheet", worksheet(tmp_path, known))
    given, ignored = known.import_feedback(table(report, "moodle_feedback.zip"))
    assert set(given) == {11, 12, 13} and ignored == []
    with zipfile.ZipFile(report / "marks" / "moodle_feedback.zip") as archive:
        for name in archive.namelist():
            folder, slash, file = name.partition("/")
            assert (slash, file) == ("/", "feedback.html")
            assert not set(folder) & set('\\:*?"<>|') and folder.strip(".")[0].isalpha()


def test_an_empty_worksheet_is_refused(tmp_path, capsys):
    report = report_from(tmp_path)
    path = worksheet(tmp_path, MoodleAssignment({}, ENGLISH))
    assert "holds no students" in marks(capsys, "moodle", report, "--worksheet", path)[2]
