"""What Gradescope cannot take back is said, and its students have their marks in a table of its form."""

import codecs
import csv
import io

from tests.instructor.grading.handing_back.handed_back import BLOCK, MOST, marks, report_of
from tests.instructor.grading.intake.archive_tools import archive_at, put

FILE = "02_block_structure.ipynb"
METADATA = b"""---
submission_71:
  :submitters:
  - :name: Ann Otter
    :sid: '1234'
    :email: ann@school.edu
  :created_at: 2026-10-01 12:30:05.000000000 Z
  :history:
  - :id: 70
    :created_at: 2026-09-01 12:30:05.000000000 Z
submission_72:
  :created_at: 2026-10-02 09:00:00.000000000 Z
  :submitters:
  - :name: "=Ben, \\"the\\" Fox"
    :sid:
    :email: ben@school.edu
  - :name: Cy Elk
    :sid: '099'
    :email: cy@school.edu
"""


def test_each_member_of_a_group_has_a_row_in_the_columns_of_the_export(tmp_path, capsys):
    path = archive_at(
        tmp_path,
        ("submission_metadata.yml", METADATA),
        f"submission_71/{FILE}",
        f"submission_72/{FILE}",
    )
    report = report_of(
        tmp_path / "report", path, lambda student, _: 0.5 if "Ann" in student else 1.0
    )
    status, said, missing = marks(capsys, "gradescope", report)
    assert (status, missing) == (0, "")
    assert "Gradescope takes neither this table nor feedback files" in said
    content = (report / "marks" / "gradescope_marks.csv").read_bytes()
    # By this mark a spreadsheet knows the letters of names.
    assert content.startswith(codecs.BOM_UTF8)
    text = content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert list(rows[0]) == [
        "Name", "SID", "Email", "Total Score", "Max Points", "Status", "Submission ID", "Submission Time",
    ]  # fmt: skip
    found = {row["Email"]: row for row in rows}
    assert found["ann@school.edu"] == {
        "Name": "Ann Otter",
        "SID": "1234",
        "Email": "ann@school.edu",
        "Total Score": f"{0.5 * BLOCK.points:g}",
        "Max Points": f"{MOST:g}",
        "Status": "Graded",
        "Submission ID": "71",
        "Submission Time": "2026-10-01T12:30:05+00:00",
    }
    assert found["ben@school.edu"]["Name"] == '\'=Ben, "the" Fox'
    assert found["ben@school.edu"]["SID"] == "" and found["cy@school.edu"]["SID"] == "099"
    assert {row["Submission ID"] for row in rows} == {"71", "72"} and len(rows) == 3


def test_who_did_not_come_by_gradescope_is_named(tmp_path, capsys):
    put(tmp_path / "class", f"zoe/{FILE}")
    report = report_of(tmp_path / "report", tmp_path / "class", lambda *_: 1.0)
    status, _, missing = marks(capsys, "gradescope", report)
    assert status == 1
    assert "None of this report's work came from Gradescope: it came from folders.\n" in missing


def test_the_schools_numbers_lead_to_the_rows_of_another_platform(tmp_path, capsys):
    """A class that hands in at Gradescope and has its gradebook in Canvas."""
    from tests.support.platform_importers import CanvasCourse

    path = archive_at(
        tmp_path,
        ("submission_metadata.yml", METADATA),
        f"submission_71/{FILE}",
        f"submission_72/{FILE}",
    )
    users = {
        1: ("Otter, Ann", "1234", "ann"),
        2: ("Fox, Ben", "", "ben@school.edu"),
        99: ("Z", "", ""),
    }
    course = CanvasCourse(users, {77: ("Blocks", float(MOST))})
    (tmp_path / "Grades.csv").write_bytes(course.export())
    report = report_of(tmp_path / "report", path, lambda *_: 1.0)
    _, _, missing = marks(capsys, "canvas", report, "--gradebook", tmp_path / "Grades.csv")
    found = course.import_gradebook((report / "marks" / "canvas_marks.csv").read_bytes())
    assert set(found) == {(1, 77), (2, 77)}
    assert "  Cy Elk_099: 099 or Cy Elk_099 or cy@school.edu is in no row." in missing
